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
	"github.com/google/go-cmp/cmp"
)

var morning = time.Date(2026, 11, 25, 9, 0, 0, 123456000, time.UTC)

func offer(token string) people.Offer {
	return people.Offer{
		Token: token, Realm: "T1", Room: "C1", Subject: "U1", Message: "answer/1/0", Line: 1, Say: "log C-12 no change",
		Once: true, CreatedAt: morning, ExpiresAt: morning.Add(time.Hour),
	}
}

func TestAnOfferIsUsedByTheFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		first, second, beside, below, always := offer("a"), offer("b"), offer("beside"), offer("below"), offer("always")
		below.Line, always.Once = 2, false
		if err := s.SaveOffers(t.Context(), []people.Offer{beside, below, always}); err != nil {
			t.Fatal(err)
		}
		second.Line, second.Form, second.Values, second.Say = 2, "commit", `{"title":"نص"}`, ""
		if err := s.SaveOffers(t.Context(), []people.Offer{first, second}); err != nil {
			t.Fatal(err)
		}
		if err := s.SaveOffers(t.Context(), []people.Offer{{Token: "a", Say: "another"}}); err != nil {
			t.Fatal(err)
		}
		for _, want := range []people.Offer{first, second} {
			got, err := s.Offer(t.Context(), want.Token)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("Offer %s: %v (-want +got):\n%s", want.Token, err, diff)
			}
		}
		var wait sync.WaitGroup
		uses := make([]people.Offer, 5)
		for i := range uses {
			wait.Go(func() {
				var err error
				cause := fmt.Sprint("press ", i)
				if uses[i], err = s.UseOffer(t.Context(), "a", people.Use{By: fmt.Sprint("U", i), Name: "Ana", At: morning, For: cause}); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		for i, got := range uses {
			if got.Use != uses[0].Use || got.Use.By == "" {
				t.Errorf("use %d: got %v, want that of all others, %v", i, got.Use, uses[0].Use)
			}
		}
		used, err := s.UsedOffers(t.Context(), "answer/1/0")
		if diff := cmp.Diff([]string{"a", "beside"}, used); err != nil || diff != "" {
			t.Errorf("UsedOffers: %v (-want +got):\n%s", err, diff)
		}
	})
}

func TestAUseThatLedToNothingIsTakenBackByItsCauseAlone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if err := s.SaveOffers(t.Context(), []people.Offer{offer("a")}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.UseOffer(t.Context(), "a", people.Use{By: "U1", At: morning, For: "one"}); err != nil {
			t.Fatal(err)
		}
		if err := s.FreeOffer(t.Context(), "a", "two"); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Offer(t.Context(), "a"); err != nil || got.Use.For != "one" {
			t.Errorf("freed for another cause: got %v %v, want it to stay used", got.Use, err)
		}
		if err := s.FreeOffer(t.Context(), "a", "one"); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Offer(t.Context(), "a"); err != nil || got.Use != (people.Use{}) {
			t.Errorf("freed: got %v %v, want it unused", got.Use, err)
		}
		if _, err := s.Offer(t.Context(), "nobody's"); !errors.Is(err, commitments.ErrNotFound) {
			t.Errorf("unknown token: got %v", err)
		}
		if _, err := s.UseOffer(t.Context(), "nobody's", people.Use{By: "U1", At: morning}); !errors.Is(err, commitments.ErrNotFound) {
			t.Errorf("use of an unknown token: got %v", err)
		}
	})
}

func TestAReplyAddressIsUsedTwiceWithinItsTime(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		address := people.ReplyAddress{ID: "1", Realm: "T1", Address: "sealed", ExpiresAt: morning.Add(30 * time.Minute)}
		late := address
		late.ID = "2"
		for _, a := range []people.ReplyAddress{address, late, address} {
			if err := s.SaveReplyAddress(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		}
		for use := 1; use <= 3; use++ {
			got, err := s.UseReplyAddress(t.Context(), "1", morning, 2)
			if use <= 2 && (err != nil || got.Address != "sealed") {
				t.Errorf("use %d: got %v, %v", use, got, err)
			}
			if use == 3 && !errors.Is(err, commitments.ErrNotFound) {
				t.Errorf("use %d: got %v, want not found", use, err)
			}
		}
		if _, err := s.UseReplyAddress(t.Context(), "2", morning.Add(30*time.Minute), 2); !errors.Is(err, commitments.ErrNotFound) {
			t.Errorf("after half an hour: got %v, want not found", err)
		}
	})
}

func TestWhatHasExpiredIsForgotten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var offers []people.Offer
		for i := range 501 {
			offers = append(offers, offer(fmt.Sprint("old", i)))
		}
		young := offer("young")
		young.ExpiresAt = morning.Add(48 * time.Hour)
		if err := s.SaveOffers(t.Context(), append(offers, young)); err != nil {
			t.Fatal(err)
		}
		if err := s.SaveReplyAddress(t.Context(), people.ReplyAddress{ID: "1", Realm: "T1", Address: "x", ExpiresAt: morning}); err != nil {
			t.Fatal(err)
		}
		for i, want := range []bool{true, false} {
			more, err := s.ForgetSlackActions(t.Context(), morning.Add(2*time.Hour))
			if err != nil || more != want {
				t.Errorf("round %d: got %v %v, want %v", i, more, err, want)
			}
		}
		if _, err := s.Offer(t.Context(), "old500"); !errors.Is(err, commitments.ErrNotFound) {
			t.Errorf("an old offer: got %v", err)
		}
		if _, err := s.Offer(t.Context(), "young"); err != nil {
			t.Errorf("a young offer: got %v", err)
		}
	})
}

func TestAHomeRemembersWhatItShows(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if _, err := s.HomePage(t.Context(), "T1", "U1"); !errors.Is(err, commitments.ErrNotFound) {
			t.Errorf("never opened: got %v", err)
		}
		for _, digest := range []string{"a", "b"} {
			want := people.HomePage{Realm: "T1", Subject: "U1", Digest: digest, At: morning}
			if err := s.SaveHomePage(t.Context(), want); err != nil {
				t.Fatal(err)
			}
			got, err := s.HomePage(t.Context(), "T1", "U1")
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("HomePage: %v (-want +got):\n%s", err, diff)
			}
		}
	})
}
