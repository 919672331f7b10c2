// Package vote decides between a few choices by the signs that a text shows, with weights learned from examples. It
// is a linear model (multinomial logistic regression) over hashed signs: small, quick, and the same on every machine.
// What the signs are is for the caller to say.
package vote

import (
	"hash/fnv"
	"math"
	"slices"
)

// Model weighs signs for choices. It is safe for concurrent use.
type Model struct {
	choices []string
	buckets int
	scale   float64 // what a weight of 1 in the table is worth
	weights []int8  // buckets rows of one weight for each choice
}

// Choices are what the model decides between, in the order of Weigh's result.
func (m *Model) Choices() []string { return slices.Clone(m.choices) }

// Empty says whether the model has learned nothing.
func (m *Model) Empty() bool { return m == nil || len(m.choices) == 0 }

// Weigh says how likely each choice is: numbers that add up to 1. Signs that were in no example say nothing; of an
// empty model the result is empty.
func (m *Model) Weigh(signs []string) []float64 {
	if m.Empty() {
		return nil
	}
	sums := make([]float64, len(m.choices))
	norm := m.scale * share(len(signs))
	for _, s := range signs {
		row := m.weights[bucketOf(s, m.buckets)*len(m.choices):]
		for c := range sums {
			sums[c] += float64(row[c]) * norm
		}
	}
	softmax(sums)
	return sums
}

// share is how much each of n signs counts: long texts do not speak louder than short ones.
func share(n int) float64 { return 1 / math.Sqrt(float64(max(n, 1))) }

func bucketOf(sign string, buckets int) int {
	h := fnv.New64a()
	_, _ = h.Write([]byte(sign)) // writing to a hash never fails
	return int(h.Sum64() % uint64(buckets))
}

func softmax(sums []float64) {
	most := slices.Max(sums)
	total := 0.0
	for i, s := range sums {
		sums[i] = math.Exp(s - most)
		total += sums[i]
	}
	for i := range sums {
		sums[i] /= total
	}
}
