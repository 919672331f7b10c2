package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Append is commitments.ErrConflict if somebody else has changed the commitment or appended to the journal since it
// was read.
func (t *tx) Append(ctx context.Context, entries []commitments.Entry, c commitments.Commitment, tail commitments.Tail) error {
	if err := sound(entries, c); err != nil {
		return err
	}
	rows := make([]entryRow, len(entries))
	for i := range entries {
		var err error
		if rows[i], err = entryRowOf(&entries[i]); err != nil {
			return err
		}
	}
	version := c.Version - len(entries)
	steps := []func() error{
		func() error { return t.saveCommitment(ctx, &c, version) },
		func() error { return t.saveLinks(ctx, &c, version) },
		func() error { return insert(ctx, t.db, &rows) },
		func() error { return t.index(ctx, entries, &c) },
		func() error { return t.moveTail(ctx, tail, len(entries)) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return said(fmt.Errorf("append to %s: %w", c.Ref, err))
		}
	}
	t.loaded[c.ID] = c
	return nil
}

// insert inserts rows, a pointer to a slice, if there are any.
func insert[R any](ctx context.Context, db bun.IDB, rows *[]R) error {
	if len(*rows) == 0 {
		return nil
	}
	_, err := db.NewInsert().Model(rows).Exec(ctx)
	return err
}

// saveCommitment inserts the commitment, or updates it if it still is the version that was read.
func (t *tx) saveCommitment(ctx context.Context, c *commitments.Commitment, version int) error {
	row, err := commitmentRowOf(c)
	if err != nil {
		return err
	}
	if version == 0 {
		_, err := t.db.NewInsert().Model(&row).Exec(ctx)
		return err
	}
	result, err := t.db.NewUpdate().Model(&row).ExcludeColumn("id", "created_at").
		WherePK().Where("version = ?", version).Exec(ctx)
	if err != nil {
		return err
	}
	return oneRow(result)
}

// saveLinks writes which steps and organisations the commitment has, as far as that changed.
func (t *tx) saveLinks(ctx context.Context, c *commitments.Commitment, version int) error {
	before, known := t.loaded[c.ID]
	if version > 0 && !known {
		return fmt.Errorf("the commitment was not read in this transaction: %w", commitments.ErrConflict)
	}
	if err := t.saveStepLinks(ctx, &before, c); err != nil {
		return err
	}
	if slices.Equal(before.Organisations(), c.Organisations()) {
		return nil
	}
	for _, handle := range before.Organisations() {
		row := commitmentOrganisationRow{PlanID: c.PlanID, Organisation: handle, Number: c.Number}
		if _, err := t.db.NewDelete().Model(&row).WherePK().Exec(ctx); err != nil {
			return err
		}
	}
	rows := commitmentOrganisationRows(c)
	return insert(ctx, t.db, &rows)
}

func (t *tx) saveStepLinks(ctx context.Context, before, c *commitments.Commitment) error {
	if slices.Equal(before.Steps, c.Steps) {
		return t.updateStepLinks(ctx, before, c)
	}
	plan, err := t.planWith(ctx, c.PlanID)
	if err != nil {
		return err
	}
	if len(before.Steps) > 0 {
		if err := t.deleteStepLinks(ctx, c, presentCodes(plan, before.Steps)); err != nil {
			return err
		}
	}
	rows := commitmentStepRows(c, presentCodes(plan, c.Steps))
	return insert(ctx, t.db, &rows)
}

func (t *tx) updateStepLinks(ctx context.Context, before, c *commitments.Commitment) error {
	if before.Status == c.Status && before.Visibility == c.Visibility && before.Undone == c.Undone {
		return nil
	}
	plan, err := t.planWith(ctx, c.PlanID)
	if err != nil {
		return err
	}
	_, err = t.db.NewUpdate().Model((*commitmentStepRow)(nil)).
		Set("status = ?", c.Status).Set("visibility = ?", c.Visibility).Set("undone = ?", c.Undone).
		Where("plan_id = ?", c.PlanID).Where("step in (?)", bun.List(presentCodes(plan, c.Steps))).
		Where("number = ?", c.Number).Exec(ctx)
	return err
}

