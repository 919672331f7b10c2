package store

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// lane is a conversation, or what of no conversation supersedes each other.
type lane struct {
	Platform, Realm, Conversation, Supersedes string
}

// ordered says whether those in the lane come one after the other.
func (l lane) ordered() bool { return l.Conversation != "" }

// lanes are a table of rows that come one after the other in each lane. The first of a lane that is not done has a
// next_at, from which on it can be claimed; those behind it have none. Whoever adds to a lane or takes its first away
// holds the lock of the lane, and settles it before the transaction ends.
type lanes struct {
	table string
	class int    // of its locks
	order string // in which those that stand aside take their place: by an index
}

func inboxLanes() lanes  { return lanes{"inbox", 0x61630001, "position"} }
func outboxLanes() lanes { return lanes{"outbox", 0x61630002, "joins_at"} }

// inLane is what is true of a row that is in its lane.
const inLane = "done_at is null and joins_at is null"

// locksOf is how many locks the lanes of a table share. A transaction may hold all of them, and the server has few.
const locksOf = 512

// lock waits for the lanes, in an order in which nobody waits for each other. On SQLite there is one writer anyway.
// What the transaction reads afterwards is as of then, because each of its statements looks anew.
func (l lanes) lock(ctx context.Context, db bun.IDB, list ...lane) error {
	if db.Dialect().Name() != pgName {
		return nil
	}
	var keys []int
	for _, each := range list {
		if each.ordered() || each.Supersedes != "" {
			keys = append(keys, each.key())
		}
	}
	if len(keys) == 0 {
		return nil
	}
	slices.Sort(keys)
	_, err := db.NewRaw("select pg_advisory_xact_lock(?, k) from unnest(?::integer[]) as k", l.class,
		pgdialect.Array(slices.Compact(keys))).Exec(ctx)
	if err != nil {
		return fmt.Errorf("lock conversations: %w", err)
	}
	return nil
}

func (l lane) key() int {
	hash := fnv.New32a()
	supersedes := l.Supersedes
	if l.ordered() {
		supersedes = ""
	}
	for _, text := range []string{l.Platform, l.Realm, l.Conversation, supersedes} {
		_, _ = hash.Write([]byte(text + "\x00")) // it never fails
	}
	return int(hash.Sum32() % locksOf)
}

// taken are those of the lanes that have a first.
func (l lanes) taken(ctx context.Context, db bun.IDB, list []lane) (map[lane]bool, error) {
	taken := map[lane]bool{}
	for some := range slices.Chunk(list, queuedAtOnce) {
		texts := make([]bun.TupleValues, len(some))
		for i, each := range some {
			texts[i] = bun.Tuple([]string{each.Platform, each.Realm, each.Conversation})
		}
		var rows []struct{ Platform, Realm, Conversation string }
		err := db.NewSelect().TableExpr("?", bun.Ident(l.table)).Column("platform", "realm", "conversation").
			Where("next_at is not null").Where("conversation <> ''").
			Where("(platform, realm, conversation) in (values ?)", bun.List(texts)).Scan(ctx, &rows)
		if err != nil {
			return nil, fmt.Errorf("look who is first: %w", err)
		}
		for _, row := range rows {
			taken[lane{Platform: row.Platform, Realm: row.Realm, Conversation: row.Conversation}] = true
		}
	}
	return taken, nil
}

// settle makes the first of a lane one that can be claimed, if the lane has none yet.
func (l lanes) settle(ctx context.Context, db bun.IDB, of lane, at time.Time) error {
	if !of.ordered() {
		return nil
	}
	within := func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.TableExpr("?", bun.Ident(l.table)).
			Where("platform = ? and realm = ? and conversation = ?", of.Platform, of.Realm, of.Conversation)
	}
	first := within(db.NewSelect().ColumnExpr("min(position)")).Where(inLane)
	taken := within(db.NewSelect().ColumnExpr("1")).Where("next_at is not null").Where("conversation <> ''")
	_, err := db.NewUpdate().Table(l.table).Set("next_at = ?", micro(at)).
		Where("position = (?)", first).Where("not exists (?)", taken).Exec(ctx)
	if err != nil {
		return fmt.Errorf("let the next one come: %w", err)
	}
	return nil
}

// distinct are the ordered lanes of some rows, each once.
func distinct(list []lane) []lane {
	var found []lane
	for _, l := range list {
		if l.ordered() {
			l.Supersedes = ""
			found = append(found, l)
		}
	}
	slices.SortFunc(found, func(a, b lane) int {
		return cmp.Or(cmp.Compare(a.Platform, b.Platform), cmp.Compare(a.Realm, b.Realm), cmp.Compare(a.Conversation, b.Conversation))
	})
	return slices.Compact(found)
}
