package words

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed stop.txt
var stopTable string

var stopWords = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(stopTable) {
		if _, list, ok := strings.Cut(line, "\t"); ok {
			for w := range strings.FieldsSeq(list) {
				all[Fold(w)] = true
			}
		}
	}
	return all
})

// Stop says whether a folded word carries no topic: articles, pronouns, auxiliaries, courtesies.
func Stop(fold string) bool { return stopWords()[fold] }
