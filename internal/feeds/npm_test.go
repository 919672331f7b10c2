package feeds_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/browsertest"
	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/feeds"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// readers is what ical.js and node-ical, which are not ours, make of a calendar.
type readers struct {
	Name   string
	Events []struct {
		UID, Title, Start, End, Description string
		Whole                               bool
	}
	ByNode []struct {
		UID, Title, Start, End string
		Whole                  bool
	}
	Occurrences []struct{ UID, Day, Title string }
}

// byOthers reads a calendar on a machine in a time zone. A bare "go test" leaves it out; "make test" fails without it.
func byOthers(t *testing.T, text, zone string) (readers, bool) {
	t.Helper()
	node, ok := browsertest.Find(t, "node", "nodejs")
	if !ok {
		return readers{}, false
	}
	check := filepath.Join("..", "..", "tools", "icalcheck")
	if _, err := os.Stat(filepath.Join(check, "node_modules", "ical.js")); err != nil {
		t.Fatalf("tools/icalcheck has no modules (npm ci --ignore-scripts): %v", err)
	}
	file := filepath.Join(t.TempDir(), "calendar.ics")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), node, filepath.Join(check, "check.js"), file, "2026-11-25", "2028-11-24")
	command.Env, command.Stderr = append(os.Environ(), "TZ="+zone), os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var read readers
	if err := json.Unmarshal(out, &read); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return read, true
}

func TestOtherReadersSeeTheSameDaysInEveryZone(t *testing.T) {
	t.Parallel()
	title := "Größe; Übung, العربية – " + strings.Repeat("a long title ", 9)
	title = strings.TrimSpace(title)
	c := due(title)
	for _, language := range i18n.Languages() {
		shown := &feeds.Calendar{
			Name: "Plan – الخطة", Printer: printer(t, language), Link: func(ref string) string { return "https://example.org/" + ref }, Due: []commitments.Commitment{c},
			Events: []calendar.Event{
				{ID: uuid.MustParse("0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a45"), CreatedAt: time.Unix(0, 0), Kind: "upr_session", Title: title, StartsOn: "2027-03-28", EndsOn: "2027-04-02", Organiser: "Österreich, العرب", Country: "AT"},
				{ID: uuid.MustParse("0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a46"), CreatedAt: time.Unix(0, 0), Kind: "meeting", Title: "On a day without an hour", StartsOn: "2027-03-14"},
			},
		}
		var text bytes.Buffer
		if _, err := shown.WriteTo(&text); err != nil {
			t.Fatal(err)
		}
		for line := range bytes.SplitSeq(text.Bytes(), []byte("\r\n")) {
			if len(line) > 75 {
				t.Errorf("a line of %d bytes", len(line))
			}
		}
		for _, zone := range []string{"America/St_Johns", "Asia/Kathmandu", "Pacific/Auckland", "America/Santiago"} {
			read, ok := byOthers(t, text.String(), zone)
			if !ok {
				return
			}
			if read.Name != "Plan – الخطة" || len(read.Events) != 4 || len(read.ByNode) != 4 {
				t.Fatalf("%s in %s: got %q with %d and %d events", language, zone, read.Name, len(read.Events), len(read.ByNode))
			}
			for uid, want := range map[string][2]string{
				"event-0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a45@accord": {"2027-03-28", "2027-04-03"},
				"event-0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a46@accord": {"2027-03-14", "2027-03-15"},
				"due-0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a44@accord":   {"2027-03-31", "2027-04-01"},
			} {
				sameDays(t, read, zone, uid, want)
			}
			if read.Events[2].Title != title || read.ByNode[2].Title != title || !strings.Contains(read.Events[0].Title, title) || read.Events[2].Description != "Österreich, العرب, AT" {
				t.Errorf("%s in %s: titles %q, %q, %q, description %q", language, zone, read.Events[0].Title, read.Events[2].Title, read.ByNode[2].Title, read.Events[2].Description)
			}
		}
	}
}

