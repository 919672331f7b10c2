package store_test

import (
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

func TestAWorldObeysTheRulesAndItsChainIsWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		plan := storetest.World{Organisations: 10, Commitments: 1000}.Fill(t, s)
		terms := commitments.Terms{
			Zone: time.UTC, Step: plan.Step,
			Organisation: func(string) bool { return true },
			Endorses:     func(string, civil.Date) bool { return true },
			Member:       func(string) bool { return true },
		}
		err := s.Snapshot(t.Context(), func(source bundle.Source) error {
			number := 0
			err := source.EachCommitment(t.Context(), plan.ID, func(c *commitments.Commitment, entries []commitments.Entry) error {
				number++
				if c.Number != number {
					t.Errorf("commitment: got %s, want number %d", c.Ref, number)
				}
				if faults := commitments.Examine(entries, terms); len(faults) > 0 {
					t.Errorf("%s: %+v", c.Ref, faults)
				}
				if diff := cmp.Diff(commitments.Fold(entries), c.State); diff != "" {
					t.Fatalf("%s is not the fold of its entries (-fold +stored):\n%s", c.Ref, diff)
				}
				return nil
			})
			if err != nil || number != 1000 {
				t.Errorf("each commitment: got %d, %v, want 1000", number, err)
			}
			digest, position := commitments.Genesis, int64(0)
			err = source.EachLink(t.Context(), plan.ID, func(e *commitments.Entry) error {
				position++
				digest = commitments.Link(digest, e).Chain
				if e.Digest != digest || e.Position != position {
					t.Fatalf("entry %d: position %d, digest %s, want %s", position, e.Position, e.Digest, digest)
				}
				return nil
			})
			if err != nil {
				return err
			}
			tail, err := source.Tail(t.Context(), plan.ID)
			if tail.Digest != digest || tail.Position != position {
				t.Errorf("tail: got %+v, want %d %s", tail, position, digest)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
