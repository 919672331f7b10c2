package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"strings"
	"syscall"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/uptrace/bun/driver/pgdriver"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What a caller may want to tell apart. What is not found is commitments.ErrNotFound, and what is taken already, or
// was changed by somebody else meanwhile, commitments.ErrConflict. If a change ends in ErrUnavailable it is not known
// whether it was written; with a cause it can be asked for again without harm.
var (
	ErrUnavailable = errors.New("the database does not answer, or is locked for too long")
	ErrReadOnly    = errors.New("the database cannot be written")
	ErrFull        = errors.New("there is no room left for the database")
	ErrText        = errors.New("text that cannot be kept: a NUL byte, or not UTF-8")
)

// saying is an error of a database with what it means. Its text is that of the database.
type saying struct {
	error
	meaning error
}

func (s saying) Unwrap() []error { return []error{s.error, s.meaning} }

// said adds to an error what it means.
func said(err error) error {
	if err == nil {
		return nil
	}
	meaning := meaningOf(err)
	if meaning == nil || errors.Is(err, meaning) {
		return err
	}
	return saying{fmt.Errorf("%w: %w", meaning, err), meaning}
}

func meaningOf(err error) error {
	var lite *sqlite.Error
	var pg pgdriver.Error
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return commitments.ErrNotFound
	case errors.As(err, &lite):
		return meaningOfSQLite(lite.Code())
	case errors.As(err, &pg):
		return meaningOfPostgres(pg.Field('C'))
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return nil
	case errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS):
		return ErrReadOnly
	case errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT):
		return ErrFull
	case lost(err):
		return ErrUnavailable
	}
	return nil
}

func meaningOfSQLite(code int) error {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return commitments.ErrConflict
	case sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE: // a quota, a limit on the size of files
		return ErrFull
	}
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return ErrUnavailable
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return ErrReadOnly
	case sqlite3.SQLITE_CANTOPEN:
		return ErrUnavailable
	case sqlite3.SQLITE_FULL:
		return ErrFull
	}
	return nil
}

// meaningOfPostgres reads an SQLSTATE (PostgreSQL manual, appendix A).
func meaningOfPostgres(state string) error {
	switch state {
	case "23505":
		return commitments.ErrConflict
	case "25006":
		return ErrReadOnly
	case "53100":
		return ErrFull
	case "40001", "40P01", // serialization, deadlock: after some tries
		"55P03",          // lock_timeout
		"57014", "25P03", // statement_timeout, idle transaction
		"57P01", "57P02", "57P03", "57P05": // shutting down, crashed, starting up
		return ErrUnavailable
	}
	if strings.HasPrefix(state, "08") || strings.HasPrefix(state, "53") {
		return ErrUnavailable
	}
	return nil
}

// lost says whether the connection, not the database, is what failed.
func lost(err error) bool {
	var network net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &network) ||
		errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// again says whether the database undid the whole transaction and asks for it once more.
func again(err error) bool {
	if pg, ok := errors.AsType[pgdriver.Error](err); ok {
		return pg.Field('C') == "40001" || pg.Field('C') == "40P01"
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code() == sqlite3.SQLITE_BUSY_SNAPSHOT
}
