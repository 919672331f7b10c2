package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Falling lists open commitments of a plan by their due day, or by the day of their last news, in the order of their
// numbers. Both are found by an index.
func (s *Store) Falling(ctx context.Context, q notices.Falling) ([]commitments.Commitment, error) {
	var rows []commitmentRow
	find := s.read.NewSelect().Model(&rows).Where("c.plan_id = ?", q.Plan).Where("c.number > ?", q.After).
		Where("not c.undone").Where("c.status in (?)", bun.List(openStatuses()))
	if !q.DueOn.IsZero() {
		find.Where(dueKey+" = ?", q.DueOn)
	} else {
		find.Where("c.last_news_on = ?", q.LastNewsOn)
	}
	if err := find.OrderExpr("c.number").Limit(int64(q.Limit)).Scan(ctx); err != nil {
		return nil, said(fmt.Errorf("find what falls due: %w", err))
	}
	return commitmentsOf(rows)
}

// OpenOf lists open commitments of an organisation in a plan, at most limit of them, the earliest due first.
func (s *Store) OpenOf(ctx context.Context, plan uuid.UUID, organisation string, limit int) ([]commitments.Commitment, error) {
	if err := sound(organisation); err != nil {
		return nil, err
	}
	var rows []commitmentRow
	err := s.read.NewSelect().Model(&rows).
		Join("join commitment_organisations as co on co.plan_id = c.plan_id and co.number = c.number").
		Where("co.plan_id = ?", plan).Where("co.organisation = ?", organisation).Where("not c.undone").
		Where("c.status in (?)", bun.List(openStatuses())).OrderExpr(dueKey + ", c.number").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("list open commitments of %s: %w", organisation, err))
	}
	return commitmentsOf(rows)
}

func commitmentsOf(rows []commitmentRow) ([]commitments.Commitment, error) {
	list := make([]commitments.Commitment, len(rows))
	for i := range rows {
		var err error
		if list[i], err = rows[i].commitment(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// CommitmentsNumbered are the commitments of a plan with these numbers, by number, whoever may see them.
func (s *Store) CommitmentsNumbered(ctx context.Context, plan uuid.UUID, numbers []int) (map[int]commitments.Commitment, error) {
	found := map[int]commitments.Commitment{}
	if len(numbers) == 0 {
		return found, nil
	}
	var rows []commitmentRow
	err := s.read.NewSelect().Model(&rows).Where("plan_id = ?", plan).Where("number in (?)", bun.List(numbers)).Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("look up commitments: %w", err))
	}
	list, err := commitmentsOf(rows)
	for _, c := range list {
		found[c.Number] = c
	}
	return found, err
}

// Registrants are the keys of those who registered commitments of a plan, by number.
func (s *Store) Registrants(ctx context.Context, plan uuid.UUID, numbers []int) (map[int]string, error) {
	found := map[int]string{}
	if len(numbers) == 0 {
		return found, nil
	}
	var rows []entryRow
	err := s.read.NewSelect().Model(&rows).Column("number", "member").Where("plan_id = ?", plan).
		Where("number in (?)", bun.List(numbers)).Where("seq = 1").Scan(ctx)
	for i := range rows {
		found[rows[i].Number] = rows[i].Member
	}
	return found, said(err)
}

// NewsRecorded is when the last news of commitments of one plan was recorded, by number.
func (s *Store) NewsRecorded(ctx context.Context, list []commitments.Commitment) (map[int]time.Time, error) {
	found := map[int]time.Time{}
	if len(list) == 0 {
		return found, nil
	}
	var rows []entryRow
	numbers := make([]int, len(list))
	for i := range list {
		numbers[i] = list[i].Number
	}
	err := s.read.NewSelect().Model(&rows).Column("e.number", "e.recorded_at").
		Join("join commitments as c on c.plan_id = e.plan_id and c.number = e.number and c.last_news_seq = e.seq").
		Where("c.plan_id = ?", list[0].PlanID).Where("c.number in (?)", bun.List(numbers)).Scan(ctx)
	for i := range rows {
		found[rows[i].Number] = rows[i].RecordedAt.UTC()
	}
	return found, said(err)
}

// Reporting says whether an organisation has news in a period, and how many of its open commitments have none.
func (s *Store) Reporting(ctx context.Context, plan uuid.UUID, organisation string, period civil.Quarter) (reported bool, missing int, err error) {
	if err := sound(organisation); err != nil {
		return false, 0, err
	}
	news := s.read.NewSelect().TableExpr("entries as e").ColumnExpr("1").Where("e.plan_id = c.plan_id").
		Where("e.number = c.number").Where("e.effective_on >= ?", period.Start()).Where("e.effective_on < ?", period.End()).
		Where("e.kind <> ?", commitments.KindRedacted).Where("not e.takes_back")
	of := func() *bun.SelectQuery {
		return s.read.NewSelect().TableExpr("commitment_organisations as co").
			Join("join commitments as c on c.plan_id = co.plan_id and c.number = co.number").
			Where("co.plan_id = ?", plan).Where("co.organisation = ?", organisation).Where("not c.undone")
	}
	if reported, err = of().Where("exists (?)", news).Exists(ctx); err != nil || reported {
		return reported, 0, said(err)
	}
	err = of().ColumnExpr("count(*)").Where("c.status in (?)", bun.List(openStatuses())).
		Where("c.registered_on < ?", period.End()).Scan(ctx, &missing)
	return false, missing, said(err)
}

// JournalEnd is the position of the last entry of a plan.
func (s *Store) JournalEnd(ctx context.Context, plan uuid.UUID) (int64, error) {
	row := new(planRow)
	err := said(s.read.NewSelect().Model(row).Where("id = ?", plan).Scan(ctx))
	if errors.Is(err, commitments.ErrNotFound) {
		return 0, nil
	}
	return row.Position, err
}
