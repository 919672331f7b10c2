package storetest

import (
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun/driver/pgdriver"
)

// ReadPlainly reads what a report needs of every entry of the plan, in the order in which a report needs it, with
// nothing but database/sql and one statement. It returns how many entries there are: what a report is measured against.
func ReadPlainly(t testing.TB, d Database, plan uuid.UUID) (entries int) {
	t.Helper()
	db, quoted := plainly(t, d), "'"+plan.String()+"'"
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(t.Context(), `select number, seq, kind, status, percent, confidence, effective_on,
		recorded_at, corrects, takes_back, changes from entries where plan_id = `+quoted+` order by number, seq`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for ; rows.Next(); entries++ {
		var number, seq, corrects int
		var kind, status, confidence, effectiveOn, changes string
		var percent sql.NullInt64
		var recordedAt any
		var takesBack bool
		err := rows.Scan(&number, &seq, &kind, &status, &percent, &confidence, &effectiveOn, &recordedAt, &corrects, &takesBack, &changes)
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return entries
}

func plainly(t testing.TB, d Database) *sql.DB {
	t.Helper()
	if path, ok := strings.CutPrefix(d.Address, "sqlite:"); ok {
		address := url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: "_pragma=busy_timeout(5000)&_timezone=UTC"}
		db, err := sql.Open("sqlite", address.String())
		if err != nil {
			t.Fatal(fmt.Errorf("open %s: %w", path, err))
		}
		return db
	}
	return sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(d.Address), pgdriver.WithTimeout(10*time.Minute)))
}
