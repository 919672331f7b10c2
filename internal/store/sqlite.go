package store

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // the driver, by its name
)

const (
	busyTimeout = 5000 // milliseconds to wait for another process
	writerKiB   = 8000 // of pages, that the connection that writes remembers
	readerKiB   = 3000 // that each that reads remembers; the system remembers the file besides
	mostReaders = 8    // connections: SQLite reads with one processor each, and every one holds memory
)

// sqliteMode is what a connection is for.
type sqliteMode int

const (
	writes    sqliteMode = iota // the one connection that writes
	reads                       // beside one that writes
	readsFile                   // a file that this program never writes
	copies                      // the file into another one
)

// connectSQLite opens the file twice: one connection that writes, for which the writers of this program stand in line (line.go),
// so that they never meet SQLITE_BUSY among themselves, and several that read beside it (WAL).
func connectSQLite(path string, options Options) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if !options.ReadOnly {
		if err := createPrivate(path); err != nil {
			return nil, err
		}
	}
	s := &Store{path: path}
	writing, reading := writes, reads
	if options.ReadOnly {
		writing, reading = readsFile, readsFile
	}
	one, err := openSQLite(path, 1, writing)
	if err != nil {
		return nil, err
	}
	s.write = inLine(one)
	s.reception = s.write
	several, err := openSQLite(path, min(options.Connections, mostReaders), reading)
	if err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	s.read = bun.NewDB(several, sqlitedialect.New())
	return s, nil
}

func openSQLite(path string, connections int, mode sqliteMode) (*sql.DB, error) {
	db, err := sql.Open("sqlite", sqliteDSN(path, mode))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	if mode != writes {
		db.SetConnMaxIdleTime(connectionIdle) // each has a cache of its own
	}
	return db, nil
}

// sqliteDSN has all settings in the address, because a pragma given later would reach one connection of the pool only.
//
//   - A transaction takes the write lock when it begins (_txlock=immediate): one that reads first and writes later
//     could not get the lock any more, whatever the time-out.
//   - synchronous(FULL): what was acknowledged survives a power cut. NORMAL would only keep the file whole. The price
//     is one fsync for each change, and 8 writers still make several hundred changes a second (bench_test.go).
//   - secure_delete: the text of an entry that was redacted is overwritten in the file.
func sqliteDSN(path string, mode sqliteMode) string {
	q := url.Values{}
	cacheKiB := readerKiB
	if mode == writes {
		cacheKiB = writerKiB
	}
	for _, pragma := range []string{
		"busy_timeout(" + strconv.Itoa(busyTimeout) + ")", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"secure_delete(1)", "cache_size(-" + strconv.Itoa(cacheKiB) + ")", "temp_store(MEMORY)",
	} {
		q.Add("_pragma", pragma)
	}
	q.Set("mode", "rw") // never rwc: createPrivate has made the file, and one that was deleted must not come back empty
	if mode == readsFile {
		q.Set("mode", "ro")
	}
	if mode == reads || mode == readsFile {
		q.Set("_query_only", "1")
	}
	q.Set("_txlock", "deferred")
	if mode == writes {
		q.Set("_txlock", "immediate")
	}
	q.Set("_timezone", "UTC")
	q.Set("_time_format", "sqlite")
	q.Set("_dqs", "0")
	file := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: q.Encode()}
	return file.String()
}

// createPrivate makes an empty file that its owner alone can read, in a folder likewise, unless they are there: SQLite
// itself would make a file that everybody can read.
func createPrivate(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the folder of the database: %w", err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return said(fmt.Errorf("make the database: %w", err))
	}
	return file.Close()
}
