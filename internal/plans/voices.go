package plans

import (
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/words"
)

// voices are the aliases of all steps by language, so that no phrase names two steps in one of them.
type voices struct {
	steps map[string]int    // place in Plan.Steps, by code
	codes map[string]string // step code, by the code folded
	heard []spoken
}

type spoken struct {
	tag, code, text, path string
	r                     *reader
}

func newVoices(p *Plan, r *reader) *voices {
	v := &voices{steps: map[string]int{}, codes: map[string]string{}}
	for i := range p.Steps {
		s := &p.Steps[i]
		if _, twice := v.steps[s.Code]; s.Code != "" && !twice {
			v.steps[s.Code] = i
			v.codes[words.Fold(s.Code)] = s.Code
		}
		path := fmt.Sprintf("steps[%d]", i)
		v.hear(p.Language, s.Code, s.Aliases, r, path+".aliases")
		for tag, t := range s.Translations {
			at := path + ".translations." + tag
			if tag == p.Language {
				r.fault(at, "plans.own_language", "language", tag)
				continue
			}
			v.hear(tag, s.Code, t.Aliases, r, at+".aliases")
		}
	}
	return v
}

func (v *voices) hear(tag, code string, aliases []string, r *reader, path string) {
	for i, text := range aliases {
		v.heard = append(v.heard, spoken{tag: tag, code: code, text: text, path: fmt.Sprintf("%s[%d]", path, i), r: r})
	}
}

// check wants every alias in one step only, once, and none that is the code of another step.
func (v *voices) check() {
	first := make(map[[2]string]string, len(v.heard))
	for _, a := range v.heard {
		said := phrase(a.text)
		owner, taken := first[[2]string{a.tag, said}]
		other := v.codes[said]
		switch {
		case other != "" && other != a.code:
			a.r.fault(a.path, "plans.alias_is_code", "alias", shorten(a.text), "code", other)
		case taken && owner == a.code:
			a.r.fault(a.path, "plans.alias_repeated", "alias", shorten(a.text))
		case taken:
			a.r.fault(a.path, "plans.alias_of_two", "alias", shorten(a.text), "code", owner)
		default:
			first[[2]string{a.tag, said}] = a.code
		}
	}
}

// phrase is an alias as it is compared: without case, accents and surplus spaces.
func phrase(alias string) string { return strings.Join(strings.Fields(words.Fold(alias)), " ") }
