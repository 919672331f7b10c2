package bundle

import (
	"context"
	"errors"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
)

// books are what the store holds already, asked once each. The first error of the store is kept, and ends the check.
type books struct {
	tx   BulkTx
	ctx  context.Context
	plan *plans.Plan // nil if the store lacks it
	any  bool        // it has an endorsement or a commitment
	tail commitments.Tail
	err  error

	organisations map[string]bool
	members       map[string]bool
	endorsed      map[string][]people.Endorsement
}

func newBooks(ctx context.Context, tx BulkTx) *books {
	return &books{
		tx: tx, ctx: ctx, organisations: map[string]bool{}, members: map[string]bool{},
		endorsed: map[string][]people.Endorsement{}, tail: commitments.Tail{Digest: commitments.Genesis},
	}
}

// open finds the plan of the bundle and says where it is another than the one in the bundle.
func (b *books) open(ctx context.Context, f *faults, h *head) error {
	if h.plan.Slug == "" {
		return nil
	}
	plan, err := b.tx.Plan(ctx, h.plan.Slug)
	if errors.Is(err, commitments.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	b.plan = plan
	if b.any, err = b.tx.HoldsAny(ctx, plan.ID); err != nil {
		return err
	}
	if b.tail, err = b.tx.Tail(ctx, plan.ID); err != nil {
		return err
	}
	comparePlans(f, h, plan, b.any)
	return nil
}

func (b *books) organisation(handle string) bool {
	return b.known(b.organisations, handle, func() error { _, err := b.tx.Organisation(b.ctx, handle); return err })
}

func (b *books) member(key string) bool {
	return b.known(b.members, key, func() error { _, err := b.tx.MemberByKey(b.ctx, key); return err })
}

func (b *books) known(seen map[string]bool, name string, ask func() error) bool {
	if known, asked := seen[name]; asked || b.err != nil {
		return known
	}
	err := ask()
	if !errors.Is(err, commitments.ErrNotFound) {
		b.err = err
	}
	seen[name] = err == nil
	return err == nil
}

// endorsements of the plan that the store holds for the organisation.
func (b *books) endorsements(handle string) []people.Endorsement {
	if b.plan == nil || !b.any || b.err != nil {
		return nil
	}
	if all, asked := b.endorsed[handle]; asked {
		return all
	}
	all, err := b.tx.Endorsements(b.ctx, b.plan.ID, handle)
	if err != nil && !errors.Is(err, commitments.ErrNotFound) {
		b.err = err
	}
	b.endorsed[handle] = all
	return all
}

// commitment says whether the plan in the store has the ref already.
func (b *books) commitment(ref string) bool {
	if b.plan == nil || b.err != nil || numberOf(ref) > b.tail.LastNumber {
		return false
	}
	_, err := b.tx.Commitment(b.ctx, b.plan.ID, ref)
	if err != nil && !errors.Is(err, commitments.ErrNotFound) {
		b.err = err
	}
	return err == nil
}
