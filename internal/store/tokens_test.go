package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

func TestTokensAndEventsComeBackWithEveryField(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := filledPlan(t)
		event := filled[calendar.Event](t, 10)
		event.PlanID = plan.ID
		token := filled[people.Token](t, 20)
		token.PlanID = plan.ID
		change(t, s, plan.Slug, func(tx commitments.Tx) error {
			return errors.Join(tx.SavePlan(ctx, plan), tx.SaveEvent(ctx, event), tx.SaveToken(ctx, token))
		})
		same(t, "event", event, func() (calendar.Event, error) { return s.Event(ctx, plan.ID, event.ID) })
		same(t, "token by hash", token, func() (people.Token, error) { return s.TokenByHash(ctx, token.Hash) })
		same(t, "tokens", []people.Token{token}, func() ([]people.Token, error) { return s.TokensOf(ctx, plan.ID) })

		changed := filled[calendar.Event](t, 100)
		changed.ID, changed.PlanID, changed.CreatedAt = event.ID, plan.ID, event.CreatedAt
		again := filled[people.Token](t, 200)
		again.ID, again.PlanID = token.ID, plan.ID
		change(t, s, plan.Slug, func(tx commitments.Tx) error {
			same(t, "token by id", token, func() (people.Token, error) { return tx.Token(ctx, token.ID) })
			return errors.Join(tx.SaveEvent(ctx, changed), tx.SaveToken(ctx, again))
		})
		same(t, "changed event", changed, func() (calendar.Event, error) { return s.Event(ctx, plan.ID, event.ID) })
		again.LastUsedAt = time.Date(2026, 11, 25, 9, 0, 0, 5000, time.UTC)
		if err := s.NoteTokenUsed(ctx, again.ID, again.LastUsedAt); err != nil {
			t.Fatal(err)
		}
		same(t, "used token", again, func() (people.Token, error) { return s.TokenByHash(ctx, again.Hash) })

		change(t, s, plan.Slug, func(tx commitments.Tx) error { return tx.RemoveEvent(ctx, plan.ID, event.ID) })
		if _, err := s.Event(ctx, plan.ID, event.ID); !errors.Is(err, commitments.ErrNotFound) {
			t.Errorf("removed event: got %v, want not found", err)
		}
	})
}

func TestAFollowerWalksTheChainThroughWhatIsWithheld(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		plan := storetest.World{Organisations: 10, Commitments: 60}.Fill(t, s)
		reader := access.Room(access.ToPublic)
		previous, position, withheld, shown := commitments.Genesis, int64(0), 0, 0
		for {
			places, err := s.Follow(t.Context(), plan.ID, reader, position, 37)
			if err != nil {
				t.Fatal(err)
			}
			if len(places) == 0 {
				break
			}
			for _, place := range places {
				position++
				if place.Position != position || commitments.LinkDigest(previous, place.EntryDigest) != place.Digest {
					t.Fatalf("at %d: got position %d and a digest that does not follow", position, place.Position)
				}
				previous = place.Digest
				if place.Entry == nil {
					withheld++
					continue
				}
				shown++
				if place.Entry.Salt != "" || place.Entry.Cause != "" {
					t.Errorf("at %d: salt or cause is shown", position)
				}
				if _, err := s.Commitment(t.Context(), plan.ID, place.Entry.Commitment, reader); err != nil {
					t.Errorf("at %d: an entry of %s is shown, which is %v", position, place.Entry.Commitment, err)
				}
			}
		}
		head, err := s.Head(t.Context(), plan.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]any{head.Position, head.Digest}, []any{position, previous}); diff != "" {
			t.Errorf("the head (-stored +walked):\n%s", diff)
		}
		if shown == 0 || withheld == 0 {
			t.Errorf("got %d shown and %d withheld, want some of both", shown, withheld)
		}
	})
}
