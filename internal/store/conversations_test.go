package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

var talk = people.Conversation{
	Platform: people.Matrix, Realm: "hs.example", Room: "!a:hs.example", Subject: "@ana:hs.example", Version: 1,
	At: time.Date(2026, 11, 25, 9, 0, 0, 123456000, time.UTC), Text: `{"now":{"heard":"ar"}} نعم`,
}

func account(c people.Conversation) people.Identity {
	return people.Identity{Platform: c.Platform, Realm: c.Realm, Subject: c.Subject}
}

func TestAConversationIsKeptForItsAccountInItsRoom(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if _, err := s.Conversation(t.Context(), account(talk), talk.Room); !errors.Is(err, commitments.ErrNotFound) {
			t.Errorf("before anything is kept: got %v", err)
		}
		if err := s.SaveConversation(t.Context(), talk); err != nil {
			t.Fatal(err)
		}
		got, err := s.Conversation(t.Context(), account(talk), talk.Room)
		if diff := cmp.Diff(talk, got); err != nil || diff != "" {
			t.Errorf("Conversation: %v (-want +got):\n%s", err, diff)
		}
		room := people.Identity{Platform: talk.Platform, Realm: talk.Realm}
		for name, other := range map[string]people.Identity{"the room": room, "another account": {Platform: talk.Platform, Realm: talk.Realm, Subject: "@ben:hs.example"}} {
			if _, err := s.Conversation(t.Context(), other, talk.Room); !errors.Is(err, commitments.ErrNotFound) {
				t.Errorf("%s: got %v", name, err)
			}
		}
	})
}

func TestOfTwoWhoChangeAConversationOneIsTold(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for version := 1; version <= 3; version++ {
			var conflicts, saved int
			var mutex sync.Mutex
			var wait sync.WaitGroup
			for range 4 {
				wait.Go(func() {
					c := talk
					c.Version = version
					err := s.SaveConversation(t.Context(), c)
					mutex.Lock()
					defer mutex.Unlock()
					switch {
					case err == nil:
						saved++
					case errors.Is(err, commitments.ErrConflict):
						conflicts++
					default:
						t.Error(err)
					}
				})
			}
			wait.Wait()
			if saved != 1 || conflicts != 3 {
				t.Errorf("version %d: %d were saved and %d told of a conflict, want 1 and 3", version, saved, conflicts)
			}
		}
	})
}

func TestOldConversationsAreForgottenAndRoomsAreNot(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		room, recent := talk, talk
		room.Subject = ""
		recent.Room, recent.At = "!b:hs.example", talk.At.Add(time.Hour)
		for _, c := range []people.Conversation{talk, room, recent} {
			if err := s.SaveConversation(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.ForgetConversations(t.Context(), talk.At.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		for _, c := range []people.Conversation{room, recent} {
			if _, err := s.Conversation(t.Context(), account(c), c.Room); err != nil {
				t.Errorf("%+v is gone: %v", c, err)
			}
		}
		if _, err := s.Conversation(t.Context(), account(talk), talk.Room); !errors.Is(err, commitments.ErrNotFound) {
			t.Errorf("an old conversation is still there: %v", err)
		}
	})
}

func TestAConversationThatCannotBeKeptAsItIsIsRefused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, text := range []string{"a\x00b", "\xff"} {
			c := talk
			c.Text = text
			if err := s.SaveConversation(t.Context(), c); !errors.Is(err, store.ErrText) {
				t.Errorf("%q: got %v", text, err)
			}
		}
	})
}
