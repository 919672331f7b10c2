package store

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Follow lists the places of the plan's journal after the position, at most limit of them, as the reader may see them.
// No place is left out: what the reader may not see leaves its digests.
func (s *Store) Follow(ctx context.Context, plan uuid.UUID, reader access.Reader, position int64, limit int) ([]commitments.Followed, error) {
	var followed []commitments.Followed
	err := s.snapshot(ctx, func(db bun.IDB) error {
		var rows []entryRow
		err := db.NewSelect().Model(&rows).Where("plan_id = ?", plan).Where("position > ?", position).
			Order("position").Limit(int64(limit)).Scan(ctx)
		if err != nil || len(rows) == 0 {
			return err
		}
		entries, err := entriesOf(rows)
		if err != nil {
			return err
		}
		sights, err := sightsOf(ctx, db, plan, reader, rows)
		if err != nil {
			return err
		}
		followed = make([]commitments.Followed, len(entries))
		for i := range entries {
			e := &entries[i]
			followed[i] = commitments.Followed{Position: e.Position, EntryDigest: commitments.Digests(e).Entry, Digest: e.Digest}
			if sight := sights[rows[i].Number]; sight != access.Hidden {
				shown := seenEntry(*e, sight)
				followed[i].Entry = &shown
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("follow the journal: %w", err)
	}
	return followed, nil
}

// sightsOf says how much the reader sees of the commitments that the entries belong to, by number. A commitment whose
// registration was taken back is hidden: it is as if it had never been.
func sightsOf(ctx context.Context, db bun.IDB, plan uuid.UUID, reader access.Reader, rows []entryRow) (map[int]access.Sight, error) {
	numbers := make([]int, len(rows))
	for i := range rows {
		numbers[i] = rows[i].Number
	}
	var held []commitmentRow
	err := db.NewSelect().Model(&held).Where("plan_id = ?", plan).Where("number in (?)", bun.List(numbers)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("look up what entries belong to: %w", err)
	}
	sights := make(map[int]access.Sight, len(held))
	for i := range held {
		c, err := held[i].commitment()
		if err != nil {
			return nil, err
		}
		if !c.Undone {
			sights[c.Number] = access.See(reader, c.Visibility, c.Organisations())
		}
	}
	return sights, nil
}

// InvitationsOf lists the invitations of an organisation to a plan, the latest first, without what is kept of their
// codes.
func (s *Store) InvitationsOf(ctx context.Context, plan uuid.UUID, organisation string) ([]people.Invitation, error) {
	if err := sound(organisation); err != nil {
		return nil, err
	}
	var rows []invitationRow
	err := s.read.NewSelect().Model(&rows).ExcludeColumn("code_hash").Where("plan_id = ?", plan).
		Where("organisation = ?", organisation).Order("created_at desc", "id desc").Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("list invitations: %w", err))
	}
	return mapped(rows, invitationRow.invitation), nil
}
