package plans

import (
	_ "embed"
	"fmt"
	"unicode/utf8"

	"github.com/accord-tracker/accord/internal/words"
	"github.com/accord-tracker/accord/internal/words/vote"
)

// heardTable is what people were heard to say when they meant a step of the plans that come with the product. The
// program in internal/chat/understand/train writes it.
//
//go:embed resolve_heard.bin
var heardTable []byte

// loadHeard reads the table. It is part of the program, and every test reads it.
func loadHeard() *vote.Model {
	m, err := vote.Load(heardTable)
	if err != nil {
		panic(fmt.Sprintf("plans: %v", err))
	}
	return m
}

// WithHeard is the resolver with another table of what people were heard to say. Its choices are the codes of steps as
// Match has them. It is for the program that learns the table; an empty model leaves the words of the plans alone.
func (r *Resolver) WithHeard(m *vote.Model) *Resolver {
	other := *r
	other.hear(m)
	return &other
}

// hear notes which entry each choice of the table is. Steps that the plans do not have are left out.
func (r *Resolver) hear(m *vote.Model) {
	r.heard, r.heardAs = m, nil
	byCode := map[string]int{}
	for i, e := range r.entries {
		byCode[e.code] = i
	}
	for _, code := range m.Choices() {
		i, ok := byCode[code]
		if !ok {
			i = -1
		}
		r.heardAs = append(r.heardAs, i)
	}
}

// Signs are what the words of a text show to the table of what people were heard to say: stems, their beginnings,
// words of like meaning, and neighbours. Look says which words count.
func (r *Resolver) Signs(tokens []words.Token, look Look) []string {
	said := look.Said
	if said == nil {
		said = look.Topic
	}
	var signs []string
	before := ""
	for _, c := range r.grammar.contents(tokens[:min(len(tokens), mostTokens)]) {
		if isNumber(c.stem) || said != nil && !said(c.token) {
			continue
		}
		signs = append(signs, c.stem)
		if utf8.RuneCountInString(c.stem) > 4 {
			signs = append(signs, "^"+firstLetters(c.stem, 4))
		}
		signs = append(signs, r.grammar.concepts[c.stem]...)
		if before != "" {
			signs = append(signs, before+" "+c.stem)
		}
		before = c.stem
	}
	return signs
}

func firstLetters(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// heardWeight is how much being heard counts against the words of the plan.
const heardWeight = 0.8

// leastSigns is how many signs a text must show; fewer are one word, of which the plans' own words decide.
const leastSigns = 4

// hearing is how likely each entry is by what people were heard to say.
func (r *Resolver) hearing(tokens []words.Token, look Look) []float64 {
	all := make([]float64, len(r.entries))
	if r.heard.Empty() || look.Unheard {
		return all
	}
	signs := r.Signs(tokens, look)
	if len(signs) < leastSigns {
		return all
	}
	for c, p := range r.heard.Weigh(signs) {
		if i := r.heardAs[c]; i >= 0 {
			all[i] = p
		}
	}
	return all
}
