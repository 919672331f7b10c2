package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// asOf is the state of a plan at which something was read: what is read of commitments can only be otherwise once the
// journal has moved on, or the plan has another edition.
type asOf struct {
	Position int64
	Revision int64
}

// stateOf is that of the plan now; zero where there is no such plan.
func stateOf(ctx context.Context, db bun.IDB, plan uuid.UUID) (at asOf, err error) {
	var rows []asOf
	err = db.NewSelect().TableExpr("plans as p").ColumnExpr("p.position, p.revision").Where("p.id = ?", plan).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return at, err
	}
	return rows[0], nil
}

// question is what was asked.
type question [sha256.Size]byte

func questionOf(f commitments.Filter) question {
	text, err := json.Marshal(f)
	if err != nil {
		panic(fmt.Sprintf("store: a filter has no JSON: %v", err)) // cannot be
	}
	return sha256.Sum256(text)
}

// lasting keeps answers for as long as they are true. It forgets all of them when it is full.
type lasting[V any] struct {
	mutex sync.Mutex
	most  int // the weight of all that is kept
	held  int
	kept  map[question]answer[V]
}

type answer[V any] struct {
	at     asOf
	value  V
	weight int
}

func (l *lasting[V]) get(q question, at asOf) (value V, ok bool) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	kept, ok := l.kept[q]
	return kept.value, ok && kept.at == at
}

func (l *lasting[V]) keep(q question, at asOf, value V, weight int) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.held += weight - l.kept[q].weight
	if l.held > l.most || l.kept == nil {
		l.held, l.kept = weight, map[question]answer[V]{}
	}
	l.kept[q] = answer[V]{at, value, weight}
}
