package store_test

import (
	"errors"
	"testing"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

func TestSubscriptionsImportedEventsAndConfirmationsComeBackWithEveryField(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := filledPlan(t)
		one, imported := filled[commitments.Subscription](t, 10), filled[commitments.ImportedEvent](t, 100)
		confirmation := filled[people.EmailConfirmation](t, 200)
		one.PlanID, imported.PlanID = plan.ID, plan.ID
		save := func(tx commitments.Tx) error {
			return errors.Join(tx.SaveSubscription(ctx, one), tx.SaveImportedEvent(ctx, imported), tx.SaveEmailConfirmation(ctx, confirmation))
		}
		check := func() {
			t.Helper()
			same(t, "subscription", one, func() (commitments.Subscription, error) { return s.Subscription(ctx, plan.ID, one.ID) })
			same(t, "of the room", []commitments.Subscription{one}, func() ([]commitments.Subscription, error) {
				return s.SubscriptionsOf(ctx, plan.ID, uuid.Nil, one.Room)
			})
			change(t, s, "", func(tx commitments.Tx) error {
				same(t, "imported", []commitments.ImportedEvent{imported}, func() ([]commitments.ImportedEvent, error) {
					return tx.ImportedEvents(ctx, plan.ID, imported.Source)
				})
				same(t, "confirmation", confirmation, func() (people.EmailConfirmation, error) {
					return tx.EmailConfirmation(ctx, confirmation.MemberID)
				})
				return nil
			})
		}
		change(t, s, "", func(tx commitments.Tx) error { return errors.Join(tx.SavePlan(ctx, plan), save(tx)) })
		check()
		was := one
		one, confirmation.CodeHash = filled[commitments.Subscription](t, 300), "another"
		one.ID, one.PlanID, one.CreatedAt = was.ID, was.PlanID, was.CreatedAt
		one.Since, one.Position = was.Since, was.Position // whoever tells what is new moves them
		imported.Event = uuid.New()
		change(t, s, "", save)
		check()
		change(t, s, "", func(tx commitments.Tx) error {
			return errors.Join(tx.RemoveSubscription(ctx, plan.ID, one.ID), tx.RemoveImportedEvent(ctx, imported), tx.RemoveEmailConfirmation(ctx, confirmation.MemberID))
		})
		if _, err := s.Subscription(ctx, plan.ID, one.ID); !errors.Is(err, commitments.ErrNotFound) {
			t.Errorf("a subscription that was removed: got %v", err)
		}
	})
}

func TestEventsAreFoundByTheDaysTheyTouch(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := filledPlan(t)
		change(t, s, "", func(tx commitments.Tx) error {
			err := tx.SavePlan(ctx, plan)
			for title, days := range map[string][2]civil.Date{
				"over": {"2027-01-01", ""}, "lasts": {"2027-01-05", "2027-01-10"}, "one day": {"2027-01-10", ""}, "ends late": {"2027-01-20", "2027-02-20"}, "later": {"2027-01-21", ""},
			} {
				e := filled[calendar.Event](t, 1)
				e.PlanID, e.Title, e.StartsOn, e.EndsOn = plan.ID, title, days[0], days[1]
				err = errors.Join(err, tx.SaveEvent(ctx, e))
			}
			return err
		})
		list, err := s.EventsBetween(ctx, plan.ID, "2027-01-10", "2027-01-20")
		if err != nil {
			t.Fatal(err)
		}
		var titles []string
		for _, e := range list {
			titles = append(titles, e.Title)
		}
		if diff := cmp.Diff([]string{"lasts", "one day", "ends late"}, titles); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
