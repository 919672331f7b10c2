package reports

import (
	"cmp"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// memory is a source of things that a test holds.
type memory struct {
	plan          *plans.Plan
	endorsements  []people.Endorsement
	organisations []people.Organisation
	journals      []journal // in the order of their numbers
}

type journal struct {
	ref     string
	entries []commitments.Entry
}

func (m *memory) Plan(_ context.Context, slug string) (*plans.Plan, error) {
	if slug != m.plan.Slug {
		return nil, commitments.ErrNotFound
	}
	return m.plan, nil
}

func (m *memory) EndorsementsOf(context.Context, uuid.UUID) ([]people.Endorsement, error) {
	return m.endorsements, nil
}

func (m *memory) Organisations(context.Context) ([]people.Organisation, error) {
	return m.organisations, nil
}

func (m *memory) HeadBefore(_ context.Context, _ uuid.UUID, before time.Time) (commitments.Tail, error) {
	var tail commitments.Tail
	for _, j := range m.journals {
		for _, e := range j.entries {
			if e.RecordedAt.Before(before) && e.Position > tail.Position {
				tail = commitments.Tail{Position: e.Position, Digest: e.Digest, RecordedAt: e.RecordedAt}
			}
		}
	}
	return tail, nil
}

func (m *memory) EachJournal(ctx context.Context, _ uuid.UUID, before time.Time, f func(string, []commitments.Entry) error) error {
	for _, j := range m.journals {
		entries := known(j.entries, before)
		if len(entries) == 0 {
			continue
		}
		if err := f(j.ref, entries); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// later is an instant after every period that the tests report on.
func later() time.Time { return time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC) }

type fixtureEntry struct {
	Commitment  string
	Seq         int
	Position    int64
	Kind        commitments.Kind
	Status      commitments.Status
	Percent     *int
	Confidence  commitments.Confidence
	EffectiveOn civil.Date `json:"effective_on"`
	RecordedAt  time.Time  `json:"recorded_at"`
	Corrects    int
	TakesBack   bool `json:"takes_back"`
	Changes     map[commitments.Field]struct{ Old, New any }
	Digest      string
}

func (f *fixtureEntry) entry(zone *time.Location) commitments.Entry {
	e := commitments.Entry{
		Commitment: f.Commitment, Seq: f.Seq, Position: f.Position, Kind: f.Kind, Status: f.Status, Percent: f.Percent,
		Confidence: f.Confidence, EffectiveOn: f.EffectiveOn, RecordedAt: f.RecordedAt, Corrects: f.Corrects,
		TakesBack: f.TakesBack, Digest: f.Digest,
	}
	if e.EffectiveOn == "" {
		e.EffectiveOn = civil.DateOf(e.RecordedAt, zone)
	}
	if len(f.Changes) > 0 {
		e.Changes = commitments.Changes{}
	}
	for field, change := range f.Changes {
		e.Changes[field] = commitments.Change{Old: value(change.Old), New: value(change.New)}
	}
	return e
}

func value(v any) commitments.Value {
	switch v := v.(type) {
	case string:
		return commitments.Value{Text: v}
	case []any:
		var list []string
		for _, item := range v {
			list = append(list, item.(string))
		}
		return commitments.Value{List: list}
	default:
		return commitments.Value{}
	}
}

// fixture is the worked example, as a bundle says it.
func fixture(t testing.TB) *memory {
	t.Helper()
	var file struct {
		Plan struct {
			Slug, Title, Edition, Language string
			TimeZone                       string `json:"time_zone"`
			CutoffDays                     int    `json:"cutoff_days"`
			Themes                         []plans.Theme
			Steps                          []struct {
				Code, Theme, Title string
				Actionable         bool
				AddedOn            civil.Date `json:"added_on"`
				RetiredOn          civil.Date `json:"retired_on"`
			}
		}
		Organisations []people.Organisation
		Endorsements  []struct {
			Organisation string
			EndorsedOn   civil.Date `json:"endorsed_on"`
			EndedOn      civil.Date `json:"ended_on"`
		}
		Entries []fixtureEntry
	}
	decode(t, "report-fixture.json", &file)
	p := &plans.Plan{
		Slug: file.Plan.Slug, Title: file.Plan.Title, Edition: file.Plan.Edition, Language: file.Plan.Language,
		TimeZone: file.Plan.TimeZone, CutoffDays: file.Plan.CutoffDays, Themes: file.Plan.Themes,
	}
	for _, s := range file.Plan.Steps {
		p.Steps = append(p.Steps, plans.Step{
			Code: s.Code, Theme: s.Theme, Title: s.Title, Actionable: s.Actionable, AddedOn: s.AddedOn, RetiredOn: s.RetiredOn,
		})
	}
	m := &memory{plan: p, organisations: file.Organisations}
	for _, e := range file.Endorsements {
		m.endorsements = append(m.endorsements, people.Endorsement{Organisation: e.Organisation, EndorsedOn: e.EndorsedOn, EndedOn: e.EndedOn})
	}
	zone, err := p.Zone()
	if err != nil {
		t.Fatal(err)
	}
	m.journals = journals(file.Entries, zone)
	return m
}

func journals(entries []fixtureEntry, zone *time.Location) []journal {
	byRef := map[string][]commitments.Entry{}
	for i := range entries {
		byRef[entries[i].Commitment] = append(byRef[entries[i].Commitment], entries[i].entry(zone))
	}
	var all []journal
	for ref, entries := range byRef {
		all = append(all, journal{ref, entries})
	}
	slices.SortFunc(all, func(a, b journal) int { return cmp.Compare(numberOf(a.ref), numberOf(b.ref)) })
	return all
}

func numberOf(ref string) int {
	n, err := strconv.Atoi(ref[len("C-"):])
	if err != nil {
		panic(err)
	}
	return n
}

func decode(t testing.TB, name string, into any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// expected is one report of the worked example: how it was called, and what comes out.
type expected struct {
	Name      string
	Arguments struct{ Period, Cutoff, Audience string }
	Figures   json.RawMessage
}

func (e *expected) arguments(t testing.TB, plan string) Arguments {
	t.Helper()
	period, err := civil.ParseQuarter(e.Arguments.Period)
	if err != nil {
		t.Fatal(err)
	}
	a := Arguments{Plan: plan, Period: period, Audience: access.Audience(e.Arguments.Audience)}
	if e.Arguments.Cutoff != "" {
		if a.Cutoff, err = time.Parse(time.RFC3339, e.Arguments.Cutoff); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

func expectedReports(t testing.TB) []expected {
	t.Helper()
	var file struct{ Reports []expected }
	decode(t, "report-fixture.expected.json", &file)
	return file.Reports
}

func TestTheWorkedExampleComesOutExactly(t *testing.T) {
	t.Parallel()
	source := fixture(t)
	reports := expectedReports(t)
	if len(reports) != 5 {
		t.Fatalf("the example has %d reports, want 5", len(reports))
	}
	for _, want := range reports {
		t.Run(want.Name, func(t *testing.T) {
			t.Parallel()
			got, err := Compute(t.Context(), source, want.arguments(t, source.plan.Slug), later())
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(anyOf(t, want.Figures), anyOf(t, got.JSON())); diff != "" {
				t.Errorf("figures (-want +got):\n%s", diff)
			}
			if got, want := compacted(t, got.JSON()), compacted(t, want.Figures); got != want {
				t.Errorf("members stand in another order or form:\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func anyOf(t testing.TB, b []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("%v in %s", err, b)
	}
	return v
}
