package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/uptrace/bun"
)

// A report reads every entry of a plan. So its rows are scanned by hand, which takes half the time that bun takes to
// fill a struct; the statements are bun's all the same.

// figureColumns are what a figure needs of an entry, in the order of figureRow.scan.
func figureColumns() []string {
	return []string{
		"number", "seq", "kind", "status", "percent", "confidence", "effective_on", "recorded_at", "corrects", "takes_back", "changes",
	}
}

// figureReader reads rows of figureColumns. Words that stand in every row are kept once.
type figureReader struct {
	number     int
	percent    sql.NullInt64
	kind       sql.RawBytes
	status     sql.RawBytes
	confidence sql.RawBytes
	day        sql.RawBytes
	changes    sql.RawBytes
	recordedAt any

	words    map[string]string
	percents [101]*int
}

func newFigureReader() *figureReader {
	r := &figureReader{words: map[string]string{}}
	for n := range r.percents {
		r.percents[n] = new(n)
	}
	return r
}

// page reads what the query selects, and returns how many rows there were and the last of them.
func (r *figureReader) page(ctx context.Context, q *bun.SelectQuery, f func(number int, e *commitments.Entry) error) (count, number, seq int, err error) {
	rows, err := q.Rows(ctx)
	if err != nil {
		return 0, 0, 0, err
	}
	defer func() { _ = rows.Close() }()
	var e commitments.Entry
	for rows.Next() {
		if err := r.scan(rows, &e); err != nil {
			return 0, 0, 0, err
		}
		count++
		if err := f(r.number, &e); err != nil {
			return 0, 0, 0, err
		}
	}
	return count, r.number, e.Seq, rows.Err()
}

func (r *figureReader) scan(rows *sql.Rows, e *commitments.Entry) error {
	*e = commitments.Entry{}
	err := rows.Scan(&r.number, &e.Seq, &r.kind, &r.status, &r.percent, &r.confidence, &r.day, &r.recordedAt,
		&e.Corrects, &e.TakesBack, &r.changes)
	if err != nil {
		return err
	}
	e.Kind, e.Status = commitments.Kind(r.word(r.kind)), commitments.Status(r.word(r.status))
	e.Confidence, e.EffectiveOn = commitments.Confidence(r.word(r.confidence)), civil.Date(r.word(r.day))
	if r.percent.Valid {
		if n := r.percent.Int64; n >= 0 && n < int64(len(r.percents)) {
			e.Percent = r.percents[n]
		} else {
			e.Percent = new(int(n))
		}
	}
	if e.RecordedAt, err = instantOf(r.recordedAt); err != nil {
		return err
	}
	if len(r.changes) > 0 {
		e.Changes, err = changesOf(string(r.changes))
	}
	return err
}

func (r *figureReader) word(text sql.RawBytes) string {
	if len(text) == 0 {
		return ""
	}
	word, ok := r.words[string(text)]
	if !ok {
		word = string(text)
		r.words[word] = word
	}
	return word
}

// instantOf is a stored instant as the driver gives it: PostgreSQL's a time, SQLite's the text that bun writes.
func instantOf(v any) (time.Time, error) {
	switch v := v.(type) {
	case time.Time:
		return v.UTC(), nil
	case string:
		return instantOfText(v)
	case []byte:
		return instantOfText(string(v))
	}
	return time.Time{}, fmt.Errorf("read a stored instant: it is a %T", v)
}

// storedInstant is how bun writes instants into SQLite.
const storedInstant = "2006-01-02 15:04:05.999999-07:00"

func instantOfText(text string) (time.Time, error) {
	const layout = "0000-00-00 00:00:00+00:00" // whole seconds, UTC: what all entries have
	if len(text) == len(layout) && strings.HasSuffix(text, "+00:00") {
		number := func(from, to int) (n int) {
			for _, c := range []byte(text[from:to]) {
				n = 10*n + int(c-'0')
			}
			return n
		}
		return time.Date(number(0, 4), time.Month(number(5, 7)), number(8, 10), number(11, 13), number(14, 16), number(17, 19), 0, time.UTC), nil
	}
	t, err := time.Parse(storedInstant, text)
	if err != nil {
		return t, fmt.Errorf("read a stored instant: %w", err)
	}
	return t.UTC(), nil
}
