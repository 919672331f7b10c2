package store

import (
	"context"
	"database/sql"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
)

// line is where those stand who want the one connection of SQLite that writes. database/sql gives a connection to any of
// those who wait for it, and some of many would wait for seconds; in a line they have it in the order in which they came.
type line struct {
	db    *sql.DB
	turns turns
}

var (
	_ bun.ConnResolver = (*line)(nil)
	_ bun.IConn        = (*line)(nil)
)

// ResolveConn makes every statement that is in no transaction stand in line.
func (l *line) ResolveConn(context.Context, bun.Query) bun.IConn { return l }

// Close has nothing to close: the connection is another's.
func (l *line) Close() error { return nil }

func (l *line) stand(ctx context.Context) (leave func(), err error) { return l.turns.wait(ctx, "") }

// ExecContext is bun.IConn's.
func (l *line) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	leave, err := l.stand(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return l.db.ExecContext(ctx, query, args...)
}

// QueryContext is bun.IConn's. The connection is taken when it returns, and free when the rows are closed: until then
// whoever is next waits for it, and nobody else does.
func (l *line) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	leave, err := l.stand(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return l.db.QueryContext(ctx, query, args...)
}

// QueryRowContext is bun.IConn's. Whoever no longer waits finds that out from the row.
func (l *line) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if leave, err := l.stand(ctx); err == nil {
		defer leave()
	}
	return l.db.QueryRowContext(ctx, query, args...)
}

// writer is the database to whoever changes it.
type writer struct {
	*bun.DB
	line *line // on SQLite
}

// inLine is the one connection of SQLite that writes.
func inLine(db *sql.DB) writer {
	l := &line{db: db}
	return writer{bun.NewDB(db, sqlitedialect.New(), bun.WithConnResolver(l)), l}
}

// RunInTx is bun.IDB's: on SQLite it stands in line until the transaction is over.
func (w writer) RunInTx(ctx context.Context, options *sql.TxOptions, f func(context.Context, bun.Tx) error) error {
	if w.line != nil {
		leave, err := w.line.stand(ctx)
		if err != nil {
			return err
		}
		defer leave()
	}
	return w.DB.RunInTx(ctx, options, f)
}
