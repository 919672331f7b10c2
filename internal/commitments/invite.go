package commitments

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// Defaults and bounds of invitations.
const (
	InvitationLasts = 14 * 24 * time.Hour
	maxInvitation   = 90 * 24 * time.Hour
	maxUses         = 100
)

// Invite makes an invitation. Its code is in Outcome.Code, once, and nowhere else.
type Invite struct {
	Plan         string // slug
	Organisation string // handle
	Role         people.Role
	Uses         int           // 0: once
	Lasts        time.Duration // 0: InvitationLasts
}

func (Invite) Verb() string   { return "invite" }
func (c Invite) plan() string { return c.Plan }

func (c Invite) permit(_ context.Context, w *work) error {
	return w.mayManagePeople(c.Plan, c.Organisation, c.Role)
}

// mayManagePeople asks whether the actor may give or take this role in the organisation. Conveners manage focal points.
func (w *work) mayManagePeople(plan, organisation string, role people.Role) error {
	if w.by.Actor.Operator {
		return nil
	}
	if !w.by.Actor.Known() {
		return access.May(w.by.Actor, access.ManagePeople, access.Object{})
	}
	if err := w.needPlan(plan); err != nil {
		return err
	}
	if role == people.FocalPoint {
		return w.mayIn(access.ManageFocalPoints, organisation)
	}
	return w.mayIn(access.ManagePeople, organisation)
}

func (c Invite) run(ctx context.Context, w *work) error {
	if !c.Role.Known() {
		return problem.New(problem.Invalid, "role.unknown", "role", string(c.Role)).At("role")
	}
	if c.Uses == 0 {
		c.Uses = 1
	}
	if c.Lasts == 0 {
		c.Lasts = InvitationLasts
	}
	if c.Uses < 0 || c.Uses > maxUses || c.Lasts < 0 || c.Lasts > maxInvitation {
		return problem.New(problem.Invalid, "invite.bounds", "uses", maxUses, "days", int(maxInvitation.Hours()/24))
	}
	if _, err := w.endorsements(ctx, c.Plan, c.Organisation); err != nil {
		return err
	}
	code, err := people.NewCode(w.random)
	if err != nil {
		return err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	w.outcome.Code, w.outcome.Subject = code, c.Organisation
	return w.SaveInvitation(ctx, people.Invitation{
		ID: id, CreatedAt: w.now, PlanID: w.plan.ID, Organisation: c.Organisation, Role: c.Role,
		CodeHash: people.HashCode(code), ExpiresAt: w.now.Add(c.Lasts), UsesLeft: c.Uses, CreatedBy: w.by.Actor.Member.ID,
	})
}

// RevokeInvitation ends an invitation. Whoever holds its code may do so: a code that was seen is worth nothing.
type RevokeInvitation struct{ Code string }

func (RevokeInvitation) Verb() string { return "revoke_invitation" }
func (RevokeInvitation) plan() string { return "" }

func (c RevokeInvitation) permit(ctx context.Context, w *work) error {
	_, err := w.invitation(ctx, c.Code)
	return err
}

func (c RevokeInvitation) run(ctx context.Context, w *work) error {
	i, err := w.invitation(ctx, c.Code)
	if err != nil {
		return err
	}
	i.RevokedAt = w.now
	w.outcome.Subject = i.Organisation
	return w.SaveInvitation(ctx, i)
}

// invitation finds one that can be used now.
func (w *work) invitation(ctx context.Context, code string) (people.Invitation, error) {
	i, err := w.InvitationByHash(ctx, people.HashCode(code))
	if errors.Is(err, ErrNotFound) {
		return i, people.UnknownCode()
	}
	if err != nil {
		return i, fmt.Errorf("look up invitation: %w", err)
	}
	return i, i.Open(w.now)
}
