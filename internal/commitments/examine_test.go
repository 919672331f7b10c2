package commitments_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	gocmp "github.com/google/go-cmp/cmp"
)

// terms of a plan with the steps 22, 29 (not actionable) and 35 (retired on 1 May), where acacia endorses from the
// beginning, fern until 1 March, and oak is only listed.
func terms() commitments.Terms {
	steps := map[string]*plans.Step{
		"22": {Code: "22", Actionable: true}, "29": {Code: "29"}, "35": {Code: "35", Actionable: true, RetiredOn: "2026-05-01"},
	}
	return commitments.Terms{
		Zone:         time.UTC,
		Step:         func(code string) (*plans.Step, bool) { s, ok := steps[code]; return s, ok },
		Organisation: func(handle string) bool { return slices.Contains([]string{"acacia", "fern", "oak"}, handle) },
		Endorses: func(handle string, day civil.Date) bool {
			return handle == "acacia" || handle == "fern" && day < "2026-03-01"
		},
		Member: func(key string) bool { return key == "m-1" },
	}
}

func with(e commitments.Entry, change func(*commitments.Entry)) commitments.Entry {
	change(&e)
	return e
}

func edits(field commitments.Field, to commitments.Change) commitments.Entry {
	return commitments.Entry{Kind: commitments.KindEdited, Changes: commitments.Changes{field: to}}
}

func registers(field commitments.Field, to commitments.Change) []commitments.Entry {
	journal := told()
	journal[0].Changes[field] = to
	return journal
}

