package reports

import (
	"bytes"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestAReportAtAFixedCutoffNeverChangesWhenLaterEntriesArrive(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m, a := anyWorld(t), anyArguments(t)
		now := computed(t, m, a)
		then := *m
		then.journals = nil
		for _, j := range m.journals {
			if entries := known(j.entries, now.Cutoff); len(entries) > 0 {
				then.journals = append(then.journals, journal{j.ref, slices.Clone(entries)})
			}
		}
		if was := computed(t, &then, a).JSON(); !bytes.Equal(was, now.JSON()) {
			t.Fatalf("it said\n%s\nand says now\n%s", was, now.JSON())
		}
	})
}

func TestPublicFiguresComeOutOfPublicDataAlone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m, a := anyWorld(t), anyArguments(t)
		a.Audience = access.ToPublic
		whole := computed(t, m, a)
		if public := computed(t, publicOf(m, whole.Cutoff), a).JSON(); !bytes.Equal(public, whole.JSON()) {
			t.Fatalf("from all data\n%s\nfrom public data\n%s", whole.JSON(), public)
		}
	})
}

// publicOf leaves out what the public may not see as of the cutoff: commitments for others, and whose the unattributed
// ones are.
func publicOf(m *memory, cutoff time.Time) *memory {
	public := *m
	public.journals = nil
	for _, j := range m.journals {
		entries := slices.Clone(known(j.entries, cutoff))
		switch visibilityOf(entries) {
		case access.VisibleUnattributed:
			for i := range entries {
				entries[i].Changes = withoutOwners(entries[i].Changes)
			}
			public.journals = append(public.journals, journal{j.ref, entries})
		case access.VisiblePublic:
			public.journals = append(public.journals, journal{j.ref, entries})
		}
	}
	return &public
}

func withoutOwners(changes commitments.Changes) commitments.Changes {
	left := maps.Clone(changes)
	delete(left, commitments.FieldLead)
	delete(left, commitments.FieldPartners)
	return left
}

func TestTotalsReconcile(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m, a := anyWorld(t), anyArguments(t)
		d := computed(t, m, a)
		for _, b := range blocks(d) {
			reconcileBlock(t, b.name, b.Block)
		}
		reconcileRows(t, d)
		reconcileCoverage(t, "overall", d.Overall)
		for _, theme := range d.Themes {
			reconcileCoverage(t, theme.Key, theme.Total)
		}
	})
}

type namedBlock struct {
	name string
	Block
}

func blocks(d *Document) []namedBlock {
	all := []namedBlock{{"overall", d.Overall.Block}}
	for _, x := range d.Themes {
		all = append(all, namedBlock{"theme " + x.Key, x.Block})
	}
	for _, x := range d.Steps {
		all = append(all, namedBlock{"step " + x.Code, x.Block})
	}
	for _, x := range d.Organisations {
		all = append(all, namedBlock{"organisation " + x.Handle, x.Block})
	}
	return all
}

// reconcileBlock holds the sums within one block.
func reconcileBlock(t *rapid.T, name string, b Block) {
	statuses := 0
	for _, status := range LiveStatuses {
		statuses += b.Status.Of(status)
	}
	open := b.Live - b.Status.Completed
	if statuses != b.Live || b.Freshness.Commitments != open || len(b.Overdue) > open || len(b.Stale) > open {
		t.Fatalf("%s: statuses sum to %d; %+v", name, statuses, b)
	}
	for _, r := range []Rate{b.ReportingRate, b.OnTimeRate} {
		if r.Numerator < 0 || r.Numerator > r.Denominator {
			t.Fatalf("%s: rate %+v", name, r)
		}
	}
	if (b.Freshness.MedianDays == nil) != (open == 0) {
		t.Fatalf("%s: freshness %+v of %d open commitments", name, b.Freshness, open)
	}
}

