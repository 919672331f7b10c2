package chattest

import (
	"testing"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/reply"
)

// The Monday on which reminders are looked at: 7 days before the first commitment is due, and weeks after it was
// registered, so that nothing covers it.
const (
	monday = civil.Date("2026-02-02")
	dueOn  = civil.Date("2026-02-09")
)

// begin brings in somebody who speaks a language, with a commitment that is due on dueOn. Reminders have begun before, so
// that they are welcomed.
func (w *World) begin(name, language string) {
	w.t.Helper()
	w.Given("@member " + name + " of ndi as focal_point in " + language + "\n" +
		"@registered by " + name + " for 25: " + joint + "; due " + string(dueOn))
}

const (
	before = "@reminders\n@organisation ndi National Democratic Institute (NDI)"
	joint  = "Joint paper <on> the update & its evidence"
)

// Bundle is what a ticker tells somebody of three commitments in one message: one is due in 7 days, one was due yesterday,
// and of one they have asked to be reminded. The titles are data, one of them in Arabic, whatever the language of the message.
func Bundle(t testing.TB, language string) (reply.Reply, *i18n.Printer) {
	t.Helper()
	w := NewWorld(t, Fresh(t))
	w.Given(before)
	w.begin("ana", language)
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
