package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	userName  = "accord"
	startWait = 60 * time.Second // a cold disk and two busy cores
	stopWait  = 20 * time.Second
)

// Options say how a server is to be.
type Options struct {
	// Volatile makes commits not wait for the disk. It is for tests that do not kill the machine; a benchmark must not
	// use it, because nobody runs a database like that.
	Volatile bool
}

// Server is a PostgreSQL server with a folder, a password and a port of its own, reachable on the loopback interface
// alone. Its collation is en-US and its time zone is not UTC, as on many real servers: a query that trusts the server's
// habits is found out here. A Server is for one goroutine.
type Server struct {
	programs programs
	account  account
	options  Options
	folder   string
	password string
	port     int
	running  *exec.Cmd
	ended    chan struct{}
}

// New makes the folder, creates the database cluster and starts the server. It returns ErrNotInstalled where the
// machine has no server programs. Remove it when done.
func New(ctx context.Context, options Options) (*Server, error) {
	found, err := findPrograms(ctx)
	if err != nil {
		return nil, err
	}
	who, err := unprivileged()
	if err != nil {
		return nil, err
	}
	s := &Server{programs: found, account: who, options: options, password: rand.Text()}
	if err := s.create(ctx); err != nil {
		return nil, errors.Join(err, s.Remove())
	}
	if err := s.Start(ctx); err != nil {
		return nil, errors.Join(err, s.Remove())
	}
	return s, nil
}

// DSN is the address of the server's own database. It stays the same when the server is stopped and started again.
func (s *Server) DSN() string {
	return fmt.Sprintf("postgres://%s:%s@127.0.0.1:%d/postgres?sslmode=disable", userName, s.password, s.port)
}

// Start starts a server that was stopped and returns when it accepts connections.
func (s *Server) Start(ctx context.Context) error {
	if s.running != nil {
		return errors.New("start PostgreSQL: it is running")
	}
	log, err := os.OpenFile(s.logPath(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open the log of PostgreSQL: %w", err)
	}
	defer log.Close()
	cmd := exec.CommandContext(context.WithoutCancel(ctx), s.programs.path("postgres"), s.arguments()...)
	cmd.Stdout, cmd.Stderr = log, log
	s.account.apply(cmd)
	cmd.Dir = s.folder
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	s.running, s.ended = cmd, make(chan struct{})
	go func() {
		_ = cmd.Wait() // its exit status tells nothing: after a kill it is never 0
		close(s.ended)
	}()
	return s.awaitReady(ctx)
}

// Stop lets the server close its connections and end. It does nothing if the server does not run.
func (s *Server) Stop() error { return s.end(syscall.SIGINT) }

// Kill ends the server as a crash does: it has to recover from its log at the next Start.
func (s *Server) Kill() error { return s.end(syscall.SIGQUIT) }

// Remove stops the server and deletes its folder.
func (s *Server) Remove() error {
	err := s.Stop()
	if s.folder == "" {
		return err
	}
	return errors.Join(err, os.RemoveAll(s.folder))
}

func (s *Server) create(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "accord-postgres-")
	if err != nil {
		return fmt.Errorf("make a folder for PostgreSQL: %w", err)
	}
	s.folder = folder
	if s.port, err = freePort(ctx); err != nil {
		return err
	}
	secret := filepath.Join(folder, "password")
	if err := os.WriteFile(secret, []byte(s.password), 0o600); err != nil {
		return fmt.Errorf("write the password of PostgreSQL: %w", err)
	}
	if err := s.account.own(folder, secret); err != nil {
		return err
	}
	args := []string{
		"--pgdata", s.data(), "--username", userName, "--pwfile", secret, "--auth", "scram-sha-256",
		"--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
	}
	if s.programs.major >= 15 {
		args = append(args, "--locale-provider", "icu", "--icu-locale", "en-US")
	}
	cmd := exec.CommandContext(ctx, s.programs.path("initdb"), args...)
	s.account.apply(cmd)
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

func (s *Server) arguments() []string {
	settings := []string{
		"listen_addresses=127.0.0.1", "port=" + strconv.Itoa(s.port), "unix_socket_directories=",
		"max_connections=200", "timezone=America/Sao_Paulo", "log_timezone=UTC", "logging_collector=off",
	}
	if s.options.Volatile {
		settings = append(settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off")
	}
	args := []string{"-D", s.data()}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	return args
}

func (s *Server) awaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startWait)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !s.ready() {
		select {
		case <-s.ended:
			state := s.running.ProcessState
			s.running = nil
			return fmt.Errorf("PostgreSQL ended at once: %v\n%s", state, s.lastWords())
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("wait for PostgreSQL: %w\n%s", ctx.Err(), s.lastWords()), s.Stop())
		case <-tick.C:
		}
	}
	return nil
}

// ready reads the file in which the server says how far it is: pid on the first line, status on the eighth.
func (s *Server) ready() bool {
	text, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		return false
	}
	lines := strings.Split(string(text), "\n")
	return len(lines) >= 8 && lines[0] == strconv.Itoa(s.running.Process.Pid) && strings.TrimSpace(lines[7]) == "ready"
}

func (s *Server) end(signal syscall.Signal) error {
	if s.running == nil {
		return nil
	}
	process := s.running.Process
	s.running = nil
	if err := process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop PostgreSQL: %w", err)
	}
	select {
	case <-s.ended:
		return nil
	case <-time.After(stopWait):
		return errors.Join(fmt.Errorf("PostgreSQL (pid %d) did not stop within %v", process.Pid, stopWait), process.Kill())
	}
}

func (s *Server) data() string    { return filepath.Join(s.folder, "data") }
func (s *Server) logPath() string { return filepath.Join(s.folder, "postgres.log") }

// lastWords is the end of the server's log.
func (s *Server) lastWords() string {
	text, err := os.ReadFile(s.logPath())
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-2000):])
}

func freePort(ctx context.Context) (int, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil // a TCP listener has no other address
}
