package main

import (
	"fmt"
	"hash/fnv"
	"slices"

	"github.com/accord-tracker/accord/internal/chat/understand"
)

// today is the day on which the cases are read.
const today = "2026-11-25"

// crossValidate reads each part of the fresh cases with what all others teach, and prints how many come out right; misses: which do
// not as well.
func crossValidate(r *understand.Reader, known, fresh []oneCase, folds int, misses bool) {
	all := map[string]*score{}
	for fold := range folds {
		var learned, asked []oneCase
		for _, c := range fresh {
			if part(c.text, folds) == fold {
				asked = append(asked, c)
			} else {
				learned = append(learned, c)
			}
		}
		reader := r.WithVotes(learn(slices.Concat(known, learned)))
		for _, c := range asked {
			e := reader.Explain(c.text, today)
			if misses && (!c.intentRight(e) || !c.stepRight(e)) {
				fmt.Printf("MISS\t%s\t%s %v\t%s %v\t%s\t%s\n", c.file, c.intent, c.steps, e.Intent, e.Steps, c.language, c.text)
			}
			for _, name := range []string{c.file, "all"} {
				if all[name] == nil {
					all[name] = &score{}
				}
				all[name].add(c, e)
			}
		}
	}
	for _, name := range append(slices.Clone(freshFiles), "all") {
		fmt.Println(name, all[name])
	}
}

func part(text string, parts int) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(text)) // writing to a hash never fails
	return int(h.Sum32() % uint32(parts))
}

// score counts what came out right.
type score struct{ rows, intent, step, chatter, chatterRows int }

func (s *score) add(c oneCase, e understand.Explanation) {
	s.rows++
	if c.intentRight(e) {
		s.intent++
	}
	if c.stepRight(e) {
		s.step++
	}
	if c.intent == "none" {
		s.chatterRows++
		if e.Intent != "none" {
			s.chatter++
		}
	}
}

func (s *score) String() string {
	return fmt.Sprintf("%d rows: intent right %.1f %%, first step right %.1f %%, chatter taken as a command %d of %d", s.rows,
		100*float64(s.intent)/float64(s.rows), 100*float64(s.step)/float64(s.rows), s.chatter, s.chatterRows)
}
