package feeds_test

import (
	"bytes"
	"encoding/xml"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/feeds"
	"github.com/accord-tracker/accord/internal/i18n"
	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

func printer(t *testing.T, language string) *i18n.Printer {
	t.Helper()
	catalogue, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.WhenMissing(func(language, key string) { t.Errorf("%s lacks %s", language, key) }).Printer(language)
}

// read is an Atom document as a reader takes it.
type read struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      []string `xml:"http://www.w3.org/2005/Atom id"`
	Title   []string `xml:"http://www.w3.org/2005/Atom title"`
	Updated []string `xml:"http://www.w3.org/2005/Atom updated"`
	Author  []person `xml:"http://www.w3.org/2005/Atom author"`
	Link    []link   `xml:"http://www.w3.org/2005/Atom link"`
	Entry   []struct {
		ID      []string `xml:"http://www.w3.org/2005/Atom id"`
		Title   []string `xml:"http://www.w3.org/2005/Atom title"`
		Updated []string `xml:"http://www.w3.org/2005/Atom updated"`
		Author  []person `xml:"http://www.w3.org/2005/Atom author"`
		Link    []link   `xml:"http://www.w3.org/2005/Atom link"`
		Summary []string `xml:"http://www.w3.org/2005/Atom summary"`
	} `xml:"http://www.w3.org/2005/Atom entry"`
}

type person struct {
	Name []string `xml:"http://www.w3.org/2005/Atom name"`
}

type link struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

// valid demands the musts of RFC 4287, sections 3 and 4.
func valid(t *testing.T, text []byte) read {
	t.Helper()
	var f read
	if err := xml.Unmarshal(text, &f); err != nil {
		t.Fatalf("parse: %v\n%s", err, text)
	}
	one := func(what string, values []string) {
		if len(values) != 1 || values[0] == "" {
			t.Errorf("%s: got %q, want exactly one", what, values)
		}
	}
	iri := func(id []string) {
		one("id", id)
		if u, err := url.Parse(id[0]); err != nil || !u.IsAbs() {
			t.Errorf("id %q is no absolute IRI", id)
		}
	}
	date := func(at []string) {
		one("updated", at)
		if _, err := time.Parse(time.RFC3339, at[0]); err != nil {
			t.Errorf("updated: %v", err)
		}
	}
	iri(f.ID)
	one("title", f.Title)
	date(f.Updated)
	if len(f.Author) != 1 {
		t.Errorf("authors of the feed: got %d, want one, because entries may have none", len(f.Author))
	}
	if len(f.Link) != 1 || f.Link[0].Rel != "self" || f.Link[0].Href == "" {
		t.Errorf("links: got %v, want itself", f.Link)
	}
	seen := map[string]bool{}
	for _, e := range f.Entry {
		iri(e.ID)
		one("title", e.Title)
		date(e.Updated)
		if seen[e.ID[0]] {
			t.Errorf("id %s stands there twice", e.ID)
		}
		seen[e.ID[0]] = true
		if len(e.Link) != 1 || e.Link[0].Rel != "alternate" { // must, where there is no content
			t.Errorf("links of an entry: got %v", e.Link)
		}
		if len(e.Summary) > 1 {
			t.Errorf("summaries: got %d", len(e.Summary))
		}
		for _, p := range append(f.Author, e.Author...) {
			one("name of an author", p.Name)
		}
	}
	return f
}

const nasty = `<script>alert("x")</script> & ]]> ` + "\x00\x1b" + ` 'a' € العربية`

func TestAFeedIsValidAtomWhateverPeopleWrite(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 25, 9, 0, 0, 0, time.FixedZone("", 3600))
	for _, language := range i18n.Languages() {
		feed := &feeds.Feed{ID: "urn:uuid:" + uuid.NewString(), Title: nasty, Language: language, Self: "/v1/feed.atom?language=fr&x=1", Updated: at}
		for i, kind := range commitments.Kinds {
			news := feeds.News{
				Entry: commitments.Entry{
					ID: uuid.New(), Kind: kind, Note: nasty, Language: "en", Seq: i + 1, RecordedAt: at, Percent: commitments.Percent(40), Commitment: "C-1",
				},
				Commitment: commitments.Commitment{Ref: "C-1", State: commitments.State{Title: nasty}}, Link: "/v1/plans/a/commitments/C-1",
			}
			if i%2 == 0 {
				news.Organisations = []string{"A & B", nasty}
			}
			feed.Entries = append(feed.Entries, news.Item(printer(t, language)))
		}
		var text bytes.Buffer
		if _, err := feed.WriteTo(&text); err != nil {
			t.Fatal(err)
		}
		f := valid(t, text.Bytes())
		want := strings.NewReplacer("\x00", "", "\x1b", "").Replace(nasty)
		if f.Title[0] != want || !strings.Contains(f.Entry[1].Summary[0], want) || !strings.Contains(f.Entry[1].Title[0], "C-1") {
			t.Errorf("%s: the texts came back as %q and %q", language, f.Title[0], f.Entry[1].Summary[0])
		}
		if strings.Contains(text.String(), "<script>") {
			t.Errorf("%s: markup of people is markup of the feed", language)
		}
		if f.Updated[0] != "2026-11-25T08:00:00Z" {
			t.Errorf("updated: got %s", f.Updated[0])
		}
	}
}

