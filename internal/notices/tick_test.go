package notices_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// small is a world of two organisations with ten people each, on Monday 1 March 2027, whose reminders have begun and who
// have heard what there was to hear.
func small(t *testing.T, s *store.Store) *year {
	t.Helper()
	y := newYear(t, s, time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC))
	y.tick()
	for _, handle := range []string{"org-0", "org-1"} {
		y.do(operator(), commitments.ListOrganisations{Plan: slug, Organisations: []people.Organisation{{Handle: handle, Name: handle, Kind: "ngo"}}})
		y.do(operator(), commitments.Endorse{Plan: slug, Organisation: handle, EndorsedOn: "2027-03-01"})
	}
	for i := range 20 {
		y.joins(i)
		berlin := "Europe/Berlin"
		y.do(y.as(y.people[i]), commitments.SetProfile{TimeZone: &berlin})
		y.people[i].zone, _ = time.LoadLocation(berlin)
	}
	y.do(operator(), commitments.AppointConvener{Plan: slug, Member: y.people[19].key})
	y.until("2027-03-03")
	y.letters = nil
	return y
}

// until lets time go by, hour by hour, to the end of the day in Berlin before the given one.
func (y *year) until(day civil.Date) {
	end := day.Start(y.people[0].zone)
	for y.now = y.now.Add(time.Hour); y.now.Before(end); y.now = y.now.Add(time.Hour) {
		if hour := y.now.Hour(); hour > 5 && hour < 20 { // at night nothing can come, which the year looks after
			y.tickBoth()
		}
	}
}

// tickBoth lets both programs tick, and neither die.
func (y *year) tickBoth() {
	y.Helper()
	for _, ticker := range y.tickers {
		_, err := ticker.Tick(y.Context())
		y.must(err)
	}
	y.empties()
}

// heard are the kinds of notices that somebody was told of since the last call, with the day, but for welcomes and lists.
func (y *year) heard(i int) []string {
	y.Helper()
	var all []string
	for _, l := range y.letters {
		if l.to == y.people[i] {
			all = append(all, string(civil.DateOf(l.at, l.to.zone))+" "+strings.Join(l.refs, " "))
		}
	}
	return all
}

func (y *year) expect(what string, got []string, want ...string) {
	y.Helper()
	if !slices.Equal(got, want) {
		y.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func (y *year) promises(i int, due civil.Date, partners ...string) string {
	y.Helper()
	p := y.people[i]
	return y.do(y.as(p), commitments.Register{
		Plan: slug, Lead: p.organisation, Title: "Promise", Steps: []string{"25"}, DueOn: due, Partners: partners,
	}).Commitment
}

// handsOver lets the first person hand a new commitment over to the fifth.
func (y *year) handsOver() (ref string) {
	y.Helper()
	ref = y.promises(0, "2027-12-01")
	y.do(y.as(y.people[0]), commitments.HandOver{Plan: slug, Ref: ref, To: y.people[4].key})
	return ref
}

func TestADueCommitmentGoesItsWayToTheDeputyAndTheConveners(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		y := small(t, s)
		ref := y.promises(4, "2027-04-28") // a Wednesday
		y.until("2027-07-01")
		y.expect("the contact", y.heard(4),
			"2027-03-29 "+ref, "2027-04-21 "+ref, "2027-04-27 "+ref, "2027-04-29 "+ref, // 30, 7 and 1 days before, the day after
			"2027-05-06 "+ref, "2027-05-13 "+ref, "2027-05-20 "+ref, // three weekly ones
			"2027-05-31 "+ref) // and, 90 days after it was registered, that there is no news
		y.expect("one deputy", y.heard(2), "2027-05-27 "+ref)
		y.expect("the other", y.heard(3), "2027-05-27 "+ref)
		y.expect("a colleague", y.heard(5))
		chased := slices.ContainsFunc(y.decided(y.people[19]), func(n notices.Notice) bool {
			return n.Kind == notices.Chase && n.Outcome == notices.Sent && n.SentOn == "2027-05-31"
		})
		if !chased {
			t.Errorf("the convener does not hear on Monday what stays unanswered: %v", y.decided(y.people[19]))
		}
	})
}

func TestAnAnswerEndsReminders(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		y := small(t, s)
		ref := y.promises(4, "2027-04-28")
		y.until("2027-04-22")
		y.do(y.as(y.people[4]), commitments.AttestNoChange{Plan: slug, Ref: ref})
		y.until("2027-05-05")
		y.expect("covered for 14 days", y.heard(4), "2027-03-29 "+ref, "2027-04-21 "+ref)
		y.until("2027-05-10")
		y.do(y.as(y.people[4]), commitments.Log{Plan: slug, Ref: ref, Status: commitments.Completed})
		y.until("2027-06-15")
		y.expect("done", y.heard(4), "2027-03-29 "+ref, "2027-04-21 "+ref, "2027-05-06 "+ref)
	})
}

