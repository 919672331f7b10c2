package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// M-40: the ids of newer rooms have no server in them, and none is looked for.
const opaqueRoom = "!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM"

const matrixBot = "@accord:hs.example"

func TestAMatrixRoomComesBackWithEveryField(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		if _, err := s.MatrixRoom(ctx, matrixBot, opaqueRoom); !errors.Is(err, commitments.ErrNotFound) {
			t.Errorf("before anything is kept: got %v", err)
		}
		if known, err := s.KnowsMatrixRooms(ctx, matrixBot); known || err != nil {
			t.Errorf("KnowsMatrixRooms: got %v, %v", known, err)
		}
		for seed := 10; seed <= 1000; seed *= 10 {
			want := filled[people.ChatRoom](t, seed)
			want.Account, want.ID = matrixBot, opaqueRoom
			_, err := s.ChangeMatrixRoom(ctx, matrixBot, opaqueRoom, func(r *people.ChatRoom) { *r = want })
			if err != nil {
				t.Fatal(err)
			}
			same(t, "room", want, func() (people.ChatRoom, error) { return s.MatrixRoom(ctx, matrixBot, opaqueRoom) })
		}
		if known, err := s.KnowsMatrixRooms(ctx, matrixBot); !known || err != nil {
			t.Errorf("KnowsMatrixRooms: got %v, %v", known, err)
		}
	})
}

// M-18.
func TestARoomThatWasEncryptedStaysSo(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, encrypted := range []bool{true, false} {
			got, err := s.ChangeMatrixRoom(t.Context(), matrixBot, opaqueRoom, func(r *people.ChatRoom) { r.Encrypted = encrypted })
			if err != nil || !got.Encrypted {
				t.Errorf("after it was set to %v: got %v, %v", encrypted, got.Encrypted, err)
			}
		}
	})
}

func TestChangesOfARoomAtTheSameTimeAreAllKept(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 5 {
					if _, err := s.ChangeMatrixRoom(t.Context(), matrixBot, opaqueRoom, func(r *people.ChatRoom) { r.Members++ }); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if got, err := s.MatrixRoom(t.Context(), matrixBot, opaqueRoom); err != nil || got.Members != 40 {
			t.Errorf("got %d changes, %v, want 40", got.Members, err)
		}
	})
}

func TestPrivateConversationsAndInvitesAreFoundByPerson(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, now := t.Context(), noon()
		for i := range 4 {
			_, err := s.ChangeMatrixRoom(ctx, matrixBot, fmt.Sprintf("!%d", i), func(r *people.ChatRoom) {
				r.Inviter, r.InvitedAt, r.JoinedAt = "@ana:hs.example", now.Add(time.Duration(i)*time.Hour), now.Add(time.Duration(i)*time.Hour)
				if i > 1 {
					r.Direct = "@ana:hs.example"
				}
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		rooms, err := s.DirectMatrixRooms(ctx, matrixBot, "@ana:hs.example")
		if err != nil || len(rooms) != 2 || rooms[0].ID != "!3" {
			t.Errorf("DirectMatrixRooms: got %v, %v", rooms, err)
		}
		if rooms, err := s.DirectMatrixRooms(ctx, matrixBot, ""); err != nil || len(rooms) != 0 {
			t.Errorf("of nobody: got %v, %v", rooms, err)
		}
		if n, err := s.MatrixInvites(ctx, matrixBot, "@ana:hs.example", now.Add(time.Hour)); err != nil || n != 3 {
			t.Errorf("MatrixInvites: got %d, %v, want 3", n, err)
		}
	})
}

func TestUtterancesAndPromptsComeBackUntilTheyAreForgotten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		u, p := filled[people.Utterance](t, 10), filled[people.Prompt](t, 20)
		for range 2 { // a second time changes nothing
			if err := errors.Join(s.SaveMatrixUtterance(ctx, u), s.SaveMatrixPrompt(ctx, p)); err != nil {
				t.Fatal(err)
			}
		}
		same(t, "utterance", u, func() (people.Utterance, error) { return s.MatrixUtterance(ctx, u.Account, u.Event) })
		same(t, "prompt", p, func() (people.Prompt, error) { return s.MatrixPrompt(ctx, p) })
		p.Say, p.Event = []string{"yes C-12", "no"}, "$later"
		if err := s.SaveMatrixPrompt(ctx, p); err != nil {
			t.Fatal(err)
		}
		same(t, "later prompt", p, func() (people.Prompt, error) { return s.MatrixPrompt(ctx, p) })

		if more, err := s.ForgetMatrix(ctx, p.At, u.At); more || err != nil {
			t.Errorf("ForgetMatrix: got %v, %v", more, err)
		}
		same(t, "prompt that is not old enough", p, func() (people.Prompt, error) { return s.MatrixPrompt(ctx, p) })
		if _, err := s.ForgetMatrix(ctx, p.At.Add(time.Second), u.At.Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		_, err := s.MatrixPrompt(ctx, p)
		if !errors.Is(err, commitments.ErrNotFound) {
			t.Errorf("a forgotten prompt: got %v", err)
		}
		if _, err := s.MatrixUtterance(ctx, u.Account, u.Event); !errors.Is(err, commitments.ErrNotFound) {
			t.Errorf("a forgotten utterance: got %v", err)
		}
	})
}
