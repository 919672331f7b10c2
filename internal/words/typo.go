package words

import (
	"math/bits"
	"unicode/utf8"
)

// Bound is how many typing errors a word of that many letters may have and still be taken for the word.
func Bound(letters int) int {
	switch {
	case letters < 5:
		return 0
	case letters < 9:
		return 1
	}
	return 2
}

// Distance is the number of letters left out, put in, changed or swapped with their neighbour between a and b, or
// most+1 as soon as it is more than most (optimal string alignment).
func Distance(a, b string, most int) int {
	if a == b {
		return 0
	}
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > most || len(y)-len(x) > most || len(x) > 64 || len(y) > 64 {
		return most + 1
	}
	var rows [3][65]int
	older, old, row := rows[0][:], rows[1][:], rows[2][:]
	for j := range len(y) + 1 {
		old[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(y); j++ {
			row[j] = min(old[j]+1, row[j-1]+1, old[j-1]+unequal(x[i-1], y[j-1]))
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], older[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > most {
			return most + 1
		}
		older, old, row = old, row, older
	}
	return min(old[len(y)], most+1)
}

func unequal(a, b rune) int {
	if a == b {
		return 0
	}
	return 1
}

// Vocabulary finds the known word nearest to a mistyped one. It is safe for concurrent use once built.
type Vocabulary struct {
	known map[string]bool
	byLen [][]entry
}

type entry struct {
	word string
	mask uint64
}

// NewVocabulary holds the given folded words; those of fewer than three letters are known, but never suggested.
func NewVocabulary(list []string) *Vocabulary {
	v := &Vocabulary{known: make(map[string]bool, len(list)), byLen: make([][]entry, 40)}
	for _, w := range list {
		n := utf8.RuneCountInString(w)
		if v.known[w] || n == 0 {
			continue
		}
		v.known[w] = true
		if n >= 3 && n < len(v.byLen) {
			v.byLen[n] = append(v.byLen[n], entry{w, maskOf(w)})
		}
	}
	return v
}

// Knows says whether the word is in the vocabulary as it stands.
func (v *Vocabulary) Knows(fold string) bool { return v.known[fold] }

// Nearest is the known word that a mistyped word most likely is, or "" if the word is known, short or far from all.
// Of two equally near the one with the same first letter wins, then the one given first.
func (v *Vocabulary) Nearest(fold string) string {
	n := utf8.RuneCountInString(fold)
	most := Bound(n)
	if v.known[fold] || n >= len(v.byLen) {
		return ""
	}
	if most == 0 {
		return v.swapped(fold, n)
	}
	if fold[0] >= 0x80 && n < 6 { // most Arabic words have a neighbour at that length
		return ""
	}
	mostLess := most
	best, bestCost := "", 4*most+4
	mask := maskOf(fold)
	if n == 5 { // in so short a word a letter is left out rather than put in
		mostLess = 0
	}
	for length := n - mostLess; length <= min(n+most, len(v.byLen)-1); length++ {
		for _, e := range v.byLen[length] {
			if bits.OnesCount64(mask^e.mask) > 2*most {
				continue
			}
			if c := 4 * Distance(fold, e.word, most); c <= 4*most {
				if first(fold) != first(e.word) {
					c += 2
				}
				if length <= n && !Swapped(fold, e.word) { // letters are left out or swapped more often than changed
					c++
				}
				if c < bestCost {
					best, bestCost = e.word, c
				}
			}
		}
	}
	return best
}

// swapped finds the word of three or four letters of which two neighbours were swapped.
func (v *Vocabulary) swapped(fold string, n int) string {
	if n < 3 || fold[0] >= 0x80 {
		return ""
	}
	for _, e := range v.byLen[n] {
		if e.mask == maskOf(fold) && Swapped(fold, e.word) {
			return e.word
		}
	}
	return ""
}

// Swapped says whether a and b differ by two neighbouring letters in the other order, and by nothing else.
func Swapped(a, b string) bool {
	if len(a) != len(b) || a == b {
		return false
	}
	i := 0
	for a[i] == b[i] {
		i++
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

func first(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// maskOf has a bit for every letter of the word; words that differ in many bits cannot be near.
func maskOf(s string) (m uint64) {
	for _, r := range s {
		m |= 1 << (uint(r) % 64)
	}
	return m
}
