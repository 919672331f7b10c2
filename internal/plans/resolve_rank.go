package plans

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/words"
)

// weighted is a text of a step, with how much a word in it counts.
type weighted struct {
	text   string
	weight float64
	alias  bool
}

func (e *entry) fields() []weighted {
	s := e.step
	list := []weighted{{text: s.Title, weight: 0.9}, {text: s.Summary, weight: 0.6}}
	list = appendWords(list, s.Aliases, s.Keywords)
	if !strings.HasPrefix(s.Cite, "¶") { // "4.2, rec. 3" is how the source numbers it
		list = append(list, weighted{text: s.Cite, alias: true})
	}
	for _, t := range s.Translations {
		list = append(list, weighted{text: t.Title, weight: 0.9}, weighted{text: t.Summary, weight: 0.6})
		list = appendWords(list, t.Aliases, t.Keywords)
	}
	return list
}

func appendWords(list []weighted, aliases, keywords []string) []weighted {
	for _, a := range aliases {
		list = append(list, weighted{text: a, weight: 1, alias: true})
	}
	for _, k := range keywords {
		list = append(list, weighted{text: k, weight: 1})
	}
	return list
}

// wordIndex finds steps by single words and by words of like meaning.
type wordIndex struct {
	postings map[string]map[int]float64 // stem or concept → entry → weight
	idf      map[string]float64
	unknown  float64
}

const (
	conceptWeight = 0.5  // of a word of like meaning, against the word itself
	otherPlan     = 0.88 // of a step of another plan than the first, if nothing in the text speaks for that plan
	framing       = 0.93 // of a paragraph that only introduces others
	hinted        = 1.3  // of a step whose plan is named
)

func (r *Resolver) indexWords(texts []reading) wordIndex {
	x := wordIndex{postings: map[string]map[int]float64{}, idf: map[string]float64{}}
	for _, t := range texts {
		for _, stem := range t.stems {
			if isNumber(stem) {
				continue
			}
			x.add(stem, t.number, t.weight)
			for _, c := range r.grammar.concepts[stem] {
				x.add(c, t.number, t.weight*conceptWeight)
			}
		}
	}
	n := float64(len(r.entries))
	for stem, steps := range x.postings {
		x.idf[stem] = math.Log(1 + n/float64(len(steps)))
	}
	x.unknown = math.Log(1+n) * 0.6
	return x
}

func (x *wordIndex) add(stem string, entry int, weight float64) {
	if x.postings[stem] == nil {
		x.postings[stem] = map[int]float64{}
	}
	x.postings[stem][entry] = max(x.postings[stem][entry], weight)
}

// Cue says whether a word only announces a step: step, paragraph, étape.
func (r *Resolver) Cue(fold string) bool { return has(r.grammar.topicless, words.Token{Fold: fold}) }

// Known says whether any step has the word or one of like meaning.
func (r *Resolver) Known(fold string) bool {
	stem := words.Stem(fold)
	return len(r.words.postings[stem]) > 0 || len(r.grammar.concepts[stem]) > 0
}

// score adds what one word of the text says for each step, and returns how much it could have said.
func (r *Resolver) score(stem string, scores []float64, counts []int) float64 {
	x := &r.words
	concepts := r.grammar.concepts[stem]
	weight, ok := x.idf[stem]
	if !ok {
		weight = x.unknown
		for _, c := range concepts {
			if w, ok := x.idf[c]; ok {
				weight = w
				break
			}
		}
	}
	best := map[int]float64{}
	maps.Copy(best, x.postings[stem])
	for _, c := range concepts {
		for e, w := range x.postings[c] {
			best[e] = max(best[e], w)
		}
	}
	for e, w := range best {
		scores[e] += w * weight
		counts[e]++
	}
	return weight
}

// byWords ranks all steps by the words of the topic, and the aliases found lift theirs.
func (r *Resolver) byWords(tokens []words.Token, aliases []Mention, look Look) Resolution {
	scores, counts := make([]float64, len(r.entries)), make([]int, len(r.entries))
	total, plan := 0.0, -1
	weights := map[int]float64{}
	for _, c := range r.grammar.contents(tokens[:min(len(tokens), mostTokens)]) {
		inAlias := slices.ContainsFunc(aliases, func(m Mention) bool { return m.Start <= c.token && c.token < m.End })
		if look.Topic != nil && !look.Topic(c.token) && !inAlias {
			continue
		}
		if !inAlias && (isNumber(c.stem) || has(r.grammar.topicless, tokens[c.token])) {
			continue
		}
		if p, ok := r.hints[c.stem]; ok {
			plan = p
			continue
		}
		w := r.score(c.stem, scores, counts)
		weights[c.token] = w
		total += w
	}
	if total == 0 {
		return Resolution{Certainty: None}
	}
	lift := r.lifts(aliases, weights, total)
	return r.rank(ranking{scores, counts, total, plan, lift, r.hearing(tokens, look)}, aliases)
}

// ranking is what the words of a text say for every step.
type ranking struct {
	scores []float64
	counts []int
	total  float64
	plan   int // the plan that is named, or -1
	lift   map[*entry]float64
	heard  []float64 // by what people were heard to say
}

// lifts are what the aliases found add to the scores of their steps: more, the more of the topic they are.
func (r *Resolver) lifts(aliases []Mention, weights map[int]float64, total float64) map[*entry]float64 {
	lift := map[*entry]float64{}
	for _, m := range aliases {
		share := 0.0
		for i := m.Start; i < m.End; i++ {
			share += weights[i] / total
		}
		for _, e := range m.entries {
			lift[e] = max(lift[e], 0.3+min(share, 1)*0.7)
		}
	}
	return lift
}

func (r *Resolver) rank(x ranking, aliases []Mention) Resolution {
	var matches []Match
	for i, e := range r.entries {
		plain := x.scores[i]/x.total + x.lift[e]
		score := plain + heardWeight*x.heard[i]
		switch {
		case x.plan >= 0 && e.plan == x.plan:
			score *= hinted
		case x.plan >= 0 || e.plan > 0:
			score *= otherPlan
		}
		if !e.step.Actionable {
			score *= framing
		}
		by := "words"
		if x.lift[e] > 0 {
			by = "alias"
		}
		if score > 0.05 {
			m := r.match(e, score/2, by, textFor(e, aliases))
			m.Words, m.plain = x.counts[i], plain/2
			matches = append(matches, m)
		}
	}
	slices.SortStableFunc(matches, func(a, b Match) int { return cmp.Compare(b.Score, a.Score) })
	return judge(matches[:min(len(matches), 10)])
}

func textFor(e *entry, aliases []Mention) string {
	for _, m := range aliases {
		if slices.Contains(m.entries, e) {
			return m.Text
		}
	}
	return ""
}

// leastPlain is what the words of the plan themselves must say for a step to be sure, whatever people were heard to say.
const leastPlain = 0.3

// judge says how certain a ranking is.
func judge(matches []Match) Resolution {
	res := Resolution{Matches: matches, Certainty: None}
	if len(matches) == 0 {
		return res
	}
	first, second := matches[0], Match{}
	if len(matches) > 1 {
		second = matches[1]
	}
	switch {
	case first.plain < leastPlain || first.plain-second.plain < 0:
		res.Certainty = Unsure
	case first.By == "alias" && first.Score >= 0.4 && first.Score-second.Score >= 0.1,
		first.Score >= 0.3 && first.Score-second.Score >= 0.1:
		res.Certainty, res.Meant = Sure, 1
	case first.By == "alias", first.Score >= 0.18:
		res.Certainty = Unsure
	}
	return res
}
