package store

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// cachedPlan is the text of a plan as it was at a revision. Plans are read with every command and change once a year.
type cachedPlan struct {
	id       uuid.UUID
	revision int64
	plan     *plans.Plan
}

// PlanBySlug is the plan, or commitments.ErrNotFound. It is shared: whoever wants to change it makes a copy.
func (s *Store) PlanBySlug(ctx context.Context, slug string) (*plans.Plan, error) {
	return s.planIn(ctx, s.read, slug)
}

// Plans lists all plans in the order in which they came in. They are shared, as those of PlanBySlug are.
func (s *Store) Plans(ctx context.Context) ([]*plans.Plan, error) {
	var rows []planRow
	if err := s.read.NewSelect().Model(&rows).Order("created_at", "id").Scan(ctx); err != nil {
		return nil, said(fmt.Errorf("list plans: %w", err))
	}
	all := make([]*plans.Plan, len(rows))
	for i := range rows {
		var err error
		if all[i], err = s.planOf(ctx, s.read, &rows[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Head is where the journal of the plan ends: what a report prints.
func (s *Store) Head(ctx context.Context, plan uuid.UUID) (commitments.Tail, error) {
	return tailOf(ctx, s.read, plan)
}

// planOf is the text of the plan whose row was read from committed data.
func (s *Store) planOf(ctx context.Context, db bun.IDB, row *planRow) (*plans.Plan, error) {
	s.mutex.Lock()
	cached := s.plans[row.Slug]
	s.mutex.Unlock()
	if cached.id == row.ID && cached.revision == row.Revision {
		return cached.plan, nil
	}
	document := new(planDocumentRow)
	if err := db.NewSelect().Model(document).Where("plan_id = ?", row.ID).Scan(ctx); err != nil {
		return nil, said(fmt.Errorf("load plan %s: %w", row.Slug, err))
	}
	plan, err := planOfDocument(document.Document)
	if err != nil {
		return nil, err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.plans[row.Slug] = cachedPlan{row.ID, row.Revision, plan}
	return plan, nil
}

// Plan is shared: whoever wants to change it makes a copy.
func (t *tx) Plan(ctx context.Context, slug string) (*plans.Plan, error) {
	if t.saved != nil && t.saved.Slug == slug {
		return t.saved, nil
	}
	if t.plan == nil || t.plan.Slug != slug {
		return t.store.planIn(ctx, t.db, slug)
	}
	return t.store.planOf(ctx, t.db, t.plan)
}

func (s *Store) planIn(ctx context.Context, db bun.IDB, slug string) (*plans.Plan, error) {
	if err := sound(slug); err != nil {
		return nil, err
	}
	row := new(planRow)
	if err := db.NewSelect().Model(row).Where("slug = ?", slug).Scan(ctx); err != nil {
		return nil, said(err)
	}
	return s.planOf(ctx, db, row)
}

// SavePlan inserts the plan, or another edition of the one with its id. A step that is gone from it is deleted, which
// the database refuses while the step holds commitments.
func (t *tx) SavePlan(ctx context.Context, p *plans.Plan) error {
	if err := sound(p); err != nil {
		return err
	}
	if err := t.savePlanRow(ctx, p); err != nil {
		return said(fmt.Errorf("save plan %s: %w", p.Slug, err))
	}
	text, err := planDocumentOf(p)
	if err != nil {
		return err
	}
	document := &planDocumentRow{PlanID: p.ID, Document: text}
	_, err = t.db.NewInsert().Model(document).On("conflict (plan_id) do update").Set("document = excluded.document").Exec(ctx)
	if err != nil {
		return said(fmt.Errorf("save the text of plan %s: %w", p.Slug, err))
	}
	t.saved = p
	return t.saveSteps(ctx, p)
}

func (t *tx) savePlanRow(ctx context.Context, p *plans.Plan) error {
	updated, err := t.db.NewUpdate().Model((*planRow)(nil)).Set("revision = revision + 1").Where("id = ?", p.ID).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := updated.RowsAffected(); n > 0 || err != nil {
		return err
	}
	row := &planRow{ID: p.ID, CreatedAt: micro(p.CreatedAt), Slug: p.Slug, Revision: 1, Digest: commitments.Genesis}
	_, err = t.db.NewInsert().Model(row).Exec(ctx)
	t.plan = row
	return err
}

// saveSteps first adds steps, then moves what the renamed ones hold, and deletes what is gone only after.
func (t *tx) saveSteps(ctx context.Context, p *plans.Plan) error {
	rows := stepRows(p)
	if len(rows) > 0 {
		q := t.db.NewInsert().Model(&rows).On("conflict (plan_id, code) do update")
		for _, column := range []string{"id", "theme", "position", "actionable", "added_on", "retired_on"} {
			q.Set("? = excluded.?", bun.Ident(column), bun.Ident(column))
		}
		if _, err := q.Exec(ctx); err != nil {
			return said(fmt.Errorf("save steps of plan %s: %w", p.Slug, err))
		}
	}
	gone := t.db.NewDelete().Model((*stepRow)(nil)).Where("plan_id = ?", p.ID)
	if len(rows) > 0 {
		gone.Where("code not in (?)", bun.List(codesOf(rows)))
	}
	if err := t.moveRenamed(ctx, p); err != nil {
		return err
	}
	if _, err := gone.Exec(ctx); err != nil {
		return said(fmt.Errorf("delete steps of plan %s: %w", p.Slug, err))
	}
	return nil
}

func codesOf(rows []stepRow) []string {
	codes := make([]string, len(rows))
	for i, row := range rows {
		codes[i] = row.Code
	}
	return codes
}

// moveRenamed names steps by their new codes where commitments are found by them.
func (t *tx) moveRenamed(ctx context.Context, p *plans.Plan) error {
	for i := range p.Steps {
		step := &p.Steps[i]
		if len(step.Was) == 0 {
			continue
		}
		_, err := t.db.NewUpdate().Model((*commitmentStepRow)(nil)).Set("step = ?", step.Code).
			Where("plan_id = ?", p.ID).Where("step in (?)", bun.List(step.Was)).Exec(ctx)
		if err != nil {
			return said(fmt.Errorf("rename step %s of plan %s: %w", step.Code, p.Slug, err))
		}
	}
	return nil
}

// planWith is the plan with the id.
func (t *tx) planWith(ctx context.Context, id uuid.UUID) (*plans.Plan, error) {
	switch {
	case t.saved != nil && t.saved.ID == id:
		return t.saved, nil
	case t.plan != nil && t.plan.ID == id:
		return t.store.planOf(ctx, t.db, t.plan)
	}
	row := new(planRow)
	if err := t.db.NewSelect().Model(row).Where("id = ?", id).Scan(ctx); err != nil {
		return nil, said(fmt.Errorf("load plan %v: %w", id, err))
	}
	return t.store.planOf(ctx, t.db, row)
}

// HeldSteps are the codes of the steps that hold commitments, withdrawn ones included.
func (t *tx) HeldSteps(ctx context.Context, plan uuid.UUID) (map[string]bool, error) {
	var codes []string
	err := t.db.NewSelect().Model((*commitmentStepRow)(nil)).Distinct().Column("step").Where("plan_id = ?", plan).Scan(ctx, &codes)
	held := make(map[string]bool, len(codes))
	for _, code := range codes {
		held[code] = true
	}
	return held, said(err)
}
