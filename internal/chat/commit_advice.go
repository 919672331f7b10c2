package chat

import (
	"unicode/utf8"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reply"
)

// advice says what would make a commitment easier to follow (specific, measurable, with a date), with the sentences that
// would do it. None of it is asked for.
func (t *turn) advice(c *commitments.Commitment) (reply.List, reply.Buttons) {
	var list reply.List
	var fixes reply.Buttons
	advise := func(key, label, say string, args ...any) {
		list.Items = append(list.Items, reply.Line{t.said(key, args...)})
		fixes = append(fixes, t.button(label, say, args...))
	}
	if c.Cadence == plans.OneOff && c.DueOn.IsZero() {
		advise("write.advice_date", "write.button_date", "edit "+c.Ref+" due")
	}
	if !c.DueOn.IsZero() && c.DueOn < t.today {
		advise("write.advice_past", "write.button_date", "edit "+c.Ref+" due")
	}
	if c.Measure == "" {
		advise("write.advice_measure", "write.button_measure", "edit "+c.Ref+" measure")
	}
	if vague(c.Title) {
		advise("write.advice_title", "write.button_title", "edit "+c.Ref+" title")
	}
	if len(c.Steps) > 1 {
		advise("write.advice_steps", "write.button_steps", "edit "+c.Ref+" steps "+c.Steps[0], "step", c.Steps[0])
	}
	return list, fixes
}

// vague says whether a title is too short to say what will be done: "Training", "Support for NHRIs".
func vague(title string) bool {
	const letters, meaningful = 24, 3
	return utf8.RuneCountInString(title) < letters || len(stems(title)) < meaningful
}