func TestTheJournalIsHeldToTheChecks(t *testing.T) {
	t.Parallel()
	progress := commitments.Entry{Kind: commitments.KindProgress}
	for _, c := range []struct {
		name    string
		journal []commitments.Entry
		want    []string // "seq field key"
	}{
		{"a good journal", told(percent(20), says("completed"), says("in_progress"), takesBack(4)), nil},

		{"2: an unknown organisation", registers(commitments.FieldLead, text("ash")), []string{"1 changes.lead organisation.unknown"}},
		{"2: an unknown member", told(with(progress, func(e *commitments.Entry) { e.Member = "m-9" })), []string{"2 member member.unknown"}},
		{"2: an unknown step", registers(commitments.FieldSteps, list("99")), []string{"1 changes.steps step.unknown"}},
		{"2: a step that is not actionable", registers(commitments.FieldSteps, list("22", "29")), []string{"1 changes.steps step.not_actionable"}},
		{"2: a step not yet retired", told(at("2026-04-30", edits(commitments.FieldSteps, list("35")))), nil},
		{"2: a retired step", told(at("2026-05-01", edits(commitments.FieldSteps, list("35")))), []string{"2 changes.steps step.retired"}},
		{"2: a step taken on before it was retired is kept", told(at("2026-04-01", edits(commitments.FieldSteps, list("35"))), at("2026-05-02", edits(commitments.FieldSteps, list("22", "35")))), nil},
		{"2: no step at all", registers(commitments.FieldSteps, list()), []string{"1 changes.steps registered.needs"}},
		{"2: no step any more", told(edits(commitments.FieldSteps, list())), []string{"2 changes.steps registered.needs"}},

		{"3: a lead that does not endorse", registers(commitments.FieldLead, text("oak")), []string{"1 changes.lead organisation.not_endorsing"}},
		{"3: a partner that endorses then", told(at("2026-02-28", edits(commitments.FieldPartners, list("fern")))), nil},
		{"3: a partner that does not endorse any more", told(at("2026-03-01", edits(commitments.FieldPartners, list("fern")))), []string{"2 changes.partners organisation.not_endorsing"}},
		{"3: no lead", registers(commitments.FieldLead, text("")), []string{"1 changes.lead registered.needs"}},
		{"3: no lead any more", told(commitments.Entry{Kind: commitments.KindHandedOver, Changes: commitments.Changes{commitments.FieldLead: {}}}), []string{"2 changes.lead registered.needs"}},
		{"3: an unattributed commitment needs no lead", func() []commitments.Entry {
			journal := registers(commitments.FieldLead, text(""))
			journal[0].Changes[commitments.FieldVisibility] = text(string(access.VisibleUnattributed))
			return journal
		}(), nil},

		{"4: a gap in seq", func() []commitments.Entry {
			journal := told(progress)
			journal[1].Seq = 3
			return journal
		}(), []string{"3 seq entry.seq"}},
		{"4: recorded earlier than the one before", told(with(progress, func(e *commitments.Entry) {
			e.EffectiveOn, e.RecordedAt = "2026-05-31", time.Date(2026, 5, 31, 23, 59, 59, 0, time.UTC)
		})), []string{"2 recorded_at entry.recorded_before_previous"}},
		{"4: a second registration", append(told(), func() commitments.Entry { e := told()[0]; e.Seq = 2; return e }()), []string{"2 kind entry.registered_twice"}},
		{"4: before the registration", told(at("2025-12-31", progress)), []string{"2 effective_on entry.before_registration"}},
		{"4: tomorrow", told(at("2026-06-02", progress)), nil},
		{"4: the day after tomorrow", told(at("2026-06-03", progress)), []string{"2 effective_on entry.in_the_future"}},

		{"5: 101", told(percent(101)), []string{"2 percent percent.range"}},
		{"5: a percentage against the status", told(with(percent(50), func(e *commitments.Entry) { e.Status = "in_progress" })), []string{"2 percent percent.contradicts"}},
		{"5: a percentage beside paused", told(with(percent(50), func(e *commitments.Entry) { e.Status, e.Note = "paused", "why" })), []string{"2 percent percent.beside_status"}},
		{"5: a percentage of something continuing", func() []commitments.Entry {
			journal := told(percent(50))
			journal[0].Changes[commitments.FieldCadence] = text("continuing")
			return journal
		}(), []string{"2 percent percent.continuing"}},
		{"5: a value that the kind does not carry", told(with(percent(50), func(e *commitments.Entry) { e.Kind = commitments.KindNoChange })), []string{"2 percent entry.value_not_carried"}},
		{"5: an edit of the cadence", told(edits(commitments.FieldCadence, text("continuing"))), []string{"2 changes.cadence changes.not_by_kind"}},

		{"6: progress after completion", told(says("completed"), percent(80)), []string{"3 percent status.already_closed"}},
		{"6: completed again", told(says("completed"), percent(100)), nil},
		{"6: a late percentage of an earlier day", told(at("2026-03-01", says("completed")), at("2026-02-01", percent(80))), nil},
		{"6: paused after completion", told(says("completed"), says("paused")), []string{"3 status status.closed_move"}},
		{"6: withdrawn after completion", told(says("completed"), commitments.Entry{Kind: commitments.KindWithdrawn, Note: "why"}), []string{"3 kind status.already_closed"}},
		{"6: completed after withdrawal", told(commitments.Entry{Kind: commitments.KindWithdrawn, Note: "why"}, says("completed")), []string{"3 status status.closed_move"}},

		{"7: a correction of nothing", told(corrects(0, progress)), []string{"2 corrects correction.missing"}},
		{"7: a correction of a later entry", told(corrects(3, progress), progress), []string{"2 corrects correction.no_earlier_entry"}},
		{"7: news that correct", told(progress, with(progress, func(e *commitments.Entry) { e.Corrects = 2 })), []string{"3 corrects correction.not_by_kind"}},
		{"7: news that take back", told(with(progress, func(e *commitments.Entry) { e.TakesBack = true })), []string{"2 takes_back correction.takes_back_by_kind"}},
		{"7: a correction of a redaction", told(progress, commitments.Entry{Kind: commitments.KindRedacted, Corrects: 2, Note: "why"}, corrects(3, percent(5))), []string{"4 corrects correction.of_redaction"}},
		{"7: a correction of what was replaced", told(progress, corrects(2, percent(5)), corrects(2, percent(6))), []string{"4 corrects correction.no_longer_stands"}},
		{"7: a correction of what stands again", told(progress, takesBack(2), takesBack(3), corrects(2, percent(6))), nil},
		{"7: a registration replaced", told(with(corrects(1, commitments.Entry{}), func(e *commitments.Entry) { e.EffectiveOn = "2026-01-01" })), []string{"2 corrects correction.of_registration"}},
		{"7: news after the registration was taken back", told(at("2026-01-01", takesBack(1)), progress), []string{"3 kind correction.registration_taken_back"}},
		{"7: a redaction after the registration was taken back", func() []commitments.Entry {
			journal := told(at("2026-01-01", takesBack(1)), commitments.Entry{Kind: commitments.KindRedacted, Corrects: 2, Note: "why"})
			journal[1].Note = ""
			return journal
		}(), nil},
		{"7: a taking back with a value", told(progress, with(takesBack(2), func(e *commitments.Entry) { e.Confidence = "at_risk" })), []string{"3 confidence correction.takes_back_with_values"}},
		{"7: a taking back of another day", told(progress, at("2026-05-31", takesBack(2))), []string{"3 effective_on correction.takes_back_another_day"}},
		{"7: a redacted text that stays", told(with(progress, func(e *commitments.Entry) { e.Note = "x" }), commitments.Entry{Kind: commitments.KindRedacted, Corrects: 2, Note: "why"}), []string{"2 note redaction.text_stays"}},

		{"8: no reason for a withdrawal", told(commitments.Entry{Kind: commitments.KindWithdrawn}), []string{"2 note reason.missing"}},
		{"8: no reason for a pause", told(with(says("paused"), func(e *commitments.Entry) { e.Note = "" })), []string{"2 note reason.missing"}},
		{"8: no reason for a reopening", told(says("completed"), with(says("planned"), func(e *commitments.Entry) { e.Note = "" })), []string{"3 note reason.missing_reopen"}},
		{"8: no reason for a redaction", told(progress, commitments.Entry{Kind: commitments.KindRedacted, Corrects: 2}), []string{"3 note reason.missing"}},
		{"8: a redacted entry needs none", told(commitments.Entry{Kind: commitments.KindWithdrawn}, commitments.Entry{Kind: commitments.KindRedacted, Corrects: 2, Note: "why"}), nil},
		{"8: undone within 15 minutes", told(progress, with(takesBack(2), func(e *commitments.Entry) {
			e.Note, e.RecordedAt = "", time.Date(2026, 6, 1, 1, 15, 0, 0, time.UTC)
		})), nil},
		{"8: undone later", told(progress, with(takesBack(2), func(e *commitments.Entry) {
			e.Note, e.RecordedAt = "", time.Date(2026, 6, 1, 1, 15, 1, 0, time.UTC)
		})), []string{"3 note reason.missing"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, fault := range commitments.Examine(c.journal, terms()) {
				got = append(got, fmt.Sprintf("%d %s %s", c.journal[fault.Entry].Seq, fault.Field, fault.Problem.Key))
			}
			if diff := gocmp.Diff(c.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}
