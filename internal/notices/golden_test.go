package notices_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// every is a fact of each kind that a rule of this package is about, each of a commitment of its own.
func every() []notices.Facts {
	facts := []notices.Facts{
		fact(notices.Due, "2027-04-07", -7), fact(notices.Overdue, "2027-03-23", 8), fact(notices.Stale, "2026-12-31", 90),
		fact(notices.Deputy, "2027-03-01", 0), fact(notices.HandOver, "2027-05-01", 0), fact(notices.Mention, "2027-05-01", 0),
		fact(notices.Asked, "2027-03-31", 0), fact(notices.Snoozed, "2027-03-31", 0),
	}
	for i := range facts {
		f := &facts[i]
		f.Number, f.Ref, f.Commitment.Ref = 12+i, fmt.Sprintf("C-%d", 12+i), fmt.Sprintf("C-%d", 12+i)
		f.Day = min(f.Day, "2027-03-31")
		f.Actor, f.Organisation = people.Member{Name: "بسام Haddad"}, people.Organisation{Name: "Cedar Election Watch"}
	}
	facts[3].Anchor = "2027-03-01"
	of := func(kind notices.Kind, anchor string, change func(*notices.Facts)) {
		f := notices.Facts{Notice: notices.Notice{Member: anaID, Kind: kind, Plan: planID, Object: "ndi", Anchor: anchor, Day: "2027-03-31"}, Theirs: true}
		f.Organisation = people.Organisation{Name: "Réseau électoral <شبكة>"}
		change(&f)
		facts = append(facts, f)
	}
	period := civil.Quarter{Year: 2027, N: 1}
	of(notices.Call, "2027-Q1/1", func(f *notices.Facts) { f.Period, f.ClosesOn, f.Missing = period, "2027-03-31", 3 })
	of(notices.Call, "2027-Q1/2", func(f *notices.Facts) { f.Period, f.ClosesOn, f.Missing = period, "2027-04-14", 1 })
	of(notices.Chase, "2027-03-29", func(f *notices.Facts) { f.Missing = 11 })
	of(notices.Chase, "2027-Q1/2", func(f *notices.Facts) { f.Period, f.ClosesOn = period, "2027-04-14" })
	of(notices.Welcome, "x", func(f *notices.Facts) { f.Role = people.Deputy })
	return facts
}

// Everything that a rule says, in one message, and the reason that "why" gives: to be read aloud, in each language.
func TestWhatRulesSayReadsWell(t *testing.T) {
	t.Parallel()
	catalogue, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	p := ana()
	d := notices.Decide(wednesday, &p, &notices.Mind{Facts: every()})
	for _, l := range d.Lines {
		if l.Silent != "" {
			t.Errorf("%s is not said: %s", l.Notice.Kind, l.Silent)
		}
	}
	for _, language := range i18n.Languages() {
		words := catalogue.Printer(language).In(p.Zone)
		var text strings.Builder
		text.WriteString(reply.AsText(notices.Message(words, d.Lines), reply.Layout{Words: words, Screen: true}))
		text.WriteString("\n\n")
		for _, kind := range notices.Kinds {
			_, _ = fmt.Fprintf(&text, "%s: %s\n", words.Word(notices.KindWord(kind)), notices.RuleWords(kind).In(words))
		}
		golden(t, language+".rules.txt", text.String())
	}
}

// What is told of what is followed: at once in a room, in a room's digest, and in a person's message of the day.
func TestWhatIsToldOfWhatIsFollowedReadsWell(t *testing.T) {
	t.Parallel()
	for _, language := range i18n.Languages() {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, storetest.SQLite(t).Open(t))
			h.language = language
			h.do(h.as("bob"), commitments.SetProfile{Locale: &language})
			h.followed("bob", people.Room{}, commitments.OfPlan, "", commitments.Daily)
			h.followed("ana", lobby, commitments.OfOrganisation, "anfrel", commitments.Immediate)
			daily := people.Room{Platform: people.Slack, Realm: "T1", ID: "C2"}
			h.followed("ana", daily, commitments.OfPlan, "", commitments.Daily)
			h.pass()
			ref := h.registers("dan", "ورشة عمل حول GC25", nil)
			other := h.registers("dan", "Letters to <States>", nil)
			h.do(h.as("dan"), commitments.Log{Plan: slug, Ref: ref, Percent: commitments.Percent(60), Confidence: commitments.AtRisk, Note: "Nous avons rencontré le Comité."})
			h.do(h.as("dan"), commitments.Withdraw{Plan: slug, Ref: other, Reason: "انتهى التمويل"})
			h.pass()
			all := h.drain()
			h.now = time.Date(2026, 11, 26, 9, 1, 0, 0, time.UTC)
			h.pass()
			h.tick()
			all = append(all, h.drain()...)
			var text strings.Builder
			for _, one := range all {
				words := h.catalogue.Printer(one.Reply.Language)
				_, _ = fmt.Fprintf(&text, "== %s%s\n\n%s\n\n", one.Room, one.Subject, reply.AsText(one.Reply, reply.Layout{Words: words, Screen: true}))
			}
			golden(t, language+".followed.txt", text.String())
		})
	}
}