func TestADayThatIsMovedIsRemindedOfAnew(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		y := small(t, s)
		ref := y.promises(4, "2027-06-30")
		y.until("2027-04-01")
		soon := civil.Date("2027-04-06") // within what is planned already
		y.do(y.as(y.people[0]), commitments.Edit{Plan: slug, Ref: ref, DueOn: &soon})
		y.until("2027-04-23")
		y.expect("by somebody else on 1 April, which keeps it quiet for 14 days", y.heard(4), "2027-04-21 "+ref)
	})
}

func TestWhoWasNamedIsToldAndWhoDidItIsNot(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		y := small(t, s)
		ref := y.promises(0, "2027-12-01", "org-1")
		y.do(y.as(y.people[0]), commitments.HandOver{Plan: slug, Ref: ref, To: y.people[4].key})
		own := y.promises(0, "2027-12-01")
		y.do(y.as(y.people[0]), commitments.HandOver{Plan: slug, Ref: own, To: y.people[0].key})
		y.until("2027-03-05")
		y.expect("whom it was handed to", y.heard(4), "2027-03-03 "+ref)
		y.expect("whose act it was", y.heard(0))
		y.expect("the partner's focal points", y.heard(10), "2027-03-03 ")
		y.expect("others there", y.heard(15))
	})
}

func TestADowntimeEndsInOneMessageForEach(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		y := small(t, s)
		var refs []string
		for i := range 5 {
			refs = append(refs, y.promises(4, civil.Date("2027-04-12").AddDays(i)))
		}
		y.until("2027-04-12") // 30, 7 and 1 days before the first
		y.letters = nil
		y.now = time.Date(2027, 4, 19, 10, 0, 0, 0, time.UTC) // a week later, on Monday
		y.tickBoth()
		if len(y.heard(4)) != 1 {
			t.Errorf("after a week: got %q, want one message", y.heard(4))
		}
		y.until("2027-04-20")
		if got := y.heard(4); len(got) != 1 || strings.Count(got[0], "C-") != len(refs) {
			t.Errorf("after a week: got %q, want one message with all %d", got, len(refs))
		}
	})
}

func TestWhatWasThereBeforeRemindersBeganIsNobodysNews(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		y := small(t, s)
		y.promises(0, "2027-12-01", "org-1")
		y.must(s.SetNoticeMark(t.Context(), "plan/"+y.plan.ID.String(), "")) // as if they began now
		y.until("2027-03-06")
		y.expect("the partner's focal points", y.heard(10))
	})
}

func TestTheAdministratorStopsAndResumes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		y := small(t, s)
		ref := y.promises(4, "2027-04-28")
		y.must(notices.Stop(t.Context(), s))
		y.until("2027-04-24")
		y.expect("stopped", y.heard(4))
		y.must(notices.Resume(t.Context(), s))
		y.until("2027-05-01")
		y.expect("resumed: what waited comes once, on the next working day", y.heard(4), "2027-04-26 "+ref, "2027-04-27 "+ref, "2027-04-29 "+ref)
	})
}

func TestWhatCouldNotBeSentCountsAsNotTold(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		y := small(t, s)
		ref := y.handsOver()
		sent := y.quietly(time.Date(2027, 3, 3, 9, 0, 0, 0, time.UTC))
		if len(sent) != 1 {
			t.Fatalf("got %d messages, want one", len(sent))
		}
		y.now = time.Date(2027, 3, 3, 19, 0, 0, 0, time.UTC)
		y.must(s.DropSending(t.Context(), &sent[0], y.now, "the server is dead"))
		y.tickBoth()
		y.expect("one a day, arrived or not", y.heard(4))
		y.until("2027-03-06")
		y.expect("the next day", y.heard(4), "2027-03-04 "+ref)
	})
}

func TestWhatMayHaveArrivedIsNotSaidAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		y := small(t, s)
		y.handsOver()
		sent := y.quietly(time.Date(2027, 3, 3, 9, 0, 0, 0, time.UTC))
		sent[0].Unknown = true
		y.must(s.RetrySending(t.Context(), &sent[0], y.now, "it hung up"))
		again, err := s.ClaimSendings(t.Context(), sent[0].Platform, y.now, y.now.Add(time.Minute), 10)
		y.must(err)
		y.must(s.DropSending(t.Context(), &again[0], y.now, "it hung up"))
		y.until("2027-03-06")
		y.expect("nobody knows", y.heard(4))
	})
}

func TestWhatCanNeverBeSentIsGivenUpAfterAWeek(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		y := small(t, s)
		y.handsOver()
		tried := 0
		for day := civil.Date("2027-03-03"); day < "2027-03-20"; day = day.AddDays(1) {
			sent := y.quietly(day.Start(time.UTC).Add(9 * time.Hour))
			tried += len(sent)
			for i := range sent {
				y.must(s.DropSending(t.Context(), &sent[i], y.now, "no such mailbox"))
			}
		}
		if tried != 6 {
			t.Errorf("tried %d times, want once on each working day up to a week after", tried)
		}
		for _, n := range y.decided(y.people[4]) {
			if n.Kind == notices.HandOver && (n.Outcome != notices.Silent || n.Reason != notices.UnsentReason) {
				t.Errorf("got %s %s", n.Outcome, n.Reason)
			}
		}
	})
}

