package reply

import (
	"strings"

	"github.com/accord-tracker/accord/internal/bidi"
)

// word is what stands between two spaces: fragments of one or more pieces, without a break.
type word []piece

// wordsOf splits pieces at their spaces.
func wordsOf(pieces []piece) []word {
	var words []word
	open := false // the last word may go on
	for of, p := range pieces {
		p.of = of
		for i, text := range strings.Split(p.text, " ") {
			if i > 0 {
				open = false
			}
			if text == "" {
				continue
			}
			p.text = text
			if !open {
				words = append(words, nil)
			}
			words[len(words)-1] = append(words[len(words)-1], p)
			open = true
		}
	}
	return words
}

func (w word) cells() int {
	n := 0
	for _, p := range w {
		n += cells(p.text)
	}
	return n
}

// whole says whether the word may not be broken: what is copied must stay in one piece.
func (w word) whole() bool {
	for _, p := range w {
		if p.kind == code || p.kind == link {
			return true
		}
	}
	return false
}

// wrap lays words out in lines of at most width cells. A word that is longer is broken between two letters, unless it
// is whole: then it has a line of its own, and the terminal deals with it. Width 0 is one line.
func wrap(words []word, width int) [][]word {
	var lines [][]word
	var line []word
	used := 0
	for _, w := range fitting(words, width) {
		n := w.cells()
		if len(line) > 0 && width > 0 && used+1+n > width {
			lines, line, used = append(lines, line), nil, 0
		}
		if len(line) > 0 {
			used++
		}
		line, used = append(line, w), used+n
	}
	if len(line) > 0 {
		lines = append(lines, line)
	}
	return lines
}

// fitting breaks the words that are too long.
func fitting(words []word, width int) []word {
	var all []word
	for _, w := range words {
		if width <= 0 || w.cells() <= width || w.whole() {
			all = append(all, w)
			continue
		}
		all = append(all, w.broken(width)...)
	}
	return all
}

func (w word) broken(width int) []word {
	parts, used := []word{nil}, 0
	for _, p := range w {
		text := p.text
		p.text = ""
		for g := range graphemesOf(text) {
			if n := cellsOf(g); used+n > width && used > 0 {
				parts[len(parts)-1] = append(parts[len(parts)-1], p)
				parts, used, p.text = append(parts, nil), 0, ""
			}
			p.text += g
			used += cellsOf(g)
		}
		if p.text != "" {
			parts[len(parts)-1] = append(parts[len(parts)-1], p)
		}
	}
	return parts
}

// joined makes pieces of a line of words again: what was one piece, and is still side by side, is one.
func joined(line []word) []piece {
	var all []piece
	for i, w := range line {
		for j, p := range w {
			last := len(all) - 1
			if i > 0 && j == 0 {
				if last >= 0 && all[last].of == p.of {
					p.text = " " + p.text
				} else {
					all = append(all, piece{text: " ", of: -1})
				}
			}
			if last = len(all) - 1; last >= 0 && all[last].of == p.of {
				all[last].text += p.text
			} else {
				all = append(all, p)
			}
		}
	}
	return all
}

// closeIsolates closes at the end of each line the isolates that are open there, and opens them again in the next.
func closeIsolates(lines []string) []string {
	var open []rune
	for i, line := range lines {
		before := string(open)
		for _, r := range line {
			switch {
			case isOpener(r):
				open = append(open, r)
			case string(r) == bidi.PDI && len(open) > 0:
				open = open[:len(open)-1]
			}
		}
		lines[i] = before + line + strings.Repeat(bidi.PDI, len(open))
	}
	return lines
}
