package plans

import (
	"slices"
	"strconv"
	"strings"

	"github.com/accord-tracker/accord/internal/words"
)

// content is a word of a text that carries a topic.
type content struct {
	token int // index
	stem  string
}

// contents are the words of a text without those that carry no topic. Compound numbers in words become digits.
func (g *grammar) contents(tokens []words.Token) []content {
	list := make([]content, 0, len(tokens))
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		switch t.Kind {
		case words.Number:
			list = append(list, content{i, t.Fold})
		case words.Word:
			if value, taken := words.NumberAt(tokens, i); taken > 1 {
				list = append(list, content{i, strconv.Itoa(value)})
				i += taken - 1
				continue
			}
			if !words.Stop(t.Fold) && !g.numbering[t.Fold] {
				list = append(list, content{i, words.Stem(t.Fold)})
			}
		}
	}
	return list
}

type aliasIndex struct {
	all     []alias
	exact   map[string][]int // stems joined by a space → aliases
	byStem  map[string][]int
	longest int
}

type alias struct {
	entry *entry
	stems []string
}

func indexAliases(texts []reading) aliasIndex {
	x := aliasIndex{exact: map[string][]int{}, byStem: map[string][]int{}}
	for _, t := range texts {
		if t.alias {
			x.add(t.entry, t.stems)
		}
	}
	return x
}

// reading is a text of a step, read once for all indexes.
type reading struct {
	weighted
	entry  *entry
	number int // of the entry
	tokens []words.Token
	stems  []string
}

func (r *Resolver) read() (texts []reading) {
	for i, e := range r.entries {
		for _, f := range e.fields() {
			t := reading{weighted: f, entry: e, number: i, tokens: words.Tokens(words.Clean(f.text))}
			for _, c := range r.grammar.contents(t.tokens) {
				t.stems = append(t.stems, c.stem)
			}
			texts = append(texts, t)
		}
	}
	return texts
}

func (x *aliasIndex) add(e *entry, stems []string) {
	key := strings.Join(stems, " ")
	if key == "" || len(stems) > 12 || slices.ContainsFunc(x.exact[key], func(i int) bool { return x.all[i].entry == e }) {
		return
	}
	n := len(x.all)
	x.all = append(x.all, alias{e, stems})
	x.exact[key] = append(x.exact[key], n)
	x.longest = max(x.longest, len(stems))
	for _, stem := range slices.Compact(slices.Sorted(slices.Values(stems))) {
		x.byStem[stem] = append(x.byStem[stem], n)
	}
}

// Aliases finds the aliases that a text holds, in any language, their words next to each other or, for longer ones, in
// another order with at most two words between. Of two that overlap, one inside the other is left out.
func (r *Resolver) Aliases(tokens []words.Token) []Mention {
	found, _ := r.findAliases(tokens)
	return found
}

// findAliases finds the aliases, and those that the number after them makes another thing ("General Comment 36").
func (r *Resolver) findAliases(tokens []words.Token) (found, others []Mention) {
	tokens = tokens[:min(len(tokens), mostTokens)]
	list := r.grammar.contents(tokens)
	found = append(r.aliases.inOrder(tokens, list), r.aliases.anyOrder(tokens, list)...)
	found = slices.DeleteFunc(found, func(m Mention) bool {
		other := r.numberedOtherwise(tokens, m)
		if other {
			others = append(others, m)
		}
		return other
	})
	return withoutInner(found), others
}

func (x *aliasIndex) inOrder(tokens []words.Token, list []content) (found []Mention) {
	for i := range list {
		key := ""
		for n := 1; n <= x.longest && i+n <= len(list); n++ {
			key = strings.TrimPrefix(key+" "+list[i+n-1].stem, " ")
			if hits := x.exact[key]; len(hits) > 0 {
				found = append(found, x.mention(tokens, tokensOf(list[i:i+n]), hits))
			}
		}
	}
	return found
}

// anyOrder finds aliases of two or more words whose words all stand close together.
func (x *aliasIndex) anyOrder(tokens []words.Token, list []content) (found []Mention) {
	last := map[int]map[string]int{} // alias → stem → index in list
	for i, c := range list {
		for _, a := range x.byStem[c.stem] {
			stems := x.all[a].stems
			if len(stems) < 2 || numbers(stems) > 1 {
				continue
			}
			if last[a] == nil {
				last[a] = map[string]int{}
			}
			last[a][c.stem] = i
			if from, ok := within(last[a], stems, i); ok {
				found = append(found, x.mention(tokens, tokensOf(having(list[from:i+1], stems)), []int{a}))
			}
		}
	}
	return found
}

// numbers counts the numbers among the stems: with two of them the order tells ("4.2, rec. 3").
func numbers(stems []string) (n int) {
	for _, s := range stems {
		if isNumber(s) {
			n++
		}
	}
	return n
}

// within says whether all stems were seen in the last len(stems)+2 words, and where the first of them is.
func within(seen map[string]int, stems []string, now int) (from int, ok bool) {
	from = now
	for _, stem := range stems {
		i, ok := seen[stem]
		if !ok || now-i >= len(stems)+2 {
			return 0, false
		}
		from = min(from, i)
	}
	return from, true
}

func tokensOf(list []content) []int {
	at := make([]int, len(list))
	for i, c := range list {
		at[i] = c.token
	}
	return at
}

func having(list []content, stems []string) (kept []content) {
	for _, c := range list {
		if slices.Contains(stems, c.stem) {
			kept = append(kept, c)
		}
	}
	return kept
}

func (x *aliasIndex) mention(tokens []words.Token, at []int, hits []int) Mention {
	start, end := at[0], at[len(at)-1]+1
	m := Mention{Start: start, End: end, Text: textOf(tokens[start:end]), By: "alias", Words: at, stems: x.all[hits[0]].stems}
	for _, a := range hits {
		m.entries = append(m.entries, x.all[a].entry)
	}
	return m
}

// numberedOtherwise: "General Comment 36" is not the general comment that an alias without a number means.
func (r *Resolver) numberedOtherwise(tokens []words.Token, m Mention) bool {
	i := m.End
	for i < len(tokens) && r.grammar.numbering[tokens[i].Fold] {
		i++
	}
	if i >= len(tokens) || tokens[i].Kind != words.Number {
		return false
	}
	key := strings.Join(m.stems, " ") + " "
	for _, a := range r.aliases.byStem[m.stems[0]] {
		if number, ok := strings.CutPrefix(strings.Join(r.aliases.all[a].stems, " "), key); ok && isNumber(number) && number != tokens[i].Fold {
			return true
		}
	}
	return false
}

func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

// withoutInner leaves out mentions inside a longer one, and doubles.
func withoutInner(found []Mention) []Mention {
	var kept []Mention
	for i, m := range found {
		inner := false
		for j, o := range found {
			if i == j {
				continue
			}
			covers := o.Start <= m.Start && m.End <= o.End
			longer := len(o.stems) > len(m.stems)
			same := len(o.stems) == len(m.stems) && (o.End-o.Start < m.End-m.Start || (o.End-o.Start == m.End-m.Start && j < i && sameEntries(o, m)))
			if covers && longer || (o.Start >= m.Start && o.End <= m.End && same && sameEntries(o, m)) {
				inner = true
				break
			}
		}
		if !inner {
			kept = append(kept, m)
		}
	}
	slices.SortStableFunc(kept, func(a, b Mention) int { return a.Start - b.Start })
	return kept
}

func sameEntries(a, b Mention) bool { return slices.Equal(a.entries, b.entries) }
