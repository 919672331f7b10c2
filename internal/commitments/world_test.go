package commitments_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/clocktest"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

const slug = plans.DefaultSlug

// world is a plan with a convener, two endorsing organisations and one that does not endorse, on a clock that tests set.
type world struct {
	testing.TB
	store   *store.Store
	service *commitments.Service
	plan    *plans.Plan
	clock   *clocktest.Clock
}

func operator() commitments.Origin {
	return commitments.Origin{Actor: access.Actor{Operator: true}, Via: commitments.ViaConsole}
}

func newWorld(t testing.TB, s *store.Store) *world {
	t.Helper()
	w := &world{TB: t, store: s, clock: clocktest.At(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC))}
	w.service = commitments.NewService(s, w.clock.Now)
	documents, err := plans.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	w.must(operator(), commitments.ImportPlan{Document: documents[0]})
	if w.plan, err = s.PlanBySlug(t.Context(), slug); err != nil {
		t.Fatal(err)
	}
	w.must(operator(), commitments.ListOrganisations{Plan: slug, Organisations: []people.Organisation{
		{Handle: "ndi", Name: "National Democratic Institute", Kind: "ngo"},
		{Handle: "anfrel", Name: "Asian Network for Free Elections", Kind: "ngo"},
		{Handle: "outside", Name: "Not an Endorser", Kind: "ngo"},
	}})
	for _, handle := range []string{"ndi", "anfrel"} {
		w.must(operator(), commitments.Endorse{Plan: slug, Organisation: handle})
	}
	return w
}

// must gives a command that has to succeed.
func (w *world) must(by commitments.Origin, cmd commitments.Command) commitments.Outcome {
	w.Helper()
	outcome, err := w.service.Do(w.Context(), by, cmd)
	if err != nil {
		w.Fatalf("%s: %v", cmd.Verb(), err)
	}
	return outcome
}

// identity of somebody on the console.
func identity(name string) people.Identity {
	return people.Identity{Platform: people.Console, Realm: "local", Subject: name}
}

// joins makes a member with a role in an organisation.
func (w *world) joins(name, organisation string, role people.Role) {
	w.Helper()
	code := w.must(operator(), commitments.Invite{Plan: slug, Organisation: organisation, Role: role}).Code
	w.must(commitments.Origin{}, commitments.Join{Code: code, Identity: identity(name), Name: name})
}

// convenes makes a member a convener.
func (w *world) convenes(name string) {
	w.Helper()
	w.must(operator(), commitments.Introduce{Identity: identity(name), Name: name})
	w.must(operator(), commitments.AppointConvener{Plan: slug, Member: w.as(name).Actor.Member.Key})
}

// as is somebody speaking, with the rights of this moment.
func (w *world) as(name string) commitments.Origin {
	w.Helper()
	actor, err := w.store.ActorByIdentity(w.Context(), identity(name), w.plan.ID, civil.DateOf(w.clock.Now(), time.UTC))
	if err != nil {
		w.Fatalf("who is %s: %v", name, err)
	}
	return commitments.Origin{Actor: actor, Via: commitments.ViaConsole, Language: "en"}
}

// registers makes a commitment and returns its ref.
func (w *world) registers(by commitments.Origin, lead string) string {
	w.Helper()
	return w.must(by, commitments.Register{
		Plan: slug, Title: "Joint paper on the update", Lead: lead, Steps: []string{"25"}, DueOn: "2027-03-31",
	}).Commitment
}

// row is the commitment with its journal, as a convener sees it.
func (w *world) row(ref string) (commitments.Commitment, []commitments.Entry) {
	w.Helper()
	var c commitments.Commitment
	var entries []commitments.Entry
	err := w.store.Change(w.Context(), "", func(tx commitments.Tx) (err error) {
		if c, err = tx.Commitment(w.Context(), w.plan.ID, ref); err == nil {
			entries, err = tx.Entries(w.Context(), c.ID)
		}
		return err
	})
	if err != nil {
		w.Fatalf("load %s: %v", ref, err)
	}
	return c, entries
}

// chain walks the whole journal of the plan and fails on the first position or digest that does not follow.
func (w *world) chain(ctx context.Context) int64 {
	w.Helper()
	previous, position := commitments.Genesis, int64(0)
	for {
		entries, err := w.store.JournalFrom(ctx, w.plan.ID, position, 500)
		if err != nil {
			w.Fatalf("read the journal: %v", err)
		}
		if len(entries) == 0 {
			return position
		}
		for i := range entries {
			position++
			if entries[i].Position != position {
				w.Fatalf("position: got %d, want %d", entries[i].Position, position)
			}
			if links := commitments.Link(previous, &entries[i]); links.Chain != entries[i].Digest {
				w.Fatalf("digest at %d: got %s, want %s", position, entries[i].Digest, links.Chain)
			}
			previous = entries[i].Digest
		}
	}
}
