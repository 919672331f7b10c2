package plans

import (
	"cmp"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/civil"
)

// CodeKey sorts codes in plan order: slices.SortFunc(codes, p.CodeKey().Compare). It is made once for a plan as it
// stands, and safe for concurrent use.
type CodeKey struct{ position map[string]int }

// CodeKey is the order of this plan's codes.
func (p *Plan) CodeKey() CodeKey {
	k := CodeKey{position: make(map[string]int, len(p.Steps))}
	for i := range p.Steps {
		k.position[p.Steps[i].Code] = p.Steps[i].Position
		for _, former := range p.Steps[i].Was {
			k.position[former] = p.Steps[i].Position
		}
	}
	return k
}

// Compare puts codes in plan order, and those the plan does not have after them, by their numbers: 9, 27, 27a, 100.
func (k CodeKey) Compare(a, b string) int {
	at, known := k.position[a]
	bt, alsoKnown := k.position[b]
	switch {
	case known && alsoKnown:
		return cmp.Or(cmp.Compare(at, bt), compareCodes(a, b))
	case known:
		return -1
	case alsoKnown:
		return 1
	}
	return compareCodes(a, b)
}

func compareCodes(a, b string) int {
	for a != "" && b != "" {
		x, restOfA := part(a)
		y, restOfB := part(b)
		if c := compareParts(x, y); c != 0 {
			return c
		}
		a, b = restOfA, restOfB
	}
	return strings.Compare(a, b)
}

// part is the leading run of digits or of other characters.
func part(code string) (first, rest string) {
	end := strings.IndexFunc(code, func(c rune) bool { return isDigit(c) != isDigit(rune(code[0])) })
	if end < 0 {
		return code, ""
	}
	return code[:end], code[end:]
}

func compareParts(a, b string) int {
	if isDigit(rune(a[0])) && isDigit(rune(b[0])) {
		x, y := strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
		return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y), strings.Compare(a, b))
	}
	return strings.Compare(a, b)
}

func isDigit(c rune) bool { return c >= '0' && c <= '9' }

// Children are the steps that the step with this code introduces, in plan order.
func (p *Plan) Children(code string) []*Step {
	return p.steps(func(s *Step) bool { return s.Parent == code })
}

// Of are the steps of a theme, in plan order.
func (p *Plan) Of(theme string) []*Step {
	return p.steps(func(s *Step) bool { return s.Theme == theme })
}

// Current are the steps that the plan has on the day: added by then and not retired, introductions included.
func (p *Plan) Current(day civil.Date) []*Step {
	return p.steps(func(s *Step) bool { return s.AddedOn <= day && !s.RetiredBy(day) })
}

// Actionable are the steps that can be committed to on the day.
func (p *Plan) Actionable(day civil.Date) []*Step {
	return p.steps(func(s *Step) bool { return s.Actionable && s.AddedOn <= day && !s.RetiredBy(day) })
}

func (p *Plan) steps(want func(*Step) bool) []*Step {
	var found []*Step
	for i := range p.Steps {
		if want(&p.Steps[i]) {
			found = append(found, &p.Steps[i])
		}
	}
	slices.SortStableFunc(found, func(a, b *Step) int { return cmp.Compare(a.Position, b.Position) })
	return found
}
