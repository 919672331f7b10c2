package understand

import (
	"strconv"
	"strings"

	"github.com/accord-tracker/accord/internal/words"
)

// ref is a commitment named in a message.
type ref struct {
	name       string // C-12
	start, end int    // tokens
}

// findRefs finds C-12, c12 and C 12; "C 12" needs the capital, because c may be a word.
func (m *message) findRefs() {
	for i := 0; i < len(m.tokens); i++ {
		if r, ok := m.refFrom(i); ok {
			m.refs = append(m.refs, r)
			m.refAt[i] = r.end
			m.mark(r.start, r.end, isRef)
			i = r.end - 1
		}
	}
}

func (m *message) refFrom(i int) (ref, bool) {
	t := m.tokens[i]
	if t.Fold != "c" || m.quoted[i] || (t.Glued && i > 0 && m.tokens[i-1].Kind != words.Mark) {
		return ref{}, false
	}
	j := i + 1
	if j < len(m.tokens) && strings.Contains("-–‐‑#", m.tokens[j].Fold) {
		j++
	} else if j < len(m.tokens) && !m.tokens[j].Glued && t.Text != "C" {
		return ref{}, false
	}
	return m.refNumber(i, j)
}

// refNumber makes the ref whose number is token j.
func (m *message) refNumber(start, j int) (ref, bool) {
	if j >= len(m.tokens) || m.tokens[j].Kind != words.Number || len(m.tokens[j].Fold) > 9 {
		return ref{}, false
	}
	if j+1 < len(m.tokens) && m.tokens[j+1].Glued && m.tokens[j+1].Kind != words.Mark {
		return ref{}, false
	}
	n, err := strconv.Atoi(m.tokens[j].Fold)
	if err != nil || n == 0 {
		return ref{}, false
	}
	return ref{"C-" + strconv.Itoa(n), start, j + 1}, true
}

// named finds the one commitment of the speaker that the words name: by its steps, or by most words of its title. No
// words in common, or two that fit equally, is none.
func (m *message) named(steps []string) (string, bool) {
	best, most, tie := "", 0.0, false
	for _, c := range m.ctx.Commitments {
		score := m.likeness(c, steps)
		switch {
		case score > most+0.001:
			best, most, tie = c.Ref, score, false
		case score > 0 && score > most-0.001:
			tie = true
		}
	}
	return best, best != "" && !tie && most >= 0.5
}

func (m *message) likeness(c Commitment, steps []string) float64 {
	score := 0.0
	for _, code := range steps {
		for i, own := range c.Steps {
			if own == code {
				score = max(score, 1-0.1*float64(min(i, 3)))
			}
		}
	}
	title := map[string]bool{}
	for _, t := range words.Tokens(c.Title) {
		if t.Kind == words.Word && !words.Stop(t.Fold) {
			title[words.Stem(t.Fold)] = true
		}
	}
	if len(title) == 0 {
		return score
	}
	common := map[string]bool{}
	for i, t := range m.tokens {
		if stem := words.Stem(t.Fold); t.Kind == words.Word && m.used[i]&isPolite == 0 && title[stem] {
			common[stem] = true
		}
	}
	return score + float64(len(common))/float64(len(title))
}
