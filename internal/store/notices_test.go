package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// somebody is a member in an empty store, and a plan and an organisation beside.
func somebody(t *testing.T, s *store.Store) (people.Member, people.Organisation, uuid.UUID) {
	t.Helper()
	plan, member, organisation := filledPlan(t, "29c"), filled[people.Member](t, 1), filled[people.Organisation](t, 50)
	change(t, s, plan.Slug, func(tx commitments.Tx) error {
		for _, err := range []error{
			tx.SavePlan(t.Context(), plan), tx.SaveMember(t.Context(), member), tx.AddOrganisation(t.Context(), organisation),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	return member, organisation, plan.ID
}

func TestWhatPeopleSaidOfRemindersComesBackWithEveryField(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		m, o, plan := somebody(t, s)
		for seed := range 2 { // once new, once changed
			own, defaults := filled[people.Reminders](t, 100*seed+1), filled[people.Reminders](t, 100*seed+30)
			defaults.Channel = "" // which only people choose
			schedule, snooze := filled[people.ReminderSchedule](t, 100*seed+60), filled[people.Snooze](t, 80)
			snooze.MemberID, snooze.PlanID = m.ID, plan
			days := []people.Holiday{{Day: "2027-01-01", Title: "One"}, {Day: civil.Date("2027-01-02").AddDays(seed), Title: "Two"}}
			change(t, s, "", func(tx commitments.Tx) error {
				for _, err := range []error{
					tx.SaveReminders(ctx, m.ID, own), tx.SaveRemindersFor(ctx, o.Handle, defaults), tx.SaveHolidays(ctx, o.Handle, days),
					tx.SaveReminderSchedule(ctx, plan, schedule), tx.SaveSnooze(ctx, snooze),
				} {
					if err != nil {
						return err
					}
				}
				same(t, "reminders", own, func() (people.Reminders, error) { return tx.RemindersOf(ctx, m.ID) })
				same(t, "defaults", defaults, func() (people.Reminders, error) { return tx.RemindersFor(ctx, o.Handle) })
				same(t, "schedule", schedule, func() (people.ReminderSchedule, error) { return tx.ReminderSchedule(ctx, plan) })
				return nil
			})
			same(t, "reminders", own, func() (people.Reminders, error) { return s.RemindersOf(ctx, m.ID) })
			same(t, "defaults", defaults, func() (people.Reminders, error) { return s.RemindersFor(ctx, o.Handle) })
			same(t, "schedule", schedule, func() (people.ReminderSchedule, error) { return s.PlanSchedule(ctx, plan) })
			same(t, "holidays", days, func() ([]people.Holiday, error) { return s.HolidaysOf(ctx, o.Handle, "2026-12-31") })
			same(t, "snoozes", []people.Snooze{snooze}, func() ([]people.Snooze, error) {
				return s.SnoozesOf(ctx, m.ID, plan, snooze.Until.AddDays(-1))
			})
			same(t, "snoozes that are over", nil, func() ([]people.Snooze, error) { return s.SnoozesOf(ctx, m.ID, plan, snooze.Until) })
		}
	})
}

func TestANoticeComesBackWithEveryField(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		waits := filled[notices.Notice](t, 1)
		waits.Outcome, waits.Reason, waits.DecidedAt, waits.SentOn = "", "", time.Time{}, ""
		again := waits
		again.Day, again.At = "2030-01-01", waits.At.Add(time.Hour)
		for _, n := range []notices.Notice{waits, again} { // the second is there already
			if err := s.PutNotices(ctx, []notices.Notice{n}); err != nil {
				t.Fatal(err)
			}
		}
		same(t, "waiting", []notices.Notice{waits}, func() ([]notices.Notice, error) { return s.WaitingNotices(ctx, waits.At, 10) })
		same(t, "before its time", nil, func() ([]notices.Notice, error) { return s.WaitingNotices(ctx, waits.At.Add(-time.Second), 10) })
		done := filled[notices.Notice](t, 1)
		done.At, done.Outcome = time.Time{}, notices.Sent
		if _, err := s.Settle(ctx, waits.At, []notices.Settlement{{Member: done.Member, Decided: []notices.Notice{done}}}); err != nil {
			t.Fatal(err)
		}
		decided, waiting, err := s.NoticesOf(ctx, done.Member, 10)
		if err != nil {
			t.Fatal(err)
		}
		done.Day, done.By = waits.Day, waits.By // which do not change
		if diff := cmp.Diff([]notices.Notice{done}, decided); diff != "" || len(waiting) > 0 {
			t.Errorf("decided (-written +read), and %d wait:\n%s", len(waiting), diff)
		}
		if err := s.PruneNotices(ctx, done.DecidedAt.Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		if decided, _, err = s.NoticesOf(ctx, done.Member, 10); err != nil || len(decided) > 0 {
			t.Errorf("after pruning: %d are left (%v)", len(decided), err)
		}
	})
}

