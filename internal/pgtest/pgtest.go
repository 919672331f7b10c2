// Package pgtest gives tests a PostgreSQL server: the address of the one that was started for the whole run, or a
// private server that a test may stop and start again. It knows nothing of Accord's tables.
//
// A bare "go test ./..." needs no server: DSN then says no, and the tests run on SQLite alone. "make test" starts one
// and sets ACCORD_TEST_REQUIRE=all, and from then on what is missing is a failure.
package pgtest

import (
	"os"
	"testing"
)

// The environment variables of a test run.
const (
	AddressVariable = "ACCORD_TEST_POSTGRES" // the address of a server: postgres://user:password@host:port/database
	RequireVariable = "ACCORD_TEST_REQUIRE"  // "all": what cannot be started fails and never skips
)

// LeftOut is what a run without a server says, once.
const LeftOut = "left out: PostgreSQL, because " + AddressVariable + " is not set; everything ran on SQLite alone (make test starts PostgreSQL too)"

// DSN is the address of a server where the caller may create schemas and databases of its own; other tests do the same
// at the same time. It says false where this run has no server. Where the run requires everything, the test fails.
func DSN(t testing.TB) (dsn string, ok bool) {
	t.Helper()
	if dsn = os.Getenv(AddressVariable); dsn != "" {
		return dsn, true
	}
	if Required() {
		t.Fatalf("%s=all, but %s is not set", RequireVariable, AddressVariable)
	}
	t.Log(LeftOut)
	return "", false
}

// Required says whether this run must not leave anything out.
func Required() bool { return os.Getenv(RequireVariable) == "all" }

// Private starts a server for this test alone, which it may stop and start again, and removes it at the end. It says
// false where this machine has no PostgreSQL. Where the run requires everything, the test fails.
func Private(t testing.TB, options Options) (server *Server, ok bool) {
	t.Helper()
	server, err := New(t.Context(), options)
	if err != nil && Required() {
		t.Fatalf("a private PostgreSQL: %v", err)
	}
	if err != nil {
		t.Logf("left out: a private PostgreSQL: %v", err)
		return nil, false
	}
	t.Cleanup(func() {
		if err := server.Remove(); err != nil {
			t.Errorf("remove the private PostgreSQL: %v", err)
		}
	})
	return server, true
}
