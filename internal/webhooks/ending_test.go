package webhooks_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/uuid"
)

func TestA410EndsTheWebhook(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id, _ := w.subscribes("ana", commitments.AddWebhook{})
		w.receiver.answers(status(http.StatusGone))
		ref := w.registers("ana", "ndi", "Joint paper", "public")
		w.logs("ana", ref, "news")
		w.pass()
		hook := w.webhook(id)
		if !hook.Ended() || hook.Ending != commitments.EndedGone {
			t.Errorf("webhook: got ended at %v because %q", hook.EndedAt, hook.Ending)
		}
		if n := len(w.deliveries(id, false)); n != 0 {
			t.Errorf("waiting: got %d, want none", n)
		}
		w.receiver.arrivals()
		w.logs("ana", ref, "more")
		w.clock.Forward(time.Hour)
		w.pass()
		if n := len(w.receiver.arrivals()); n != 0 {
			t.Errorf("after its end: got %d messages", n)
		}
		_, err := w.service.Do(t.Context(), w.as("ana"), commitments.TestWebhook{Plan: slug, ID: id})
		refusedAs(t, err, "webhook.ended")
	})
}

func TestAWebhookEndsWithTheTokenThatAddedIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		token := w.must(operator(), commitments.IssueToken{
			Plan: slug, Member: w.keys["ana"], Scope: people.WriteScope, Label: "l", Lasts: 24 * time.Hour,
		}).Subject
		id, _ := w.subscribes("ana", commitments.AddWebhook{Token: uuid.MustParse(token), Audience: "endorsers"})
		ref := w.registers("ana", "ndi", "Joint paper", "endorsers")
		w.clock.Forward(48 * time.Hour) // the token has run out, which ends nothing
		w.pass()
		if n := len(w.receiver.arrivals()); n != 1 {
			t.Fatalf("with a token that has run out: got %d messages, want 1", n)
		}
		w.logs("ana", ref, "queued, and then the token is revoked")
		w.must(operator(), commitments.RevokeToken{Plan: slug, Token: token})
		w.pass()
		if n := len(w.receiver.arrivals()); n != 0 {
			t.Errorf("with a revoked token: got %d messages", n)
		}
		if hook := w.webhook(id); hook.Ending != commitments.EndedTokenRevoked {
			t.Errorf("ending: got %q", hook.Ending)
		}
	})
}

func TestAWebhookEndsWhenItsMemberHasLeft(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id, _ := w.subscribes("cleo", commitments.AddWebhook{})
		w.must(w.as("ana"), commitments.RemoveMember{Plan: slug, Organisation: "ndi", Member: w.keys["cleo"]})
		w.registers("ana", "ndi", "Joint paper", "public")
		w.pass()
		if n := len(w.receiver.arrivals()); n != 0 {
			t.Errorf("got %d messages, want none", n)
		}
		if hook := w.webhook(id); hook.Ending != commitments.EndedOwnerLeft {
			t.Errorf("ending: got %q", hook.Ending)
		}
	})
}

func TestARemovedWebhookTakesItsDeliveriesAlong(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id, _ := w.subscribes("ana", commitments.AddWebhook{})
		w.receiver.answers(status(http.StatusServiceUnavailable))
		w.registers("ana", "ndi", "Joint paper", "public")
		w.pass()
		w.must(w.as("ana"), commitments.RemoveWebhook{Plan: slug, ID: id})
		if _, err := s.Webhook(context.Background(), w.plan.ID, id); !errors.Is(err, commitments.ErrNotFound) {
			t.Errorf("webhook: got %v, want not found", err)
		}
		if n := len(w.deliveries(id, false)); n != 0 {
			t.Errorf("waiting: got %d, want none", n)
		}
	})
}

func TestNobodyManagesTheWebhookOfAStranger(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t).Open(t))
	own, _ := w.subscribes("cleo", commitments.AddWebhook{})
	bound, _ := w.subscribes("cleo", commitments.AddWebhook{Organisation: "ndi"})
	for _, c := range []struct {
		who string
		id  uuid.UUID
		may bool
	}{
		{"cleo", own, true},
		{"ana", own, false},
		{"ben", own, false},
		{"kim", own, true},
		{"cleo", bound, true},
		{"ana", bound, true},
		{"ben", bound, false},
		{"kim", bound, true},
	} {
		_, err := w.service.Do(t.Context(), w.as(c.who), commitments.TestWebhook{Plan: slug, ID: c.id})
		if c.may && err != nil {
			t.Errorf("%s: got %v, want to be allowed", c.who, err)
		}
		if !c.may {
			refusedAs(t, err, "webhook.unknown")
		}
	}
}
