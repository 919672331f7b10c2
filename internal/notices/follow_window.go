package notices

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sort"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
)

const (
	windowPage  = 500
	windowMost  = 20_000              // entries of a plan that are kept at hand
	windowReach = 31 * 24 * time.Hour // how far back a digest looks at most: of what is older, "following" tells no more
)

// window is the latest part of a journal, with what its entries belong to, kept at hand while many digests are made.
type window struct {
	end     int64               // position up to which it was read
	from    time.Time           // everything recorded since then is in it, unless there were too many
	entries []commitments.Entry // in order
	held    map[int]commitments.Commitment
	themes  map[int][]string
}

// since is the part of the journal that was recorded at an instant or later. What is at hand is used again as long as
// nothing was written.
func (f *Follows) since(ctx context.Context, plan *plans.Plan, from time.Time) (*window, error) {
	end, err := f.Store.JournalEnd(ctx, plan.ID)
	if err != nil {
		return nil, err
	}
	if floor := f.Now().Add(-windowReach); from.Before(floor) {
		from = floor
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	w := f.windows[plan.ID]
	if w == nil || w.end != end || w.from.After(from) {
		if w, err = f.readWindow(ctx, plan, end, from); err != nil {
			return nil, err
		}
		f.windows[plan.ID] = w
	}
	first := sort.Search(len(w.entries), func(i int) bool { return !w.entries[i].RecordedAt.Before(from) })
	part := *w
	part.entries = w.entries[first:]
	return &part, nil
}

// readWindow reads from the end: entries are recorded in the order of their positions.
func (f *Follows) readWindow(ctx context.Context, plan *plans.Plan, end int64, from time.Time) (*window, error) {
	w := &window{end: end, from: from, themes: map[int][]string{}}
	for at := end; len(w.entries) < windowMost; {
		page, err := f.Store.JournalBefore(ctx, plan.ID, at, windowPage)
		if err != nil {
			return nil, fmt.Errorf("read the end of the journal: %w", err)
		}
		kept := slices.IndexFunc(page, func(e commitments.Entry) bool { return e.RecordedAt.Before(from) })
		if kept >= 0 {
			w.entries = append(w.entries, page[:kept]...)
			break
		}
		w.entries = append(w.entries, page...)
		if len(page) < windowPage {
			break
		}
		at = page[len(page)-1].Position - 1
	}
	slices.Reverse(w.entries)
	return w, f.holdWindow(ctx, plan, w)
}

func (f *Follows) holdWindow(ctx context.Context, plan *plans.Plan, w *window) error {
	var err error
	if w.held, err = f.held(ctx, plan.ID, numbersOf(w.entries)); err != nil {
		return err
	}
	for number, c := range w.held {
		w.themes[number] = themesOf(plan, &c)
	}
	return nil
}

// held loads commitments, some at a time.
func (f *Follows) held(ctx context.Context, plan uuid.UUID, numbers []int) (map[int]commitments.Commitment, error) {
	all := make(map[int]commitments.Commitment, len(numbers))
	for some := range slices.Chunk(numbers, windowPage) {
		found, err := f.Store.CommitmentsNumbered(ctx, plan, some)
		if err != nil {
			return nil, fmt.Errorf("load what entries belong to: %w", err)
		}
		maps.Copy(all, found)
	}
	return all, nil
}
