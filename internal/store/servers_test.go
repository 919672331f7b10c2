package store_test

import (
	"errors"
	"testing"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// M-44.
func TestNobodyIsWrittenToWhereTheyMayNotActForAllTheirOrganisations(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := small(t, s)
		member := people.Member{ID: filledID(), CreatedAt: noon(), Key: "m-ana", Name: "Ana"}
		account := func(platform people.Platform, subject string) people.Identity {
			return people.Identity{ID: filledID(), CreatedAt: noon(), MemberID: member.ID, Platform: platform, Realm: "r", Subject: subject}
		}
		slack, listed, other := account(people.Slack, "U1"), account(people.Matrix, "@ana:a.example"), account(people.Matrix, "@ana:b.example")
		change(t, s, plan.Slug, func(tx commitments.Tx) error {
			return errors.Join(
				tx.SaveMember(ctx, member), tx.AddIdentity(ctx, slack), tx.AddIdentity(ctx, listed), tx.AddIdentity(ctx, other),
				tx.SaveMembership(ctx, people.Membership{ID: filledID(), CreatedAt: noon(), MemberID: member.ID, Organisation: "org-1", Role: people.Observer}),
				tx.SaveServers(ctx, "org-1", []string{"c.example"}), tx.SaveServers(ctx, "org-1", []string{"a.example"}),
			)
		})
		records, err := s.Records(ctx, []uuid.UUID{member.ID})
		if err != nil || len(records) != 1 {
			t.Fatalf("records: got %d, %v", len(records), err)
		}
		if diff := cmp.Diff([]people.Identity{slack, listed}, records[0].Identities); diff != "" {
			t.Errorf("accounts (-want +got):\n%s", diff)
		}
	})
}

func TestADemonstrationGoesWithItsServers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := small(t, s)
		change(t, s, plan.Slug, func(tx commitments.Tx) error {
			return errors.Join(
				tx.AddOrganisation(ctx, people.Organisation{ID: filledID(), CreatedAt: noon(), Handle: "tried", Name: "Tried"}),
				tx.SaveServers(ctx, "tried", []string{"a.example"}),
			)
		})
		if err := s.RemoveDemonstration(ctx, store.Demonstration{Plan: plan.Slug, Organisations: []string{"tried"}}); err != nil {
			t.Fatal(err)
		}
		if left, err := s.ServersOf(ctx, "tried"); err != nil || len(left) > 0 {
			t.Errorf("servers: got %v, %v, want none", left, err)
		}
	})
}
