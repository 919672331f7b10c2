package understand

import (
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/words"
)

// message is a text on its way to being understood.
type message struct {
	r        *Reader
	ctx      Context
	text     string // clean
	language string
	tokens   []words.Token // folded forms corrected
	order    []int         // tokens that are no marks
	forms    [][]string    // of each in order: the word and what it may stand for
	breaks   map[int]bool  // positions in order where a new sentence or clause begins
	quoted   []bool        // token stands between quotation marks
	question bool

	refAt, dateAt map[int]int   // first token → token after
	stepAt        map[int][]int // the same; a step may be named at different lengths
	refs          []ref
	days          []span
	percents      []percent
	hits          []hit
	aliases       []plans.Mention
	codes         []plans.Mention
	used          []use // of each token
}

// use is what a token turned out to be.
type use uint16

const (
	isPolite use = 1 << iota
	isRef
	isDate
	isPercent
	isAlias
	isCode
	isNegation
	isQuoted
	isLink
)

// mostTokens is how many tokens are looked at; longer messages are cut for understanding, not in what is noted.
const mostTokens = 300

func (r *Reader) message(text string, ctx Context) *message {
	m := &message{r: r, ctx: ctx, text: text, refAt: map[int]int{}, dateAt: map[int]int{}, stepAt: map[int][]int{}, breaks: map[int]bool{}}
	m.tokens = words.Tokens(text)
	if len(m.tokens) > mostTokens {
		m.tokens = m.tokens[:mostTokens]
	}
	m.language = words.Language(m.tokens)
	m.used = make([]use, len(m.tokens))
	m.findQuotes()
	m.correct()
	m.arrange()
	return m
}

// correct mends the spelling of words that neither the lexicon nor the plans know.
func (m *message) correct() {
	for i, t := range m.tokens {
		if t.Kind != words.Word || m.quoted[i] {
			continue
		}
		if right, ok := m.r.lexicon.fix[t.Fold]; ok {
			m.tokens[i].Fold = right
		} else if !m.knows(t.Fold) {
			if near := m.r.spelling.Nearest(t.Fold); near != "" && (!words.Stop(near) || words.Swapped(t.Fold, near)) {
				m.tokens[i].Fold = near
			}
		}
	}
}

// knows: an Arabic word is known if it is without what is written joined to it.
func (m *message) knows(fold string) bool {
	return words.Stop(fold) || slices.ContainsFunc(words.Variants(fold), m.r.spelling.Knows)
}

// arrange lists the words without the marks, and where clauses begin.
func (m *message) arrange() {
	pending := true
	for i, t := range m.tokens {
		if t.Kind == words.Mark {
			pending = pending || m.breaking(i)
			m.question = m.question || t.Fold == "?" || t.Fold == "؟"
			continue
		}
		if i > 0 && strings.Contains(m.text[m.tokens[i-1].End:t.Start], "\n") {
			pending = true
		}
		if pending {
			m.breaks[len(m.order)] = true
			pending = false
		}
		m.order = append(m.order, i)
		m.forms = append(m.forms, words.Variants(t.Fold))
	}
}

// breaking says whether the mark ends a clause.
func (m *message) breaking(i int) bool {
	switch m.tokens[i].Fold {
	case ".", "!", "?", ";", ":", "…", "؟", "؛", "¿", "¡", ",", "،":
		// not inside numbers and abbreviations: 2.3, 10:30, u.n.
		return i+1 >= len(m.tokens) || !m.tokens[i+1].Glued
	case "—", "–", "-", "\"", "“", "”", "«", "»", "/":
		return i+1 >= len(m.tokens) || !m.tokens[i+1].Glued || !m.tokens[i].Glued
	}
	return false
}

// broken says whether word k begins a new clause.
func (m *message) broken(k int) bool { return m.breaks[k] }

// opens says whether word k begins a clause, courtesies aside.
func (m *message) opens(k int) bool {
	for ; k > 0 && !m.breaks[k]; k-- {
		if m.used[m.order[k-1]]&isPolite == 0 {
			return false
		}
	}
	return true
}

// closes says whether the clause ends before word k, courtesies aside.
func (m *message) closes(k int) bool {
	for ; k < len(m.order) && !m.breaks[k]; k++ {
		if m.used[m.order[k]]&isPolite == 0 {
			return false
		}
	}
	return true
}

func (m *message) mark(start, end int, as use) {
	for i := start; i < end && i < len(m.used); i++ {
		m.used[i] |= as
	}
}

// findQuotes notes what stands between quotation marks; it is text, not words of a command.
func (m *message) findQuotes() {
	m.quoted = make([]bool, len(m.tokens))
	for i := 0; i < len(m.tokens); i++ {
		end := closingQuote(m.tokens, i)
		if end == 0 {
			continue
		}
		for j := i; j <= end; j++ {
			m.quoted[j] = true
			m.used[j] |= isQuoted
		}
		i = end
	}
}

// closingQuote is the token that closes the quotation opened at i, or 0. A quotation within it may have other marks.
func closingQuote(tokens []words.Token, i int) int {
	if !opensQuote(tokens, i) {
		return 0
	}
	first := 0
	within := []string{quotes[tokens[i].Text]} // the marks that close what is open, the innermost last
	for j := i + 1; j < len(tokens); j++ {
		switch {
		case closesQuote(tokens, j, within[len(within)-1]):
			if within = within[:len(within)-1]; len(within) == 0 {
				return j
			}
		case closesQuote(tokens, j, within[0]) && first == 0:
			first = j
		case len(within) < mostQuotes && tokens[j].Text != tokens[i].Text && opensQuote(tokens, j):
			within = append(within, quotes[tokens[j].Text])
		}
	}
	return first
}

// mostQuotes is how deep quotations are followed into one another.
const mostQuotes = 4

// opensQuote: a mark within a word is an apostrophe, and a single one before a space opens nothing.
func opensQuote(tokens []words.Token, i int) bool {
	if _, ok := quotes[tokens[i].Text]; !ok || i > 0 && tokens[i].Glued && tokens[i-1].Kind != words.Mark {
		return false
	}
	return !single(tokens[i]) || i+1 < len(tokens) && tokens[i+1].Glued
}

func closesQuote(tokens []words.Token, j int, closers string) bool {
	if tokens[j].Kind != words.Mark || !strings.Contains(closers, tokens[j].Text) {
		return false
	}
	return !single(tokens[j]) || tokens[j].Glued && (j+1 == len(tokens) || !tokens[j+1].Glued || tokens[j+1].Kind == words.Mark)
}

// single says whether the mark may be an apostrophe as well.
func single(t words.Token) bool { return t.Text == "'" || t.Text == "’" }

var quotes = map[string]string{`"`: `"”`, "“": "”\"", "„": "“”", "«": "»", "‹": "›", "「": "」", "'": "'", "‘": "’"}
