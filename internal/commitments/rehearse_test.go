package commitments_test

import (
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
)

func TestARehearsalSaysWhatWouldBeRefusedAndChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ref := w.registers(w.as("ana"), "ndi")
		by := w.as("ana")
		by.Cause = "event 1"
		withdraw := commitments.Withdraw{Plan: slug, Ref: ref, Reason: "funding ended"}
		if err := w.service.Rehearse(t.Context(), by, withdraw); err != nil {
			t.Fatalf("Rehearse: got %v", err)
		}
		if c, entries := w.row(ref); c.Status != commitments.Planned || len(entries) != 1 {
			t.Errorf("after the rehearsal it is %s with %d entries, want planned with 1", c.Status, len(entries))
		}
		if outcome := w.must(by, withdraw); outcome.Repeated {
			t.Error("the rehearsal has used up the cause")
		}
		again := commitments.Withdraw{Plan: slug, Ref: ref, Reason: "once more"}
		if p, ok := problem.Of(w.service.Rehearse(t.Context(), w.as("ana"), again)); !ok || p.Key != "withdraw.closed" {
			t.Errorf("Rehearse of what is withdrawn: got %v, want withdraw.closed", p)
		}
	})
}

func TestARefusalDoesNotSayWhoseAnUnattributedCommitmentIs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.joins("eva", "anfrel", people.FocalPoint)
		ref := w.registers(w.as("ana"), "ndi")
		hide := access.VisibleUnattributed
		w.must(w.as("ana"), commitments.Edit{Plan: slug, Ref: ref, Visibility: &hide})
		_, err := w.service.Do(t.Context(), w.as("eva"), commitments.Log{Plan: slug, Ref: ref, Note: "who are they?"})
		p, ok := problem.Of(err)
		if !ok || p.Key != "access.refused" {
			t.Fatalf("got %v, want access.refused", err)
		}
		if named, _ := p.Args["organisations"].([]string); len(named) > 0 || p.Args["holders"] != nil {
			t.Errorf("the refusal names %v and %v", named, p.Args["holders"])
		}
	})
}

func TestWhoeverJoinedMaySayItTwice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		invited := w.must(w.as("ana"), commitments.Invite{Plan: slug, Organisation: "ndi", Role: people.Contributor})
		join := commitments.Join{Code: invited.Code, Identity: identity("new"), Name: "New"}
		w.must(commitments.Origin{Via: commitments.ViaConsole, Cause: "event 7"}, join)
		by := w.as("new")
		by.Cause = "event 7"
		if outcome := w.must(by, join); !outcome.Repeated || outcome.Subject != "ndi" {
			t.Errorf("the same message again: got %+v", outcome)
		}
		other := w.as("ana")
		other.Cause = "event 7"
		w.wants("cause.used", other, join)
	})
}