func TestWhatPeopleWriteTurnsNothingRound(t *testing.T) {
	t.Parallel()
	const turned = "said by \u202eecilA"
	news := feeds.News{Entry: commitments.Entry{Kind: commitments.KindProgress, Note: turned}, Commitment: commitments.Commitment{Ref: "C-1"}}
	if got := news.Item(printer(t, "en")).Summary; strings.ContainsRune(got, '\u202e') {
		t.Errorf("a feed: got %q, want no control that turns letters round", got)
	}
	var text bytes.Buffer
	shared := feeds.Calendar{Printer: printer(t, "en"), Link: func(string) string { return "" }, Events: []calendar.Event{
		{Title: turned, Organiser: turned, StartsOn: "2026-11-25"},
	}}
	if _, err := shared.WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsRune(text.String(), '\u202e') {
		t.Errorf("a calendar: got %q, want no control that turns letters round", text.String())
	}
}

func TestAFeedWithoutEntriesIsValidToo(t *testing.T) {
	t.Parallel()
	feed := &feeds.Feed{ID: "urn:uuid:" + uuid.NewString(), Title: "None", Language: "en", Self: "/feed.atom", Updated: time.Unix(0, 0)}
	var text bytes.Buffer
	if _, err := feed.WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	if f := valid(t, text.Bytes()); len(f.Entry) != 0 {
		t.Errorf("entries: got %d", len(f.Entry))
	}
}

// due is a commitment with a date, an open milestone and one that was reached.
func due(title string) commitments.Commitment {
	return commitments.Commitment{
		ID: uuid.MustParse("0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a44"), Ref: "C-12", CreatedAt: time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC),
		State: commitments.State{
			Title: title, DueOn: "2027-03-31", Version: 3, Status: "in_progress",
			Milestones: []commitments.Milestone{{Key: "m1", Title: "Draft", DueOn: "2027-01-31"}, {Key: "m2", Title: "Reached", DueOn: "2027-02-01", DoneOn: "2027-01-01"}},
		},
	}
}

func TestACalendarIsReadBackAsItWasMeant(t *testing.T) {
	t.Parallel()
	title := "Joint paper; with, commas\nand lines \\ and " + strings.Repeat("long words ", 20) + "\x07العربية"
	cal := &feeds.Calendar{
		Name: "Due dates: a, b", Printer: printer(t, "en"), Link: func(ref string) string { return "https://example.org/" + ref },
		Due: []commitments.Commitment{due(title)},
		Events: []calendar.Event{
			{ID: uuid.New(), Kind: "upr_session", Title: "UPR 55", StartsOn: "2027-01-20", EndsOn: "2027-02-03", Country: "CH", Organiser: "OHCHR; Geneva", Link: "https://example.org/upr"},
			{ID: uuid.New(), Kind: "meeting", Title: "One day", StartsOn: "2027-12-31"},
		},
	}
	var text bytes.Buffer
	if _, err := cal.WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.SplitAfter(text.String(), "\n") {
		if line != "" && !strings.HasSuffix(line, "\r\n") {
			t.Errorf("%q does not end in CR LF", line)
		}
		if line = strings.TrimSuffix(line, "\r\n"); len(line) > 75 {
			t.Errorf("%q has %d bytes: it is not folded", line, len(line))
		}
		if !utf8.ValidString(line) {
			t.Errorf("%q is folded inside a letter", line)
		}
	}
	read, err := ics.ParseCalendar(bytes.NewReader(text.Bytes()))
	if err != nil {
		t.Fatalf("parse: %v\n%s", err, text.String())
	}
	var got []string
	for _, e := range read.Events() {
		value := func(p ics.ComponentProperty) string { return ics.FromText(e.GetProperty(p).Value) }
		got = append(got, value(ics.ComponentPropertyDtStart)+" "+value(ics.ComponentPropertyDtEnd)+" "+value(ics.ComponentPropertySummary))
		for _, must := range []ics.ComponentProperty{ics.ComponentPropertyUniqueId, ics.ComponentPropertyDtstamp} {
			if e.GetProperty(must) == nil {
				t.Errorf("an event has no %s", must)
			}
		}
	}
	shown := strings.ReplaceAll(title, "\x07", "")
	want := []string{
		"20270331 20270401 " + printer(t, "en").Sentence("feed.due", "ref", "C-12", "title", shown),
		"20270131 20270201 " + printer(t, "en").Sentence("feed.milestone_due", "ref", "C-12", "title", "Draft"),
		"20270120 20270204 UPR 55", "20271231 20280101 One day",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestTheSameCalendarIsTheSameBytes(t *testing.T) {
	t.Parallel()
	write := func() string {
		var text bytes.Buffer
		cal := &feeds.Calendar{Name: "n", Printer: printer(t, "ar"), Link: func(string) string { return "/" }, Due: []commitments.Commitment{due("ورقة")}}
		if _, err := cal.WriteTo(&text); err != nil {
			t.Fatal(err)
		}
		return text.String()
	}
	if one, other := write(), write(); one != other {
		t.Errorf("twice:\n%s\n%s", one, other)
	}
}
