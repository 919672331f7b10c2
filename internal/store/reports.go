package store

import (
	"context"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

type reportRow struct {
	bun.BaseModel `bun:"table:reports,alias:r"`

	PlanID      uuid.UUID `bun:",pk"`
	ID          uuid.UUID `bun:",pk"`
	Period      string
	Cutoff      time.Time
	Audience    access.Audience
	Figures     string
	SHA256      string `bun:"sha256"`
	Position    int64
	Digest      string
	PublishedBy string
	PublishedAt time.Time
	ErratumOf   *uuid.UUID
	Note        string
}

func reportRowOf(r commitments.Report) reportRow {
	row := reportRow{
		PlanID: r.PlanID, ID: r.ID, Period: r.Period.String(), Cutoff: micro(r.Cutoff), Audience: r.Audience,
		Figures: string(r.Figures), SHA256: r.SHA256, Position: r.Position, Digest: r.Digest,
		PublishedBy: r.PublishedBy, PublishedAt: micro(r.PublishedAt), Note: r.Note,
	}
	if r.ErratumOf != uuid.Nil {
		row.ErratumOf = &r.ErratumOf
	}
	return row
}

func (r reportRow) report() (commitments.Report, error) {
	period, err := civil.ParseQuarter(r.Period)
	if err != nil {
		return commitments.Report{}, fmt.Errorf("read report %v: %w", r.ID, err)
	}
	report := commitments.Report{
		ID: r.ID, PlanID: r.PlanID, Period: period, Cutoff: r.Cutoff.UTC(), Audience: r.Audience,
		Figures: []byte(r.Figures), SHA256: r.SHA256, Position: r.Position, Digest: r.Digest,
		PublishedBy: r.PublishedBy, PublishedAt: r.PublishedAt.UTC(), Note: r.Note,
	}
	if r.ErratumOf != nil {
		report.ErratumOf = *r.ErratumOf
	}
	return report, nil
}

func (t *tx) AddReport(ctx context.Context, r commitments.Report) error {
	row := reportRowOf(r)
	return t.add(ctx, "report", &row, row)
}

func (t *tx) Report(ctx context.Context, id uuid.UUID) (commitments.Report, error) {
	return reportByID(ctx, t.db, id)
}

// Report is a published report, or commitments.ErrNotFound.
func (s *Store) Report(ctx context.Context, id uuid.UUID) (commitments.Report, error) {
	return reportByID(ctx, s.read, id)
}

func (t *tx) Reports(ctx context.Context, plan uuid.UUID) ([]commitments.Report, error) {
	return reportsOf(ctx, t.db, plan)
}

// Reports lists the published reports of a plan, the latest first, without their figures.
func (s *Store) Reports(ctx context.Context, plan uuid.UUID) ([]commitments.Report, error) {
	return reportsOf(ctx, s.read, plan)
}

func reportsOf(ctx context.Context, db bun.IDB, plan uuid.UUID) ([]commitments.Report, error) {
	var rows []reportRow
	err := db.NewSelect().Model(&rows).ExcludeColumn("figures").Where("plan_id = ?", plan).
		Order("published_at desc", "id desc").Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("list reports: %w", err))
	}
	reports := make([]commitments.Report, len(rows))
	for i, row := range rows {
		if reports[i], err = row.report(); err != nil {
			return nil, err
		}
		reports[i].Figures = nil
	}
	return reports, nil
}

func reportByID(ctx context.Context, db bun.IDB, id uuid.UUID) (commitments.Report, error) {
	var row reportRow
	if err := db.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx); err != nil {
		return commitments.Report{}, said(err)
	}
	return row.report()
}
