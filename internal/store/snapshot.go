package store

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

var (
	_ bundle.Archive = (*Store)(nil)
	_ bundle.Source  = (*moment)(nil)
)

// commitmentsAtOnce is how many commitments an export reads in one go.
const commitmentsAtOnce = 400

// Snapshot runs f on the store as of one moment. Nothing is hidden from f: what a reader of an export may see is for
// bundle to ask.
func (s *Store) Snapshot(ctx context.Context, f func(bundle.Source) error) error {
	return s.snapshot(ctx, func(db bun.IDB) error { return f(&moment{s, db}) })
}

// moment is the store as of one moment.
type moment struct {
	store *Store
	db    bun.IDB
}

func (m *moment) Plan(ctx context.Context, slug string) (*plans.Plan, error) {
	return m.store.planIn(ctx, m.db, slug)
}

func (m *moment) Tail(ctx context.Context, plan uuid.UUID) (commitments.Tail, error) {
	return tailOf(ctx, m.db, plan)
}

func (m *moment) Organisations(ctx context.Context) ([]people.Organisation, error) {
	return allOrganisations(ctx, m.db)
}

func (m *moment) EndorsementsOf(ctx context.Context, plan uuid.UUID) ([]people.Endorsement, error) {
	return endorsementsWhere(ctx, m.db, plan, "")
}

func (m *moment) EventsOf(ctx context.Context, plan uuid.UUID) ([]calendar.Event, error) {
	return eventsOf(ctx, m.db, plan)
}

// MembersByKey come in the order of their keys. A key that nobody has is left out.
func (m *moment) MembersByKey(ctx context.Context, keys []string) ([]people.Member, error) {
	byKey, err := membersByKey(ctx, m.db, keys)
	if err != nil {
		return nil, err
	}
	members := make([]people.Member, 0, len(byKey))
	for _, key := range slices.Sorted(maps.Keys(byKey)) {
		members = append(members, byKey[key])
	}
	return members, nil
}

func (m *moment) EachCommitment(ctx context.Context, plan uuid.UUID, f func(*commitments.Commitment, []commitments.Entry) error) error {
	rows := make([]commitmentRow, 0, commitmentsAtOnce)
	for last := 0; ; last = rows[len(rows)-1].Number {
		clear(rows) // bun would fill what the pointers of the page before point at
		rows = rows[:0]
		err := m.db.NewSelect().Model(&rows).Where("plan_id = ?", plan).Where("number > ?", last).
			Order("number").Limit(commitmentsAtOnce).Scan(ctx)
		if err != nil {
			return fmt.Errorf("read commitments: %w", err)
		}
		if err := m.withEntries(ctx, plan, rows, f); err != nil || len(rows) < commitmentsAtOnce {
			return err
		}
	}
}

// withEntries calls f with each of the commitments, which stand by number, and its entries.
func (m *moment) withEntries(ctx context.Context, plan uuid.UUID, rows []commitmentRow, f func(*commitments.Commitment, []commitments.Entry) error) error {
	if len(rows) == 0 {
		return nil
	}
	first, last := rows[0].Number, rows[len(rows)-1].Number
	var held []commitments.Entry
	next := func(until int) error {
		for len(rows) > 0 && rows[0].Number < until {
			c, err := rows[0].commitment()
			if err != nil {
				return err
			}
			if err := f(&c, held); err != nil {
				return err
			}
			rows, held = rows[1:], held[:0]
		}
		return nil
	}
	err := eachEntry(ctx, func(after *entryRow) *bun.SelectQuery {
		return m.db.NewSelect().Where("plan_id = ?", plan).Where("number between ? and ?", first, last).
			Where("(number, seq) > (?, ?)", after.Number, after.Seq).Order("number", "seq")
	}, func(row *entryRow, e *commitments.Entry) error {
		if err := next(row.Number); err != nil {
			return err
		}
		held = append(held, *e)
		return nil
	})
	if err != nil {
		return err
	}
	return next(last + 1)
}

func (m *moment) EachLink(ctx context.Context, plan uuid.UUID, f func(*commitments.Entry) error) error {
	return eachEntry(ctx, func(after *entryRow) *bun.SelectQuery {
		return m.db.NewSelect().Where("plan_id = ?", plan).Where("position > ?", after.Position).Order("position")
	}, func(_ *entryRow, e *commitments.Entry) error { return f(e) })
}
