// Package migrations has the tables of both databases as numbered SQL files, NNNN_what.tx.up.sql. A file that a
// program has been released with is never edited. Where the databases differ by more than the name of a type there are
// two files, NNNN_what.postgres.tx.up.sql and NNNN_what.sqlite.tx.up.sql.
package migrations

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/uptrace/bun/dialect"
	"github.com/uptrace/bun/migrate"
)

//go:embed *.sql
var files embed.FS

// For returns the migrations of a database, in order.
func For(d dialect.Name) (*migrate.Migrations, error) {
	other := ".postgres."
	if d == dialect.PG {
		other = ".sqlite."
	}
	all := migrate.NewMigrations()
	if err := all.Discover(without{files, other}); err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return all, nil
}

// Words are what stands in double braces in the files. Every text of PostgreSQL sorts by its bytes, as SQLite's do, so
// that lists come in the same order whatever language the server speaks.
func Words(d dialect.Name) map[string]string {
	if d == dialect.PG {
		return map[string]string{"uuid": "uuid", "text": `text collate "C"`, "instant": "timestamptz", "clustered": ""}
	}
	return map[string]string{"uuid": "text", "text": "text", "instant": "text", "clustered": " without rowid"}
}

// without hides the files of the other database.
type without struct {
	fs.FS
	mark string
}

func (w without) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(w.FS, name)
	if err != nil {
		return nil, err
	}
	kept := entries[:0]
	for _, entry := range entries {
		if !strings.Contains(path.Base(entry.Name()), w.mark) {
			kept = append(kept, entry)
		}
	}
	return kept, nil
}
