package reply

import (
	"strings"
	"unicode"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/mattn/go-runewidth"
)

// cells is how many cells of a terminal s takes: two for a wide letter, none for a mark or an isolate.
func cells(s string) int {
	n := 0
	for g := range graphemesOf(s) {
		n += cellsOf(g)
	}
	return n
}

func cellsOf(grapheme string) int {
	if strings.TrimFunc(grapheme, func(r rune) bool { return unicode.Is(unicode.Cf, r) }) == "" {
		return 0
	}
	if first := []rune(grapheme)[0]; first >= 0x1f1e6 && first <= 0x1f1ff { // a flag
		return 2
	}
	narrow := runewidth.Condition{StrictEmojiNeutral: true}
	return narrow.StringWidth(grapheme)
}

// graphemesOf yields what a reader takes for one letter each.
func graphemesOf(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for it := graphemes.FromString(s); it.Next(); {
			if !yield(it.Value()) {
				return
			}
		}
	}
}
