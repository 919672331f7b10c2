package app_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/childtest"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

var ana = people.Identity{Platform: people.Console, Realm: "local", Subject: "ana"}

// writer logs each line as a note on C-1, with the line as its cause, and says the line again once it is written.
func writer(address string, in io.Reader, out io.Writer) error {
	ctx := context.Background()
	s, err := store.Open(ctx, address, store.Options{})
	if err != nil {
		return err
	}
	plan, err := s.PlanBySlug(ctx, plans.DefaultSlug)
	if err != nil {
		return err
	}
	actor, err := s.ActorByIdentity(ctx, ana, plan.ID, civil.DateOf(time.Now(), time.UTC))
	if err != nil {
		return err
	}
	service := commitments.NewService(s, time.Now)
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		by := commitments.Origin{Actor: actor, Via: commitments.ViaConsole, Cause: lines.Text()}
		if _, err := service.Do(ctx, by, commitments.Log{Plan: plan.Slug, Ref: "C-1", Note: lines.Text()}); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(out, lines.Text()); err != nil {
			return err
		}
	}
	return lines.Err()
}

// found makes a plan with C-1 of ana's organisation.
func found(t *testing.T, s *store.Store) {
	t.Helper()
	service := commitments.NewService(s, time.Now)
	documents, err := plans.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	operator := commitments.Origin{Actor: access.Actor{Operator: true}, Via: commitments.ViaConsole}
	do := func(by commitments.Origin, cmd commitments.Command) commitments.Outcome {
		outcome, err := service.Do(t.Context(), by, cmd)
		if err != nil {
			t.Fatalf("%s: %v", cmd.Verb(), err)
		}
		return outcome
	}
	do(operator, commitments.ImportPlan{Document: documents[0]})
	do(operator, commitments.ListOrganisations{Plan: plans.DefaultSlug, Organisations: []people.Organisation{{Handle: "ndi", Name: "NDI", Kind: "ngo"}}})
	do(operator, commitments.Endorse{Plan: plans.DefaultSlug, Organisation: "ndi"})
	code := do(operator, commitments.Invite{Plan: plans.DefaultSlug, Organisation: "ndi", Role: people.FocalPoint}).Code
	do(commitments.Origin{}, commitments.Join{Code: code, Identity: ana, Name: "Ana"})
	plan, err := s.PlanBySlug(t.Context(), plans.DefaultSlug)
	if err != nil {
		t.Fatal(err)
	}
	actor, err := s.ActorByIdentity(t.Context(), ana, plan.ID, civil.DateOf(time.Now(), time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	do(commitments.Origin{Actor: actor, Via: commitments.ViaConsole}, commitments.Register{
		Plan: plans.DefaultSlug, Title: "Joint paper", Lead: "ndi", Steps: []string{"25"}, DueOn: "2099-03-31",
	})
}

func TestAKilledProcessLosesNothingAcknowledgedAndDoublesNothing(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := d.Open(t)
		found(t, s)
		const writes = 500
		written := 0
		for kills := 0; written < writes; kills++ {
			// What was in flight when the last one was killed is sent again first, with the same cause.
			written = writeUntilKilled(t, d.Address, written, min(writes, written+1+rand.IntN(40)))
			holds(t, s, written, kills)
		}
		// The registration, the notes, and perhaps the one that was in flight last.
		if got := holds(t, s, written, 0); got < writes+1 || got > writes+2 {
			t.Errorf("entries: got %d, want %d or %d", got, writes+1, writes+2)
		}
	})
}

// writeUntilKilled starts a writer, sends it the notes from the number from on, and kills it as soon as it has
// acknowledged those before to, with one more in flight. It returns the number of the first that is not acknowledged.
func writeUntilKilled(t *testing.T, address string, from, to int) int {
	t.Helper()
	w := childtest.Start(t, childtest.Self(t, writerAddress+"="+address))
	next := from
	for ; next < to; next++ {
		note := fmt.Sprintf("note %d", next)
		w.Tell(note)
		if line := w.Line(); line != note {
			t.Fatalf("acknowledged: got %q, want %s", line, note)
		}
	}
	w.Tell(fmt.Sprintf("note %d", next)) // in flight
	w.Kill()
	return next
}

// holds demands that every acknowledged note is there once, that at most one more is, and that the chain holds. It
// returns how many entries there are.
func holds(t *testing.T, s *store.Store, acknowledged, kills int) int64 {
	t.Helper()
	plan, err := s.PlanBySlug(t.Context(), plans.DefaultSlug)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	previous, position := commitments.Genesis, int64(0)
	for {
		entries, err := s.JournalFrom(t.Context(), plan.ID, position, 200)
		if err != nil {
			t.Fatalf("read the journal after kill %d: %v", kills, err)
		}
		if len(entries) == 0 {
			break
		}
		for i := range entries {
			position++
			if entries[i].Position != position || commitments.Link(previous, &entries[i]).Chain != entries[i].Digest {
				t.Fatalf("after kill %d the chain breaks at %d", kills, position)
			}
			previous = entries[i].Digest
			if strings.HasPrefix(entries[i].Note, "note ") {
				seen[entries[i].Note]++
			}
		}
	}
	for n := range acknowledged {
		if note := fmt.Sprintf("note %d", n); seen[note] != 1 {
			t.Fatalf("after kill %d: %s is there %d times", kills, note, seen[note])
		}
	}
	if len(seen) > acknowledged+1 {
		t.Fatalf("after kill %d: %d notes, of %d that were acknowledged", kills, len(seen), acknowledged)
	}
	return position
}
