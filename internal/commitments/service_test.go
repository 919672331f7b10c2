package commitments_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// each runs a test in a new world with ana, focal point of ndi, on every database.
func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.joins("ana", "ndi", people.FocalPoint)
		test(t, w)
	})
}

// wants demands the problem with this key.
func (w *world) wants(key string, by commitments.Origin, cmd commitments.Command) {
	w.Helper()
	_, err := w.service.Do(w.Context(), by, cmd)
	if p, ok := problem.Of(err); !ok || p.Key != key {
		w.Errorf("%s: got %v, want %s", cmd.Verb(), err, key)
	}
}

func TestAWithdrawalNeedsAReason(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ref := w.registers(w.as("ana"), "ndi")
		w.wants("withdraw.needs_reason", w.as("ana"), commitments.Withdraw{Plan: slug, Ref: ref, Reason: " \n"})
		w.must(w.as("ana"), commitments.Withdraw{Plan: slug, Ref: ref, Reason: "funding ended"})
		if c, _ := w.row(ref); c.Status != commitments.Withdrawn {
			t.Errorf("status: got %s, want withdrawn", c.Status)
		}
	})
}

func TestAPercentageNeverContradictsTheStatus(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ref := w.registers(w.as("ana"), "ndi")
		w.wants("percent.contradicts", w.as("ana"), commitments.Log{
			Plan: slug, Ref: ref, Status: commitments.InProgress, Percent: commitments.Percent(80),
		})
		w.must(w.as("ana"), commitments.Log{Plan: slug, Ref: ref, Percent: commitments.Percent(80)})
		if c, entries := w.row(ref); c.Status != commitments.MostlyDone || len(entries) != 2 {
			t.Errorf("after 80 %%: got %s and %d entries, want mostly_done and 2", c.Status, len(entries))
		}
	})
}

func TestTheSameCauseActsOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ref := w.registers(w.as("ana"), "ndi")
		by := w.as("ana")
		by.Cause = "console:1"
		first := w.must(by, commitments.Log{Plan: slug, Ref: ref, Note: "held"})
		again := w.must(by, commitments.Log{Plan: slug, Ref: ref, Note: "held"})
		if !again.Repeated || again.Commitment != first.Commitment || !cmp.Equal(again.Seqs, first.Seqs) {
			t.Errorf("the same cause: got %+v, want what came of it the first time: %+v", again, first)
		}
		if _, entries := w.row(ref); len(entries) != 2 {
			t.Errorf("entries: got %d, want 2", len(entries))
		}
		w.wants("cause.used", by, commitments.AttestNoChange{Plan: slug, Ref: ref})
	})
}

func TestAStaleVersionIsRefused(t *testing.T) {
	each(t, func(_ *testing.T, w *world) {
		ref := w.registers(w.as("ana"), "ndi")
		w.must(w.as("ana"), commitments.Log{Plan: slug, Ref: ref, Version: 1, Note: "one"})
		w.wants("commitment.stale_version", w.as("ana"), commitments.Log{Plan: slug, Ref: ref, Version: 1, Note: "two"})
	})
}

func TestUndoTakesBackOnesOwnLastChangesOneByOne(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.joins("cleo", "ndi", people.Contributor)
		ref := w.registers(w.as("cleo"), "ndi")
		w.must(w.as("cleo"), commitments.Log{Plan: slug, Ref: ref, Percent: commitments.Percent(30)})
		w.must(w.as("ana"), commitments.Log{Plan: slug, Ref: ref, Percent: commitments.Percent(60)})
		w.clock.Forward(5 * time.Minute)
		if took := w.must(w.as("ana"), commitments.Undo{Plan: slug}).TookBack; took != 3 {
			t.Errorf("ana's undo took back %d, want 3", took)
		}
		if c, _ := w.row(ref); *c.Percent != 30 {
			t.Errorf("percent: got %d, want 30", *c.Percent)
		}
		if took := w.must(w.as("cleo"), commitments.Undo{Plan: slug}).TookBack; took != 2 {
			t.Errorf("cleo's undo took back %d, want 2", took)
		}
		w.wants("undo.others_followed", w.as("cleo"), commitments.Undo{Plan: slug})
		w.clock.Forward(11 * time.Minute)
		w.wants("undo.nothing", w.as("cleo"), commitments.Undo{Plan: slug})
		w.chain(t.Context())
	})
}

