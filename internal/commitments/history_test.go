package commitments_test

import (
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"pgregory.net/rapid"
)

// anyCommand draws a command on the commitment: many of them make no sense as it stands, and are refused.
func anyCommand(t *rapid.T, ref string, colleague string) commitments.Command {
	note := rapid.SampledFrom([]string{"", "held", "العمل مستمر", "a\nb"}).Draw(t, "note")
	day := rapid.SampledFrom([]civil.Date{"", "2026-11-25", "2026-12-01", "2027-02-28"}).Draw(t, "day")
	seq := rapid.IntRange(1, 12).Draw(t, "seq")
	percent := rapid.SampledFrom([]*int{nil, new(0), new(20), new(50), new(100), new(101)}).Draw(t, "percent")
	status := rapid.SampledFrom([]commitments.Status{"", "planned", "in_progress", "mostly_done", "completed", "paused"}).Draw(t, "status")
	all := []commitments.Command{
		commitments.Log{Plan: slug, Ref: ref, Note: note, Percent: percent, Status: status, EffectiveOn: day},
		commitments.Log{Plan: slug, Ref: ref, Percent: percent, Confidence: "at_risk"},
		commitments.AttestNoChange{Plan: slug, Ref: ref, Note: note},
		commitments.Pause{Plan: slug, Ref: ref, Reason: note},
		commitments.Withdraw{Plan: slug, Ref: ref, Reason: note},
		commitments.Reopen{Plan: slug, Ref: ref, Reason: note, Status: status},
		commitments.Edit{Plan: slug, Ref: ref, DueOn: &day, Title: new("Title " + note)},
		commitments.Edit{Plan: slug, Ref: ref, Partners: new([]string{"anfrel"}), Steps: new([]string{"27a", "25"})},
		commitments.HandOver{Plan: slug, Ref: ref, To: colleague},
		commitments.AddMilestone{Plan: slug, Ref: ref, Title: "Milestone " + note, DueOn: day},
		commitments.ReachMilestone{Plan: slug, Ref: ref, Key: "m1"},
		commitments.Correct{Plan: slug, Ref: ref, Seq: seq, Note: note, Percent: percent, Status: status},
		commitments.Correct{Plan: slug, Ref: ref, Seq: seq, Note: note, TakesBack: true},
		commitments.Undo{Plan: slug},
		commitments.Redact{Plan: slug, Ref: ref, Seq: seq, Reason: note},
	}
	return rapid.SampledFrom(all).Draw(t, "command")
}

func TestTheRowIsTheFoldOfAnyHistory(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.joins("ana", "ndi", people.FocalPoint)
		w.joins("cleo", "ndi", people.Contributor)
		ana := w.as("ana")
		colleague := w.as("cleo").Actor.Member.Key
		rapid.Check(t, func(t *rapid.T) {
			ref := w.registers(ana, "ndi")
			for range rapid.IntRange(1, 12).Draw(t, "length") {
				_, err := w.service.Do(w.Context(), ana, anyCommand(t, ref, colleague))
				if _, inWords := problem.Of(err); err != nil && !inWords {
					t.Fatalf("not a refusal in words: %v", err)
				}
				w.clock.Forward(time.Duration(rapid.SampledFrom([]int{0, 30, 3600, 100_000}).Draw(t, "seconds")) * time.Second)
			}
			w.isFold(ref)
			_, entries := w.row(ref)
			if faults := commitments.Examine(entries, w.terms()); len(faults) > 0 {
				t.Fatalf("the journal breaks a rule: %+v", faults)
			}
		})
		w.chain(t.Context())
	})
}

// terms know everybody and everything: the service has asked the store.
func (w *world) terms() commitments.Terms {
	return commitments.Terms{
		Zone:         time.UTC,
		Step:         func(code string) (*plans.Step, bool) { return w.plan.Step(code) },
		Organisation: func(string) bool { return true },
		Endorses:     func(string, civil.Date) bool { return true },
		Member:       func(string) bool { return true },
	}
}
