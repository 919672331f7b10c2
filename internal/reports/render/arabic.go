package render

import (
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

// forms are the four presentation forms of an Arabic letter; 0 where it has none.
type forms struct{ isolated, final, initial, medial rune }

// joining is built from the forms' own decompositions (Unicode, Arabic Presentation Forms-B), so that no table is kept
// by hand.
var joining = sync.OnceValues(func() (map[rune]forms, map[[2]rune]forms) {
	letters, ligatures := map[rune]forms{}, map[[2]rune]forms{}
	for r := rune(0xfe80); r <= 0xfefc; r++ {
		plain := []rune(norm.NFKC.String(string(r)))
		switch len(plain) {
		case 1:
			letters[plain[0]] = letters[plain[0]].with(r)
		case 2: // lam and alef
			at := [2]rune{plain[0], plain[1]}
			ligatures[at] = ligatures[at].with(r)
		}
	}
	return letters, ligatures
})

// with adds the next form: Unicode has them in the order isolated, final, initial, medial.
func (f forms) with(r rune) forms {
	switch {
	case f.isolated == 0:
		f.isolated = r
	case f.final == 0:
		f.final = r
	case f.initial == 0:
		f.initial = r
	default:
		f.medial = r
	}
	return f
}

// join writes Arabic letters in the forms that they take beside each other, in the order of reading, for fonts that are
// used without a shaping engine. Other text stays as it is.
func join(text string) string {
	if !strings.ContainsFunc(text, isArabic) {
		return text
	}
	letters, ligatures := joining()
	runes := []rune(text)
	out := make([]rune, 0, len(runes))
	joinsBefore := false // the letter before reaches forward
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		form, ok := letters[r]
		if !ok {
			out = append(out, r)
			joinsBefore = joinsBefore && transparent(r) || r == tatweel
			continue
		}
		reachesBack := joinsBefore && form.final != 0
		if at, marks := nextLetter(runes, i); at >= 0 {
			if both, ok := ligatures[[2]rune{r, runes[at]}]; ok {
				out = append(append(out, pick(both, reachesBack, false)), marks...)
				i, joinsBefore = at, false
				continue
			}
		}
		reachesOn := form.initial != 0 && followed(runes, i, letters)
		out = append(out, pick(form, reachesBack, reachesOn))
		joinsBefore = form.initial != 0
	}
	return string(out)
}

func pick(f forms, back, on bool) rune {
	switch {
	case back && on:
		return f.medial
	case back:
		return f.final
	case on:
		return f.initial
	default:
		return f.isolated
	}
}

const tatweel = 'ـ'

// nextLetter is the place of the letter after i, and the marks between; −1 if there is none.
func nextLetter(runes []rune, i int) (int, []rune) {
	for j := i + 1; j < len(runes); j++ {
		if !transparent(runes[j]) {
			return j, runes[i+1 : j]
		}
	}
	return -1, nil
}

// followed says whether a letter that reaches back comes next.
func followed(runes []rune, i int, letters map[rune]forms) bool {
	at, _ := nextLetter(runes, i)
	return at >= 0 && (letters[runes[at]].final != 0 || runes[at] == tatweel)
}

// transparent marks stand over or under a letter and do not part it from the next.
func transparent(r rune) bool { return r >= 0x64b && r <= 0x65f || r == 0x670 }

func isArabic(r rune) bool { return r >= 0x600 && r <= 0x6ff }
