package sheet

import (
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/words"
)

// vocabulary has the words of the closed lists in all languages. The language of the workbook comes first: what means
// one thing there is not taken for another.
type vocabulary struct {
	statuses    map[string]commitments.Status
	confidences map[string]commitments.Confidence
	ticks       map[string]bool // true: no change; false: not ticked
}

func newVocabulary(catalogue *i18n.Catalogue, language string) vocabulary {
	v := vocabulary{
		statuses: map[string]commitments.Status{}, confidences: map[string]commitments.Confidence{},
		ticks: map[string]bool{tick: true, "✓": true, "✔": true, "☑": true, "1": true, "true": true, "0": false, "false": false, "☐": false},
	}
	for _, s := range commitments.Statuses {
		v.statuses[spelt(string(s))] = s
	}
	for _, c := range commitments.Confidences {
		v.confidences[spelt(string(c))] = c
	}
	languages := slices.DeleteFunc(i18n.Languages(), func(other string) bool { return other == language })
	for _, lang := range append([]string{language}, languages...) {
		p := catalogue.Printer(lang)
		for _, s := range commitments.Statuses {
			learn(v.statuses, p.Word(s.Word()), s)
		}
		for _, c := range commitments.Confidences {
			learn(v.confidences, p.Word(problem.Word("confidence."+string(c))), c)
		}
		learn(v.ticks, p.Sentence("sheet.yes"), true)
		learn(v.ticks, p.Sentence("sheet.no"), false)
	}
	return v
}

func learn[T any](known map[string]T, word string, means T) {
	if _, ok := known[spelt(word)]; !ok {
		known[spelt(word)] = means
	}
}

// spelt is how words are compared: folded, with _ as a space.
func spelt(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(words.Fold(s), "_", " ")), " ")
}
