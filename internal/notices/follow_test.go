package notices_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

func TestARoomHearsAtOnceInThreeLinesAtMost(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		h.followed("ana", lobby, commitments.OfStep, "25", commitments.Immediate)
		ref := h.registers("dan", "Joint <paper>", nil)
		first := h.only()
		if first.Room != "C1" || first.Subject != "" || first.Under != "" || first.Reply.Visibility != reply.Room {
			t.Errorf("got %+v", first.Letter)
		}
		h.logs("dan", ref, strings.Repeat("A long note. ", 60))
		second := h.only()
		if second.Under != first.key || second.Edits != "" {
			t.Errorf("the second goes under the first: got %+v", second.Letter)
		}
		if lines := strings.Count(second.text, "\n\n") + 1; lines > 3 || len(second.text) > 600 {
			t.Errorf("got %d lines:\n%s", lines, second.text)
		}
		if !strings.Contains(second.text, "Dan (ANFREL)") || !strings.Contains(second.text, "type: unfollow step 25") || !strings.Contains(second.text, "type: status C-1") {
			t.Errorf("got:\n%s", second.text)
		}
		h.none("nothing is new")
	})
}

func TestNobodyHearsOfTheirOwnActs(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		for _, name := range []string{"ana", "dan"} {
			h.followed(name, people.Room{}, commitments.OfPlan, "", commitments.Immediate)
		}
		h.registers("dan", "Joint paper", nil)
		if got := h.only(); got.Subject != "U-ana" {
			t.Errorf("got %+v", got.Letter)
		}
	})
}

func TestARoomIsNotToldWhatWasSaidInIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		h.followed("ana", lobby, commitments.OfPlan, "", commitments.Immediate)
		ref := h.registers("dan", "Joint paper", nil)
		h.only()
		by := h.as("dan")
		by.Source = "https://t.slack.com/archives/C1/p123"
		h.do(by, commitments.Log{Plan: slug, Ref: ref, Note: "here"})
		h.none("it was said in the room")
		by.Source = "https://t.slack.com/archives/C2/p124"
		h.do(by, commitments.Log{Plan: slug, Ref: ref, Note: "elsewhere"})
		h.only()
	})
}

func TestOnlyWhatTheReaderMaySeeIsTold(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		h.followed("ana", lobby, commitments.OfPlan, "", commitments.Immediate)
		h.followed("bob", people.Room{}, commitments.OfOrganisation, "anfrel", commitments.Immediate)
		h.registers("dan", "For conveners", func(c *commitments.Register) { c.Visibility = "conveners" })
		h.none("for conveners alone")
		h.registers("dan", "For endorsers", func(c *commitments.Register) { c.Visibility = "endorsers" })
		if got := h.only(); got.Subject != "U-bob" {
			t.Errorf("for endorsers: got %+v", got.Letter)
		}
		h.registers("dan", "Under the Chatham House rule", func(c *commitments.Register) { c.Visibility = "unattributed" })
		got := h.only()
		if got.Room != "C1" || strings.Contains(got.text, "Dan") || strings.Contains(got.text, "ANFREL") {
			t.Errorf("unattributed: got %+v\n%s", got.Letter, got.text)
		}
	})
}

func TestWhatIsTakenBackTakesThePlaceOfItsMessage(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		h.followed("ana", lobby, commitments.OfStep, "25", commitments.Immediate)
		ref := h.registers("dan", "Joint paper", nil)
		h.only()
		h.logs("dan", ref, "a mistake")
		wrong := h.only()
		h.do(h.as("dan"), commitments.Undo{Plan: slug})
		if got := h.only(); got.Edits != wrong.key || !strings.Contains(got.text, "taken back") {
			t.Errorf("got %+v\n%s", got.Letter, got.text)
		}
		h.registers("dan", "Never heard of", nil)
		h.do(h.as("dan"), commitments.Undo{Plan: slug})
		h.none("registered and taken back before anybody heard of it")
	})
}

