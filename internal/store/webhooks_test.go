package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

func TestWebhooksDeliveriesAndCalendarAddressesComeBackWithEveryField(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := filledPlan(t)
		hook := filled[commitments.Webhook](t, 10)
		hook.PlanID = plan.ID
		delivery := filled[commitments.Delivery](t, 100)
		delivery.PlanID, delivery.WebhookID, delivery.Commitment = plan.ID, hook.ID, "C-12"
		address := filled[people.CalendarAddress](t, 200)
		address.PlanID = plan.ID
		change(t, s, plan.Slug, func(tx commitments.Tx) error {
			return errors.Join(tx.SavePlan(ctx, plan), tx.AddWebhook(ctx, hook), tx.QueueDelivery(ctx, delivery), tx.SaveCalendarAddress(ctx, address))
		})
		same(t, "webhook", hook, func() (commitments.Webhook, error) { return s.Webhook(ctx, plan.ID, hook.ID) })
		same(t, "webhooks", []commitments.Webhook{hook}, func() ([]commitments.Webhook, error) { return s.WebhooksOf(ctx, plan.ID) })
		same(t, "deliveries", []commitments.Delivery{delivery}, func() ([]commitments.Delivery, error) {
			return s.DeliveriesOf(ctx, plan.ID, hook.ID, true, 10)
		})
		same(t, "address by hash", address, func() (people.CalendarAddress, error) { return s.CalendarAddressByHash(ctx, address.Hash) })
		same(t, "addresses", []people.CalendarAddress{address}, func() ([]people.CalendarAddress, error) {
			return s.CalendarAddressesOf(ctx, plan.ID, address.MemberID)
		})

		again := filled[commitments.Webhook](t, 300)
		again.ID, again.PlanID = hook.ID, plan.ID
		change(t, s, plan.Slug, func(tx commitments.Tx) error { return tx.SaveWebhook(ctx, again) })
		again.WebhookState = hook.WebhookState // that of whoever delivers stays
		same(t, "saved webhook", again, func() (commitments.Webhook, error) { return s.Webhook(ctx, plan.ID, hook.ID) })
	})
}

func TestBacklogsTellWhatWaitsFromWhatIsDead(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := filledPlan(t)
		hook := filled[commitments.Webhook](t, 10)
		hook.PlanID = plan.ID
		one := filled[commitments.Delivery](t, 100)
		one.PlanID, one.WebhookID, one.Commitment = plan.ID, hook.ID, ""
		two, three := one, one
		two.ID, two.DeadAt = "msg_2", time.Time{}
		three.ID, three.DeadAt, three.CreatedAt = "msg_3", time.Time{}, one.CreatedAt.Add(time.Hour)
		change(t, s, plan.Slug, func(tx commitments.Tx) error {
			return errors.Join(tx.SavePlan(ctx, plan), tx.AddWebhook(ctx, hook),
				tx.QueueDelivery(ctx, one), tx.QueueDelivery(ctx, two), tx.QueueDelivery(ctx, three))
		})
		got, err := s.Backlogs(ctx, plan.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := commitments.Backlog{Waiting: 2, Dead: 1, Oldest: two.CreatedAt}
		if diff := cmp.Diff(want, got[hook.ID]); diff != "" {
			t.Errorf("backlog (-want +got):\n%s", diff)
		}
	})
}

func TestTheLatestEntriesAreThoseOfTheJournalThatTheReaderSees(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		plan := storetest.World{Organisations: 6, Commitments: 60}.Fill(t, s)
		reader := access.Room(access.ToPublic)
		places, err := s.Follow(t.Context(), plan.ID, reader, 0, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		for _, of := range []commitments.Of{{}, {Organisation: "org-1"}, {Step: "25"}} {
			want := []int64{}
			for i := len(places) - 1; i >= 0 && len(want) < 25; i-- {
				e := places[i].Entry
				if e == nil {
					continue
				}
				c, err := s.Commitment(t.Context(), plan.ID, e.Commitment, reader)
				if err != nil {
					t.Fatal(err)
				}
				if (of.Organisation == "" || slices.Contains(c.Organisations(), of.Organisation)) && (of.Step == "" || slices.Contains(c.Steps, of.Step)) {
					want = append(want, e.Position)
				}
			}
			entries, err := s.LatestEntries(t.Context(), plan.ID, reader, of, 25)
			if err != nil {
				t.Fatal(err)
			}
			got := []int64{}
			for i := range entries {
				if got = append(got, entries[i].Position); entries[i].Salt != "" {
					t.Errorf("%+v: position %d comes with its salt", of, entries[i].Position)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" || (of.Step == "" && len(got) == 0) {
				t.Errorf("%+v (-want +got):\n%s", of, diff)
			}
		}
	})
}
