package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is what sort of token it is.
type Kind int

const (
	Word    Kind = iota // letters
	Number              // digits, ASCII in Fold
	Mark                // one sign: punctuation, a symbol, an emoji
	Link                // http:// or https:// and what follows
	Mention             // @name or <@id>
	Odd                 // digits of another script, superscripts, enclosed numbers: never part of a code
)

// Token is a word, number or sign of a text. Letters and digits are apart even where they are written together, so
// that GC25, GC 25 and GC-25 have the same words; Glued says that nothing stands between a token and the one before.
type Token struct {
	Text       string // as written
	Fold       string
	Start, End int // bytes of the text
	Kind       Kind
	Glued      bool
}

// Tokens cuts a text into its tokens, white space left out, in linear time. The text should have been through Clean.
func Tokens(text string) []Token {
	tokens := make([]Token, 0, len(text)/5+1)
	end := -1
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			i += size
			continue
		}
		kind, n := next(text[i:], r, size)
		t := Token{Text: text[i : i+n], Start: i, End: i + n, Kind: kind, Glued: end == i}
		t.Fold = Fold(t.Text)
		tokens = append(tokens, t)
		i += n
		end = i
	}
	return tokens
}

func next(s string, r rune, size int) (Kind, int) {
	switch kind := kindOf(r); {
	case r == '<' || r == '@':
		if n := mention(s); n > 0 {
			return Mention, n
		}
		return Mark, size
	case kind == Mark:
		return Mark, size
	case kind == Word && (r == 'h' || r == 'H') && link(s) > 0:
		return Link, link(s)
	default:
		return kind, run(s, kind)
	}
}

func kindOf(r rune) Kind {
	if _, ok := digit(r); ok {
		return Number
	}
	switch {
	case unicode.IsLetter(r) || unicode.IsMark(r):
		return Word
	case unicode.IsNumber(r):
		return Odd
	}
	return Mark
}

func run(s string, kind Kind) int {
	for i, r := range s {
		if k := kindOf(r); k != kind && !unicode.IsMark(r) && r != 'ـ' {
			return i
		}
	}
	return len(s)
}

func link(s string) int {
	if !hasPrefixFold(s, "http://") && !hasPrefixFold(s, "https://") {
		return 0
	}
	n := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("<>\"«»“”|", r) })
	if n < 0 {
		n = len(s)
	}
	return len(strings.TrimRight(s[:n], ".,;:!?'،؛؟)]}"))
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) > len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// mention is the length of @name (letters, digits, . _ - and a :server) or <@U123> at the start of s.
func mention(s string) int {
	if strings.HasPrefix(s, "<@") {
		if n := strings.IndexByte(s, '>'); n > 2 && n < 128 {
			return n + 1
		}
		return 0
	}
	if s[0] != '@' {
		return 0
	}
	n := strings.IndexFunc(s[1:], func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-:=/+", r)
	})
	if n < 0 {
		n = len(s) - 1
	}
	name := strings.TrimRight(s[1:1+n], ".:-/+=")
	if name == "" {
		return 0
	}
	return 1 + len(name)
}
