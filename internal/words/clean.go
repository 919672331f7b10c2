package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean makes text safe to read, store and show: valid UTF-8 in composed form, without NUL and other control
// characters, bidirectional controls, zero-width characters or variation selectors, which could make a text look
// other than it is. Line breaks and tabs stay. Bytes that are no UTF-8 become U+FFFD. Clean(Clean(s)) is Clean(s).
func Clean(s string) string {
	if plain(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	var b strings.Builder
	b.Grow(len(s))
	before := ' '
	for i, r := range s {
		if !unwanted(r, before, s[i+utf8.RuneLen(r):]) {
			b.WriteRune(r)
			before = r
		}
	}
	return norm.NFC.String(b.String())
}

func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || (c < ' ' && c != '\n' && c != '\t') || c == 0x7F {
			return false
		}
	}
	return true
}

func unwanted(r, before rune, after string) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r == '\u200D': // joins emoji; between letters it only hides
		next, _ := utf8.DecodeRuneInString(after)
		return !emoji(before) || !emoji(next)
	case r == '\uFE0E' || r == '\uFE0F':
		return !emoji(before)
	}
	return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) ||
		r == '\u115F' || r == '\u1160' || r == '\u3164' || r == '\uFFA0' || r == '\u034F'
}

func emoji(r rune) bool { return unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r) }
