package migrations

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun/dialect"
)

func TestBothDatabasesHaveEveryMigration(t *testing.T) {
	t.Parallel()
	var names [2][]string
	for i, d := range []dialect.Name{dialect.SQLite, dialect.PG} {
		all, err := For(d)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range all.Sorted() {
			names[i] = append(names[i], m.String())
			if m.Up == nil {
				t.Errorf("%v: migration %s does nothing", d, m.String())
			}
		}
	}
	if len(names[0]) == 0 || !slices.Equal(names[0], names[1]) {
		t.Errorf("migrations of SQLite and PostgreSQL: got %v and %v, want the same", names[0], names[1])
	}
}

func TestMigrationsRunInATransactionAndAreNamedAndNumbered(t *testing.T) {
	t.Parallel()
	name := regexp.MustCompile(`^\d{4}_[a-z_]+(\.(sqlite|postgres))?\.tx\.up\.sql$`)
	found, err := fs.Glob(files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	numbers := map[string]int{}
	for _, file := range found {
		if !name.MatchString(file) {
			t.Errorf("%s: want NNNN_what.tx.up.sql, or .sqlite and .postgres before .tx", file)
		}
		numbers[file[:4]]++
		if base, ok := strings.CutSuffix(file, ".sqlite.tx.up.sql"); ok && !slices.Contains(found, base+".postgres.tx.up.sql") {
			t.Errorf("%s has no twin for PostgreSQL", file)
		}
		if base, ok := strings.CutSuffix(file, ".postgres.tx.up.sql"); ok && !slices.Contains(found, base+".sqlite.tx.up.sql") {
			t.Errorf("%s has no twin for SQLite", file)
		}
	}
	for number, n := range numbers {
		if n > 2 {
			t.Errorf("number %s is taken %d times", number, n)
		}
	}
}
