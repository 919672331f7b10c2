package commitments_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

// inMatrix is an account in Matrix; the realm is that of the bot.
func inMatrix(user string) people.Identity {
	return people.Identity{Platform: people.Matrix, Realm: "bot.example", Subject: user}
}

// from is somebody speaking from an account in Matrix.
func (w *world) from(user string) commitments.Origin {
	w.Helper()
	actor, err := w.store.ActorByIdentity(w.Context(), inMatrix(user), w.plan.ID, civil.DateOf(w.clock.Now(), time.UTC))
	if err != nil {
		w.Fatalf("who is %s: %v", user, err)
	}
	return commitments.Origin{Actor: actor, Via: commitments.ViaMatrix}
}

// links makes an account in Matrix a further one of a member's.
func (w *world) links(name, user string) {
	w.Helper()
	code := w.must(w.as(name), commitments.OfferLink{}).Code
	w.must(commitments.Origin{}, commitments.AskLink{CodeHash: people.HashLinkCode(code), Identity: inMatrix(user), Name: name})
	w.must(w.as(name), commitments.AcceptLink{Identity: inMatrix(user)})
}

// M-44.
func TestAnOrganisationRestrictsWhichServersActForIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.joins("ana", "ndi", people.FocalPoint)
		code := w.must(operator(), commitments.Invite{Plan: slug, Organisation: "anfrel", Role: people.Contributor}).Code
		w.must(w.as("ana"), commitments.Join{Code: code, Identity: identity("ana")})
		w.links("ana", "@ana:elsewhere.example")
		ref := w.registers(w.as("ana"), "ndi")
		restrict := commitments.RestrictServers{Plan: slug, Organisation: "ndi", Servers: []string{" NDI.example:8448 ", "[::1]", "ndi.example:8448"}}
		w.must(w.as("ana"), restrict)
		listed, err := s.ServersOf(t.Context(), "ndi")
		if diff := cmp.Diff([]string{"[::1]", "ndi.example:8448"}, listed); diff != "" || err != nil {
			t.Errorf("listed (-want +got), %v:\n%s", err, diff)
		}

		// The account acts for the other organisation alone; another account of hers for both.
		elsewhere := w.from("@ana:elsewhere.example")
		if diff := cmp.Diff([]string{"anfrel"}, elsewhere.Actor.Organisations()); diff != "" {
			t.Errorf("organisations (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"ndi"}, elsewhere.Actor.Barred); diff != "" {
			t.Errorf("barred (-want +got):\n%s", diff)
		}
		if slices.Contains(elsewhere.Actor.Endorsing, "ndi") || !elsewhere.Actor.Known() {
			t.Errorf("the actor: got %+v, want one who is known, but for ndi", elsewhere.Actor)
		}
		for _, cmd := range []commitments.Command{
			commitments.Log{Plan: slug, Ref: ref, Note: "n"},
			commitments.Leave{Plan: slug, Organisation: "ndi"},
			commitments.RestrictServers{Plan: slug, Organisation: "ndi"},
			commitments.Invite{Plan: slug, Organisation: "ndi", Role: people.Observer},
		} {
			_, err := w.service.Do(t.Context(), elsewhere, cmd)
			if p, _ := problem.Of(err); p.Key != "servers.barred" || p.Kind != problem.Refused || fmt.Sprint(p.Args["organisations"]) != "[ndi]" {
				t.Errorf("%s from elsewhere: got %v, want that the account is barred", cmd.Verb(), err)
			}
		}
		w.must(w.as("ana"), commitments.Log{Plan: slug, Ref: ref, Note: "from the console"})

		restrict.Servers = nil
		w.must(w.as("ana"), restrict)
		w.must(w.from("@ana:elsewhere.example"), commitments.Log{Plan: slug, Ref: ref, Note: "from elsewhere"})
	})
}

