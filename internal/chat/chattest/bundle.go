package chattest

import (
	"testing"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/store"
)

// The Monday on which reminders are looked at: 7 days before the first commitment is due, and weeks after it was
// registered, so that nothing covers it.
const (
	monday = civil.Date("2026-02-02")
	dueOn  = civil.Date("2026-02-09")
)

// begun has somebody who speaks a language, with a commitment that is due on dueOn, whose reminders have begun and who
// has been welcomed.
const begun = `
@reminders
@organisation ndi National Democratic Institute (NDI)
@member ana of ndi as focal_point in LANGUAGE
@registered by ana for 25: Joint paper <on> the update & its evidence; due 2026-02-09
`

// Bundle is what a ticker tells somebody of three commitments in one message: one is due in 7 days, one was due yesterday,
// and of one they have asked to be reminded. The titles are data, one of them in Arabic, whatever the language of the message.
func Bundle(t testing.TB, kept *store.Store, language string) (reply.Reply, *i18n.Printer) {
	t.Helper()
	w := NewWorld(t, kept)
	w.begin(language)
	w.Given("@registered by ana for 26: ورشة عمل إقليمية حول التعليق العام رقم 25; due 2026-02-01\n" +
		"@registered by ana for 31c: Train 40 observers; due 2026-12-10")
	w.do(w.as("ana"), commitments.AskReminder{Plan: w.plan.Slug, Ref: "C-3", On: monday})
	w.hearing()
	delete(w.heard, "ana") // the welcome
	w.Given("@today " + string(monday))
	w.hearing()
	told, ok := w.heard["ana"]
	if !ok {
		t.Fatalf("%s: nothing is said", language)
	}
	return told, w.catalogue.Printer(language)
}