func (t *tx) deleteStepLinks(ctx context.Context, c *commitments.Commitment, codes []string) error {
	_, err := t.db.NewDelete().Model((*commitmentStepRow)(nil)).
		Where("plan_id = ?", c.PlanID).Where("step in (?)", bun.List(codes)).Where("number = ?", c.Number).Exec(ctx)
	return err
}

// presentCodes are the codes that steps have in the present edition, each once: a commitment goes on naming a step by
// the code under which it was taken on.
func presentCodes(plan *plans.Plan, codes []string) []string {
	present := make([]string, 0, len(codes))
	for _, code := range codes {
		if step, ok := plan.Step(code); ok {
			code = step.Code
		}
		if !slices.Contains(present, code) {
			present = append(present, code)
		}
	}
	return present
}

// moveTail writes where the journal ends now, if it ended where it was read to end.
func (t *tx) moveTail(ctx context.Context, tail commitments.Tail, added int) error {
	result, err := t.db.NewUpdate().Model((*planRow)(nil)).
		Set("position = ?", tail.Position).Set("digest = ?", tail.Digest).
		Set("recorded_at = ?", instantOrNull(tail.RecordedAt)).Set("last_number = ?", tail.LastNumber).
		Where("id = ?", tail.PlanID).Where("position = ?", tail.Position-int64(added)).Exec(ctx)
	if err != nil {
		return err
	}
	if t.plan != nil && t.plan.ID == tail.PlanID {
		t.plan.setTail(tail)
	}
	return oneRow(result)
}

func oneRow(result interface{ RowsAffected() (int64, error) }) error {
	n, err := result.RowsAffected()
	if err == nil && n != 1 {
		return commitments.ErrConflict
	}
	return err
}

// Tail is where the journal of the plan ends.
func (t *tx) Tail(ctx context.Context, plan uuid.UUID) (commitments.Tail, error) {
	if t.plan != nil && t.plan.ID == plan {
		return t.plan.tail(), nil
	}
	return tailOf(ctx, t.db, plan)
}

func tailOf(ctx context.Context, db bun.IDB, plan uuid.UUID) (commitments.Tail, error) {
	row := new(planRow)
	if err := db.NewSelect().Model(row).Where("id = ?", plan).Scan(ctx); err != nil {
		return commitments.Tail{}, said(err)
	}
	return row.tail(), nil
}

// Commitment is commitments.ErrNotFound if the plan has no such ref.
func (t *tx) Commitment(ctx context.Context, plan uuid.UUID, ref string) (commitments.Commitment, error) {
	c, err := commitmentByRef(ctx, t.db, plan, ref)
	if err == nil {
		t.loaded[c.ID] = c
	}
	return c, err
}

// Entries of a commitment in the order of their seq.
func (t *tx) Entries(ctx context.Context, commitment uuid.UUID) ([]commitments.Entry, error) {
	if c, ok := t.loaded[commitment]; ok {
		return entriesOfNumber(ctx, t.db, c.PlanID, c.Number)
	}
	return entriesOfCommitment(ctx, t.db, commitment)
}

// RedactText removes note, evidence and salt of the entry, and takes the note out of what can be searched.
func (t *tx) RedactText(ctx context.Context, entry uuid.UUID, textDigest string) error {
	row := new(entryRow)
	if err := t.db.NewSelect().Model(row).Where("id = ?", entry).Scan(ctx); err != nil {
		return said(err)
	}
	result, err := t.db.NewUpdate().Model(row).Set("note = ''").Set("evidence = ''").Set("salt = ''").
		Set("text_digest = ?", textDigest).WherePK().Exec(ctx)
	if err != nil {
		return said(fmt.Errorf("redact entry: %w", err))
	}
	if err := oneRow(result); err != nil {
		return err
	}
	return said(t.unindex(ctx, row.PlanID, row.Number, row.Seq))
}
