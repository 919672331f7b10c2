//go:build goolm

package matrix

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/lib/pq"
	"go.mau.fi/util/dbutil"
	_ "modernc.org/sqlite" // the driver, by its name
)

// The keys live with the rest, so that one backup has all of it (M-15), but apart: their tables are the library's own.
const (
	keysConnections = 4
	keysIdle        = time.Minute // after which a connection is closed that nobody used: each has a cache of its own
)

// openKeysDatabase opens the file beside an SQLite database, accord.matrix.db beside accord.db, or a schema of its own in
// a PostgreSQL database.
func openKeysDatabase(ctx context.Context, address string) (*dbutil.Database, error) {
	scheme, rest, _ := strings.Cut(address, ":")
	switch scheme {
	case "sqlite":
		return openKeysFile(strings.TrimSuffix(strings.TrimPrefix(rest, "//"), ".db") + ".matrix.db")
	case "postgres", "postgresql":
		return openKeysSchema(ctx, address)
	}
	return nil, fmt.Errorf("open the keys: %q is no database", scheme+":…") // never the address itself: it may hold a password
}

func openKeysFile(path string) (*dbutil.Database, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the keys: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the keys: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("open the keys: %w", err)
	}
	q := url.Values{"_txlock": {"immediate"}, "mode": {"rw"}}
	for _, pragma := range []string{
		"busy_timeout(15000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)", "temp_store(MEMORY)",
	} {
		q.Add("_pragma", pragma)
	}
	dsn := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: q.Encode()}
	return pool("sqlite", dsn.String())
}

// openKeysSchema makes the schema and the library's tables of versions. It would otherwise find those of another schema
// in the same database, and take them for its own.
func openKeysSchema(ctx context.Context, address string) (*dbutil.Database, error) {
	dsn, schema, err := keysDSN(address)
	if err != nil {
		return nil, err
	}
	db, err := pool("postgres", dsn)
	if err != nil {
		return nil, err
	}
	for _, statement := range []string{
		"create schema if not exists " + pq.QuoteIdentifier(schema),
		"create table if not exists crypto_version (version integer, compat integer)",
		"create table if not exists mx_version (version integer, compat integer)",
	} {
		if _, err := db.Exec(ctx, statement); err != nil && !raced(err) {
			return nil, errors.Join(fmt.Errorf("make the schema of the keys: %w", err), db.Close())
		}
	}
	return db, nil
}

// raced says whether another program made the same thing at the same moment.
func raced(err error) bool {
	var failed *pq.Error
	return errors.As(err, &failed) && failed.Code == "23505"
}

// keysDSN is the address as lib/pq reads it, and the schema of the keys.
func keysDSN(address string) (dsn, schema string, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", "", errors.New("open the keys: the address of the database cannot be read") // err repeats the password
	}
	q := u.Query()
	schema = KeysSchema
	if path, _, _ := strings.Cut(q.Get("search_path"), ","); path != "" {
		schema = strings.Trim(path, `" `) + "_matrix"
	}
	q.Set("search_path", pq.QuoteIdentifier(schema))
	if q.Get("sslmode") == "" {
		q.Set("sslmode", sslMode(u.Hostname(), q.Get("host")))
	}
	u.RawQuery = q.Encode()
	return u.String(), schema, nil
}

// sslMode is what store.Open takes where the address names none: TLS, except on this machine.
func sslMode(hosts ...string) string {
	for _, host := range hosts {
		ip := net.ParseIP(host)
		if host != "" && host != "localhost" && host[0] != '/' && (ip == nil || !ip.IsLoopback()) {
			return "verify-full"
		}
	}
	return "disable"
}

func pool(driver, dsn string) (*dbutil.Database, error) {
	raw, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, fmt.Errorf("open the keys: %w", err)
	}
	raw.SetMaxOpenConns(keysConnections)
	raw.SetMaxIdleConns(keysConnections)
	raw.SetConnMaxIdleTime(keysIdle)
	db, err := dbutil.NewWithDB(raw, driver)
	if err != nil {
		return nil, fmt.Errorf("open the keys: %w", errors.Join(err, raw.Close()))
	}
	db.IgnoreForeignTables = true // ours and others' in the same database
	return db, nil
}
