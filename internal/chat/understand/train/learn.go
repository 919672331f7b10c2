package main

import (
	"slices"

	"github.com/accord-tracker/accord/internal/words/vote"
)

// How the two tables are made.
var (
	forIntents = vote.Training{Buckets: 1 << 15, Rounds: 20, Rate: 0.3, Prune: 2}
	forSteps   = vote.Training{Buckets: 1 << 13, Rounds: 12, Rate: 0.3, Prune: 1}
)

// alsoCounts is how much a step counts that is right as well, against the best one.
const alsoCounts = 0.3

// learn makes the votes for intents and the table of what was heard of steps.
func learn(cases []oneCase) (votes, heard *vote.Model) {
	var intents, steps []vote.Example
	for _, c := range cases {
		intents = append(intents, vote.Example{Signs: c.lesson.Intent, Choice: c.intent})
		if c.lesson.ByCode || slices.Contains(c.tags, "multi") || c.intent == "none" {
			continue
		}
		for i, code := range c.steps {
			e := vote.Example{Signs: c.lesson.Step, Choice: code}
			if i > 0 {
				e.Weight = alsoCounts
			}
			steps = append(steps, e)
		}
	}
	return vote.Train(intents, forIntents), vote.Train(steps, forSteps)
}
