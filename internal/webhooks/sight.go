package webhooks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
)

// look is what a webhook may see at one moment.
type look struct {
	plan   *plans.Plan
	reader access.Reader
	ending commitments.Ending // it may see nothing any more, because of this
}

// lookOf asks what a webhook may see: what its audience does, as long as its member may read so much. A webhook has
// nothing of its own: like any feed it never says whose an unattributed commitment is.
func (w *Worker) lookOf(ctx context.Context, hook *commitments.Webhook) (look, error) {
	plan, err := w.plan(ctx, hook.PlanID)
	if err != nil {
		return look{}, err
	}
	revoked, err := w.revoked(ctx, hook.TokenID)
	if err != nil {
		return look{}, err
	}
	if revoked {
		return look{ending: commitments.EndedTokenRevoked}, nil
	}
	actor, err := w.owner(ctx, hook, plan)
	if errors.Is(err, commitments.ErrNotFound) {
		return look{ending: commitments.EndedOwnerLeft}, nil
	}
	if err != nil {
		return look{}, err
	}
	most := access.ReaderOf(actor, hook.PlanID).Audience
	return look{plan: plan, reader: access.Room(access.Lesser(hook.Audience, most))}, nil
}

func (w *Worker) plan(ctx context.Context, id uuid.UUID) (*plans.Plan, error) {
	all, err := w.Store.Plans(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(p *plans.Plan) bool { return p.ID == id })
	if i < 0 {
		return nil, fmt.Errorf("plan %v: %w", id, commitments.ErrNotFound)
	}
	return all[i], nil
}

// revoked says whether the token by which a webhook was added is. One that has only run out is not: it was there to add
// the webhook, and did.
func (w *Worker) revoked(ctx context.Context, id uuid.UUID) (bool, error) {
	if id == uuid.Nil {
		return false, nil
	}
	token, err := w.Store.Token(ctx, id)
	if errors.Is(err, commitments.ErrNotFound) {
		return true, nil
	}
	return !token.RevokedAt.IsZero(), err
}

// owner is the member with the rights of this moment, narrowed to the one organisation that the webhook is bound to.
// Without any role left there is no owner: commitments.ErrNotFound.
func (w *Worker) owner(ctx context.Context, hook *commitments.Webhook, plan *plans.Plan) (access.Actor, error) {
	zone, err := plan.Zone()
	if err != nil {
		zone = time.UTC
	}
	actor, err := w.Store.ActorByMember(ctx, hook.MemberID, plan.ID, civil.DateOf(w.Now(), zone))
	if err != nil {
		return actor, err
	}
	if hook.Organisation != "" {
		actor.Convenes = nil
		actor.Memberships = slices.DeleteFunc(slices.Clone(actor.Memberships),
			func(m people.Membership) bool { return m.Organisation != hook.Organisation })
		actor.Endorsing = slices.DeleteFunc(slices.Clone(actor.Endorsing),
			func(handle string) bool { return handle != hook.Organisation })
	}
	if len(actor.Memberships) == 0 && len(actor.Convenes) == 0 {
		return actor, commitments.ErrNotFound
	}
	return actor, nil
}
