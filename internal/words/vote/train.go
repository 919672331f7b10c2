package vote

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Example is a text's signs and what it was meant as.
type Example struct {
	Signs  []string
	Choice string
	Weight float64 // how much the example counts; 0 is 1
}

// Training says how a model is made.
type Training struct {
	Buckets int     // rows of the table; a power of two
	Rounds  int     // how often all examples are gone through
	Rate    float64 // how fast weights move
	Decay   float64 // how strongly weights are drawn to 0
	Prune   int     // weights of less than this in the table (of 127) become 0
}

// Train learns a model. The same examples and training give the same model.
func Train(examples []Example, how Training) *Model {
	t := newTrainee(examples, how)
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	shuffle := rand.New(rand.NewPCG(25, 1966)) //nolint:gosec // the same order on every machine, not a secret
	for range how.Rounds {
		shuffle.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			t.learn(t.rows[i], t.meant[i], t.worth(examples[i]))
		}
	}
	return t.model()
}

// trainee is a model while it learns, by gradient descent with a rate of its own for each weight (AdaGrad).
type trainee struct {
	how     Training
	choices []string
	rows    [][]int // buckets of each example's signs
	meant   []int
	weights []float64
	squares []float64
	sums    []float64
}

func newTrainee(examples []Example, how Training) *trainee {
	t := &trainee{how: how}
	for _, e := range examples {
		if !slices.Contains(t.choices, e.Choice) {
			t.choices = append(t.choices, e.Choice)
		}
	}
	slices.Sort(t.choices)
	for _, e := range examples {
		row := make([]int, len(e.Signs))
		for i, s := range e.Signs {
			row[i] = bucketOf(s, how.Buckets) * len(t.choices)
		}
		t.rows = append(t.rows, row)
		t.meant = append(t.meant, slices.Index(t.choices, e.Choice))
	}
	n := how.Buckets * len(t.choices)
	t.weights, t.squares = make([]float64, n), make([]float64, n)
	t.sums = make([]float64, len(t.choices))
	return t
}

func (t *trainee) worth(e Example) float64 {
	if e.Weight == 0 {
		return 1
	}
	return e.Weight
}

func (t *trainee) learn(row []int, meant int, worth float64) {
	norm := share(len(row))
	clear(t.sums)
	for _, at := range row {
		for c := range t.sums {
			t.sums[c] += t.weights[at+c] * norm
		}
	}
	softmax(t.sums)
	for c, p := range t.sums {
		off := p
		if c == meant {
			off--
		}
		off *= norm * worth
		for _, at := range row {
			g := off + t.how.Decay*t.weights[at+c]
			t.squares[at+c] += g * g
			t.weights[at+c] -= t.how.Rate * g / (math.Sqrt(t.squares[at+c]) + 1e-6)
		}
	}
}

// model rounds the weights to bytes.
func (t *trainee) model() *Model {
	most := 1e-9
	for _, w := range t.weights {
		most = max(most, math.Abs(w))
	}
	m := &Model{choices: t.choices, buckets: t.how.Buckets, scale: most / 127, weights: make([]int8, len(t.weights))}
	for i, w := range t.weights {
		if q := int(math.Round(w / m.scale)); q >= t.how.Prune || -q >= t.how.Prune {
			m.weights[i] = int8(q)
		}
	}
	return m
}
