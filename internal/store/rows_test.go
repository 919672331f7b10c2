package store_test

import (
	"context"
	"testing"

	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// change runs f in one transaction.
func change(t testing.TB, s *store.Store, plan string, f func(tx commitments.Tx) error) {
	t.Helper()
	if err := s.Change(t.Context(), plan, f); err != nil {
		t.Fatalf("change: %v", err)
	}
}

// same fails if what was read is not what was written.
func same[T any](t testing.TB, what string, want T, read func() (T, error)) {
	t.Helper()
	got, err := read()
	if err != nil {
		t.Fatalf("read %s: %v", what, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-written +read):\n%s", what, diff)
	}
}

func TestAPlanComesBackWithEveryField(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		first := filledPlan(t, "29c")
		change(t, s, first.Slug, func(tx commitments.Tx) error { return tx.SavePlan(ctx, first) })
		same(t, "plan", first, func() (*plans.Plan, error) { return s.PlanBySlug(ctx, first.Slug) })

		second := filled[plans.Plan](t, 1000)
		second.ID, second.Slug = first.ID, first.Slug
		change(t, s, first.Slug, func(tx commitments.Tx) error {
			if err := tx.SavePlan(ctx, &second); err != nil {
				return err
			}
			same(t, "plan in its transaction", &second, func() (*plans.Plan, error) { return tx.Plan(ctx, first.Slug) })
			return nil
		})
		same(t, "another edition", &second, func() (*plans.Plan, error) { return s.PlanBySlug(ctx, first.Slug) })
		same(t, "plans", []*plans.Plan{&second}, func() ([]*plans.Plan, error) { return s.Plans(ctx) })
	})
}

func TestPeopleComeBackWithEveryField(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := filledPlan(t)
		organisation := filled[people.Organisation](t, 10)
		member, identity := filled[people.Member](t, 20), filled[people.Identity](t, 30)
		endorsement, membership := filled[people.Endorsement](t, 40), filled[people.Membership](t, 50)
		convener, invitation := filled[people.Convener](t, 60), filled[people.Invitation](t, 70)
		identity.MemberID, membership.MemberID, convener.MemberID = member.ID, member.ID, member.ID
		endorsement.PlanID, convener.PlanID, invitation.PlanID = plan.ID, plan.ID, plan.ID
		endorsement.Organisation, membership.Organisation, invitation.Organisation = organisation.Handle, organisation.Handle, organisation.Handle

		write := func(tx commitments.Tx) error {
			for _, err := range []error{
				tx.SaveMember(ctx, member), tx.SaveEndorsement(ctx, endorsement), tx.SaveMembership(ctx, membership),
				tx.AddConvener(ctx, convener), tx.SaveInvitation(ctx, invitation),
			} {
				if err != nil {
					return err
				}
			}
			return nil
		}
		change(t, s, "", func(tx commitments.Tx) error {
			if err := tx.SavePlan(ctx, plan); err != nil {
				return err
			}
			if err := tx.AddOrganisation(ctx, organisation); err != nil {
				return err
			}
			if err := write(tx); err != nil {
				return err
			}
			return tx.AddIdentity(ctx, identity)
		})
		read := func(tx commitments.Tx) error {
			same(t, "organisation", organisation, func() (people.Organisation, error) { return tx.Organisation(ctx, organisation.Handle) })
			same(t, "member", member, func() (people.Member, error) { return tx.MemberByKey(ctx, member.Key) })
			same(t, "member by identity", member, func() (people.Member, error) { return tx.MemberByIdentity(ctx, identity) })
			same(t, "endorsements", []people.Endorsement{endorsement}, func() ([]people.Endorsement, error) {
				return tx.Endorsements(ctx, plan.ID, organisation.Handle)
			})
			same(t, "memberships", []people.Membership{membership}, func() ([]people.Membership, error) {
				return tx.Memberships(ctx, organisation.Handle)
			})
			same(t, "holders", []people.Member{member}, func() ([]people.Member, error) {
				return tx.Holders(ctx, []string{organisation.Handle}, []people.Role{membership.Role})
			})
			same(t, "conveners", []people.Convener{convener}, func() ([]people.Convener, error) { return tx.Conveners(ctx, plan.ID) })
			same(t, "invitation", invitation, func() (people.Invitation, error) { return tx.InvitationByHash(ctx, invitation.CodeHash) })
			same(t, "identities", []people.Identity{identity}, func() ([]people.Identity, error) { return s.IdentitiesOf(ctx, member.ID) })
			return nil
		}
		if err := s.Change(ctx, plan.Slug, read); err != nil {
			t.Fatal(err)
		}

		keepIDs := member
		member = filled[people.Member](t, 120)
		member.ID = keepIDs.ID
		id := endorsement.ID
		endorsement = filled[people.Endorsement](t, 140)
		endorsement.ID, endorsement.PlanID, endorsement.Organisation = id, plan.ID, organisation.Handle
		membership.Role = "another role"
		id = invitation.ID
		invitation = filled[people.Invitation](t, 170)
		invitation.ID, invitation.PlanID, invitation.Organisation = id, plan.ID, organisation.Handle
		change(t, s, plan.Slug, write)
		change(t, s, plan.Slug, read)

		change(t, s, plan.Slug, func(tx commitments.Tx) error {
			if err := tx.RemoveConvener(ctx, convener); err != nil {
				return err
			}
			return tx.RemoveMembership(ctx, member.ID, organisation.Handle)
		})
		same(t, "members left", nil, func() ([]people.Member, error) {
			members, _, err := s.MembersOf(ctx, organisation.Handle)
			return members, err
		})
		same(t, "conveners left", nil, func() ([]people.Convener, error) { return s.ConvenersOf(ctx, plan.ID) })
	})
}