// M-44.
func TestNobodyJoinsFromAServerThatIsNotListed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.joins("ana", "ndi", people.FocalPoint)
		w.must(operator(), commitments.RestrictServers{Plan: slug, Organisation: "ndi", Servers: []string{"ndi.example"}})
		code := w.must(operator(), commitments.Invite{Plan: slug, Organisation: "ndi", Role: people.Observer}).Code
		join := func(user string) error {
			_, err := w.service.Do(t.Context(), commitments.Origin{}, commitments.Join{Code: code, Identity: inMatrix(user), Name: "Ben"})
			return err
		}
		for _, user := range []string{"@ben:elsewhere.example", "@ben:ndi.example.evil.example", "@ben:NDI.example", "@ndi.example:x", "@ben"} {
			if err := join(user); !errors.Is(err, problem.Problem{Kind: problem.Refused, Key: "servers.join"}) {
				t.Errorf("%s joins: got %v, want a refusal", user, err)
			}
			if _, err := s.MemberByIdentity(t.Context(), inMatrix(user)); !errors.Is(err, commitments.ErrNotFound) {
				t.Errorf("%s is a member all the same: %v", user, err)
			}
		}
		if err := join("@ben:ndi.example"); err != nil { // the code was not used up
			t.Errorf("from the server that is listed: got %v", err)
		}
	})
}

// M-44.
func TestSomebodyCanAlwaysActForAnOrganisation(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		restrict := commitments.RestrictServers{Plan: slug, Organisation: "ndi", Servers: []string{"ndi.example"}}
		w.must(operator(), restrict) // nobody is there yet
		restrict.Servers = nil
		w.must(operator(), restrict)
		for user, role := range map[string]people.Role{"@ana:a.example": people.FocalPoint, "@ben:ndi.example": people.Deputy} {
			code := w.must(operator(), commitments.Invite{Plan: slug, Organisation: "ndi", Role: role}).Code
			w.must(commitments.Origin{}, commitments.Join{Code: code, Identity: inMatrix(user), Name: user})
		}
		restrict.Servers = []string{"ndi.example"}
		for who, by := range map[string]commitments.Origin{"the focal point": w.from("@ana:a.example"), "the operator": operator()} {
			if _, err := w.service.Do(t.Context(), by, restrict); !errors.Is(err, problem.Problem{Kind: problem.Conflict, Key: "servers.nobody_left"}) {
				t.Errorf("%s leaves nobody: got %v, want a conflict", who, err)
			}
		}
		if _, err := w.service.Do(t.Context(), w.from("@ben:ndi.example"), commitments.RestrictServers{Plan: slug, Organisation: "ndi"}); !errors.Is(err, problem.Problem{Key: "access.refused_ask"}) {
			t.Errorf("a deputy: got %v, want a refusal", err)
		}
		restrict.Servers = append(restrict.Servers, "a.example")
		w.must(w.from("@ana:a.example"), restrict)
		if got := w.from("@ana:a.example").Actor; got.RoleIn("ndi") != people.FocalPoint || got.Barred != nil {
			t.Errorf("the focal point: got %+v", got)
		}
	})
}

func TestServersThatAreNoneAreRefused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		for _, name := range []string{"", "@ana:ndi.example", "https://ndi.example", "ndi.example/x", "ndi example", "-ndi.example", "ndi.example:port", "нди.example"} {
			_, err := w.service.Do(t.Context(), operator(), commitments.RestrictServers{Plan: slug, Organisation: "ndi", Servers: []string{name}})
			if !errors.Is(err, problem.Problem{Kind: problem.Invalid, Key: "servers.name"}) {
				t.Errorf("%q: got %v, want that it is no server", name, err)
			}
		}
		var many []string
		for i := range people.MaxServers + 1 {
			many = append(many, fmt.Sprintf("s%d.example", i))
		}
		_, err := w.service.Do(t.Context(), operator(), commitments.RestrictServers{Plan: slug, Organisation: "ndi", Servers: many})
		if !errors.Is(err, problem.Problem{Kind: problem.Exhausted, Key: "servers.most"}) {
			t.Errorf("%d servers: got %v, want that they are too many", len(many), err)
		}
		_, err = w.service.Do(t.Context(), operator(), commitments.RestrictServers{Plan: slug, Organisation: "none", Servers: many[:1]})
		if !errors.Is(err, problem.Problem{Kind: problem.NotFound, Key: "organisation.unknown"}) {
			t.Errorf("an organisation that is none: got %v", err)
		}
	})
}
