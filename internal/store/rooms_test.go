package store_test

import (
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/uuid"
)

// S-46: what was set up for a room, and its language, are found under its new id; paused, it is told nothing more.
func TestWhatWasSetUpForARoomMovesAndIsPaused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		room := func(id string) people.Room { return people.Room{Platform: people.Slack, Realm: "T1", ID: id} }
		plan := followedIn(t, s, room("C1"), room("C9"))
		for _, c := range []people.Conversation{
			{Room: "C1"}, {Room: "C1", Subject: "U1"}, {Room: "C1", Subject: "U2"}, {Room: "C2", Subject: "U2"},
		} {
			c.Platform, c.Realm, c.Version, c.At, c.Text = people.Slack, "T1", 1, morning, c.Room+" "+c.Subject
			if err := s.SaveConversation(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			if err := s.MoveRoom(t.Context(), room("C1"), room("C2")); err != nil {
				t.Fatal(err)
			}
		}
		for subject, want := range map[string]string{"": "C1 ", "U1": "C1 U1", "U2": "C2 U2"} {
			who := people.Identity{Platform: people.Slack, Realm: "T1", Subject: subject}
			if got, err := s.Conversation(t.Context(), who, "C2"); err != nil || got.Text != want {
				t.Errorf("conversation with %q: got %q %v, want %q", subject, got.Text, err, want)
			}
		}
		follows := func(id string) int {
			list, err := s.SubscriptionsOf(t.Context(), plan, uuid.Nil, room(id))
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		if follows("C1") != 0 || follows("C2") != 1 || follows("C9") != 1 {
			t.Errorf("moved: got %d, %d and %d, want 0, 1 and 1", follows("C1"), follows("C2"), follows("C9"))
		}
		for _, want := range []int{1, 0} {
			told, err := s.PauseRoom(t.Context(), room("C2"))
			if err != nil || len(told) != want || want == 1 && told[0].Subject != "U1" {
				t.Errorf("paused: got %v %v, want %d", told, err, want)
			}
		}
		if follows("C2") != 0 || follows("C9") != 1 {
			t.Errorf("paused: got %d and %d, want 0 and 1", follows("C2"), follows("C9"))
		}
	})
}

// M-40: a room that follows something already does not hear of it twice after another has become it.
func TestWhatBothRoomsFollowIsFollowedOnceAfterAMove(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		room := func(id string) people.Room { return people.Room{Platform: people.Slack, Realm: "T1", ID: id} }
		plan := followedIn(t, s, room("C1"), room("C2"))
		own, err := s.SubscriptionsOf(t.Context(), plan, uuid.Nil, room("C2"))
		if err != nil || len(own) != 1 {
			t.Fatalf("before: got %v %v", own, err)
		}
		for _, from := range []string{"C1", "C2"} { // to move a room to where it is changes nothing
			if err := s.MoveRoom(t.Context(), room(from), room("C2")); err != nil {
				t.Fatal(err)
			}
		}
		for id, want := range map[string][]commitments.Subscription{"C1": nil, "C2": own} {
			same(t, id, want, func() ([]commitments.Subscription, error) {
				return s.SubscriptionsOf(t.Context(), plan, uuid.Nil, room(id))
			})
		}
	})
}

// followedIn lets rooms follow a step, and gives the plan.
func followedIn(t *testing.T, s *store.Store, rooms ...people.Room) uuid.UUID {
	t.Helper()
	documents, err := plans.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	service := commitments.NewService(s, func() time.Time { return morning })
	do := func(by commitments.Origin, c commitments.Command) commitments.Outcome {
		t.Helper()
		outcome, err := service.Do(t.Context(), by, c)
		if err != nil {
			t.Fatal(err)
		}
		return outcome
	}
	operator := commitments.Origin{Actor: access.Actor{Operator: true}, Via: commitments.ViaConsole}
	do(operator, commitments.ImportPlan{Document: documents[0]})
	plan, err := s.PlanBySlug(t.Context(), documents[0].Slug)
	if err != nil {
		t.Fatal(err)
	}
	do(operator, commitments.ListOrganisations{Plan: plan.Slug, Organisations: []people.Organisation{{Handle: "ndi", Name: "NDI", Kind: "ngo"}}})
	do(operator, commitments.Endorse{Plan: plan.Slug, Organisation: "ndi"})
	invited := do(operator, commitments.Invite{Plan: plan.Slug, Organisation: "ndi", Role: people.FocalPoint})
	who := slackAccount("U1")
	do(commitments.Origin{Via: commitments.ViaSlack}, commitments.Join{Code: invited.Code, Identity: who, Name: "Ana"})
	actor, err := s.ActorByIdentity(t.Context(), who, plan.ID, civil.DateOf(morning, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range rooms {
		do(commitments.Origin{Actor: actor, Via: commitments.ViaSlack},
			commitments.Follow{Plan: plan.Slug, Scope: commitments.OfStep, Object: plan.Steps[0].Code, Room: room})
	}
	return plan.ID
}
