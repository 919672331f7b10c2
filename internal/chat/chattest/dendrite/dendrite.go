// Package dendrite gives tests a real Matrix homeserver, Dendrite, in a process and a folder of its own, and people in it
// whose client is not ours: matrix-js-sdk with its encryption in Rust, in a process of Node each. What a person does is an
// order over standard input; what happens in the person's rooms comes back decrypted. It knows nothing of Accord.
//
// A bare "go test ./..." starts none of it: the tests say in one line what was left out. "make test" builds the
// homeserver, fetches the client and sets ACCORD_TEST_REQUIRE=all; then what is missing is a failure.
package dendrite

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/pgtest"
)

// ServerName is the right half of every user id.
const ServerName = "localhost"

const startTimeout = 60 * time.Second

// Options say how a server is to be.
type Options struct {
	Limited bool     // whether it limits how fast somebody may go: one join, receipt or question for keys a second
	Exempt  []string // user ids for whom there is no limit
}

// Server is a homeserver. It may be stopped and started again, and keeps its folder and its address.
type Server struct {
	folder  string
	port    int
	options Options

	mu      sync.Mutex
	command *exec.Cmd
	ended   chan struct{}
}

// New starts a server that ends with the test. It says false where this run has none.
func New(t testing.TB, options Options) (*Server, bool) {
	t.Helper()
	if !pgtest.Required() {
		t.Logf("left out: Matrix with a real homeserver, because %s is not all (make test runs everything)", pgtest.RequireVariable)
		return nil, false
	}
	for _, name := range []string{"dendrite", "create-account", "generate-keys"} {
		if _, err := os.Stat(program(t, name)); err != nil {
			t.Fatalf("%s=all, but there is no %s: %v (make test builds it)", pgtest.RequireVariable, name, err)
		}
	}
	s := &Server{folder: t.TempDir(), port: freePort(t), options: options}
	if err := os.WriteFile(filepath.Join(s.folder, "dendrite.yaml"), []byte(s.configuration()), 0o600); err != nil {
		t.Fatal(err)
	}
	s.run(t, "generate-keys", "--private-key", "matrix_key.pem")
	s.Start(t)
	t.Cleanup(func() { s.Stop(t) })
	return s, true
}

// Address is the base address of the client API.
func (s *Server) Address() string { return fmt.Sprintf("http://127.0.0.1:%d", s.port) }

// UserID is the full id of one who registered.
func UserID(name string) string { return "@" + name + ":" + ServerName }

// Register makes an account, and returns its password.
func (s *Server) Register(t testing.TB, name string) (password string) {
	t.Helper()
	password = "the password of " + name
	s.run(t, "create-account", "--config", "dendrite.yaml", "--username", name, "--password", password, "--url", s.Address())
	return password
}

// Start starts a server that was stopped, and returns when it answers.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	log, err := os.OpenFile(filepath.Join(s.folder, "dendrite.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}

	s.command = exec.CommandContext(context.WithoutCancel(t.Context()), program(t, "dendrite"), "--really-enable-open-registration", "--http-bind-address", fmt.Sprintf("127.0.0.1:%d", s.port), "--config", "dendrite.yaml")
	s.command.Dir, s.command.Stdout, s.command.Stderr = s.folder, log, log
	dieWithUs(s.command)
	if err := s.command.Start(); err != nil {
		t.Fatalf("start Dendrite: %v", err)
	}
	s.ended = make(chan struct{})
	go func(command *exec.Cmd, ended chan struct{}) {
		_ = command.Wait()
		_ = log.Close()
		close(ended)
	}(s.command, s.ended)
	s.await(t)
}

// Stop ends the server as an administrator does.
func (s *Server) Stop(t testing.TB) { s.end(t, syscall.SIGTERM) }

// Kill ends the server as a power cut does.
func (s *Server) Kill(t testing.TB) { s.end(t, syscall.SIGKILL) }

func (s *Server) end(t testing.TB, signal syscall.Signal) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.command == nil {
		return
	}
	_ = s.command.Process.Signal(signal)
	select {
	case <-s.ended:
	case <-time.After(20 * time.Second):
		_ = s.command.Process.Kill()
		<-s.ended
	}
	s.command = nil
}

// await returns when the server answers.
func (s *Server) await(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Address()+"/_matrix/client/versions", nil)
		if err != nil {
			t.Fatal(err)
		}
		if answer, err := http.DefaultClient.Do(request); err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case <-tick.C:
		case <-s.ended:
			t.Fatalf("Dendrite has ended:\n%s", s.lastWords())
		case <-ctx.Done():
			t.Fatalf("Dendrite does not answer:\n%s", s.lastWords())
		}
	}
}

func (s *Server) lastWords() string {
	text, _ := os.ReadFile(filepath.Join(s.folder, "dendrite.log"))
	return string(text[max(0, len(text)-4000):])
}

func (s *Server) run(t testing.TB, name string, args ...string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), program(t, name), args...)
	command.Dir = s.folder
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, bytes.TrimSpace(out))
	}
}

func (s *Server) configuration() string {
	limiting := "{enabled: false}"
	if s.options.Limited {
		limiting = `{enabled: true, threshold: 1, cooloff_ms: 1000, exempt_user_ids: ["` + strings.Join(s.options.Exempt, `", "`) + `"]}`
	}
	var b strings.Builder
	b.WriteString(`version: 2
global:
  server_name: ` + ServerName + `
  private_key: matrix_key.pem
  disable_federation: true
  presence: {enable_inbound: false, enable_outbound: false}
  report_stats: {enabled: false}
  jetstream: {addresses: [], storage_path: ./jetstream, topic_prefix: Dendrite}
client_api: {registration_shared_secret: of the tests, rate_limiting: ` + limiting + `}
user_api:
  bcrypt_cost: 4
  account_database: {connection_string: "file:account.db"}
  device_database: {connection_string: "file:device.db"}
media_api: {base_path: ./media, database: {connection_string: "file:media.db"}}
logging: [{type: std, level: error}]
`)
	for _, part := range []string{"room_server", "federation_api", "key_server", "sync_api", "relay_api", "mscs"} {
		fmt.Fprintf(&b, "%s: {database: {connection_string: \"file:%s.db\"}}\n", part, part)
	}
	return b.String()
}

func freePort(t testing.TB) int {
	t.Helper()
	var listening net.ListenConfig
	l, err := listening.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// program is where make puts the programs of the tests.
func program(t testing.TB, name string) string { return filepath.Join(root(t), ".cache", "bin", name) }

// root is the folder of the module.
func root(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for folder != filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		folder = filepath.Dir(folder)
	}
	t.Fatal("no go.mod above this folder")
	return ""
}
