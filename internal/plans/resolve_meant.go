package plans

import (
	"slices"

	"github.com/accord-tracker/accord/internal/words"
)

// hint notes the words of slugs that name a plan but the first ("digital").
func (r *Resolver) hint() {
	for i, p := range r.plans {
		if i == 0 {
			continue
		}
		for _, t := range words.Tokens(p.Slug) {
			if t.Kind != words.Word {
				continue
			}
			r.hints[words.Stem(t.Fold)] = i
			for _, w := range r.grammar.slugWords[t.Fold] {
				r.hints[words.Stem(words.Fold(w))] = i
			}
		}
	}
}

// meantCodes are the codes of a text that count: those with a cue, a letter or a plan always, others where the caller
// lets numbers alone count. Numbers inside an alias (General Comment 25) are none.
func (r *Resolver) meantCodes(tokens []words.Token, aliases, others []Mention, look Look) (codes []Mention, bad []string) {
	hinted := slices.ContainsFunc(tokens, func(t words.Token) bool { _, ok := r.hints[words.Stem(t.Fold)]; return ok })
	for _, m := range r.FindCodes(tokens) {
		if look.Code != nil && !look.Code(m) {
			continue
		}
		inAlias := slices.ContainsFunc(aliases, func(a Mention) bool { return a.Start <= m.Start && m.End <= a.End && len(a.stems) > 1 })
		strong := m.Cued || m.Lettered || r.continues(tokens, codes, m) || (hinted && !m.Bad && m.entries[0].plan > 0)
		if inAlias || (!strong && look.Bare != nil && !look.Bare(m)) {
			continue
		}
		if other, ok := numberOf(others, m); ok {
			bad = append(bad, textOf(tokens[other.Start:m.End]))
			continue
		}
		if m.Bad && !strong && look.Bare != nil && len(m.Text) != 2 {
			continue
		}
		if m.Bad {
			bad = append(bad, m.Text)
			continue
		}
		if strong {
			m.Cued = true
		}
		codes = append(codes, m)
	}
	return codes, bad
}

// numberOf finds the alias whose number the code is ("General Comment 36").
func numberOf(others []Mention, m Mention) (Mention, bool) {
	for _, o := range others {
		if m.Start >= o.End && m.Start <= o.End+3 && !m.Cued && !m.Lettered {
			return o, true
		}
	}
	return Mention{}, false
}

// continues says whether a number goes on with a list of codes: "31a, 31b and 32".
func (r *Resolver) continues(tokens []words.Token, codes []Mention, m Mention) bool {
	if len(codes) == 0 {
		return false
	}
	from := codes[len(codes)-1].End
	if m.Start <= from || m.Start-from > 3 {
		return false
	}
	linked := false
	for _, t := range tokens[from:m.Start] {
		if !r.grammar.and[t.Fold] && !words.Stop(t.Fold) {
			return false
		}
		linked = linked || r.grammar.and[t.Fold]
	}
	return linked && (m.End >= len(tokens) || tokens[m.End].Kind != words.Word || words.Stop(tokens[m.End].Fold))
}
