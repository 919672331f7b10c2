package notices_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
)

var (
	planID = uuid.MustParse("00000000-0000-7000-8000-000000000001")
	anaID  = uuid.MustParse("00000000-0000-7000-8000-00000000000a")
)

// wednesday is a day on which everybody works, at 9:00 in Berlin.
var wednesday = time.Date(2027, 3, 31, 7, 0, 0, 0, time.UTC)

func berlin() *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return zone
}

// ana is somebody who may be written to on Wednesday.
func ana() notices.Person {
	return notices.Person{
		Actor: access.Actor{Member: people.Member{ID: anaID, Key: "m-ana"}}, Key: "m-ana", Name: "Ana", Language: "en",
		Zone: berlin(), Channel: notices.Channel{Platform: people.Slack, Realm: "T1", Subject: "U1"},
		Snoozes: map[notices.Subject]people.Snooze{}, Holidays: map[civil.Date]bool{},
	}
}

// promise is an open commitment of Ana's that is due on the day, without news for long.
func promise(due civil.Date) *commitments.Commitment {
	return &commitments.Commitment{PlanID: planID, Number: 12, Ref: "C-12", State: commitments.State{
		Title: "Joint paper", Lead: "ndi", Cadence: plans.OneOff, DueOn: due, Status: commitments.InProgress,
		RegisteredOn: "2026-01-01", LastNewsOn: "2026-12-31",
	}}
}

// fact is a notice about such a commitment, on its own day.
func fact(kind notices.Kind, due civil.Date, days int) notices.Facts {
	return notices.Facts{
		Notice: notices.Notice{
			Member: anaID, Kind: kind, Plan: planID, Number: 12, Anchor: fmt.Sprintf("%s/%d", due, days), Day: due.AddDays(days),
		},
		Commitment: promise(due), Theirs: true, NewsOn: "2026-12-31",
	}
}

func outcome(now time.Time, p notices.Person, facts ...notices.Facts) string {
	d := notices.Decide(now, &p, &notices.Mind{Facts: facts})
	var all []string
	for _, l := range d.Lines {
		switch {
		case l.Silent != "":
			all = append(all, "silent "+l.Silent)
		default:
			all = append(all, "said "+l.Item.Said.Key)
		}
	}
	for _, l := range d.Later {
		all = append(all, "later "+l.Reason+" "+l.At.In(p.Zone).Format("01-02 15:04"))
	}
	if d.Send != slices.ContainsFunc(all, func(s string) bool { return strings.HasPrefix(s, "said") }) {
		all = append(all, "and sends without a line, or has a line and does not send")
	}
	return strings.Join(all, "; ")
}

// rows are a rule with what it says, and every reason for which it does not.
type rows []struct {
	what   string
	change func(p *notices.Person, f *notices.Facts)
	want   string
}

func (all rows) hold(t *testing.T, fact func() notices.Facts) {
	t.Helper()
	for _, row := range all {
		p, f := ana(), fact()
		if row.change != nil {
			row.change(&p, &f)
		}
		if got := outcome(wednesday, p, f); got != row.want {
			t.Errorf("%s: got %q, want %q", row.what, got, row.want)
		}
	}
}

