package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/pgtest"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// BenchmarkServed is the JSON API under load, as a program of its own on the first processor: wrk asks from the second,
// 16 connections at once, of 100,000 commitments with 1,000,000 entries. PostgreSQL runs where it likes. Beside it, in
// the same run, PocketBase lists 20 of 1,000 rows, and pgbench asks PostgreSQL with the SQL of the list. The machine
// should be quiet, and have two processors. -short takes a small world.
func BenchmarkServed(b *testing.B) {
	programs := build(b)
	b.Run("pocketbase", func(b *testing.B) { loadPocketBase(b) })
	b.Run("sqlite", func(b *testing.B) { programs.load(b, storetest.SQLite(b)) })
	if dsn, ok := pgtest.DSN(b); ok {
		b.Run("postgres", func(b *testing.B) { programs.load(b, storetest.Postgres(b, dsn)) })
	}
}

const plan = "/v1/plans/hres-2018"

// load serves a large world and measures what the table of the issue asks for.
func (p programs) load(b *testing.B, d storetest.Database) {
	b.Helper()
	token, refs := crowded(b, d)
	if strings.HasPrefix(d.Address, "postgres") {
		b.Run("pgbench-list-20-of-a-step", func(b *testing.B) { p.loadPlainly(b, d) })
	}
	s := p.serve(b, d)
	b.Run("list-20-of-a-step", func(b *testing.B) { s.wrk(b, plan+"/steps/25/commitments?limit=20", "") })
	b.Run("one-with-its-journal", func(b *testing.B) { s.wrk(b, plan+"/commitments/C-12?include=entries", "") })
	b.Run("first-page", func(b *testing.B) { s.wrk(b, plan+"/commitments?limit=20&sort=due_on", "") })
	cursor := s.cursor(b, 400)
	b.Run("400th-page", func(b *testing.B) { s.wrk(b, plan+"/commitments?limit=20&sort=due_on&cursor="+cursor, "") })
	b.Run("log-progress", func(b *testing.B) { s.wrk(b, plan+"/commitments", logging(token, refs)) })
}

// logged is on how many commitments progress is logged in turn: the journal of one would grow beyond all that is real.
const logged = 200

// crowded fills a database with the world, and makes a token for ana, who may log progress on what she registered. It
// returns their refs too.
func crowded(b *testing.B, d storetest.Database) (token string, refs []string) {
	b.Helper()
	world := storetest.Large()
	if testing.Short() {
		world = storetest.Small()
	}
	s := d.Open(b)
	filled := world.Fill(b, s)
	entries, err := s.Entries(b.Context(), filled.ID, "C-12", access.Reader{Audience: access.ToConveners, Attributed: true})
	if err != nil {
		b.Fatal(err)
	}
	lead := entries[0].Changes[commitments.FieldLead].New.Text
	service := commitments.NewService(s, time.Now)
	do := func(by access.Actor, command commitments.Command) commitments.Outcome {
		outcome, err := service.Do(b.Context(), commitments.Origin{Actor: by, Via: commitments.ViaConsole}, command)
		if err != nil {
			b.Fatalf("%s: %v", command.Verb(), err)
		}
		return outcome
	}
	operator := access.Actor{Operator: true}
	who := people.Identity{Platform: people.Console, Realm: "local", Subject: "ana"}
	code := do(operator, commitments.Invite{Plan: filled.Slug, Organisation: lead, Role: people.FocalPoint}).Code
	do(access.Actor{}, commitments.Join{Code: code, Identity: who, Name: "Ana"})
	ana, err := s.ActorByIdentity(b.Context(), who, filled.ID, civil.DateOf(time.Now(), time.UTC))
	if err != nil {
		b.Fatal(err)
	}
	for range logged {
		refs = append(refs, do(ana, commitments.Register{
			Plan: filled.Slug, Title: "Joint paper", Steps: []string{"25"}, Lead: lead, Visibility: access.VisiblePublic,
		}).Commitment)
	}
	token = do(operator, commitments.IssueToken{Plan: filled.Slug, Member: ana.Member.Key, Scope: people.WriteScope, Label: "load"}).Code
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return token, refs
}

// served is a running bin/api.
type served struct {
	address string // http://127.0.0.1:8080
	pid     int
}