func TestARedactionRemovesTheTextAndLeavesTheChain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ref := w.registers(w.as("ana"), "ndi")
		w.must(w.as("ana"), commitments.Log{
			Plan: slug, Ref: ref, Note: "names Zebulon", Evidence: []commitments.Evidence{{URL: "https://example.org/z"}},
		})
		w.must(w.as("ana"), commitments.Redact{Plan: slug, Ref: ref, Seq: 2, Reason: "a person at risk"})
		_, entries := w.row(ref)
		if e := entries[1]; e.Note != "" || len(e.Evidence) > 0 || e.Salt != "" || e.TextDigest == "" {
			t.Errorf("redacted entry: got %+v, want no text and no salt", e)
		}
		page, err := w.store.Find(t.Context(), commitments.Filter{Plan: w.plan.ID, Text: "Zebulon"})
		if err != nil || len(page.Commitments) > 0 {
			t.Errorf("search for the removed word: got %d, %v, want nothing", len(page.Commitments), err)
		}
		w.chain(t.Context())
		w.wants("redact.no_text", w.as("ana"), commitments.Redact{Plan: slug, Ref: ref, Seq: 2, Reason: "again"})
	})
}

func TestClosedCommitmentsAreReopenedNotOverwritten(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ref := w.registers(w.as("ana"), "ndi")
		w.must(w.as("ana"), commitments.Log{Plan: slug, Ref: ref, Status: commitments.Completed, Note: "submitted"})
		w.wants("log.closed", w.as("ana"), commitments.Log{Plan: slug, Ref: ref, Percent: commitments.Percent(50)})
		w.wants("withdraw.closed", w.as("ana"), commitments.Withdraw{Plan: slug, Ref: ref, Reason: "r"})
		w.wants("reopen.needs_reason", w.as("ana"), commitments.Reopen{Plan: slug, Ref: ref})
		w.must(w.as("ana"), commitments.Reopen{Plan: slug, Ref: ref, Status: commitments.MostlyDone, Reason: "returned with questions"})
		if c, _ := w.row(ref); c.Status != commitments.MostlyDone {
			t.Errorf("status: got %s, want mostly_done", c.Status)
		}
	})
}

func TestOnlyEndorsersCommit(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.joins("olu", "outside", people.FocalPoint)
		w.wants("organisation.not_endorsing", w.as("olu"), commitments.Register{Plan: slug, Title: "T", Lead: "outside", Steps: []string{"25"}})
		w.wants("organisation.not_endorsing", w.as("ana"), commitments.Register{
			Plan: slug, Title: "T", Lead: "ndi", Partners: []string{"outside"}, Steps: []string{"25"},
		})
		w.wants("step.not_actionable", w.as("ana"), commitments.Register{Plan: slug, Title: "T", Lead: "ndi", Steps: []string{"29"}})
		if position := w.chain(t.Context()); position != 0 {
			t.Errorf("the journal: got %d entries, want none", position)
		}
	})
}

func TestAConvenerRegistersOnWrittenRequestAndWithdrawsForTheLapsed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.convenes("lea")
		register := commitments.Register{Plan: slug, Title: "T", Lead: "ndi", Steps: []string{"25"}}
		w.wants("register.needs_request", w.as("lea"), register)
		register.Request = "letter of 3 May"
		ref := w.must(w.as("lea"), register).Commitment
		if _, entries := w.row(ref); !strings.Contains(entries[0].Note, "letter of 3 May") {
			t.Errorf("note: got %q, want the request in it", entries[0].Note)
		}
		withdraw := commitments.Withdraw{Plan: slug, Ref: ref, Reason: "the organisation left"}
		w.wants("access.refused_ask", w.as("lea"), withdraw)
		w.clock.Forward(24 * time.Hour)
		w.must(w.as("lea"), commitments.EndEndorsement{Plan: slug, Organisation: "ndi"})
		w.must(w.as("lea"), withdraw)
	})
}

func TestAnEndorsementEndsAfterTheLastDayOnWhichACommitmentWasTakenOn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.convenes("lea")
		ref := w.registers(w.as("ana"), "ndi")
		end := commitments.EndEndorsement{Plan: slug, Organisation: "ndi"}
		w.wants("endorse.took_on", w.as("lea"), end)
		end.EndedOn = "2026-11-26"
		w.must(w.as("lea"), end)
		_, entries := w.row(ref)
		terms := w.terms()
		terms.Endorses = func(_ string, day civil.Date) bool { return day < end.EndedOn }
		if faults := commitments.Examine(entries, terms); len(faults) > 0 {
			t.Errorf("the journal: got %v, want nothing wrong with it", faults)
		}
	})
}

