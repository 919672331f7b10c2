package commitments_test

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
)

// storedEntry is an entry as the fixture has it.
type storedEntry struct {
	Commitment  string
	Seq         int
	Position    int64
	Kind        commitments.Kind
	Note        string
	Language    string
	Status      commitments.Status
	Percent     *int
	Confidence  commitments.Confidence
	Evidence    []commitments.Evidence
	EffectiveOn civil.Date `json:"effective_on"`
	RecordedAt  time.Time  `json:"recorded_at"`
	Member      string
	Via         commitments.Via
	Source      string
	Corrects    int
	TakesBack   bool `json:"takes_back"`
	Changes     map[commitments.Field]struct{ Old, New any }
	Milestone   *struct {
		Key    string
		Title  string
		DueOn  civil.Date `json:"due_on"`
		DoneOn civil.Date `json:"done_on"`
	}
	ToMember   string `json:"to_member"`
	Salt       string
	TextDigest string `json:"text_digest"`
	Digest     string
}

func (s storedEntry) entry(zone *time.Location) commitments.Entry {
	e := commitments.Entry{
		Commitment: s.Commitment, Seq: s.Seq, Position: s.Position, Kind: s.Kind, Note: s.Note, Language: s.Language,
		Status: s.Status, Percent: s.Percent, Confidence: s.Confidence, Evidence: s.Evidence, EffectiveOn: s.EffectiveOn,
		RecordedAt: s.RecordedAt, Member: s.Member, Via: s.Via, Source: s.Source, Corrects: s.Corrects, TakesBack: s.TakesBack,
		ToMember: s.ToMember, Salt: s.Salt, TextDigest: s.TextDigest, Digest: s.Digest,
	}
	if e.EffectiveOn.IsZero() {
		e.EffectiveOn = civil.DateOf(e.RecordedAt, zone)
	}
	if s.Milestone != nil {
		m := commitments.Milestone(*s.Milestone)
		e.Milestone = &m
	}
	if s.Changes != nil {
		e.Changes = commitments.Changes{}
	}
	for field, change := range s.Changes {
		e.Changes[field] = commitments.Change{Old: valueOf(change.Old), New: valueOf(change.New)}
	}
	return e
}

func valueOf(v any) commitments.Value {
	switch v := v.(type) {
	case string:
		return commitments.Value{Text: v}
	case []any:
		var value commitments.Value
		for _, item := range v {
			value.List = append(value.List, item.(string))
		}
		return value
	default:
		return commitments.Value{}
	}
}

// journalOfFixture is the journal of the report fixture by position.
func journalOfFixture(t *testing.T) []commitments.Entry {
	t.Helper()
	text, err := os.ReadFile("../bundle/testdata/report-fixture.json")
	if err != nil {
		t.Fatal(err)
	}
	var b struct {
		Plan struct {
			TimeZone string `json:"time_zone"`
		}
		Entries []storedEntry
	}
	if err := json.Unmarshal(text, &b); err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation(b.Plan.TimeZone)
	if err != nil {
		t.Fatal(err)
	}
	journal := make([]commitments.Entry, len(b.Entries))
	for i, e := range b.Entries {
		journal[i] = e.entry(zone)
	}
	slices.SortFunc(journal, func(a, b commitments.Entry) int { return cmp.Compare(a.Position, b.Position) })
	return journal
}

func TestTheChainOfTheFixtureComesOutDigitForDigit(t *testing.T) {
	t.Parallel()
	journal := journalOfFixture(t)
	if len(journal) != 83 {
		t.Fatalf("read %d entries, want 83", len(journal))
	}
	previous := commitments.Genesis
	for i := range journal {
		e := &journal[i]
		if got := commitments.Link(previous, e).Chain; got != e.Digest {
			t.Errorf("position %d (%s, seq %d): got %s, want %s", e.Position, e.Commitment, e.Seq, got, e.Digest)
		}
		previous = e.Digest
	}
}

// TestAnEntryEntersAsItsCanonicalForm writes the form of bundle.md out by hand.
func TestAnEntryEntersAsItsCanonicalForm(t *testing.T) {
	t.Parallel()
	zero := 0
	e := commitments.Entry{
		Commitment: "C-7", Seq: 3, Position: 12, Kind: commitments.KindCorrected, Corrects: 2, TakesBack: true, Percent: &zero,
		EffectiveOn: "2026-01-02", RecordedAt: time.Date(2026, 1, 2, 3, 4, 5, 999_999_000, time.UTC), Member: "m-1", Via: "slack",
		Note: "a\u2028<&>\"\\\x01\t\u00e9", Evidence: []commitments.Evidence{{URL: "https://example.org/?a=1&b=2"}},
		Changes: commitments.Changes{
			commitments.FieldTitle:    {Old: commitments.Value{Text: "old"}, New: commitments.Value{Text: "new"}},
			commitments.FieldPartners: {}, commitments.FieldSteps: {New: commitments.Value{List: []string{"22", "23"}}},
		},
		Milestone: &commitments.Milestone{Key: "m1", DoneOn: "2026-01-01"}, Salt: strings.Repeat("ab", 16), Cause: "stays",
	}
	text := sum(e.Salt + `{"evidence":[{"url":"https://example.org/?a=1&b=2"}],"note":"a` + "\u2028" + `<&>\"\\\u0001\té"}`)
	want := sum(`{"changes":{"partners":{},"steps":{"new":["22","23"]},"title":{"new":"new","old":"old"}},"commitment":"C-7",` +
		`"corrects":2,"effective_on":"2026-01-02","kind":"corrected","member":"m-1","milestone":{"done_on":"2026-01-01","key":"m1"},` +
		`"percent":0,"position":12,"recorded_at":"2026-01-02T03:04:05Z","seq":3,"takes_back":true,"text_digest":"` + text + `","via":"slack"}`)
	got := commitments.Link(commitments.Genesis, &e)
	if got.Text != text || got.Entry != want || got.Chain != sum(commitments.Genesis+want) {
		t.Errorf("links: got %+v, want text %s, entry %s", got, text, want)
	}
	e.Note, e.Evidence, e.Salt, e.TextDigest = "", nil, "", text
	if redacted := commitments.Link(commitments.Genesis, &e); redacted != got {
		t.Errorf("a redaction changes the digests: got %+v, want %+v", redacted, got)
	}
}

func sum(s string) string {
	digest := sha256.Sum256([]byte(s))
	return hex.EncodeToString(digest[:])
}
