package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// matches are the numbers of the commitments that have all words in one text: title, description and measure together,
// or one note. A word is found by its beginning.
func (x *search) matches(db bun.IDB) *bun.SelectQuery {
	return x.store.matching(db, x.Plan, x.words).ColumnExpr("t.number")
}

// orderByMatch puts the best match of a commitment first.
func (x *search) orderByMatch(q *bun.SelectQuery) {
	ranked := x.store.matching(q.DB(), x.Plan, x.words).ColumnExpr("t.number")
	if x.store.postgres() {
		ranked.ColumnExpr("max(ts_rank(t.words, ?::tsquery)) as rank", tsQuery(x.words)).GroupExpr("t.number")
		q.Join("join (?) as m on m.number = c.number", ranked).OrderExpr("m.rank desc, c.number")
	} else {
		// bm25 is less where the match is better. It cannot be asked for inside an aggregate; the limit keeps SQLite from
		// making one query of the two.
		each := ranked.ColumnExpr("bm25(texts_words) as rank")
		q.Join("join (select number, min(rank) as rank from (? limit -1) group by number) as m on m.number = c.number", each).
			OrderExpr("m.rank, c.number")
	}
	q.Offset(int64(x.after.Rows))
}

// matching selects from the texts of the plan, as t, those with all words.
func (s *Store) matching(db bun.IDB, plan uuid.UUID, found []string) *bun.SelectQuery {
	q := db.NewSelect().TableExpr("texts as t").Where("t.plan_id = ?", plan)
	if s.postgres() {
		return q.Where("t.words @@ ?::tsquery", tsQuery(found))
	}
	return q.Join("join texts_words on texts_words.rowid = t.id").Where("texts_words match ?", ftsQuery(found))
}

// tsQuery and ftsQuery ask for all words, each by its beginning. The words have letters and digits only.
func tsQuery(found []string) string { return "'" + strings.Join(found, "':* & '") + "':*" }

func ftsQuery(found []string) string { return `"` + strings.Join(found, `"* AND "`) + `"*` }

// SearchEntries finds the latest entries, at most limit, whose note has all the words, of commitments that the reader
// may see and as far as the reader may see them.
func (s *Store) SearchEntries(ctx context.Context, plan uuid.UUID, reader access.Reader, text string, limit int) ([]commitments.Entry, error) {
	if err := sound(text, reader); err != nil {
		return nil, err
	}
	found := searchWords(text)
	if len(found) == 0 {
		return nil, nil
	}
	var rows []entryRow
	places := s.matching(s.read, plan, found).ColumnExpr("t.number, t.seq").Where("t.seq > 0")
	q := s.read.NewSelect().Model(&rows).
		Join("join commitments as c on c.plan_id = e.plan_id and c.number = e.number").
		Join("join (?) as m on m.number = e.number and m.seq = e.seq", places).
		Where("e.plan_id = ?", plan).Where("not c.undone")
	visible(q, "c", reader)
	if err := q.OrderExpr("e.position desc").Limit(int64(limit)).Scan(ctx); err != nil {
		return nil, said(fmt.Errorf("search entries: %w", err))
	}
	return s.seenEntries(ctx, plan, reader, rows)
}

// seenEntries are the entries as the reader may see them; what was hidden meanwhile is left out.
func (s *Store) seenEntries(ctx context.Context, plan uuid.UUID, reader access.Reader, rows []entryRow) ([]commitments.Entry, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	numbers := make([]int, len(rows))
	for i := range rows {
		numbers[i] = rows[i].Number
	}
	var held []commitmentRow
	err := s.read.NewSelect().Model(&held).Where("plan_id = ?", plan).Where("number in (?)", bun.List(numbers)).Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("look up what entries belong to: %w", err))
	}
	sights := make(map[int]access.Sight, len(held))
	for i := range held {
		c, err := held[i].commitment()
		if err != nil {
			return nil, err
		}
		sights[c.Number] = access.See(reader, c.Visibility, c.Organisations())
	}
	var entries []commitments.Entry
	for i := range rows {
		e, err := rows[i].entry()
		if err != nil {
			return nil, err
		}
		if sight := sights[rows[i].Number]; sight != access.Hidden {
			entries = append(entries, seenEntry(e, sight))
		}
	}
	return entries, nil
}
