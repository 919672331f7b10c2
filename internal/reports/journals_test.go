package reports

import (
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"pgregory.net/rapid"
)

// anyWorld is a plan with a few random commitments, every journal of which the rule book accepts.
func anyWorld(t *rapid.T) *memory {
	n := rapid.IntRange(1, 5).Draw(t, "commitments")
	m := world()
	terms := termsOf(m)
	stories := make([]story, n)
	for i := range stories {
		stories[i] = anyStory(t, terms)
	}
	return world(stories...)
}

func termsOf(m *memory) commitments.Terms {
	return commitments.Terms{
		Zone:         time.UTC,
		Step:         m.plan.Step,
		Organisation: func(handle string) bool { return slices.Contains([]string{"ash", "birch", "cherry"}, handle) },
		Endorses:     func(string, civil.Date) bool { return true },
		Member:       func(key string) bool { return key == "m-1" },
	}
}

// anyStory draws entries one by one, and keeps those that the rule book accepts after the ones before.
func anyStory(t *rapid.T, terms commitments.Terms) story {
	day := civil.Date("2025-11-01").AddDays(rapid.IntRange(0, 240).Draw(t, "registered"))
	s := registered(day, anyDetails(t)...)
	if rapid.Bool().Draw(t, "late") {
		s[0].RecordedAt = s[0].RecordedAt.Add(anyPause(t))
	}
	if faults := commitments.Examine(s, terms); len(faults) > 0 {
		t.Fatalf("a registration is not accepted: %+v", faults)
	}
	for range rapid.IntRange(0, 14).Draw(t, "entries") {
		next := append(slices.Clone(s), anyEntry(t, s))
		if e := next[len(s)]; e.Kind == commitments.KindRedacted {
			next[e.Corrects-1].Note = ""
		}
		if len(commitments.Examine(next, terms)) == 0 {
			s = next
		}
	}
	return s
}

func anyDetails(t *rapid.T) []detail {
	details := []detail{
		of(anyHandle(t), someOf(t, "partners", "ash", "birch", "cherry")...), on(anySteps(t)...),
		visible(rapid.SampledFrom(access.Visibilities[:]).Draw(t, "visibility")), anyDue(t),
	}
	if rapid.IntRange(0, 4).Draw(t, "cadence") == 0 {
		details = append(details, continuing())
	}
	return details
}

func anyHandle(t *rapid.T) string {
	return rapid.SampledFrom([]string{"ash", "birch", "cherry"}).Draw(t, "handle")
}

func anySteps(t *rapid.T) []string {
	steps := someOf(t, "steps", "1", "2", "3")
	if len(steps) == 0 {
		return []string{"2"}
	}
	return steps
}

// someOf draws some of the values, in any order.
func someOf(t *rapid.T, label string, values ...string) []string {
	shuffled := rapid.Permutation(values).Draw(t, label)
	return shuffled[:rapid.IntRange(0, len(shuffled)).Draw(t, label)]
}

func anyDue(t *rapid.T) detail {
	if rapid.IntRange(0, 5).Draw(t, "dated") == 0 {
		return due("")
	}
	return due(civil.Date("2026-01-01").AddDays(rapid.IntRange(0, 270).Draw(t, "due")))
}

func anyPause(t *rapid.T) time.Duration {
	return time.Duration(rapid.IntRange(0, 30*24).Draw(t, "hours")) * time.Hour
}

func anyEntry(t *rapid.T, s story) commitments.Entry {
	last := s[len(s)-1]
	e := commitments.Entry{
		Seq: len(s) + 1, Kind: rapid.SampledFrom(commitments.Kinds[1:]).Draw(t, "kind"),
		Note: "because", RecordedAt: last.RecordedAt.Add(anyPause(t)),
	}
	e.EffectiveOn = civil.DateOf(e.RecordedAt, time.UTC)
	if rapid.Bool().Draw(t, "earlier") {
		e.EffectiveOn = max(s[0].EffectiveOn, e.EffectiveOn.AddDays(-rapid.IntRange(0, 90).Draw(t, "days")))
	}
	anyValues(t, s, &e)
	return e
}

func anyValues(t *rapid.T, s story, e *commitments.Entry) {
	switch e.Kind {
	case commitments.KindProgress:
		anyProgress(t, e)
	case commitments.KindStatus:
		e.Status = rapid.SampledFrom(commitments.Statuses[:5]).Draw(t, "status")
	case commitments.KindEdited:
		anyEdit(t, e)
	case commitments.KindMilestone:
		e.Milestone = &commitments.Milestone{Key: "m1", Title: "A milestone"}
	case commitments.KindHandedOver:
		e.ToMember = "m-1"
		of(anyHandle(t), someOf(t, "partners", "ash", "birch", "cherry")...)(e)
	case commitments.KindCorrected:
		anyCorrection(t, s, e)
	case commitments.KindRedacted:
		e.Corrects = rapid.IntRange(1, len(s)).Draw(t, "redacts")
	}
}

func anyProgress(t *rapid.T, e *commitments.Entry) {
	if rapid.Bool().Draw(t, "counted") {
		e.Percent = commitments.Percent(rapid.IntRange(0, 100).Draw(t, "percent"))
	} else {
		e.Status = rapid.SampledFrom(commitments.Statuses[:5]).Draw(t, "status")
	}
	e.Confidence = rapid.SampledFrom(append(commitments.Confidences[:], "")).Draw(t, "confidence")
}

func anyEdit(t *rapid.T, e *commitments.Entry) {
	switch rapid.IntRange(0, 3).Draw(t, "field") {
	case 0:
		on(anySteps(t)...)(e)
	case 1:
		visible(rapid.SampledFrom(access.Visibilities[:]).Draw(t, "visibility"))(e)
	default:
		anyDue(t)(e)
	}
}

func anyCorrection(t *rapid.T, s story, e *commitments.Entry) {
	e.Corrects = rapid.IntRange(1, len(s)).Draw(t, "corrects")
	if rapid.Bool().Draw(t, "takes back") {
		e.TakesBack, e.EffectiveOn = true, s[e.Corrects-1].EffectiveOn
		return
	}
	switch rapid.IntRange(0, 2).Draw(t, "with") {
	case 0:
		anyProgress(t, e)
	case 1:
		anyEdit(t, e)
	default:
		e.Status = rapid.SampledFrom(commitments.Statuses[:]).Draw(t, "status")
	}
}

// anyArguments draws a period and an audience, and a cutoff that is often the default one.
func anyArguments(t *rapid.T) Arguments {
	period := rapid.SampledFrom([]civil.Quarter{{Year: 2025, N: 4}, {Year: 2026, N: 1}, {Year: 2026, N: 2}, {Year: 2026, N: 3}}).Draw(t, "period")
	a := Arguments{Plan: "small", Period: period, Audience: rapid.SampledFrom(access.Audiences[:]).Draw(t, "audience")}
	if rapid.Bool().Draw(t, "another cutoff") {
		a.Cutoff = period.End().Start(time.UTC).Add(time.Duration(rapid.IntRange(0, 120*24).Draw(t, "after")) * time.Hour)
	}
	return a
}

func computed(t *rapid.T, source Source, a Arguments) *Document {
	d, err := Compute(t.Context(), source, a, later())
	if err != nil {
		t.Fatal(err)
	}
	return d
}