func TestAnEndorsementThatEndedBeforeItHeldIsTakenUpAgain(t *testing.T) {
	each(t, func(_ *testing.T, w *world) {
		w.convenes("lea")
		endorse, end := commitments.Endorse{Plan: slug, Organisation: "outside"}, commitments.EndEndorsement{Plan: slug, Organisation: "outside"}
		for range 2 {
			w.must(w.as("lea"), endorse)
			w.must(w.as("lea"), end)
		}
		w.must(w.as("lea"), endorse)
		w.wants("endorse.already", w.as("lea"), endorse)
	})
}

func TestTheLastFocalPointHandsOverBeforeLeaving(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.joins("cleo", "ndi", people.Contributor)
		cleo := w.as("cleo").Actor.Member.Key
		w.wants("leave.last_focal_point", w.as("ana"), commitments.Leave{Plan: slug, Organisation: "ndi"})
		w.must(w.as("ana"), commitments.Leave{Plan: slug, Organisation: "ndi", Successor: cleo})
		if role := w.as("cleo").Actor.RoleIn("ndi"); role != people.FocalPoint {
			t.Errorf("the successor: got %q, want focal_point", role)
		}
		if role := w.as("ana").Actor.RoleIn("ndi"); role != "" {
			t.Errorf("who left: got %q, want no role", role)
		}
	})
}

func TestAnInvitationIsUsedUpExpiresAndIsRevoked(t *testing.T) {
	each(t, func(_ *testing.T, w *world) {
		invite := commitments.Invite{Plan: slug, Organisation: "ndi", Role: people.Contributor}
		join := func(code, name string) commitments.Join {
			return commitments.Join{Code: code, Identity: identity(name), Name: name}
		}
		once := w.must(w.as("ana"), invite).Code
		w.must(commitments.Origin{}, join(strings.ToLower(once), "one"))
		w.wants("join.unknown_code", commitments.Origin{}, join(once, "two"))
		late := w.must(w.as("ana"), invite).Code
		w.clock.Forward(commitments.InvitationLasts)
		w.wants("join.unknown_code", commitments.Origin{}, join(late, "two"))
		seen := w.must(w.as("ana"), invite).Code
		w.must(commitments.Origin{}, commitments.RevokeInvitation{Code: seen})
		w.wants("join.unknown_code", commitments.Origin{}, join(seen, "two"))
	})
}

func TestTwoWritersLoseNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const writers, each = 4, 15
		refs := []string{w.registers(w.as("ana"), "ndi"), w.registers(w.as("ana"), "ndi")}
		origins := make([]commitments.Origin, writers)
		for i := range origins {
			origins[i] = w.as("ana")
		}
		var group sync.WaitGroup
		failures := make(chan error, writers*each)
		for i, by := range origins {
			group.Go(func() {
				for n := range each {
					_, err := w.service.Do(t.Context(), by, commitments.Log{Plan: slug, Ref: refs[n%2], Note: fmt.Sprintf("%d of %d", n, i)})
					failures <- err
				}
			})
		}
		group.Wait()
		close(failures)
		for err := range failures {
			if err != nil {
				t.Errorf("log: %v", err)
			}
		}
		if got, want := w.chain(t.Context()), int64(2+writers*each); got != want {
			t.Errorf("entries: got %d, want %d", got, want)
		}
		for _, ref := range refs {
			w.isFold(ref)
		}
	})
}

// isFold demands that the stored row is the fold of the stored entries.
func (w *world) isFold(ref string) {
	w.Helper()
	c, entries := w.row(ref)
	if diff := cmp.Diff(commitments.Fold(entries), c.State, cmpopts.EquateEmpty()); diff != "" {
		w.Errorf("%s (-fold +row):\n%s", ref, diff)
	}
}

