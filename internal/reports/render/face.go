package render

import (
	"fmt"
	"strings"
	"sync"

	"codeberg.org/go-fonts/dejavu/dejavusans"
	"codeberg.org/go-fonts/dejavu/dejavusansbold"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// typeface is a parsed font. It never changes, so that all reports share it.
type typeface struct {
	font *sfnt.Font
	em   fixed.Int26_6
}

// The letters of pictures and PDF. DejaVu has Latin, Greek, Cyrillic, Hebrew, and the joined forms of Arabic.
var (
	regularType = sync.OnceValue(func() *typeface { return parse(dejavusans.TTF) })
	boldType    = sync.OnceValue(func() *typeface { return parse(dejavusansbold.TTF) })
)

func parse(ttf []byte) *typeface {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		panic(fmt.Sprintf("render: the font that is built in cannot be read: %v", err))
	}
	return &typeface{f, fixed.I(int(f.UnitsPerEm()))}
}

// face measures text in a font. It remembers the letters it has seen, and is for one goroutine.
type face struct {
	*typeface
	voice *voice
	seen  map[rune]float64 // advances, in em
	ascii [128]float64
	sfnt  sfnt.Buffer
}

func newFace(t *typeface, v *voice) *face {
	f := &face{typeface: t, voice: v, seen: map[rune]float64{}}
	for r := range f.ascii {
		f.ascii[r] = f.look(rune(r))
	}
	return f
}

func (f *face) number(n int) string {
	c := count(n)
	return f.voice.text(&c, nil)
}

// width of a line of text in points. Arabic is measured as it is drawn, joined.
func (f *face) width(text string, size float64) float64 {
	em := 0.0
	for _, r := range join(text) {
		em += f.advance(r)
	}
	return em * size
}

func (f *face) advance(r rune) float64 {
	if r < 128 {
		return f.ascii[r]
	}
	em, ok := f.seen[r]
	if !ok {
		em = f.look(r)
		f.seen[r] = em
	}
	return em
}

func (f *face) look(r rune) float64 {
	if invisible(r) {
		return 0
	}
	glyph, err := f.font.GlyphIndex(&f.sfnt, r)
	if err != nil {
		return 0
	}
	advance, err := f.font.GlyphAdvance(&f.sfnt, glyph, f.em, font.HintingNone)
	if err != nil {
		return 0
	}
	return float64(advance) / float64(f.em)
}

// wrap breaks a text into lines of at most a width, at spaces; a word that is wider than a line is broken within.
// Lines are in the order of reading, not yet joined or reordered.
func (f *face) wrap(text string, size, width float64) []string {
	if f.width(text, size) <= width {
		return []string{text}
	}
	var lines []string
	line, used, space := "", 0.0, f.width(" ", size)
	for word := range strings.FieldsSeq(text) {
		w := f.width(word, size)
		if line != "" && used+space+w <= width {
			line, used = line+" "+word, used+space+w
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for w > width {
			head := f.fitting(word, size, width)
			lines = append(lines, word[:head])
			word = word[head:]
			w = f.width(word, size)
		}
		line, used = word, w
	}
	return isolated(append(lines, line))
}

// fitting is how many bytes of a word fit into a width, at least one letter.
func (f *face) fitting(word string, size, width float64) int {
	last := 0
	for i, r := range word {
		end := i + len(string(r))
		if last > 0 && f.width(word[:end], size) > width {
			break
		}
		last = end
	}
	return last
}