func TestCommitmentsEntriesCausesReportsAndEventsComeBackWithEveryField(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := filledPlan(t, "29c", "25")
		c, e := filled[commitments.Commitment](t, 10), filled[commitments.Entry](t, 100)
		c.PlanID, c.Number, c.Ref, c.Version, c.Steps = plan.ID, 12, "C-12", 1, []string{"29c", "25"}
		e.PlanID, e.CommitmentID, e.Commitment, e.Seq, e.Position = plan.ID, c.ID, c.Ref, 1, 1
		for _, change := range e.Changes {
			e.Changes[commitments.FieldSteps] = commitments.Change{New: commitments.Value{List: []string{"a", "b"}}}
			e.Changes[commitments.FieldDueOn] = commitments.Change{Old: change.Old}
		}
		cause, report, event := filled[commitments.Cause](t, 200), filled[commitments.Report](t, 300), filled[calendar.Event](t, 400)
		cause.Outcome.Code, cause.Outcome.Repeated = "", false // never kept
		report.PlanID, event.PlanID = plan.ID, plan.ID
		tail := commitments.Tail{PlanID: plan.ID, Position: 1, Digest: e.Digest, RecordedAt: e.RecordedAt, LastNumber: 12}

		change(t, s, "", func(tx commitments.Tx) error {
			if err := tx.SavePlan(ctx, plan); err != nil {
				return err
			}
			for _, handle := range c.Organisations() {
				o := filled[people.Organisation](t, 500)
				o.Handle = handle
				if err := tx.AddOrganisation(ctx, o); err != nil {
					return err
				}
			}
			for _, err := range []error{
				tx.Append(ctx, []commitments.Entry{e}, c, tail), tx.NoteCause(ctx, cause), tx.AddReport(ctx, report),
				tx.(bundle.BulkTx).AddEvents(ctx, []calendar.Event{event}),
			} {
				if err != nil {
					return err
				}
			}
			return nil
		})
		check := func() {
			t.Helper()
			change(t, s, plan.Slug, func(tx commitments.Tx) error {
				same(t, "commitment", c, func() (commitments.Commitment, error) { return tx.Commitment(ctx, plan.ID, c.Ref) })
				same(t, "tail", tail, func() (commitments.Tail, error) { return tx.Tail(ctx, plan.ID) })
				return nil
			})
		}
		check()
		change(t, s, "", func(tx commitments.Tx) error {
			same(t, "entries", []commitments.Entry{e}, func() ([]commitments.Entry, error) { return tx.Entries(ctx, c.ID) })
			same(t, "cause", cause, func() (commitments.Cause, error) { return tx.Caused(ctx, cause.Key) })
			same(t, "report", report, func() (commitments.Report, error) { return tx.Report(ctx, report.ID) })
			same(t, "held steps", map[string]bool{"29c": true, "25": true}, func() (map[string]bool, error) { return tx.HeldSteps(ctx, plan.ID) })
			return nil
		})
		same(t, "journal", []commitments.Entry{e}, func() ([]commitments.Entry, error) { return s.JournalFrom(ctx, plan.ID, 0, 10) })
		same(t, "events", []calendar.Event{event}, func() ([]calendar.Event, error) { return s.EventsOf(ctx, plan.ID) })
		report.Figures = nil
		same(t, "reports", []commitments.Report{report}, func() ([]commitments.Report, error) { return s.Reports(ctx, plan.ID) })

		before := c
		c = filled[commitments.Commitment](t, 600)
		c.ID, c.CreatedAt, c.PlanID, c.Number, c.Ref, c.Version = before.ID, before.CreatedAt, plan.ID, 12, "C-12", 2
		c.Steps, c.Lead, c.Partners, c.Undone, c.Percent = []string{"25"}, before.Partners[0], nil, false, nil
		e.Seq, e.Position, e.ID, tail.Position = 2, 2, uuid.Must(uuid.NewV7()), 2
		change(t, s, plan.Slug, func(tx commitments.Tx) error {
			if _, err := tx.Commitment(ctx, plan.ID, c.Ref); err != nil {
				return err
			}
			return tx.Append(ctx, []commitments.Entry{e}, c, tail)
		})
		check()
		change(t, s, plan.Slug, func(tx commitments.Tx) error {
			same(t, "held steps after an edit", map[string]bool{"25": true}, func() (map[string]bool, error) { return tx.HeldSteps(ctx, plan.ID) })
			return tx.RedactText(context.WithoutCancel(ctx), e.ID, "the text digest")
		})
		e.Note, e.Evidence, e.Salt, e.TextDigest = "", nil, "", "the text digest"
		same(t, "redacted", []commitments.Entry{e}, func() ([]commitments.Entry, error) { return s.JournalFrom(ctx, plan.ID, 1, 10) })
	})
}
