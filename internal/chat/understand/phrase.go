package understand

import (
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/words"
)

// A phrase is what a lexicon says about a row of words. In a lexicon it is written with (a|b) for either, [a|b] for
// perhaps, * for up to four words, _ for one, ^ for the beginning of a clause, $ for its end, <step> for what names a
// step, <num> for a number, <date> for a day and <ref> for C-12.
type phrase struct {
	parts []part
	sense sense
}

type part struct {
	kind     partKind
	word     string
	single   map[string]bool // of a choice: those of one word
	longer   [][]part        // of a choice: the others
	optional bool
}

type partKind int

const (
	partWord partKind = iota
	partChoice
	partGap
	partAny
	partStart
	partEnd
	partStep
	partNumber
	partDate
	partRef
)

var partSigns = map[string]partKind{
	"*": partGap, "_": partAny, "^": partStart, "$": partEnd,
	"<step>": partStep, "<num>": partNumber, "<date>": partDate, "<ref>": partRef,
}

// sense is what a phrase means: an intent or another use, and how much must stand beside it.
type sense struct {
	use      string // who, step, …; polite, negation, chatter, …
	grade    grade
	value    string // of a percentage in words, the name of a class
	language string
}

// grade says what a phrase needs to count.
type grade int

const (
	always grade = iota // nothing else
	topic               // a step, a commitment, or no topic at all ("who is on it?")
	strict              // a step or a commitment
	alone               // nothing else in the message but a step, a day, courtesies
)

// parse reads one line of a lexicon.
func parse(text string, s sense) phrase {
	parts, rest := parseParts(text)
	if rest != "" {
		panic("understand: a bracket too many in: " + text) // a bug in a lexicon, found by every test
	}
	return phrase{parts: parts, sense: s}
}

// parseParts reads parts up to the end or a sign that ends a choice.
func parseParts(text string) (parts []part, rest string) {
	for text != "" {
		switch c := text[0]; {
		case c == ' ':
			text = text[1:]
		case c == '(' || c == '[':
			var p part
			p, text = parseChoice(text[1:], c == '[')
			parts = append(parts, p)
		case c == ')' || c == ']' || c == '|':
			return parts, text
		default:
			n := strings.IndexAny(text, " ()[]|")
			if n < 0 {
				n = len(text)
			}
			parts = append(parts, parseWord(text[:n])...)
			text = text[n:]
		}
	}
	return parts, ""
}

func parseChoice(text string, optional bool) (p part, rest string) {
	p = part{kind: partChoice, optional: optional, single: map[string]bool{}}
	for {
		var one []part
		one, text = parseParts(text)
		switch {
		case len(one) == 1 && one[0].kind == partWord:
			p.single[one[0].word] = true
		case len(one) > 0:
			p.longer = append(p.longer, one)
		}
		if text == "" {
			panic("understand: a bracket is not closed in a lexicon")
		}
		if text[0] != '|' {
			return p, text[1:]
		}
		text = text[1:]
	}
}

func parseWord(field string) (parts []part) {
	if kind, ok := partSigns[field]; ok {
		return []part{{kind: kind}}
	}
	for _, t := range words.Tokens(field) {
		if t.Kind != words.Mark {
			parts = append(parts, part{word: t.Fold})
		}
	}
	return parts
}

// firsts are the words a phrase may start with; open: it may start with something else.
func firsts(parts []part) (list []string, open bool) {
	for _, p := range parts {
		switch p.kind {
		case partStart:
			continue
		case partWord:
			return append(list, p.word), open
		case partChoice:
			for w := range p.single {
				list = append(list, w)
			}
			for _, one := range p.longer {
				more, o := firsts(one)
				list, open = append(list, more...), open || o
			}
			if !p.optional {
				return list, open
			}
		default:
			return list, true
		}
	}
	return list, true
}

// eachWord calls f with every word of the parts.
func eachWord(parts []part, f func(string)) {
	for _, p := range parts {
		if p.kind == partWord {
			f(p.word)
		}
		for w := range p.single {
			f(w)
		}
		for _, one := range p.longer {
			eachWord(one, f)
		}
	}
}

// phrases are indexed by the words they may start with; those that start otherwise are tried everywhere.
type phrases struct {
	all    []phrase
	byWord map[string][]int
	other  []int
}

func (x *phrases) put(p phrase) {
	if len(p.parts) == 0 {
		return
	}
	n := len(x.all)
	x.all = append(x.all, p)
	list, open := firsts(p.parts)
	if open {
		x.other = append(x.other, n)
		return
	}
	slices.Sort(list)
	for _, w := range slices.Compact(list) {
		x.byWord[w] = append(x.byWord[w], n)
	}
}

// hit is a phrase found in a message, from token start to before end.
type hit struct {
	sense
	start, end int
	words      int
}

// find finds all phrases of the given uses in the message, each at its longest.
func (x *phrases) find(m *message, wanted func(sense) bool) []hit {
	var hits []hit
	try := func(n, k int) {
		p := &x.all[n]
		if !wanted(p.sense) {
			return
		}
		if end := m.match(p.parts, k); end > k {
			hits = append(hits, hit{p.sense, m.order[k], m.order[end-1] + 1, end - k})
		}
	}
	for k := range m.order {
		for _, v := range m.forms[k] {
			for _, n := range x.byWord[v] {
				try(n, k)
			}
		}
		for _, n := range x.other {
			try(n, k)
		}
	}
	return hits
}