// common are the reasons that silence whatever is about a commitment.
func common() rows {
	return rows{
		{"closed meanwhile", func(_ *notices.Person, f *notices.Facts) { f.Commitment.Status = commitments.Completed }, "silent closed"},
		{"withdrawn meanwhile", func(_ *notices.Person, f *notices.Facts) { f.Commitment.Status = commitments.Withdrawn }, "silent closed"},
		{"taken back", func(_ *notices.Person, f *notices.Facts) { f.Commitment.Undone = true }, "silent gone"},
		{"not there", func(_ *notices.Person, f *notices.Facts) { f.Commitment = nil }, "silent gone"},
		{"somebody else's by now", func(_ *notices.Person, f *notices.Facts) { f.Theirs = false }, "silent not_theirs"},
		{"their own act", func(_ *notices.Person, f *notices.Facts) { f.By = "m-ana" }, "silent own_act"},
		{"reminders are off", func(p *notices.Person, _ *notices.Facts) { p.Settings.Mode = people.RemindersOff }, "silent off"},
		{"the kind is off", func(p *notices.Person, f *notices.Facts) { p.Settings.Off = []string{string(f.Kind)} }, "silent kind_off"},
		{"nowhere to write", func(p *notices.Person, _ *notices.Facts) { p.Channel = notices.Channel{} }, "silent no_channel"},
		{"away", func(p *notices.Person, _ *notices.Facts) { p.Away = "2027-04-05" }, "later away 04-05 09:00"},
		{"a holiday", func(p *notices.Person, _ *notices.Facts) { p.Holidays["2027-03-31"] = true }, "later holiday 04-01 09:00"},
		{"not one of their days", func(p *notices.Person, _ *notices.Facts) { p.Settings.Days = []time.Weekday{time.Friday} }, "later day_off 04-02 09:00"},
		{"before their hour", func(p *notices.Person, _ *notices.Facts) { p.Settings.Clock = "10:30" }, "later night 03-31 10:30"},
		{"told today", func(p *notices.Person, _ *notices.Facts) { p.LastOn = "2027-03-31" }, "later told_today 04-01 09:00"},
	}
}

// covered are the reasons of those rules that news keep quiet.
func covered() rows {
	return append(common(), rows{
		{"news of 13 days ago", func(_ *notices.Person, f *notices.Facts) { f.NewsOn = "2027-03-18" }, "silent covered"},
		{"put off", func(p *notices.Person, _ *notices.Facts) { snoozed(p, "2027-04-10") }, "silent snoozed"},
		{"put off for good", func(p *notices.Person, _ *notices.Facts) { snoozed(p, "") }, "silent snoozed"},
	}...)
}

func snoozed(p *notices.Person, until civil.Date) {
	p.Snoozes[notices.Subject{Plan: planID, Number: 12}] = people.Snooze{Until: until}
}

func TestDueIsSaidBeforeTheDay(t *testing.T) {
	t.Parallel()
	append(covered(), rows{
		{"7 days before", nil, "said notices.line.due"},
		{"news of 14 days ago", func(_ *notices.Person, f *notices.Facts) { f.NewsOn = "2027-03-17" }, "said notices.line.due"},
		{"the snooze is over", func(p *notices.Person, _ *notices.Facts) { snoozed(p, "2027-03-31") }, "said notices.line.due"},
		{"due today", func(_ *notices.Person, f *notices.Facts) {
			f.Anchor, f.Commitment.DueOn = "2027-03-31/-1", "2027-03-31"
		}, "said notices.line.due_today"},
		{"the day was moved", func(_ *notices.Person, f *notices.Facts) { f.Commitment.DueOn = "2027-06-30" }, "silent moved"},
		{"the day has passed", func(_ *notices.Person, f *notices.Facts) {
			f.Anchor, f.Commitment.DueOn, f.Day = "2027-03-29/-1", "2027-03-29", "2027-03-28"
		}, "silent passed"},
	}...).hold(t, func() notices.Facts { return fact(notices.Due, "2027-04-07", -7) })
}

func TestOverdueIsSaidOnTheDayAfterThenWeekly(t *testing.T) {
	t.Parallel()
	append(covered(), rows{
		{"the eighth day", nil, "said notices.line.overdue"},
		{"two unanswered", func(_ *notices.Person, f *notices.Facts) { f.Told = 2 }, "said notices.line.overdue"},
		{"three unanswered", func(_ *notices.Person, f *notices.Facts) { f.Told = 3 }, "silent unanswered"},
		{"the day was moved", func(_ *notices.Person, f *notices.Facts) { f.Commitment.DueOn = "2027-06-30" }, "silent moved"},
		{"a continuing one", func(_ *notices.Person, f *notices.Facts) { f.Commitment.Cadence = plans.Continuing }, "silent moved"},
	}...).hold(t, func() notices.Facts { return fact(notices.Overdue, "2027-03-23", 8) })
}

