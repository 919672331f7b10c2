package commitments_test

import (
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	gocmp "github.com/google/go-cmp/cmp"
)

// told makes a journal of entries that say what matters; the first is a registration on 1 January.
func told(entries ...commitments.Entry) []commitments.Entry {
	first := commitments.Entry{
		Kind: commitments.KindRegistered, EffectiveOn: "2026-01-01", Changes: commitments.Changes{
			commitments.FieldTitle: text("Paper"), commitments.FieldLead: text("acacia"), commitments.FieldCadence: text("one_off"),
			commitments.FieldSteps: list("22"),
		},
	}
	all := append([]commitments.Entry{first}, entries...)
	for i := range all {
		all[i].Seq = i + 1
		all[i].Commitment = "C-1"
		if all[i].RecordedAt.IsZero() {
			all[i].RecordedAt = time.Date(2026, 6, 1, i, 0, 0, 0, time.UTC)
		}
		if all[i].EffectiveOn.IsZero() {
			all[i].EffectiveOn = civil.DateOf(all[i].RecordedAt, time.UTC)
		}
	}
	return all
}

func text(s string) commitments.Change {
	return commitments.Change{New: commitments.Value{Text: s}}
}

func list(s ...string) commitments.Change {
	return commitments.Change{New: commitments.Value{List: s}}
}

func at(day civil.Date, e commitments.Entry) commitments.Entry {
	e.EffectiveOn = day
	return e
}

func says(s commitments.Status) commitments.Entry {
	return commitments.Entry{Kind: commitments.KindStatus, Status: s, Note: "because"}
}

func percent(n int) commitments.Entry {
	return commitments.Entry{Kind: commitments.KindProgress, Percent: &n}
}

func corrects(seq int, e commitments.Entry) commitments.Entry {
	e.Kind, e.Corrects, e.Note = commitments.KindCorrected, seq, "a mistake"
	return e
}

func takesBack(seq int) commitments.Entry {
	return commitments.Entry{Kind: commitments.KindCorrected, Corrects: seq, TakesBack: true, Note: "a mistake"}
}

func TestEntriesFoldByTheDecisions(t *testing.T) {
	t.Parallel()
	const none = -1
	sure := percent(20)
	sure.Confidence = commitments.OnTrack
	for _, c := range []struct {
		name    string
		entries []commitments.Entry
		status  commitments.Status
		percent int
	}{
		{"a registration is planned", nil, "planned", none},
		{"1: what is said late of an earlier day does not overturn a later one", []commitments.Entry{
			at("2026-03-02", percent(60)), at("2026-02-01", percent(20)),
		}, "mostly_done", 60},
		{"1: on one day the later entry folds later", []commitments.Entry{at("2026-03-02", percent(60)), at("2026-03-02", percent(20))}, "in_progress", 20},
		{"1: a correction takes the place of what it corrects", []commitments.Entry{
			at("2026-03-02", percent(60)), at("2026-03-02", percent(70)), at("2026-03-02", corrects(2, percent(20))),
		}, "mostly_done", 70},
		{"1: a correction of a correction has the first place too", []commitments.Entry{
			at("2026-03-02", percent(60)), at("2026-03-02", percent(70)),
			at("2026-03-02", corrects(2, percent(20))), at("2026-03-02", corrects(4, percent(10))),
		}, "mostly_done", 70},
		{"3: what is replaced does not stand", []commitments.Entry{percent(60), corrects(2, percent(20))}, "in_progress", 20},
		{"3: what a correction does not repeat is gone", []commitments.Entry{percent(60), corrects(2, commitments.Entry{Confidence: "at_risk"})}, "planned", none},
		{"3: what is taken back does not stand", []commitments.Entry{percent(60), takesBack(2)}, "planned", none},
		{"3: a correction taken back has no effect", []commitments.Entry{percent(60), corrects(2, percent(20)), takesBack(3)}, "mostly_done", 60},
		{"3: a taking back taken back has no effect", []commitments.Entry{percent(60), takesBack(2), takesBack(3)}, "mostly_done", 60},
		{"3: a correction that is replaced keeps its target void", []commitments.Entry{percent(60), corrects(2, percent(20)), corrects(3, percent(30))}, "in_progress", 30},
		{"3: taken back, brought back, taken back", []commitments.Entry{percent(60), takesBack(2), takesBack(3), takesBack(4)}, "planned", none},
		{"5: a percentage alone states the status", []commitments.Entry{percent(100)}, "completed", 100},
		{"5: 0 is planned", []commitments.Entry{percent(20), percent(0)}, "planned", 0},
		{"5: a status that agrees keeps the percentage", []commitments.Entry{percent(20), says("in_progress")}, "in_progress", 20},
		{"5: a status that does not agree clears it", []commitments.Entry{percent(80), says("completed")}, "completed", none},
		{"5: a pause keeps it", []commitments.Entry{percent(80), says("paused")}, "paused", 80},
		{"5: resumed in another status, it is cleared", []commitments.Entry{percent(80), says("paused"), says("in_progress")}, "in_progress", none},
		{"5: a withdrawal keeps it", []commitments.Entry{percent(80), {Kind: commitments.KindWithdrawn, Note: "why"}}, "withdrawn", 80},
		{"a redaction changes nothing", []commitments.Entry{percent(80), {Kind: commitments.KindRedacted, Corrects: 2, Note: "why"}}, "mostly_done", 80},
		{"no change changes nothing", []commitments.Entry{sure, {Kind: commitments.KindNoChange}}, "in_progress", 20},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := commitments.Fold(told(c.entries...))
			has := none
			if got.Percent != nil {
				has = *got.Percent
			}
			if got.Status != c.status || has != c.percent {
				t.Errorf("got %s, %d, want %s, %d", got.Status, has, c.status, c.percent)
			}
			if got.Version != len(c.entries)+1 {
				t.Errorf("version: got %d, want %d", got.Version, len(c.entries)+1)
			}
		})
	}
}

