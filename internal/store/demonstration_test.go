package store

import (
	"database/sql"
	"path/filepath"
	"slices"
	"testing"
)

// TestARemovedPlanLeavesNoTableOut finds every table that has a plan's rows, those of later migrations too.
func TestARemovedPlanLeavesNoTableOut(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "accord.db")
	s, err := Open(t.Context(), "sqlite:"+path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `select m.name from sqlite_master m, pragma_table_info(m.name) c
		where m.type = 'table' and c.name = 'plan_id'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	found := 0
	for ; rows.Next(); found++ {
		var table string
		if err := rows.Scan(&table); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(planTables[:], table) {
			t.Errorf("%s has rows of plans, and RemoveDemonstration leaves them", table)
		}
	}
	if err := rows.Err(); err != nil || found < 10 {
		t.Errorf("tables with a plan: got %d, %v", found, err)
	}
}