func TestStaleIsSaidAfterNinetyDays(t *testing.T) {
	t.Parallel()
	append(covered(), rows{{"90 days", nil, "said notices.line.stale"}}...).
		hold(t, func() notices.Facts { return fact(notices.Stale, "2026-12-31", 90) })
}

func TestTheDeputyIsTold(t *testing.T) {
	t.Parallel()
	append(covered(), rows{
		{"three went unanswered", nil, "said notices.line.deputy"},
		{"the day was moved", func(_ *notices.Person, f *notices.Facts) { f.Commitment.DueOn = "2027-06-30" }, "silent moved"},
	}...).hold(t, func() notices.Facts {
		f := fact(notices.Deputy, "2027-03-01", 0)
		f.Anchor = "2027-03-01"
		return f
	})
}

func TestWhatOthersDidIsSaid(t *testing.T) {
	t.Parallel()
	for kind, want := range map[notices.Kind]string{notices.HandOver: "said notices.line.hand_over", notices.Mention: "said notices.line.mention"} {
		append(common(), rows{
			{"it happened", nil, want},
			{"also if there was news", func(_ *notices.Person, f *notices.Facts) { f.NewsOn = "2027-03-31" }, want},
		}...).hold(t, func() notices.Facts {
			f := fact(kind, "2027-05-01", 0)
			f.Anchor, f.Day, f.By = "4", "2027-03-30", "m-ben"
			return f
		})
	}
}

func TestWhatWasAskedForComesEvenWithRemindersOff(t *testing.T) {
	t.Parallel()
	rows{
		{"asked for", nil, "said notices.line.asked"},
		{"reminders are off", func(p *notices.Person, _ *notices.Facts) { p.Settings.Mode = people.RemindersOff }, "said notices.line.asked"},
		{"put off otherwise", func(p *notices.Person, _ *notices.Facts) { snoozed(p, "") }, "said notices.line.asked"},
		{"there is news", func(_ *notices.Person, f *notices.Facts) { f.NewsOn = "2027-03-30" }, "said notices.line.asked"},
		{"closed meanwhile", func(_ *notices.Person, f *notices.Facts) { f.Commitment.Status = commitments.Completed }, "silent closed"},
		{"no longer to be seen", func(_ *notices.Person, f *notices.Facts) { f.Theirs = false }, "silent not_theirs"},
		{"away", func(p *notices.Person, _ *notices.Facts) { p.Away = "2027-04-05" }, "later away 04-05 09:00"},
	}.hold(t, func() notices.Facts { return fact(notices.Asked, "2027-03-31", 0) })
}

func TestASnoozeThatHasRunOutIsSaidUnlessThereIsNews(t *testing.T) {
	t.Parallel()
	append(common(), rows{
		{"it has run out", nil, "said notices.line.snoozed"},
		{"there is news", func(_ *notices.Person, f *notices.Facts) { f.NewsOn = "2027-03-25" }, "silent covered"},
		{"put off again", func(p *notices.Person, _ *notices.Facts) { snoozed(p, "2027-04-20") }, "silent snoozed"},
	}...).hold(t, func() notices.Facts { return fact(notices.Snoozed, "2027-03-31", 0) })
}

func TestTheQuartersCallGoesToThoseWhoHaveNotReported(t *testing.T) {
	t.Parallel()
	rows{
		{"three without news", nil, "said notices.line.call"},
		{"before the cutoff", func(_ *notices.Person, f *notices.Facts) { f.Anchor = "2027-Q1/2" }, "said notices.line.call_cutoff"},
		{"reported", func(_ *notices.Person, f *notices.Facts) { f.Reported = true }, "silent reported"},
		{"nothing open", func(_ *notices.Person, f *notices.Facts) { f.Missing = 0 }, "silent nothing_open"},
		{"no longer their organisation", func(_ *notices.Person, f *notices.Facts) { f.Theirs = false }, "silent not_theirs"},
		{"the kind is off", func(p *notices.Person, _ *notices.Facts) { p.Settings.Off = []string{"call"} }, "silent kind_off"},
		{"away", func(p *notices.Person, _ *notices.Facts) { p.Away = "2027-04-05" }, "later away 04-05 09:00"},
	}.hold(t, func() notices.Facts {
		return notices.Facts{
			Notice: notices.Notice{Kind: notices.Call, Plan: planID, Object: "ndi", Anchor: "2027-Q1/1", Day: "2027-03-18"},
			Theirs: true, Missing: 3, Period: civil.Quarter{Year: 2027, N: 1}, ClosesOn: "2027-03-31",
		}
	})
}

