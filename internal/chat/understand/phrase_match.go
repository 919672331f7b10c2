package understand

import (
	"slices"

	"github.com/accord-tracker/accord/internal/words"
)

// match is the word after the longest row from word k on that the parts stand for; k or less if there is none. Rows do
// not reach over the end of a clause.
func (m *message) match(parts []part, k int) int {
	at := m.follow(parts, []int{k}, k)
	if len(at) == 0 {
		return -1
	}
	return slices.Max(at)
}

// follow is where one may be after the parts, from any of the given places.
func (m *message) follow(parts []part, at []int, start int) []int {
	for i := range parts {
		if len(at) == 0 {
			return nil
		}
		var next []int
		for _, k := range at {
			next = m.after(next, &parts[i], k, start)
		}
		at = next
	}
	return at
}

// after adds the places after one part at word k.
func (m *message) after(next []int, p *part, k, start int) []int {
	add := func(k int) {
		if !slices.Contains(next, k) {
			next = append(next, k)
		}
	}
	over := k >= len(m.order) || (k > start && m.broken(k))
	switch p.kind {
	case partStart:
		if k < len(m.order) && m.opens(k) {
			add(k)
		}
		return next
	case partEnd:
		if m.closes(k) {
			add(k)
		}
		return next
	case partGap:
		for n := 0; n <= 4 && k+n <= len(m.order); n++ {
			add(k + n)
			if k+n >= len(m.order) || (k+n > start && m.broken(k+n)) {
				break
			}
		}
		return next
	case partChoice:
		if p.optional {
			add(k)
		}
		if !over && slices.ContainsFunc(m.forms[k], func(v string) bool { return p.single[v] }) {
			add(k + 1)
		}
		for _, one := range p.longer {
			for _, k := range m.follow(one, []int{k}, start) {
				add(k)
			}
		}
		return next
	}
	if over {
		return next
	}
	switch p.kind {
	case partWord:
		if slices.Contains(m.forms[k], p.word) {
			add(k + 1)
		}
	case partAny:
		add(k + 1)
	case partNumber:
		if _, n := words.NumberAt(m.tokens, m.order[k]); n > 0 {
			add(m.wordAfter(k, m.order[k]+n))
		}
	case partStep:
		for _, end := range m.stepAt[m.order[k]] {
			add(m.wordAfter(k, end))
		}
	case partDate:
		if end, ok := m.dateAt[m.order[k]]; ok {
			add(m.wordAfter(k, end))
		}
	case partRef:
		if end, ok := m.refAt[m.order[k]]; ok {
			add(m.wordAfter(k, end))
		}
	}
	return next
}

// wordAfter is the first word from word k on that starts at token end or later.
func (m *message) wordAfter(k, end int) int {
	for k < len(m.order) && m.order[k] < end {
		k++
	}
	return k
}
