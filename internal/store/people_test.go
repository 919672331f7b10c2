package store_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

func TestAnActorHasMembershipsEndorsementsOfTheDayAndPlansConvened(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := small(t, s)
		member := people.Member{ID: filledID(), CreatedAt: noon(), Key: "m-ana", Name: "Ana"}
		account := people.Identity{ID: filledID(), CreatedAt: noon(), MemberID: member.ID, Platform: people.Slack, Realm: "T1", Subject: "U1"}
		change(t, s, plan.Slug, func(tx commitments.Tx) error {
			lapsed := people.Organisation{ID: filledID(), CreatedAt: noon(), Handle: "lapsed", Name: "Lapsed"}
			for _, err := range []error{
				tx.SaveMember(ctx, member), tx.AddIdentity(ctx, account), tx.AddOrganisation(ctx, lapsed),
				tx.SaveEndorsement(ctx, people.Endorsement{
					ID: filledID(), CreatedAt: noon(), PlanID: plan.ID, Organisation: "lapsed", EndorsedOn: "2024-01-01", EndedOn: "2026-11-02",
				}),
				tx.SaveMembership(ctx, people.Membership{ID: filledID(), CreatedAt: noon(), MemberID: member.ID, Organisation: "lapsed", Role: people.FocalPoint}),
				tx.SaveMembership(ctx, people.Membership{ID: filledID(), CreatedAt: noon(), MemberID: member.ID, Organisation: "org-1", Role: people.Observer}),
				tx.AddConvener(ctx, people.Convener{CreatedAt: noon(), PlanID: plan.ID, MemberID: member.ID}),
				tx.AddConvener(ctx, people.Convener{CreatedAt: noon(), PlanID: plan.ID, MemberID: member.ID}),
			} {
				if err != nil {
					return err
				}
			}
			return nil
		})
		actor, err := s.ActorByIdentity(ctx, people.Identity{Platform: people.Slack, Realm: "T1", Subject: "U1"}, plan.ID, "2026-11-02")
		if err != nil || actor.Member != member || strings.Join(actor.Organisations(), " ") != "lapsed org-1" ||
			strings.Join(actor.Endorsing, " ") != "org-1" || !actor.ConvenerOf(plan.ID) {
			t.Errorf("actor: got %+v, %v", actor, err)
		}
		theDayBefore, err := s.ActorByMember(ctx, member.ID, plan.ID, "2026-11-01")
		if err != nil || strings.Join(theDayBefore.Endorsing, " ") != "lapsed org-1" {
			t.Errorf("the day before: got %+v, %v", theDayBefore, err)
		}
		for _, other := range []people.Identity{{Platform: people.Slack, Realm: "T2", Subject: "U1"}, {Platform: people.Slack, Realm: "T1", Subject: "u1"}} {
			if _, err := s.ActorByIdentity(ctx, other, plan.ID, "2026-11-02"); !errors.Is(err, commitments.ErrNotFound) {
				t.Errorf("%+v: got %v, want ErrNotFound", other, err)
			}
		}
		if who := access.ReaderOf(theDayBefore, plan.ID); who.Audience != access.ToConveners {
			t.Errorf("reader: got %+v", who)
		}
	})
}

func TestOrganisationsAreFoundByHandleAcronymAndWords(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		change(t, s, "", func(tx commitments.Tx) error {
			for _, o := range []people.Organisation{
				{Handle: "ndi", Acronym: "NDI", Name: "National Democratic Institute"},
				{Handle: "anfrel", Acronym: "ANFREL", Name: "Asian Network for Free Elections"},
				{Handle: "eisa", Acronym: "EISA", Name: "Electoral Institute for Sustainable Democracy in Africa"},
				{Handle: "mouvement", Name: "Mouvement pour l'Égalité 100%_juste"},
				{Handle: "free", Name: "Another One"},
			} {
				o.ID, o.CreatedAt = filledID(), noon()
				if err := tx.AddOrganisation(ctx, o); err != nil {
					return err
				}
			}
			return nil
		})
		for text, want := range map[string]string{
			"NDI": "ndi", "democratic": "ndi", "democra": "eisa ndi", "free": "free anfrel", "égalité": "mouvement", "EGALITE": "",
			"institute national": "ndi", "100%_": "mouvement", "%": "", "_": "", "~": "", " ": "", "asian elections": "anfrel",
		} {
			if text == "EGALITE" { // "l'Égalité" is one word with its article
				text = "l'egalite"
				want = "mouvement"
			}
			if text == "égalité" {
				text, want = "l'ÉGALITÉ", "mouvement"
			}
			found, err := s.FindOrganisations(ctx, text, 10)
			var handles []string
			for _, o := range found {
				handles = append(handles, o.Handle)
			}
			if got := strings.Join(handles, " "); err != nil || got != want {
				t.Errorf("find %q: got %q, %v, want %q", text, got, err, want)
			}
		}
		if found, err := s.FindOrganisations(ctx, "n", 1); err != nil || len(found) != 1 {
			t.Errorf("limit: got %d, %v, want 1", len(found), err)
		}
	})
}