func TestConvenersHearWhatStaysUnanswered(t *testing.T) {
	t.Parallel()
	rows{
		{"two", nil, "said notices.line.chase"},
		{"none", func(_ *notices.Person, f *notices.Facts) { f.Missing = 0 }, "silent nothing_new"},
		{"before the cutoff", func(_ *notices.Person, f *notices.Facts) {
			f.Missing, f.Anchor, f.Period = 0, "2027-Q1/2", civil.Quarter{Year: 2027, N: 1}
		}, "said notices.line.chase_cutoff"},
		{"convenes no more", func(_ *notices.Person, f *notices.Facts) { f.Theirs = false }, "silent not_theirs"},
		{"the kind is off", func(p *notices.Person, _ *notices.Facts) { p.Settings.Off = []string{"chase"} }, "silent kind_off"},
	}.hold(t, func() notices.Facts {
		return notices.Facts{
			Notice: notices.Notice{Kind: notices.Chase, Plan: planID, Anchor: "2027-03-29", Day: "2027-03-29"}, Theirs: true, Missing: 2,
		}
	})
}

func TestWhoJoinsIsWelcomedOnce(t *testing.T) {
	t.Parallel()
	rows{
		{"joined", nil, "said notices.line.welcome"},
		{"left already", func(_ *notices.Person, f *notices.Facts) { f.Theirs = false }, "silent not_theirs"},
		{"the kind is off", func(p *notices.Person, _ *notices.Facts) { p.Settings.Off = []string{"welcome"} }, "silent kind_off"},
	}.hold(t, func() notices.Facts {
		return notices.Facts{
			Notice: notices.Notice{Kind: notices.Welcome, Object: "ndi", Anchor: "id", Day: "2027-03-30"}, Theirs: true, Role: people.Contributor,
		}
	})
}

func TestTheMostPressingNoticeSpeaksForItsCommitment(t *testing.T) {
	t.Parallel()
	late, stale := fact(notices.Overdue, "2027-03-23", 8), fact(notices.Stale, "2026-12-31", 90)
	stale.Commitment = late.Commitment
	other := fact(notices.Due, "2027-04-07", -7)
	other.Number, other.Commitment = 13, promise("2027-04-07")
	want := "said notices.line.overdue; said notices.line.due; silent merged"
	if got := outcome(wednesday, ana(), stale, other, late); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhatIsLookedAtTooEarlyWaits(t *testing.T) {
	t.Parallel()
	f := fact(notices.Due, "2027-04-14", -7) // whose settings have changed meanwhile
	if got, want := outcome(wednesday, ana(), f), "later early 04-07 09:00"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEveryRuleIsOfAKindAndHasItsSentences(t *testing.T) {
	t.Parallel()
	for _, rule := range notices.Rules() {
		if !rule.Kind.Known() {
			t.Errorf("%s is no kind", rule.Kind)
		}
	}
	by := notices.RulesBy(people.ReminderSchedule{Due: []int{60, 10}, Stale: 45})
	for _, rule := range by {
		if rule.Kind == notices.Due && !slices.Equal(rule.Days, []int{-60, -10}) {
			t.Errorf("due by a plan's own days: got %v", rule.Days)
		}
		if rule.Kind == notices.Stale && !slices.Equal(rule.Days, []int{45}) {
			t.Errorf("stale by a plan's own days: got %v", rule.Days)
		}
	}
}
