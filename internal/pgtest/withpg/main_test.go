package main

import (
	"bufio"
	"errors"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/pgtest"
)

var quick = pgtest.Options{Volatile: true}

func TestTheCommandGetsAnAddressAndItsStatusComesBack(t *testing.T) {
	t.Setenv(pgtest.AddressVariable, "")
	needServer(t)
	status, err := run(quick, []string{"sh", "-c", `case "$ACCORD_TEST_POSTGRES" in postgres://*) exit 7;; esac`})
	if status != 7 || err != nil {
		t.Errorf("run: got status %d, %v, want 7", status, err)
	}
}

func TestAnAddressThatIsAlreadyThereIsUsed(t *testing.T) {
	t.Setenv(pgtest.AddressVariable, "postgres://somewhere/else")
	status, err := run(quick, []string{"sh", "-c", `test "$ACCORD_TEST_POSTGRES" = postgres://somewhere/else`})
	if status != 0 || err != nil {
		t.Errorf("run: got status %d, %v, want 0", status, err)
	}
}

func TestACommandThatIsNotThereFails(t *testing.T) {
	t.Setenv(pgtest.AddressVariable, "postgres://somewhere/else")
	if status, err := run(quick, []string{filepath.Join(t.TempDir(), "nothing")}); status == 0 || err == nil {
		t.Errorf("run: got status %d, %v, want a failure", status, err)
	}
}

func TestNoServerOutlivesItsProgram(t *testing.T) {
	t.Parallel()
	needServer(t)
	program := filepath.Join(t.TempDir(), "withpg")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGKILL} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(program, "-volatile", "cat") // cat waits for the end of its input
			folder := openFolder(t)
			cmd.Env = append(os.Environ(), pgtest.AddressVariable+"=", "TMPDIR="+folder)
			host := start(t, cmd)
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err == nil {
				t.Error("withpg: got status 0 after a signal")
			}
			awaitEnd(t, folder, host)
		})
	}
}

// start starts the program and reads from what it says where its server is.
func start(t *testing.T, cmd *exec.Cmd) (host string) {
	t.Helper()
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("read where the server is: %v", err)
	}
	_, dsn, _ := strings.Cut(strings.TrimSpace(line), "=")
	address, err := url.Parse(dsn)
	if err != nil || address.Host == "" {
		t.Fatalf("no address in %q (%v)", line, err)
	}
	return address.Host
}

// openFolder is a folder that the account of the server may enter too.
func openFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.Chmod(filepath.Dir(folder), 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}

// awaitEnd waits until the server has taken its pid file away, the last thing it does; then nobody may answer.
func awaitEnd(t *testing.T, folder, host string) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 500 {
		left, err := filepath.Glob(filepath.Join(folder, "*", "data", "postmaster.pid"))
		if err != nil {
			t.Fatal(err)
		}
		if len(left) == 0 {
			break
		}
		<-tick.C
	}
	if conn, err := net.Dial("tcp", host); err == nil {
		conn.Close()
		t.Errorf("the server at %s outlived its program", host)
	}
}

func needServer(t *testing.T) {
	t.Helper()
	server, err := pgtest.New(t.Context(), quick)
	if errors.Is(err, pgtest.ErrNotInstalled) && !pgtest.Required() {
		t.Skip("this machine has no PostgreSQL")
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Remove(); err != nil {
		t.Fatal(err)
	}
}
