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
)

func slackAccount(subject string) people.Identity {
	return people.Identity{Platform: people.Slack, Realm: "T1", Subject: subject}
}

// I-02, I-03: of two accounts that say one code at the same time, one is asked for; and only it can be accepted.
func TestALinkCodeIsSaidOnceAndTheAccountThatSaidItIsAccepted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		service := commitments.NewService(s, func() time.Time { return morning })
		operator := commitments.Origin{Via: commitments.ViaConsole}
		operator.Actor.Operator = true
		if _, err := service.Do(t.Context(), operator, commitments.Introduce{Identity: slackAccount("U1"), Name: "Ana"}); err != nil {
			t.Fatal(err)
		}
		member, err := s.MemberByIdentity(t.Context(), slackAccount("U1"))
		if err != nil {
			t.Fatal(err)
		}
		ana := commitments.Origin{Via: commitments.ViaSlack}
		ana.Actor.Member = member
		offered, err := service.Do(t.Context(), ana, commitments.OfferLink{})
		if err != nil {
			t.Fatal(err)
		}
		hash := people.HashLinkCode(offered.Code)
		won := make([]bool, 4)
		var wait sync.WaitGroup
		for i, subject := range []string{"U2", "U3", "U4", "U5"} {
			wait.Go(func() {
				_, err := service.Do(t.Context(), commitments.Origin{Via: commitments.ViaSlack}, commitments.AskLink{CodeHash: hash, Identity: slackAccount(subject)})
				won[i] = err == nil
				if err != nil && !errors.Is(err, commitments.UnknownLinkCode()) {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		winner, winners := "", 0
		for i, subject := range []string{"U2", "U3", "U4", "U5"} {
			if won[i] {
				winner, winners = subject, winners+1
			}
		}
		if winners != 1 {
			t.Fatalf("accounts that said the code: got %d, want 1", winners)
		}
		if _, err := service.Do(t.Context(), ana, commitments.AcceptLink{Identity: slackAccount("U9")}); err == nil {
			t.Error("an account was accepted that did not ask")
		}
		if _, err := service.Do(t.Context(), ana, commitments.AcceptLink{Identity: slackAccount(winner)}); err != nil {
			t.Fatal(err)
		}
		if got, err := s.MemberByIdentity(t.Context(), slackAccount(winner)); err != nil || got.ID != member.ID {
			t.Errorf("the linked account: got %v %v, want Ana's", got.Key, err)
		}
		if _, err := service.Do(t.Context(), ana, commitments.Unlink{Identity: slackAccount("U1")}); err != nil {
			t.Fatal(err)
		}
		if _, err := service.Do(t.Context(), ana, commitments.Unlink{Identity: slackAccount(winner)}); err == nil {
			t.Error("the last account was taken away")
		}
	})
}
