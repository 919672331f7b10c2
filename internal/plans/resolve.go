package plans

import (
	"slices"

	"github.com/accord-tracker/accord/internal/words"
	"github.com/accord-tracker/accord/internal/words/vote"
)

// Certainty says how far a resolution may be trusted.
type Certainty string

const (
	Sure   Certainty = "sure"   // go ahead with the first match, or with all that are meant
	Unsure Certainty = "unsure" // offer the first three
	None   Certainty = "none"   // nothing is near
)

// Match is a step that somebody may mean.
type Match struct {
	Plan  *Plan
	Step  *Step
	Code  string  // as one writes it: "29c", of another plan than the first "digital-2025:1.1"
	Score float64 // 1 is certain; comparable within one resolution
	By    string  // code, alias or words
	Words int     // how many words of the text speak for it, if By is words or alias
	Text  string  // what was written that names it

	plain float64 // the part of Score that the words of the plan account for
}

// Resolution is what a text says about steps.
type Resolution struct {
	Matches   []Match // best first
	Meant     int     // how many of the first matches are meant together ("29a and 29b"); 0 unless sure
	Certainty Certainty
	BadCodes  []string // codes as written that no plan has; then nothing is guessed in their place
}

// Codes are the codes of the matches, best first: all that are meant, or at most three if that is not sure.
func (r Resolution) Codes() []string {
	n := r.Meant
	if n == 0 {
		n = min(3, len(r.Matches))
	}
	codes := make([]string, 0, n)
	for _, m := range r.Matches[:n] {
		codes = append(codes, m.Code)
	}
	return codes
}

// Resolver finds the steps that people mean, by code in any usual writing, by alias, and by words. It is safe for
// concurrent use; the plans must not change while it is in use.
type Resolver struct {
	plans    []*Plan
	grammar  grammar
	codes    []map[string]*entry // by plan
	entries  []*entry
	aliases  aliasIndex
	words    wordIndex
	hints    map[string]int // stem that names a plan but the first → index of that plan
	spelling *words.Vocabulary
	known    []string // every folded word of the plans and of the grammar
	heard    *vote.Model
	heardAs  []int // of each choice of heard the entry, or -1
}

// entry is a step in the index.
type entry struct {
	plan int
	step *Step
	code string // as written for people
}

// NewResolver indexes the plans. Codes without a plan belong to the first, and the first is preferred on ties.
func NewResolver(plans []*Plan) *Resolver {
	r := &Resolver{plans: plans, grammar: loadGrammar(), hints: map[string]int{}}
	for i, p := range plans {
		codes := make(map[string]*entry, len(p.Steps))
		for j := range p.Steps {
			e := &entry{plan: i, step: &p.Steps[j], code: p.Steps[j].Code}
			if i > 0 {
				e.code = p.Slug + ":" + e.code
			}
			codes[words.Fold(e.step.Code)] = e
			r.entries = append(r.entries, e)
		}
		r.codes = append(r.codes, codes)
	}
	r.hint()
	texts := r.read()
	r.aliases = indexAliases(texts)
	r.words = r.indexWords(texts)
	r.known = r.vocabulary(texts)
	r.spelling = words.NewVocabulary(r.known)
	r.hear(loadHeard())
	return r
}

// Plans are the plans of the resolver, the default one first.
func (r *Resolver) Plans() []*Plan { return slices.Clone(r.plans) }

// Vocabulary is every folded word that the plans and the resolver's own tables use.
func (r *Resolver) Vocabulary() []string { return slices.Clone(r.known) }

func (r *Resolver) vocabulary(texts []reading) []string {
	seen := map[string]bool{}
	var all []string
	add := func(tokens []words.Token) {
		for _, t := range tokens {
			if t.Kind == words.Word && !seen[t.Fold] {
				seen[t.Fold] = true
				all = append(all, t.Fold)
			}
		}
	}
	for _, t := range texts {
		add(t.tokens)
	}
	for _, w := range r.grammar.all {
		add(words.Tokens(w))
	}
	slices.Sort(all) // translations come in no order; of two words as near to a slip, always the same is taken
	return all
}

// Resolve finds the steps that a short text means, such as what follows "who". Every language of the
// plans is tried.
func (r *Resolver) Resolve(query string) Resolution {
	if len(query) > 2000 {
		return Resolution{Certainty: None}
	}
	tokens := r.Correct(words.Tokens(words.Clean(query)))
	return r.In(tokens, Whole)
}

// Correct replaces the folded form of mistyped words by the nearest word that the plans use.
func (r *Resolver) Correct(tokens []words.Token) []words.Token {
	tokens = slices.Clone(tokens)
	for i, t := range tokens {
		if t.Kind == words.Word && !words.Stop(t.Fold) {
			if near := r.spelling.Nearest(t.Fold); near != "" {
				tokens[i].Fold = near
			}
		}
	}
	return tokens
}

// Look says which part of a text to look at.
type Look struct {
	// Topic says whether token i may name the step in words. Aliases and codes are found anywhere.
	Topic func(i int) bool
	// Said says whether token i is of the message itself, and not of a date or a greeting: people were heard to ask for
	// a step in whole sentences. Without it Topic decides.
	Said func(i int) bool
	// Unheard leaves out what people were heard to say: the words of the plans alone decide.
	Unheard bool
	// Bare says whether a number that stands alone, without cue or letter, may be a code.
	Bare func(m Mention) bool
	// Code says whether a code that was found counts at all.
	Code func(m Mention) bool
	// Alias says whether an alias that was found counts.
	Alias func(m Mention) bool
}

// Whole looks at the whole text, every number in it included.
var Whole = Look{}

// In finds the steps that a text of tokens means. The tokens' folded forms may have been corrected.
func (r *Resolver) In(tokens []words.Token, look Look) Resolution {
	aliases, others := r.findAliases(tokens)
	codes, bad := r.meantCodes(tokens, aliases, others, look)
	if look.Alias != nil {
		aliases = slices.DeleteFunc(aliases, func(m Mention) bool { return !look.Alias(m) })
	}
	if len(codes) > 0 || len(bad) > 0 {
		return r.byCode(codes, bad)
	}
	return r.byWords(tokens, aliases, look)
}

func (r *Resolver) byCode(codes []Mention, bad []string) Resolution {
	res := Resolution{BadCodes: bad, Certainty: Sure}
	for _, m := range codes {
		for _, e := range m.entries {
			res.Matches = appendNew(res.Matches, r.match(e, 1, "code", m.Text))
		}
	}
	res.Meant = len(res.Matches)
	if len(bad) > 0 {
		res.Certainty = None
	}
	return res
}

func appendNew(matches []Match, m Match) []Match {
	if slices.ContainsFunc(matches, func(x Match) bool { return x.Step == m.Step }) {
		return matches
	}
	return append(matches, m)
}

func (r *Resolver) match(e *entry, score float64, by, text string) Match {
	return Match{Plan: r.plans[e.plan], Step: e.step, Code: e.code, Score: score, By: by, Text: text}
}