// reconcileRows holds the tables against the rows of movement: a joint commitment counts once overall and once for each
// step and organisation of its own.
func reconcileRows(t *rapid.T, d *Document) {
	var live, onSteps, ofOrganisations, fell int
	var moves Moves
	for i := range d.Movement {
		m := &d.Movement[i]
		exactlyOne(t, m)
		for _, move := range m.Moves {
			*moves.count(move)++
		}
		if m.OnTime != nil {
			fell++
		}
		if m.Live() {
			live++
			onSteps += len(m.Steps)
			ofOrganisations += max(1, len(m.Organisations))
		}
	}
	stepSum, organisationSum := 0, 0
	for _, s := range d.Steps {
		stepSum += s.Live
	}
	for _, o := range d.Organisations {
		organisationSum += o.Live
	}
	got := []int{d.Overall.Live, stepSum, organisationSum, d.Overall.OnTimeRate.Denominator}
	if diff := cmp.Diff([]int{live, onSteps, ofOrganisations, fell}, got); diff != "" {
		t.Fatalf("live overall, by step, by organisation; fell due (-rows +tables):\n%s", diff)
	}
	if diff := cmp.Diff(moves, d.Overall.Movement); diff != "" {
		t.Fatalf("moves (-rows +overall):\n%s", diff)
	}
}

// exactlyOne holds decision 17: besides new and reopened at most one move, and unchanged only if there is no other.
func exactlyOne(t *rapid.T, m *Movement) {
	others := 0
	for _, move := range m.Moves {
		if move != New && move != Reopened {
			others++
		}
	}
	alone := len(m.Moves) == 1
	if len(m.Moves) == 0 || others > 1 || slices.Contains(m.Moves, Unchanged) && !alone ||
		slices.Contains(m.Moves, New) && slices.Contains(m.Moves, Reopened) {
		t.Fatalf("%s moved %v", m.Ref, m.Moves)
	}
}

func reconcileCoverage(t *rapid.T, name string, total Total) {
	if total.Coverage.Denominator != total.InHand.Denominator || total.InHand.Numerator > total.Coverage.Numerator ||
		total.Coverage.Numerator+len(total.Gaps) != total.Coverage.Denominator {
		t.Fatalf("%s: %+v", name, total)
	}
}

// TestRestatedIsTheDifferenceBetweenTwoReports compares with what the report of the period before really said.
func TestRestatedIsTheDifferenceBetweenTwoReports(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m, a := anyWorld(t), anyArguments(t)
		a.Audience = access.ToConveners
		for i := range m.journals { // so that no commitment is hidden from either report, and none was
			for j := range m.journals[i].entries {
				m.journals[i].entries[j].Changes = withoutVisibility(m.journals[i].entries[j].Changes)
			}
		}
		d := computed(t, m, a)
		before := computed(t, m, Arguments{Plan: a.Plan, Period: a.Period.Previous(), Audience: a.Audience})
		if before.Cutoff.After(d.Cutoff) {
			t.Skip("this report is cut off before the one of the period before")
		}
		if diff := cmp.Diff(restatedBetween(before, d, m), d.Restated); diff != "" {
			t.Fatalf("restated (-between reports +said):\n%s", diff)
		}
	})
}

func withoutVisibility(changes commitments.Changes) commitments.Changes {
	left := maps.Clone(changes)
	delete(left, commitments.FieldVisibility)
	return left
}

// restatedBetween reads the status at the end of the period before from its report, where a commitment without a row
// was withdrawn or not known, and compares it with the start of this one.
func restatedBetween(before, now *Document, m *memory) []Restated {
	said := map[string]commitments.Status{}
	for i := range before.Movement {
		said[before.Movement[i].Ref] = before.Movement[i].To
	}
	var all []Restated
	for _, j := range m.journals {
		is := statusBefore(now.Start, known(j.entries, now.Cutoff))
		was, ok := said[j.ref]
		if !ok {
			was = statusBefore(before.End, known(j.entries, before.Cutoff))
			if was != "" && was != commitments.Withdrawn {
				panic("a live commitment had no row")
			}
		}
		if was != is {
			all = append(all, Restated{Ref: j.ref, Was: was, Is: is})
		}
	}
	return all
}
