package render

import (
	"strings"
)

// measure is how a table is set: its letters, and the padding of a cell on either side.
type measure struct {
	regular, bold *face
	size, padding float64
	total         float64 // width of the table
}

// narrowPart is how much of the page a narrow table takes.
const narrowPart = 0.62

// widths give every column at least the width of its longest word, and share what is left by weight.
func (m *model) widths(t *table, shown []int, by measure) []float64 {
	least := make([]float64, len(shown))
	sum, weights := 0.0, 0.0
	for i, at := range shown {
		least[i] = m.longest(t, at, by) + 2*by.padding + 0.5
		sum += least[i]
		weights += t.columns[at].weight
	}
	for i, at := range shown {
		if sum > by.total {
			least[i] *= by.total / sum
		} else {
			least[i] += (by.total - sum) * t.columns[at].weight / weights
		}
	}
	return least
}

// longest is the width of the longest word in the head of a column and in its first rows. Numbers and days are never
// broken, so that they count as one word; one of what somebody wrote may be broken if it is very long.
func (m *model) longest(t *table, at int, by measure) float64 {
	c := &t.columns[at]
	w := by.bold.longestWord(c.title, by.size)
	for i := range min(m.limit(t), 60) {
		value := t.row(i)[at]
		text := m.voice.text(&value, c)
		if value.kind.toTheEnd() || value.kind == date {
			w = max(w, by.regular.width(text, by.size))
		} else {
			w = max(w, min(by.regular.longestWord(text, by.size), 12*by.size))
		}
	}
	return w
}

func (f *face) longestWord(text string, size float64) float64 {
	most := 0.0
	for word := range strings.FieldsSeq(text) {
		most = max(most, f.width(word, size))
	}
	return most
}