func TestWhatComesAtNightComesWithTheMessageOfTheMorning(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		h.followed("bob", people.Room{}, commitments.OfStep, "25", commitments.Immediate)
		h.now = time.Date(2026, 11, 25, 22, 30, 0, 0, time.UTC)
		h.registers("dan", "Late paper", nil)
		h.none("it is night")
		h.tick()
		if all := h.drain(); len(all) != 0 {
			t.Errorf("at night: got %v", all)
		}
		h.now = time.Date(2026, 11, 26, 9, 0, 5, 0, time.UTC)
		h.tick()
		if mine := to("U-bob", h.drain()); len(mine) != 1 || !strings.Contains(mine[0].text, "Late paper") {
			t.Errorf("in the morning: got %v", mine)
		}
		h.tick()
		if again := h.drain(); len(again) != 0 {
			t.Errorf("a second time: got %v", again)
		}
	})
}

func TestADigestIsOneLineOfTheOneMessageOfTheDay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		h.followed("bob", people.Room{}, commitments.OfStep, "25", commitments.Daily)
		h.followed("bob", people.Room{}, commitments.OfOrganisation, "anfrel", commitments.Daily)
		for _, title := range []string{"One", "Two", "Three", "Four", "Five", "Six", "Seven"} {
			h.registers("dan", title, nil)
		}
		h.logs("bob", h.registers("bob", "My own", nil), "my own news")
		h.none("digests wait")
		h.now = time.Date(2026, 11, 26, 9, 1, 0, 0, time.UTC)
		h.pass()
		h.tick()
		mine := to("U-bob", h.drain())
		if len(mine) != 1 {
			t.Fatalf("letters: got %v", mine)
		}
		text := mine[0].text
		if !strings.Contains(text, "7 commitments") || !strings.Contains(text, "Seven") || !strings.Contains(text, "2 more") || strings.Contains(text, "My own") {
			t.Errorf("got:\n%s", text)
		}
		if strings.Count(text, "Seven") != 1 {
			t.Errorf("followed twice and told twice:\n%s", text)
		}
		h.now = time.Date(2026, 11, 27, 9, 1, 0, 0, time.UTC)
		h.pass()
		h.tick()
		for _, one := range to("U-bob", h.drain()) {
			t.Errorf("without news: got\n%s", one.text)
		}
	})
}

func TestAWeeklyDigestComesOnMonday(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		h.followed("bob", people.Room{}, commitments.OfPlan, "", commitments.Weekly)
		h.registers("dan", "On Wednesday", nil)
		h.pass()
		for day := 26; day <= 30; day++ {
			h.now = time.Date(2026, 11, day, 9, 1, 0, 0, time.UTC)
			h.pass()
			h.tick()
			got := 0
			for _, one := range to("U-bob", h.drain()) {
				got += strings.Count(one.text, "On Wednesday")
			}
			if want := map[bool]int{true: 1}[day == 30]; got != want {
				t.Errorf("on %v: got %d, want %d", h.now.Weekday(), got, want)
			}
		}
	})
}

func TestARoomHasOneDigestADay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		h.followed("ana", lobby, commitments.OfStep, "25", commitments.Daily)
		h.followed("ana", lobby, commitments.OfOrganisation, "anfrel", commitments.Weekly)
		h.followed("ana", lobby, commitments.OfPlan, "", commitments.Weekly)
		h.none("a digest that was just asked for")
		ref := h.registers("dan", "Joint paper", nil)
		h.none("a digest waits")
		h.now = time.Date(2026, 11, 26, 8, 59, 0, 0, time.UTC)
		h.none("before its hour")
		h.now = time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
		got := h.only()
		if got.Room != "C1" || !strings.Contains(got.text, "Joint paper") || !strings.Contains(got.text, "type: following") {
			t.Errorf("got %+v\n%s", got.Letter, got.text)
		}
		h.none("a second time")
		h.now = time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
		h.none("without news")
		h.logs("dan", ref, "on Friday")
		h.now = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
		h.none("on Saturday")
		h.now = time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
		if monday := h.only(); !strings.Contains(monday.text, "on Friday") {
			t.Errorf("daily and weekly on Monday: got\n%s", monday.text)
		}
	})
}

func TestADowntimeIsNotMadeUpForOneByOne(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		h.followed("ana", lobby, commitments.OfPlan, "", commitments.Daily)
		h.pass()
		for day := 26; day <= 30; day++ {
			h.now = time.Date(2026, 11, day, 11, 0, 0, 0, time.UTC)
			h.registers("dan", "Of a day", nil)
		}
		h.now = time.Date(2026, 12, 2, 15, 0, 0, 0, time.UTC)
		if got := h.only(); strings.Count(got.text, "Of a day") != 5 {
			t.Errorf("got\n%s", got.text)
		}
	})
}

func TestManyProgramsTellEachThingOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		h.followed("ana", lobby, commitments.OfPlan, "", commitments.Immediate)
		for range 20 {
			h.registers("dan", "Paper", nil)
		}
		var group sync.WaitGroup
		for range 4 {
			for _, f := range h.follows {
				group.Go(func() { _ = f.Pass(t.Context()) })
			}
		}
		group.Wait()
		h.pass()
		if all := h.drain(); len(all) != 20 {
			t.Errorf("letters: got %d, want 20", len(all))
		}
	})
}

func TestWhatWasWrittenBeforeIsNotTold(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		ref := h.registers("dan", "Before", nil)
		h.followed("ana", lobby, commitments.OfPlan, "", commitments.Immediate)
		h.none("written before")
		h.logs("dan", ref, "after")
		if got := h.only(); !strings.Contains(got.text, "after") {
			t.Errorf("got\n%s", got.text)
		}
	})
}

func TestWhoFollowsByEMailIsWrittenToThere(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		by := h.as("bob")
		member := by.Actor.Member
		member.Email = "bob@example.org"
		h.check(s.Change(t.Context(), "", func(tx commitments.Tx) error { return tx.SaveMember(t.Context(), member) }))
		h.do(by, commitments.SetReminders{Reminding: commitments.Reminding{Channel: "mail"}})
		h.followed("bob", people.Room{}, commitments.OfPlan, "", commitments.Immediate)
		h.registers("dan", "Paper", nil)
		if got := h.only(); got.platform != "mail" || got.Subject != member.Key {
			t.Errorf("got %+v on %s", got.Letter, got.platform)
		}
	})
}

func TestARoomThatFollowsTwoPlansHasOneDigestOfBoth(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		documents, err := plans.BuiltIn()
		h.check(err)
		other := documents[1]
		h.do(operator(), commitments.ImportPlan{Document: other})
		h.do(operator(), commitments.Endorse{Plan: other.Slug, Organisation: "anfrel"})
		h.followed("ana", lobby, commitments.OfPlan, "", commitments.Daily)
		dan := h.in(other.Slug, "dan")
		h.do(dan, commitments.Follow{Plan: other.Slug, Room: lobby, Scope: commitments.OfPlan, Cadence: commitments.Daily})
		h.pass()
		h.registers("dan", "Of the first plan", nil)
		h.do(dan, commitments.Register{Plan: other.Slug, Title: "Of the other plan", Lead: "anfrel", Steps: []string{actionable(other)}})
		h.now = time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
		if got := h.only(); !strings.Contains(got.text, "Of the first plan") || !strings.Contains(got.text, "Of the other plan") {
			t.Errorf("got\n%s", got.text)
		}
	})
}

func actionable(p *plans.Plan) string {
	for _, s := range p.Steps {
		if s.Actionable {
			return s.Code
		}
	}
	return ""
}

func TestWhatWasStoppedIsNotToldOneByOne(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		h.followed("ana", lobby, commitments.OfPlan, "", commitments.Immediate)
		h.followed("bob", people.Room{}, commitments.OfPlan, "", commitments.Immediate)
		h.check(notices.Stop(t.Context(), s))
		first := h.registers("dan", "Joint paper", nil)
		second := h.registers("dan", "Letters to States", nil)
		h.logs("dan", second, "first draft")
		h.none("the administrator has stopped it")
		h.tick()
		h.none("neither does it come with the message of the day")
		h.now = h.now.AddDate(0, 0, 20) // longer than a digest looks back
		h.check(notices.Resume(t.Context(), s))
		h.pass()
		h.tick()
		all := h.drain()
		if len(all) != 2 {
			t.Fatalf("got %d letters, want one to bob and one to the room: %v", len(all), all)
		}
		for _, letter := range all {
			if !strings.Contains(letter.text, first) || !strings.Contains(letter.text, "first draft") || strings.Count(letter.text, second+" Letters") != 1 {
				t.Errorf("to %s%s: got\n%s", letter.Subject, letter.Room, letter.text)
			}
		}
		h.logs("dan", first, "news of today")
		h.pass()
		if all := h.drain(); len(all) != 2 {
			t.Errorf("what is new is told at once again: got %v", all)
		}
	})
}
