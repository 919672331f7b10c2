package commitments_test

import (
	"errors"
	"testing"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
)

func TestSeveralCommandsGoTogetherOrNotAtAll(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first, second, third := w.registers(w.as("ana"), "ndi"), w.registers(w.as("ana"), "ndi"), w.registers(w.as("ana"), "ndi")
		together := commitments.Together{Plan: slug, Parts: []commitments.Part{
			{Cause: "row 1", Command: commitments.Log{Plan: slug, Ref: first, Percent: new(30)}},
			{Cause: "row 2", Command: commitments.AttestNoChange{Plan: slug, Ref: second}},
			{Cause: "row 3", Command: commitments.Pause{Plan: slug, Ref: third}},
			{Cause: "row 4", Command: commitments.Log{Plan: slug, Ref: "C-99", Note: "n"}},
		}}
		_, err := w.service.Do(t.Context(), w.as("ana"), together)
		var troubles commitments.Troubles
		if !errors.As(err, &troubles) || len(troubles) != 2 {
			t.Fatalf("Together: got %v, want two troubles", err)
		}
		if p := troubles[0]; p.Key != "pause.needs_reason" || p.Field != "parts[2].reason" {
			t.Errorf("the first trouble: got %v", p)
		}
		if p := troubles[1]; p.Key != "commitment.unknown" || p.Field != "parts[3].commitment" {
			t.Errorf("the second trouble: got %v", p)
		}
		if _, entries := w.row(first); len(entries) != 1 {
			t.Errorf("%s has %d entries although a part was refused", first, len(entries))
		}
		together.Parts[2].Command = commitments.Pause{Plan: slug, Ref: third, Reason: "no visas"}
		together.Parts = together.Parts[:3]
		if outcome := w.must(w.as("ana"), together); len(outcome.Seqs) != 3 {
			t.Errorf("Seqs: got %v, want three", outcome.Seqs)
		}
		if c, entries := w.row(first); *c.Percent != 30 || entries[1].Cause != "row 1" {
			t.Errorf("%s: got %v with cause %q", first, *c.Percent, entries[1].Cause)
		}
	})
}

func TestAPartWhoseCauseHasActedIsLeftOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.joins("cleo", "ndi", people.Contributor)
		ref := w.registers(w.as("ana"), "ndi")
		together := commitments.Together{Plan: slug, Parts: []commitments.Part{
			{Cause: "row 1", Command: commitments.Log{Plan: slug, Ref: ref, Note: "held"}},
		}}
		w.must(w.as("ana"), together)
		for _, name := range []string{"ana", "cleo"} {
			if outcome := w.must(w.as(name), together); len(outcome.Seqs) != 0 {
				t.Errorf("again by %s: got %v, want nothing", name, outcome.Seqs)
			}
		}
		if _, entries := w.row(ref); len(entries) != 2 {
			t.Errorf("it has %d entries, want 2", len(entries))
		}
	})
}

func TestAPartIsRefusedAsItWouldBeAlone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.joins("cleo", "ndi", people.Contributor)
		ref := w.registers(w.as("ana"), "ndi")
		_, err := w.service.Do(t.Context(), w.as("cleo"), commitments.Together{Plan: slug, Parts: []commitments.Part{
			{Command: commitments.Pause{Plan: slug, Ref: ref, Reason: "no visas"}},
		}})
		p, _ := problem.Of(err)
		if p.Kind != problem.Refused || p.Field != "parts[0]" || p.Args["holders"] == nil {
			t.Errorf("a pause by a contributor: got %v, want a refusal that names who could", err)
		}
		_, err = w.service.Do(t.Context(), w.as("ana"), commitments.Together{Plan: slug, Parts: []commitments.Part{
			{Command: commitments.Withdraw{Plan: slug, Ref: ref, Reason: "over"}},
		}})
		if _, ok := problem.Of(err); err == nil || ok {
			t.Errorf("a withdrawal together with others: got %v, want an error of the caller", err)
		}
		if _, err = w.service.Do(t.Context(), w.as("ana"), commitments.Together{Plan: slug}); !errors.Is(err, problem.Problem{Key: "log_all.bounds"}) {
			t.Errorf("nothing together: got %v", err)
		}
	})
}
