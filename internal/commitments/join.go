package commitments

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// Join takes up an invitation with its code, in a private conversation only. Somebody whom nobody knows yet becomes a
// member with this identity.
type Join struct {
	Code     string
	Identity people.Identity // Platform, Realm and Subject
	Name     string
	Locale   string
	TimeZone string
}

func (Join) Verb() string { return "join" }
func (Join) plan() string { return "" }

func (c Join) permit(ctx context.Context, w *work) error {
	_, err := w.invitation(ctx, c.Code)
	return err
}

func (c Join) run(ctx context.Context, w *work) error {
	i, err := w.invitation(ctx, c.Code)
	if err != nil {
		return err
	}
	m := w.by.Actor.Member
	if !w.by.Actor.Known() {
		if m, err = w.introduce(ctx, Introduce{c.Identity, c.Name, c.Locale, c.TimeZone}); err != nil {
			return err
		}
	}
	if err := w.notBarred(ctx, c.Identity, i.Organisation); err != nil {
		return err
	}
	if err := w.enrol(ctx, m, i); err != nil {
		return err
	}
	i.UsesLeft--
	w.outcome.Subject, w.outcome.Member = i.Organisation, m.ID
	return w.SaveInvitation(ctx, i)
}

// enrol gives the member the invitation's role. Nobody is demoted by an invitation.
func (w *work) enrol(ctx context.Context, m people.Member, i people.Invitation) error {
	memberships, err := w.Memberships(ctx, i.Organisation)
	if err != nil {
		return fmt.Errorf("list members of %s: %w", i.Organisation, err)
	}
	for _, x := range memberships {
		if x.MemberID == m.ID && slices.Index(people.Roles[:], x.Role) >= slices.Index(people.Roles[:], i.Role) {
			return problem.New(problem.Conflict, "join.already", "organisation", i.Organisation, "role", roleWord(x.Role))
		}
	}
	return w.saveMembership(ctx, m.ID, i.Organisation, i.Role)
}

func (w *work) saveMembership(ctx context.Context, member uuid.UUID, organisation string, role people.Role) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	return w.SaveMembership(ctx, people.Membership{
		ID: id, CreatedAt: w.now, MemberID: member, Organisation: organisation, Role: role,
	})
}

func roleWord(r people.Role) problem.Word { return problem.Word("role." + string(r)) }

// Introduce makes a member of somebody whom the administrator knows: the person at the terminal. Outcome.Member is
// the new member.
type Introduce struct {
	Identity people.Identity
	Name     string
	Locale   string
	TimeZone string
}

func (Introduce) Verb() string { return "introduce" }
func (Introduce) plan() string { return "" }

func (c Introduce) permit(_ context.Context, w *work) error {
	if w.by.Actor.Operator {
		return nil
	}
	return access.May(w.by.Actor, "introduce", access.Object{})
}

func (c Introduce) run(ctx context.Context, w *work) error {
	m, err := w.introduce(ctx, c)
	w.outcome.Member, w.outcome.Subject = m.ID, m.Key
	return err
}

func (w *work) introduce(ctx context.Context, c Introduce) (people.Member, error) {
	var clean cleaner
	m := people.Member{CreatedAt: w.now, Name: clean.text("name", c.Name, MaxTitle), Locale: c.Locale, TimeZone: c.TimeZone}
	if !civil.KnowsZone(m.TimeZone) {
		m.TimeZone = ""
	}
	if clean.err != nil {
		return m, clean.err
	}
	_, err := w.MemberByIdentity(ctx, c.Identity)
	if err == nil {
		return m, problem.New(problem.Conflict, "join.known")
	}
	if !errors.Is(err, ErrNotFound) {
		return m, fmt.Errorf("look up identity: %w", err)
	}
	if m.ID, err = uuid.NewV7(); err != nil {
		return m, fmt.Errorf("make an id: %w", err)
	}
	m.Key = people.NewMemberKey(m.ID)
	if err := w.SaveMember(ctx, m); err != nil {
		return m, fmt.Errorf("add member: %w", err)
	}
	id := c.Identity
	if id.ID, err = uuid.NewV7(); err != nil {
		return m, fmt.Errorf("make an id: %w", err)
	}
	id.CreatedAt, id.MemberID = w.now, m.ID
	return m, w.AddIdentity(ctx, id)
}
