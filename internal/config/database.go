package config

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"unicode"
)

// Kind tells the databases apart.
type Kind string

// The databases.
const (
	SQLite   Kind = "sqlite"
	Postgres Kind = "postgres"
)

// What is refused about a database's address. The texts never repeat the address: it may hold a password.
var (
	errNoAddress = errors.New("not the address of a database (sqlite:PATH, or postgres://USER@HOST/NAME)")
	errPath      = errors.New("not a path of a file: it is empty, begins with ~, which only a shell expands, or has control characters")
	errMemory    = errors.New("a database in memory would forget everything: give the path of a file")
	errURL       = errors.New("not a postgres:// address: USER:PASSWORD@HOST:PORT/NAME, with %-escapes for special characters in the password")
	errNoName    = errors.New("the postgres:// address names no host or no database")
)

// Database is the address of the database. It hides its password from whatever prints, logs or encodes it.
type Database struct {
	kind    Kind
	shown   string
	address Secret
}

// ParseDatabase reads sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME?PARAMETERS. It does not look whether the
// database is there.
func ParseDatabase(text string) (Database, error) {
	if strings.HasPrefix(text, "postgres://") || strings.HasPrefix(text, "postgresql://") {
		return parsePostgres(text)
	}
	if path, ok := strings.CutPrefix(text, "sqlite:"); ok {
		return parseSQLite(strings.TrimPrefix(path, "//"))
	}
	return Database{}, errNoAddress
}

func parsePostgres(text string) (Database, error) {
	u, err := url.Parse(text)
	if err != nil {
		return Database{}, errURL // not wrapped: the error of url.Parse repeats the password
	}
	if u.Hostname() == "" || strings.Trim(u.Path, "/") == "" {
		return Database{}, errNoName
	}
	u.Scheme = "postgres"
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	if name := u.User.Username(); name != "" {
		shown.User = url.User(name)
	}
	return Database{kind: Postgres, shown: shown.String(), address: NewSecret(u.String())}, nil
}

func parseSQLite(path string) (Database, error) {
	if strings.HasPrefix(path, ":memory:") {
		return Database{}, errMemory
	}
	if path == "" || path[0] == '~' || strings.ContainsFunc(path, unicode.IsControl) {
		return Database{}, errPath
	}
	address := "sqlite:" + path
	return Database{kind: SQLite, shown: address, address: NewSecret(address)}, nil
}

// Kind says which database it is; it is empty for the zero Database.
func (d Database) Kind() Kind { return d.kind }

// Address is the complete address, with its password: sqlite:PATH or postgres://….
func (d Database) Address() string { return d.address.Reveal() }

// Path is the file of an SQLite database, and empty for others.
func (d Database) Path() string {
	if d.kind != SQLite {
		return ""
	}
	return strings.TrimPrefix(d.Address(), "sqlite:")
}

// IsZero says whether no database is named.
func (d Database) IsZero() bool { return d.kind == "" }

// UnmarshalText reads what ParseDatabase reads.
func (d *Database) UnmarshalText(text []byte) error {
	parsed, err := ParseDatabase(string(text))
	if err == nil {
		*d = parsed
	}
	return err
}

// String is the address without password and parameters, for people and logs.
func (d Database) String() string { return d.shown }

// Format writes what String says, for every verb.
func (d Database) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, d.shown) }

// LogValue is what String says.
func (d Database) LogValue() slog.Value { return slog.StringValue(d.shown) }

// MarshalText gives what String says.
func (d Database) MarshalText() ([]byte, error) { return []byte(d.shown), nil }
