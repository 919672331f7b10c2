package store

import (
	"context"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reports"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

var _ reports.Library = (*Store)(nil)

// entriesAtOnce is how many entries are read in one go: enough that the round trips do not count, few enough that the
// memory does not, whatever the size of the journal. Each go is a statement of its own, so that no time-out of a
// statement depends on how long the caller takes.
const entriesAtOnce = 4000

// Plan is PlanBySlug.
func (s *Store) Plan(ctx context.Context, slug string) (*plans.Plan, error) {
	return s.PlanBySlug(ctx, slug)
}

// HeadBefore is where the journal ended before the instant, without LastNumber; zero if nothing was recorded by then.
func (s *Store) HeadBefore(ctx context.Context, plan uuid.UUID, before time.Time) (commitments.Tail, error) {
	// Positions rise as instants do, but there is no index by instant: the place is found by halving.
	tail, err := s.Head(ctx, plan)
	if err != nil {
		return commitments.Tail{}, err
	}
	var found commitments.Tail
	for low, high := int64(1), tail.Position; low <= high; {
		middle := low + (high-low)/2
		row := new(entryRow)
		err := s.read.NewSelect().Model(row).Column("position", "digest", "recorded_at").
			Where("plan_id = ?", plan).Where("position = ?", middle).Scan(ctx)
		if err != nil {
			return commitments.Tail{}, said(fmt.Errorf("find the head at an instant: %w", err))
		}
		if row.RecordedAt.Before(before) {
			found = commitments.Tail{PlanID: plan, Position: row.Position, Digest: row.Digest, RecordedAt: row.RecordedAt.UTC()}
			low = middle + 1
		} else {
			high = middle - 1
		}
	}
	return found, nil
}

// EachJournal goes through the commitments of the plan that have entries recorded before the instant, by number, as
// of one moment. The entries have what figures need and nothing else, and come in the order of their seq; the list
// belongs to the store again when f returns.
func (s *Store) EachJournal(ctx context.Context, plan uuid.UUID, before time.Time, f func(ref string, entries []commitments.Entry) error) error {
	return s.snapshot(ctx, func(db bun.IDB) error {
		reader := newFigureReader()
		var held []commitments.Entry
		of, ref := 0, ""
		for number, seq, more := 0, 0, true; more; {
			q := db.NewSelect().Table("entries").Column(figureColumns()...).Where("plan_id = ?", plan).
				Where("recorded_at < ?", micro(before)).Where("(number, seq) > (?, ?)", number, seq).
				Order("number", "seq").Limit(entriesAtOnce)
			count, lastNumber, lastSeq, err := reader.page(ctx, q, func(number int, e *commitments.Entry) error {
				if number != of {
					if len(held) > 0 {
						if err := f(ref, held); err != nil {
							return err
						}
					}
					of, ref, held = number, refOf(number), held[:0]
				}
				e.Commitment = ref
				held = append(held, *e)
				return nil
			})
			if err != nil {
				return fmt.Errorf("read the journal: %w", err)
			}
			number, seq, more = lastNumber, lastSeq, count == entriesAtOnce
		}
		if len(held) == 0 {
			return nil
		}
		return f(ref, held)
	})
}

// eachEntry reads what the query selects in pages, each after the last row of the one before.
func eachEntry(ctx context.Context, page func(after *entryRow) *bun.SelectQuery, f func(*entryRow, *commitments.Entry) error) error {
	after := new(entryRow)
	rows := make([]entryRow, 0, entriesAtOnce)
	for {
		clear(rows) // bun would fill what the pointers of the page before point at
		rows = rows[:0]
		if err := page(after).Model(&rows).Limit(entriesAtOnce).Scan(ctx); err != nil {
			return fmt.Errorf("read the journal: %w", err)
		}
		for i := range rows {
			e, err := rows[i].entry()
			if err != nil {
				return err
			}
			if err := f(&rows[i], &e); err != nil {
				return err
			}
		}
		if len(rows) < entriesAtOnce {
			return nil
		}
		last := rows[len(rows)-1]
		after = &last
	}
}