func sameDays(t *testing.T, read readers, zone, uid string, want [2]string) {
	t.Helper()
	for _, e := range read.Events {
		if e.UID == uid && (!e.Whole || e.Start != want[0] || e.End != want[1]) {
			t.Errorf("ical.js in %s: %s is from %s to %s, want %v", zone, uid, e.Start, e.End, want)
		}
	}
	for _, e := range read.ByNode {
		if e.UID == uid && (!e.Whole || e.Start != want[0] || e.End != want[1]) {
			t.Errorf("node-ical in %s: %s is from %s to %s, want %v", zone, uid, e.Start, e.End, want)
		}
	}
}

// berlin is a zone as calendars bring it along.
const berlin = `BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
`

func TestWhatRecursIsCountedAsOtherReadersCountIt(t *testing.T) {
	t.Parallel()
	// Each begins on a day that its rule names: what would be if it did not is left open (RFC 5545, 3.8.5.3), and readers
	// differ.
	rules := [][2]string{
		{"20261130", "FREQ=WEEKLY;COUNT=60"},
		{"20261130", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"},
		{"20261208", "FREQ=MONTHLY;BYDAY=2TU"},
		{"20261127", "FREQ=MONTHLY;BYDAY=-1FR"},
		{"20261231", "FREQ=MONTHLY;BYMONTHDAY=31"},
		{"20261130", "FREQ=MONTHLY;BYMONTHDAY=-1"},
		{"20261130", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"},
		{"20270301", "FREQ=YEARLY;BYMONTH=3,9;BYDAY=1MO"},
		{"20261130", "FREQ=DAILY;UNTIL=20270401T060000Z"},
		{"20261130", "FREQ=DAILY;INTERVAL=10"},
		{"20261130", "FREQ=MONTHLY;INTERVAL=3;COUNT=7"},
		{"20261129", "FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=SU,MO"},
		{"20261025", "FREQ=WEEKLY"},
		{"20260328", "FREQ=DAILY;COUNT=500"},
	}
	var lines strings.Builder
	lines.WriteString(berlin)
	for i, rule := range rules {
		uid := string(rune('a' + i))
		lines.WriteString("BEGIN:VEVENT\nUID:" + uid + "\nDTSTART;TZID=Europe/Berlin:" + rule[0] + "T233000\nDURATION:PT15M\nRRULE:" + rule[1] +
			"\nEXDATE;TZID=Europe/Berlin:20270104T233000\nSUMMARY:Event " + uid + "\nEND:VEVENT\n")
	}
	lines.WriteString("BEGIN:VEVENT\nUID:a\nRECURRENCE-ID;TZID=Europe/Berlin:20270329T233000\nDTSTART;TZID=Europe/Berlin:20270330T090000\nDTEND;TZID=Europe/Berlin:20270330T100000\nSUMMARY:Moved\nEND:VEVENT\n")
	text := vevents(lines.String())
	for _, zone := range []string{"UTC", "America/St_Johns", "Pacific/Auckland"} {
		read, ok := byOthers(t, text, zone)
		if !ok {
			return
		}
		var theirs []string
		for _, o := range read.Occurrences {
			theirs = append(theirs, o.UID+" "+o.Day+" "+o.Title)
		}
		list, left, err := feeds.ReadCalendar(strings.NewReader(text), reading(t, "UTC"))
		if err != nil || left != 0 {
			t.Fatalf("read: %v, %d left out", err, left)
		}
		var ours []string
		for _, e := range list {
			ours = append(ours, e.UID+" "+string(e.Event.StartsOn)+" "+e.Event.Title)
		}
		slices.Sort(theirs)
		slices.Sort(ours)
		if diff := cmp.Diff(theirs, ours); diff != "" {
			t.Errorf("in %s (-ical.js +ours):\n%s", zone, diff)
		}
	}
}