// serve starts bin/api on the first processor, and waits until it answers.
func (p programs) serve(b *testing.B, d storetest.Database) served {
	b.Helper()
	listen := freeAddress(b)
	command := onProcessor(b, "0", filepath.Join(string(p), "api"), "serve", "--listen", listen, "--per-address=-1", "--per-token=-1", "--log-level", "warn")
	command.Env = append(os.Environ(), "ACCORD_DATABASE="+d.Address, "GOMAXPROCS=1")
	s := served{address: "http://" + listen}
	s.pid = running(b, command, s.address+"/readyz")
	return s
}

// onProcessor runs a program on one processor alone.
func onProcessor(b *testing.B, processor, program string, args ...string) *exec.Cmd {
	b.Helper()
	return exec.CommandContext(b.Context(), "taskset", append([]string{"-c", processor, program}, args...)...)
}

// running starts a program, waits until its address answers, and stops it at the end.
func running(b *testing.B, command *exec.Cmd, address string) (pid int) {
	b.Helper()
	var said strings.Builder
	command.Stdout, command.Stderr = &said, &said
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = command.Cancel()
		_ = command.Wait() // it was stopped
	})
	deadline := time.Now().Add(30 * time.Second)
	for tick := time.Tick(50 * time.Millisecond); time.Now().Before(deadline); <-tick {
		response, err := http.Get(address)
		if err == nil {
			_ = response.Body.Close()
			if response.StatusCode < http.StatusInternalServerError {
				return command.Process.Pid
			}
		}
	}
	b.Fatalf("%s does not answer:\n%s", address, said.String())
	return 0
}

var (
	wrkRate   = regexp.MustCompile(`Requests/sec:\s+([0-9.]+)`)
	wrk99     = regexp.MustCompile(`99%\s+([0-9.]+)(us|ms|s)`)
	wrkErrors = regexp.MustCompile(`(?m)^\s*(Non-2xx.*|Socket errors.*)$`)
)

// wrk asks for ten seconds, from 16 connections on the second processor, after two that do not count, and reports how
// many answers a second there were, the time that 99 of 100 stayed below, and the most memory that the program has held. A script may make the requests.
func (s served) wrk(b *testing.B, path, script string) {
	b.Helper()
	args := []string{"--threads", "1", "--connections", "16", "--latency"}
	if script != "" {
		file := filepath.Join(b.TempDir(), "script.lua")
		if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
			b.Fatal(err)
		}
		args = append(args, "--script", file)
	}
	var said []byte
	for _, seconds := range []string{"2s", "10s"} {
		var err error
		command := onProcessor(b, "1", "wrk", append(args, "--duration", seconds, s.address+path)...)
		if said, err = command.CombinedOutput(); err != nil {
			b.Fatalf("wrk (Debian has it): %v\n%s", err, said)
		}
	}
	rate, worst := wrkRate.FindSubmatch(said), wrk99.FindSubmatch(said)
	if rate == nil || worst == nil || wrkErrors.Match(said) {
		b.Fatalf("wrk %s:\n%s", path, said)
	}
	b.ReportMetric(number(b, rate[1]), "requests/s")
	took, err := time.ParseDuration(string(worst[1]) + string(worst[2]))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(took.Microseconds())/1000, "p99-ms")
	b.ReportMetric(memory(b, s.pid, "VmHWM:"), "MB")
	b.ReportMetric(0, "ns/op")
}

func number(b *testing.B, text []byte) float64 {
	b.Helper()
	n, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// logging is a script of wrk that logs progress on the commitments in turn, each time another note.
func logging(token string, refs []string) string {
	return fmt.Sprintf(`
local refs = {"%s"}
local n = 0
request = function()
  n = n + 1
  local headers = {["Authorization"] = "Bearer %s", ["Content-Type"] = "application/json", ["If-Match"] = "*"}
  local body = string.format('{"note": "note %%d"}', n)
  return wrk.format("POST", "%s/commitments/" .. refs[n %% #refs + 1] .. "/progress", headers, body)
end
`, strings.Join(refs, `", "`), token, plan)
}

// cursor is that of a page of the list by due date, counted from 1.
func (s served) cursor(b *testing.B, page int) string {
	b.Helper()
	cursor := ""
	for range page - 1 {
		response, err := http.Get(s.address + plan + "/commitments?limit=20&sort=due_on&cursor=" + cursor)
		if err != nil {
			b.Fatal(err)
		}
		var list struct{ Next string }
		err = json.NewDecoder(response.Body).Decode(&list)
		_ = response.Body.Close()
		if err != nil {
			b.Fatal(err)
		}
		if cursor = list.Next; cursor == "" {
			if testing.Short() {
				return ""
			}
			b.Fatal("there is no such page")
		}
	}
	return cursor
}
