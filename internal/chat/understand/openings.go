package understand

import (
	"slices"

	"github.com/accord-tracker/accord/internal/words"
)

// openings are the signs of news that are no phrases: a step or commitment, then a colon ("GC25: we met the
// Committee"), or a percentage anywhere beside a step.
func (m *message) openings() (list []hit) {
	if m.question {
		return nil
	}
	if end := m.opening(); end > 0 {
		list = append(list, hit{sense{use: "progress", grade: strict}, 0, 0, 3})
	}
	if len(m.percents) > 0 && !m.percents[0].inWords {
		list = append(list, hit{sense{use: "progress", grade: strict}, m.percents[0].start, m.percents[0].start, 1})
	}
	return list
}

// opening is the token after the steps or refs that the message opens with, if a colon or a percentage follows them.
func (m *message) opening() int {
	k, end := m.afterAddress(), 0
	for k < len(m.order) {
		i := m.order[k]
		next := m.namedAt(i)
		if next == 0 {
			if !words.Stop(m.tokens[i].Fold) && !m.preposition(i) || m.broken(k) && end > 0 {
				break
			}
			k++
			continue
		}
		end = next
		k = m.wordAfter(k, next)
	}
	if end == 0 || end >= len(m.tokens) {
		return 0
	}
	if m.tokens[end].Fold == ":" || (m.used[end]&isPercent != 0 && m.tokens[end].Kind != words.Mark) {
		return end
	}
	return 0
}

// namedAt is the token after the step or ref that starts at token i, or 0.
func (m *message) namedAt(i int) int {
	if end, ok := m.refAt[i]; ok {
		return end
	}
	if ends := m.stepAt[i]; len(ends) > 0 {
		return slices.Max(ends)
	}
	for _, c := range m.codes {
		if c.Start <= i && i < c.End {
			return c.End
		}
	}
	return 0
}

func (m *message) preposition(i int) bool {
	switch m.tokens[i].Fold {
	case "re", "regarding", "concernant", "respecto", "بشان":
		return true
	}
	return false
}