func TestOfTwoWritersWithOneVersionOneWins(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ref := w.registers(w.as("ana"), "ndi")
		by := w.as("ana")
		results := make([]error, 2)
		var group sync.WaitGroup
		for i := range results {
			group.Go(func() {
				_, results[i] = w.service.Do(t.Context(), by, commitments.Edit{Plan: slug, Ref: ref, Version: 1, Title: new(fmt.Sprintf("Title %d", i))})
			})
		}
		group.Wait()
		stale := problem.Problem{Kind: problem.Conflict, Key: "commitment.stale_version"}
		if (results[0] == nil) == (results[1] == nil) || !errors.Is(errors.Join(results...), stale) {
			t.Errorf("two edits of version 1: got %v and %v, want one to win", results[0], results[1])
		}
	})
}

func TestTheClockMayGoBackTheJournalDoesNot(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ref := w.registers(w.as("ana"), "ndi")
		w.clock.Forward(-time.Hour)
		w.must(w.as("ana"), commitments.Log{Plan: slug, Ref: ref, Note: "n"})
		if _, entries := w.row(ref); entries[1].RecordedAt.Before(entries[0].RecordedAt) {
			t.Errorf("recorded: got %v after %v", entries[1].RecordedAt, entries[0].RecordedAt)
		}
	})
}

func TestEditShowsOldAndNewAndRefusesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ref := w.registers(w.as("ana"), "ndi")
		w.must(w.as("ana"), commitments.Edit{Plan: slug, Ref: ref, DueOn: new(civil.Date("2027-06-30"))})
		_, entries := w.row(ref)
		want := commitments.Changes{commitments.FieldDueOn: {Old: commitments.Value{Text: "2027-03-31"}, New: commitments.Value{Text: "2027-06-30"}}}
		if diff := cmp.Diff(want, entries[1].Changes, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("changes (-want +got):\n%s", diff)
		}
		w.wants("edit.nothing", w.as("ana"), commitments.Edit{Plan: slug, Ref: ref, DueOn: new(civil.Date("2027-06-30"))})
		w.wants("date.unknown", w.as("ana"), commitments.Edit{Plan: slug, Ref: ref, DueOn: new(civil.Date("2027-06-31"))})
		w.wants("visibility.unknown", w.as("ana"), commitments.Edit{Plan: slug, Ref: ref, Visibility: new(access.Visibility("secret"))})
		w.wants("text.control_characters", w.as("ana"), commitments.Edit{Plan: slug, Ref: ref, Title: new("a\x00b")})
		w.wants("text.not_utf8", w.as("ana"), commitments.Edit{Plan: slug, Ref: ref, Title: new("a\xffb")})
		w.wants("registered.needs", w.as("ana"), commitments.Edit{Plan: slug, Ref: ref, Title: new(" ")})
	})
}

func TestAStepThatHoldsCommitmentsKeepsItsCode(t *testing.T) {
	each(t, func(_ *testing.T, w *world) {
		w.registers(w.as("ana"), "ndi")
		edition := *w.plan
		edition.Edition = "2027"
		edition.Steps = slices.Clone(w.plan.Steps)
		for i := range edition.Steps {
			if edition.Steps[i].Code == "25" {
				edition.Steps[i].Code, edition.Steps[i].Was = "25x", []string{"25"}
			}
		}
		w.wants("plan.renumbers_held", operator(), commitments.ImportPlan{Document: &edition})
	})
}

func TestAStepIsRetiredAfterTheLastDayOnWhichItWasTakenOn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ref := w.registers(w.as("ana"), "ndi")
		_, entries := w.row(ref)
		taken := entries[0].Changes[commitments.FieldSteps].New.List[0]
		edition := *w.plan
		edition.Edition = "2027"
		edition.Steps = slices.DeleteFunc(slices.Clone(w.plan.Steps), func(s plans.Step) bool { return s.Code == taken || s.Code == "26" })
		for range 2 { // the second time it changes nothing
			w.must(operator(), commitments.ImportPlan{Document: &edition})
			var err error
			if w.plan, err = w.store.PlanBySlug(t.Context(), slug); err != nil {
				t.Fatal(err)
			}
			for code, want := range map[string]civil.Date{taken: "2026-11-26", "26": "2026-11-25"} {
				if step, ok := w.plan.Step(code); !ok || step.RetiredOn != want {
					t.Errorf("step %s: got %v, want it retired on %s", code, step, want)
				}
			}
		}
		if faults := commitments.Examine(entries, w.terms()); len(faults) > 0 {
			t.Errorf("the journal: got %v, want nothing wrong with it", faults)
		}
	})
}