// TestOfManyProgramsThatDecideAtOnceOneSends: the day of a person is taken once, and what is decided with it (U-14, U-22).
func TestOfManyProgramsThatDecideAtOnceOneSends(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, now := t.Context(), time.Date(2027, 3, 31, 7, 0, 0, 0, time.UTC)
		n := notices.Notice{Member: uuid.Must(uuid.NewV7()), Kind: notices.Due, Plan: uuid.Must(uuid.NewV7()), Number: 12, Anchor: "a", Day: "2027-03-31", At: now}
		if err := s.PutNotices(ctx, []notices.Notice{n}); err != nil {
			t.Fatal(err)
		}
		decided := n
		decided.At, decided.Outcome, decided.Reason, decided.DecidedAt, decided.SentOn = time.Time{}, notices.Sent, "due", now, "2027-03-31"
		var wrote atomic.Int64
		var group sync.WaitGroup
		for range 6 {
			group.Go(func() {
				settled, err := s.Settle(ctx, now, []notices.Settlement{{
					Member: n.Member, Decided: []notices.Notice{decided}, Day: "2027-03-31", Lines: 1,
					Sending: &queue.Sending{
						Key: "notice/m-ana/2027-03-31", Platform: "slack", Realm: "T1", Conversation: "person/U1", Kind: queue.KindLetter,
						Payload: []byte("{}"), CreatedAt: now,
					},
				}})
				if err != nil {
					t.Error(err)
				}
				wrote.Add(int64(len(settled)))
			})
		}
		group.Wait()
		sendings, err := s.ClaimSendings(ctx, "slack", now, now.Add(time.Minute), 10)
		if err != nil || wrote.Load() != 1 || len(sendings) != 1 {
			t.Errorf("%d programs wrote, %d messages wait (%v), want one", wrote.Load(), len(sendings), err)
		}
	})
}

func TestWhatWaitsIsLookedAtAgainOnceItsPersonSaysSomething(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, now := t.Context(), time.Date(2027, 3, 31, 7, 0, 0, 0, time.UTC)
		m, o, plan := somebody(t, s)
		membership := people.Membership{ID: uuid.Must(uuid.NewV7()), CreatedAt: now, MemberID: m.ID, Organisation: o.Handle, Role: people.Contributor}
		n := notices.Notice{Member: m.ID, Kind: notices.Due, Plan: plan, Number: 12, Anchor: "a", Day: "2027-05-01", At: now.AddDate(0, 1, 0)}
		change(t, s, "", func(tx commitments.Tx) error { return tx.SaveMembership(ctx, membership) })
		if err := s.PutNotices(ctx, []notices.Notice{n}); err != nil {
			t.Fatal(err)
		}
		for what, say := range map[string]func(tx commitments.Tx) error{
			"settings": func(tx commitments.Tx) error { return tx.SaveReminders(ctx, m.ID, people.Reminders{Clock: "07:00"}) },
			"organisation": func(tx commitments.Tx) error {
				return tx.SaveRemindersFor(ctx, o.Handle, people.Reminders{Clock: "07:00"})
			},
			"away": func(tx commitments.Tx) error { return tx.WakeReminders(ctx, m.ID) },
		} {
			later := n
			later.Reason = "away"
			if _, err := s.Settle(ctx, now, []notices.Settlement{{Member: m.ID, Later: []notices.Notice{later}}}); err != nil {
				t.Fatal(err)
			}
			if list, err := s.WaitingNotices(ctx, now, 10); err != nil || len(list) != 0 {
				t.Fatalf("%s: %d wait already (%v)", what, len(list), err)
			}
			change(t, s, "", say)
			if list, err := s.WaitingNotices(ctx, now, 10); err != nil || len(list) != 1 {
				t.Errorf("%s: %d wait, want 1 (%v)", what, len(list), err)
			}
		}
	})
}