// quietly ticks, and claims what is queued then, without sending it.
func (y *year) quietly(at time.Time) []queue.Sending {
	y.Helper()
	y.now = at
	_, err := y.tickers[0].Tick(y.Context())
	y.must(err)
	var all []queue.Sending
	for _, platform := range []string{"slack", "matrix"} {
		some, err := y.store.ClaimSendings(y.Context(), platform, y.now, y.now.Add(time.Minute), 10)
		y.must(err)
		all = append(all, some...)
	}
	return all
}

// dry lets a ticker and those who tell followers go through a day on a store on which nothing is written, and gives the
// keys of what they would have sent.
func (y *year) dry() (tick func() []string) {
	y.Helper()
	catalogue, err := i18n.Load()
	y.must(err)
	var shown []string
	on := notices.NewDry(y.store, func(s queue.Sending) { shown = append(shown, s.Key) })
	home := notices.Home{Zone: time.UTC, Platforms: []people.Platform{people.Slack, people.Matrix}}
	now := func() time.Time { return y.now }
	follows := notices.NewFollows(notices.FollowParts{Store: on, Catalogue: catalogue, Home: home, Now: now})
	ticker := notices.New(
		notices.Parts{Store: on, Catalogue: catalogue, Sources: []notices.Source{follows, notices.NewEvents(on)}},
		notices.Options{
			Home: home, Now: now,
			Show: func(_ *notices.Person, d *notices.Decision, _ reply.Reply) { shown = append(shown, d.Key) },
		})
	return func() []string {
		shown = nil
		y.must(follows.Pass(y.Context()))
		_, err := ticker.Tick(y.Context())
		y.must(err)
		return shown
	}
}

func TestADryRunWritesNothingAndSaysTheSameOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		y := small(t, s)
		y.do(y.as(y.people[10]), commitments.Follow{Plan: slug, Scope: commitments.OfPlan, Cadence: commitments.Immediate})
		y.now = time.Date(2027, 3, 3, 8, 30, 0, 0, time.UTC)
		tick := y.dry()
		y.expect("at the beginning", tick())
		ref := y.promises(4, "2027-03-10")
		on := civil.Date("2027-03-05")
		y.do(y.as(y.people[4]), commitments.AskReminder{Plan: slug, Ref: ref, On: on})
		before := y.rows()
		y.now = y.now.Add(time.Minute)
		y.expect("news", tick(), "follow/"+slug+"/member/"+y.people[10].key+"/"+ref+"/1")
		y.now = time.Date(2027, 3, 5, 8, 30, 0, 0, time.UTC)
		y.expect("said", tick(), "notice/"+y.people[4].key+"/2027-03-05")
		y.expect("said again", tick())
		y.now = time.Date(2027, 3, 9, 8, 30, 0, 0, time.UTC)
		y.expect("covered by its registration", tick())
		y.empties()
		y.expect("sent", y.heard(4))
		if after := y.rows(); after != before {
			t.Errorf("it wrote: got %s, want %s", after, before)
		}
		y.tickBoth()
		y.expect("sent by a ticker that sends, in one message", y.heard(4), "2027-03-09 "+ref)
	})
}

// rows are the marks of those who tell, and what is put down for each.
func (y *year) rows() string {
	y.Helper()
	var all []string
	for _, name := range []string{"joined", "plan/" + y.plan.ID.String(), "events/" + y.plan.ID.String()} {
		text, err := y.store.NoticeMark(y.Context(), name)
		y.must(err)
		all = append(all, text)
	}
	for _, p := range y.people {
		decided, waiting, err := y.store.NoticesOf(y.Context(), p.id, 1000)
		y.must(err)
		all = append(all, fmt.Sprint(decided, waiting))
	}
	return strings.Join(all, "\n")
}

func TestAPreviewSaysWhatThenComes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		y := small(t, s)
		y.promises(4, "2027-04-12")
		y.promises(4, "2027-04-24")
		y.do(y.as(y.people[4]), commitments.SetReminders{Reminding: commitments.Reminding{Clock: "14:00"}})
		y.until("2027-03-26")
		y.letters = nil
		out, err := notices.Preview(t.Context(), s, notices.Home{Zone: time.UTC, Platforms: []people.Platform{people.Slack, people.Matrix}}, y.people[4].id, y.now, 30)
		y.must(err)
		var want []string
		for _, m := range out.Messages {
			refs := make([]string, len(m.Lines))
			for i := range m.Lines {
				refs[i] = m.Lines[i].Item.Ref
			}
			want = append(want, m.At.In(y.people[4].zone).Format("2006-01-02")+" "+strings.Join(refs, " "))
			if clock := m.At.In(y.people[4].zone).Format("15:04"); clock != "14:00" {
				t.Errorf("it says %s", clock)
			}
		}
		y.until("2027-04-25")
		if len(want) < 4 {
			t.Errorf("it says %q only", want)
		}
		y.expect("what comes", y.heard(4), want...)
	})
}
