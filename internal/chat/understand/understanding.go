// Package understand turns what somebody wrote, in English, French, Spanish or Arabic, into a verb with typed arguments.
// The structured form of a command is tried first, then free sentences by the phrases and rules of the lexicons; where
// those are silent or weak, votes learned from the cases in testdata decide (votes.go; package train learns them), and
// what they say is never sure. What only resembles a command is none. It is pure: it is told the day and
// the speaker's commitments, reads no store, writes nothing, and knows no platform.
package understand

import (
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
)

// Understanding is what one message means.
type Understanding struct {
	Text     string // as written, made safe by words.Clean
	Language string // en, fr, es or ar: of the message, else Context.Language, else en
	Verb     Verb   // None: not a command
	Intent   Intent // the verb in the closed set of explain
	Args     Args

	// Structured: written in the form of a command. A write that was understood from a free sentence (not
	// Structured) needs one confirmation.
	Structured bool
	// Sure: verb and arguments are understood without doubt. Otherwise offer Choices, and write nothing.
	Sure bool
	// Choices are at most three sentences that one could have typed instead.
	Choices []Choice
	// Problems are what is wrong with the message: a day that does not exist, a code no plan has, a percentage out
	// of range. The verb is understood all the same; with a problem nothing may be written.
	Problems []problem.Problem
	// Begins is the verb with whose words a message begins that is not Structured: what follows is in no form of it.
	Begins Verb
}

// Choice is one of at most three "did you mean": the sentence to say, and the step it is about, if any.
type Choice struct {
	Say  string
	Step plans.Match // zero: the choice is not about a step
}

// Context is what is known about the message besides its text. The zero Context is that of a stranger; Today should be set.
type Context struct {
	Today       civil.Date   // in the speaker's time zone
	Language    string       // of the person or room; used where the text does not tell
	Commitments []Commitment // the open ones of the speaker's organisation: REF may be words that name one of them
}

// Commitment is as much of a commitment as is needed to recognise it.
type Commitment struct {
	Ref   string
	Title string
	Steps []string
}
