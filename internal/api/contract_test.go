package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/api"
	"github.com/accord-tracker/accord/internal/pgtest"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

const checkers = "../../tools/apicheck"

// TestContract holds the document and the server to each other, with programs that others wrote: Spectral and Redocly
// read the document, Prism compares every request and answer of the scenarios with it, and a TypeScript client that is
// generated from it is compiled and run against the server. They need Node and some hundred packages, so only the gate
// runs them.
func TestContract(t *testing.T) {
	t.Parallel()
	if !pgtest.Required() {
		t.Log("left out: Spectral, Redocly, Prism and the generated client, which need Node (make test runs them)")
		return
	}
	install(t)
	document := filepath.Join(t.TempDir(), "openapi.json")
	text, err := onSQLite(t, freely()).server.Document()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(document, text, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Run("Spectral finds nothing", func(t *testing.T) {
		t.Parallel()
		tool(t, "spectral", "lint", "--fail-severity=hint", "--ruleset", filepath.Join(absolute(t, checkers), "spectral.yaml"), document)
	})
	t.Run("Redocly finds nothing", func(t *testing.T) {
		t.Parallel()
		said := tool(t, "redocly", "lint", "--config", filepath.Join(absolute(t, checkers), "redocly.yaml"), document)
		if strings.Contains(said, "warning") && !strings.Contains(said, "Deprecation warning") {
			t.Errorf("Redocly warns:\n%s", said)
		}
	})
	t.Run("Prism finds no violation in the scenarios", func(t *testing.T) {
		t.Parallel()
		throughPrism(t, document)
	})
	t.Run("a generated client works", func(t *testing.T) {
		t.Parallel()
		typescript(t, document)
	})
}

// install makes what package-lock.json names be there.
func install(t *testing.T) {
	t.Helper()
	locked, err := os.Stat(filepath.Join(checkers, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	if there, err := os.Stat(filepath.Join(checkers, "node_modules", ".package-lock.json")); err == nil && there.ModTime().After(locked.ModTime()) {
		return
	}
	run(t, checkers, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
}

// tool runs one of the installed programs, which has to succeed.
func tool(t *testing.T, name string, arguments ...string) string {
	t.Helper()
	return run(t, t.TempDir(), filepath.Join(absolute(t, checkers), "node_modules", ".bin", name), arguments...)
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	whole, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

func run(t *testing.T, folder, name string, arguments ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, arguments...)
	command.Dir = folder
	command.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true", "CI=true")
	said, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", filepath.Base(name), strings.Join(arguments, " "), err, said)
	}
	return string(said)
}

// throughPrism plays the scenarios through Prism's proxy, which compares what passes with the document.
func throughPrism(t *testing.T, document string) {
	t.Helper()
	files, err := filepath.Glob("testdata/*.http")
	if err != nil {
		t.Fatal(err)
	}
	// One proxy for all: what stands behind it changes.
	var behind atomic.Pointer[api.Server]
	first := onSQLite(t, freely())
	behind.Store(first.server)
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { behind.Load().ServeHTTP(w, r) }))
	t.Cleanup(upstream.Close)
	proxy := prism(t, document, upstream.URL)
	for _, file := range files {
		w := onSQLite(t, freely())
		w.prism = proxy
		behind.Store(w.server)
		playFile(t, w, file)
	}
}

// prism starts Prism's proxy in front of a server, and returns its address.
func prism(t *testing.T, document, upstream string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	// Node itself, and not npm's launcher, so that the one process that is started is the one that is ended.
	command := exec.Command("node", filepath.Join(checkers, "node_modules", "@stoplight", "prism-cli", "dist", "index.js"),
		"proxy", document, upstream, "--host", "127.0.0.1", "--port", fmt.Sprint(port), "--verboseLevel", "error")
	var said bytes.Buffer
	command.Stdout, command.Stderr = &said, &said
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill() // it has nothing to lose
		_ = command.Wait()
	})
	address := fmt.Sprintf("http://127.0.0.1:%d", port)
	client := &http.Client{Timeout: time.Second}
	for deadline := time.Now().Add(time.Minute); ; <-time.After(50 * time.Millisecond) {
		response, err := client.Get(address + "/healthz")
		if err == nil {
			_ = response.Body.Close()
			return address
		}
		if time.Now().After(deadline) {
			t.Fatalf("Prism does not answer: %v\n%s", err, said.String())
		}
	}
}

// violation is what Prism says in a header of an answer that passed.
type violation struct {
	Location []string `json:"location"`
	Severity string   `json:"severity"`
	Message  string   `json:"message"`
}

// violations are those of the answer, and those of the request if the server took it.
func violations(t testing.TB, got answer) []string {
	t.Helper()
	header := got.header.Get("Sl-Violations")
	if header == "" {
		return nil
	}
	var all []violation
	if err := json.Unmarshal([]byte(header), &all); err != nil {
		t.Fatalf("Prism says %q: %v", header, err)
	}
	var found []string
	for _, v := range all {
		if len(v.Location) > 0 && v.Location[0] == "request" && got.status >= http.StatusBadRequest {
			continue // the scenario asked for something that makes no sense, and was refused
		}
		found = append(found, fmt.Sprintf("%s: %s", strings.Join(v.Location, "."), v.Message))
	}
	return found
}

// typescript generates a client from the document, compiles what uses it, and runs that against the server.
func typescript(t *testing.T, document string) {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"client.ts", "tsconfig.json", "package.json"} {
		text, err := os.ReadFile(filepath.Join(checkers, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(absolute(t, checkers), "node_modules"), filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	tool(t, "openapi-typescript", document, "--output", filepath.Join(folder, "accord.d.ts"))
	tool(t, "tsc", "--project", folder)
	w := newWorld(t, storetest.SQLite(t).Open(t), freely())
	said := run(t, folder, "node", "client.js", w.web.URL, w.tokens["ana"])
	ref := strings.TrimSpace(said)
	if !strings.HasPrefix(ref, "C-") {
		t.Fatalf("the client said %q, want a ref", said)
	}
	got := w.ask("", "GET", "/v1/plans/hres-2018/commitments/"+ref, "")
	if !strings.Contains(got.body, `"percent":40`) || !strings.Contains(got.body, `"version":2`) {
		t.Errorf("what the client did: got %s", got.body)
	}
}
