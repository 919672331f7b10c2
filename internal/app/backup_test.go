package app_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/app"
	"github.com/accord-tracker/accord/internal/pgtest"
)

// call runs bin/api with an environment and returns its exit status and what it said.
func call(t *testing.T, environ []string, args ...string) (int, string) {
	t.Helper()
	return callOn(t, app.Program{Environ: environ}, args...)
}

// callOn runs bin/api on a machine that has what the program names.
func callOn(t *testing.T, p app.Program, args ...string) (int, string) {
	t.Helper()
	var said bytes.Buffer
	p.Args, p.Environ = args, append(p.Environ, "HOME="+t.TempDir())
	p.In, p.Out, p.Err = strings.NewReader(""), &said, &said
	return app.API(t.Context(), p), said.String()
}

func TestABackupOfPostgreSQLComesBackElsewhere(t *testing.T) {
	t.Parallel()
	one, ok := pgtest.Private(t, pgtest.Options{Volatile: true})
	if !ok {
		t.Skip(pgtest.LeftOut)
	}
	other, _ := pgtest.Private(t, pgtest.Options{Volatile: true})
	from, to := []string{"ACCORD_DATABASE=" + one.DSN()}, []string{"ACCORD_DATABASE=" + other.DSN()}
	must := func(environ []string, args ...string) string {
		t.Helper()
		status, said := call(t, environ, args...)
		if status != app.ExitOK {
			t.Fatalf("%v: status %d: %s", args, status, said)
		}
		return said
	}
	must(from, "import", "demo/world.json")
	must(from, "convener", "add", "--subject", "lea", "--name", "Lea")
	file := filepath.Join(t.TempDir(), "accord.dump")
	must(from, "backup", file)
	if status, _ := call(t, from, "backup", file); status == app.ExitOK {
		t.Error("a backup overwrites another")
	}
	if said := must(to, "restore", file); !strings.Contains(said, "6636a3d7aa88fe5c") {
		t.Errorf("restore: got %q, want the head of the chain", said)
	}
	if said := must(to, "convener", "list"); !strings.Contains(said, "Lea") {
		t.Errorf("conveners after the restore: got %q", said)
	}
	if status, said := call(t, to, "restore", file); status == app.ExitOK || !strings.Contains(said, "holds data already") {
		t.Errorf("a second restore: got status %d, %q", status, said)
	}
}

func TestWithoutThePostgreSQLClientABundleIsWrittenInstead(t *testing.T) {
	t.Parallel()
	if _, ok := pgtest.DSN(t); !ok {
		t.Skip(pgtest.LeftOut)
	}
	one, _ := pgtest.Private(t, pgtest.Options{Volatile: true})
	environ := []string{"ACCORD_DATABASE=" + one.DSN()}
	if status, said := call(t, environ, "import", "demo/world.json"); status != app.ExitOK {
		t.Fatalf("import: status %d: %s", status, said)
	}
	file := filepath.Join(t.TempDir(), "copy")
	status, said := callOn(t, app.Program{Environ: environ, Tools: []string{t.TempDir()}}, "backup", file)
	if status != app.ExitOK || !strings.Contains(said, "complete bundle") {
		t.Fatalf("backup without pg_dump: status %d: %s", status, said)
	}
	if status, said := call(t, environ, "verify", file+".demo.ndjson"); status != app.ExitOK || !strings.Contains(said, "6636a3d7aa88fe5c") {
		t.Errorf("verify what was written: status %d: %s", status, said)
	}
}
