package pgtest_test

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/pgtest"
)

// TestMain says at the terminal what a bare run leaves out, once for all packages: "go test ./..." keeps what a package
// that passes has written to itself, so the line goes past it. Without a terminal it is in the output of -v.
func TestMain(m *testing.M) {
	status := m.Run()
	if os.Getenv(pgtest.AddressVariable) == "" {
		if terminal, err := os.OpenFile("/dev/tty", os.O_WRONLY, 0); err == nil {
			fmt.Fprintln(terminal, pgtest.LeftOut)
			terminal.Close()
		}
	}
	os.Exit(status)
}

func TestABareRunLeavesPostgreSQLOutAndSaysSo(t *testing.T) {
	t.Setenv(pgtest.AddressVariable, "")
	t.Setenv(pgtest.RequireVariable, "")
	said := recorder{TB: t}
	if dsn, ok := pgtest.DSN(&said); ok || dsn != "" {
		t.Errorf("DSN: got %q, %v, want none", dsn, ok)
	}
	if said.failure != "" || !strings.Contains(said.log, "left out: PostgreSQL") {
		t.Errorf("DSN: failed with %q and said %q, want no failure and a line that says what is left out", said.failure, said.log)
	}
}

func TestARunThatRequiresEverythingFailsWithoutPostgreSQL(t *testing.T) {
	t.Setenv(pgtest.AddressVariable, "")
	t.Setenv(pgtest.RequireVariable, "all")
	said := recorder{TB: t}
	pgtest.DSN(&said)
	if !strings.Contains(said.failure, pgtest.AddressVariable) {
		t.Errorf("DSN: failed with %q, want a failure that names %s", said.failure, pgtest.AddressVariable)
	}
}

func TestTheAddressOfTheRunIsHandedOn(t *testing.T) {
	t.Setenv(pgtest.AddressVariable, "postgres://a:b@127.0.0.1:1/c")
	if dsn, ok := pgtest.DSN(t); !ok || dsn != "postgres://a:b@127.0.0.1:1/c" {
		t.Errorf("DSN: got %q, %v", dsn, ok)
	}
}

func TestAPrivateServerStopsAndComesBackAtTheSameAddress(t *testing.T) {
	t.Parallel()
	server, ok := pgtest.Private(t, pgtest.Options{Volatile: true})
	if !ok {
		t.Skip("this machine has no PostgreSQL")
	}
	address := server.DSN()
	expect(t, address, true)
	for _, end := range []func() error{server.Stop, server.Kill} {
		if err := end(); err != nil {
			t.Fatal(err)
		}
		expect(t, address, false)
		if err := server.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		expect(t, address, true)
	}
	if err := server.Start(t.Context()); err == nil {
		t.Error("Start of a server that runs: got no error")
	}
	if server.DSN() != address {
		t.Errorf("DSN: got %s, want %s", server.DSN(), address)
	}
	if err := server.Remove(); err != nil {
		t.Error(err)
	}
	expect(t, address, false)
}

// expect says whether somebody answers at the address.
func expect(t *testing.T, dsn string, want bool) {
	t.Helper()
	address, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", address.Host)
	if got := err == nil; got != want {
		t.Fatalf("a server at %s: got %v, want %v (%v)", address.Host, got, want, err)
	}
	if conn != nil {
		conn.Close()
	}
}

// recorder notes what a test would have said, and goes on.
type recorder struct {
	testing.TB
	log, failure string
}

func (r *recorder) Helper()                   {}
func (r *recorder) Log(args ...any)           { r.log += fmt.Sprintln(args...) }
func (r *recorder) Fatalf(f string, a ...any) { r.failure += fmt.Sprintf(f, a...) }
