// Package words is what the product knows about written words in general: folding of case, accents and Arabic
// spelling, tokens with their places, light stemming, typing errors, numbers in words, and which language a sentence
// is in. It knows no plan and no command.
package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold is the form of a text that is compared: lower case, without accents, Arabic letters in one spelling (alef, ya,
// ta marbuta; no harakat, no tatweel), Arabic-Indic, Persian and full-width digits and letters as ASCII. Digits of
// other scripts, superscripts and letters that only look like Latin ones stay what they are, so that they are never
// taken for a code. Fold(Fold(s)) is Fold(s).
func Fold(s string) string {
	if folded(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	s = strings.ToValidUTF8(s, "\uFFFD")
	if !norm.NFD.IsNormalString(s) {
		s = norm.NFD.String(s)
	}
	for _, r := range s {
		foldRune(&b, r)
	}
	return b.String()
}

func folded(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || (c >= 'A' && c <= 'Z') {
			return false
		}
	}
	return true
}

func foldRune(b *strings.Builder, r rune) {
	if unicode.Is(unicode.Mn, r) || r == 'ـ' {
		return
	}
	if r >= '！' && r <= '～' {
		r -= '！' - '!'
	}
	if d, ok := digit(r); ok {
		b.WriteByte(d)
		return
	}
	lower := unicode.ToLower(r)
	same := lower == r || r < utf8.RuneSelf
	switch r = lower; r {
	case 'ß', 'ẞ':
		b.WriteString("ss")
	case 'œ':
		b.WriteString("oe")
	case 'æ':
		b.WriteString("ae")
	case 'ø':
		b.WriteByte('o')
	case 'ı':
		b.WriteByte('i')
	case 'ٱ':
		b.WriteRune('ا')
	case 'ى', 'ی':
		b.WriteRune('ي')
	case 'ة', 'ۀ':
		b.WriteRune('ه')
	case 'ک':
		b.WriteRune('ك')
	case '’', '‘', 'ʼ', '´', '`':
		b.WriteByte('\'')
	default:
		if same {
			b.WriteRune(r)
			return
		}
		for _, d := range norm.NFD.String(string(r)) { // a few capitals lower to a letter with a mark
			if !unicode.Is(unicode.Mn, d) {
				b.WriteRune(d)
			}
		}
	}
}

// digit is the ASCII digit of the digits that people type in the languages of the product.
func digit(r rune) (byte, bool) {
	switch {
	case r >= '0' && r <= '9':
		return byte(r), true
	case r >= '٠' && r <= '٩':
		return byte(r-'٠') + '0', true
	case r >= '۰' && r <= '۹':
		return byte(r-'۰') + '0', true
	case r >= '０' && r <= '９':
		return byte(r-'０') + '0', true
	}
	return 0, false
}