func TestConfidenceLastsUntilItIsRestatedOrTheCommitmentIsClosed(t *testing.T) {
	t.Parallel()
	risk := commitments.Entry{Kind: commitments.KindProgress, Confidence: commitments.AtRisk}
	for _, c := range []struct {
		entries []commitments.Entry
		want    commitments.Confidence
	}{
		{[]commitments.Entry{risk, percent(20), says("paused")}, "at_risk"},
		{[]commitments.Entry{risk, says("completed")}, ""},
		{[]commitments.Entry{risk, says("completed"), says("in_progress")}, ""},
		{[]commitments.Entry{risk, {Kind: commitments.KindWithdrawn}}, ""},
	} {
		if got := commitments.Fold(told(c.entries...)).Confidence; got != c.want {
			t.Errorf("confidence after %v: got %q, want %q", c.entries, got, c.want)
		}
	}
}

func TestSomethingContinuingIsInProgressFromItsRegistration(t *testing.T) {
	t.Parallel()
	journal := told()
	journal[0].Changes[commitments.FieldCadence] = text("continuing")
	if got := commitments.Fold(journal).Status; got != commitments.InProgress {
		t.Errorf("status: got %s, want in_progress", got)
	}
	journal[0].Status = commitments.Paused
	if got := commitments.Fold(journal).Status; got != commitments.Paused {
		t.Errorf("status as given: got %s, want paused", got)
	}
}

// Decision 4: news are standing entries, by their own effective day.
func TestLastNewsAreNoRedactionAndNoTakingBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		entries []commitments.Entry
		seq     int
	}{
		{[]commitments.Entry{percent(20), {Kind: commitments.KindNoChange}}, 3},
		{[]commitments.Entry{percent(20), {Kind: commitments.KindRedacted, Corrects: 2}}, 2},
		{[]commitments.Entry{percent(20), takesBack(2)}, 1},
		{[]commitments.Entry{at("2026-05-01", percent(20)), at("2026-04-01", percent(10))}, 2},
	} {
		if got := commitments.Fold(told(c.entries...)).LastNewsSeq; got != c.seq {
			t.Errorf("last news of %v: got %d, want %d", c.entries, got, c.seq)
		}
	}
}

// Decision 6.
func TestACommitmentWhoseRegistrationIsTakenBackIsUndoneAndNotShownToMore(t *testing.T) {
	t.Parallel()
	journal := told(takesBack(1))
	journal[0].Changes[commitments.FieldVisibility] = text("conveners")
	got := commitments.Fold(journal)
	if !got.Undone || got.Title != "" || got.Visibility != access.VisibleConveners || got.Version != 2 {
		t.Errorf("got %+v", got)
	}
	if back := commitments.Fold(told(takesBack(1), takesBack(2))); back.Undone || back.Title != "Paper" {
		t.Errorf("the taking back is taken back: got %+v", back)
	}
}

// Decision 9: visibility is about publishing, not about the past.
func TestVisibilityIsTheOneRecordedLastWhateverItsDay(t *testing.T) {
	t.Parallel()
	shows := func(day civil.Date, v string) commitments.Entry {
		return commitments.Entry{Kind: commitments.KindEdited, EffectiveOn: day, Changes: commitments.Changes{commitments.FieldVisibility: text(v)}}
	}
	for _, c := range []struct {
		entries []commitments.Entry
		want    access.Visibility
	}{
		{nil, "public"},
		{[]commitments.Entry{shows("2026-05-01", "endorsers"), shows("2026-02-01", "conveners")}, "conveners"},
		{[]commitments.Entry{shows("2026-05-01", "endorsers"), shows("2026-02-01", "")}, "public"},
		{[]commitments.Entry{shows("2026-05-01", "endorsers"), takesBack(2)}, "public"},
	} {
		if got := commitments.Fold(told(c.entries...)).Visibility; got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestAMilestoneBecomesWhatTheLastEntrySays(t *testing.T) {
	t.Parallel()
	sets := func(m commitments.Milestone) commitments.Entry {
		return commitments.Entry{Kind: commitments.KindMilestone, Milestone: &m}
	}
	journal := told(
		sets(commitments.Milestone{Key: "m1", Title: "Draft", DueOn: "2026-03-01"}), sets(commitments.Milestone{Key: "m2", Title: "Launch"}),
		sets(commitments.Milestone{Key: "m1", Title: "Draft", DoneOn: "2026-03-02"}),
	)
	want := []commitments.Milestone{{Key: "m1", Title: "Draft", DoneOn: "2026-03-02"}, {Key: "m2", Title: "Launch"}}
	if diff := gocmp.Diff(want, commitments.Fold(journal).Milestones); diff != "" {
		t.Errorf("milestones (-want +got):\n%s", diff)
	}
}
