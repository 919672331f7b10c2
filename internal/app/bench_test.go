package app_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/pgtest"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// BenchmarkPrograms measures whole programs as an administrator runs them, on worlds of 10,000, 100,000 and a million
// entries and on every database: how long each takes, and the most memory it holds. It builds them first. Each is run
// once: the numbers are of one run, and the machine should be quiet.
func BenchmarkPrograms(b *testing.B) {
	programs := build(b)
	large := storetest.Large()
	for _, part := range []int{100, 10, 1} {
		world := storetest.World{Organisations: large.Organisations / part, Commitments: large.Commitments / part}
		b.Run(strconv.Itoa(10*world.Commitments), func(b *testing.B) {
			bundle := programs.bundle(b, world)
			b.Run("sqlite", func(b *testing.B) { programs.measure(b, storetest.SQLite(b), bundle) })
			if dsn, ok := pgtest.DSN(b); ok {
				b.Run("postgres", func(b *testing.B) { programs.measure(b, storetest.Postgres(b, dsn), bundle) })
			}
		})
	}
}

// programs is the folder that bot and api are in.
type programs string

func build(b *testing.B) programs {
	b.Helper()
	folder := b.TempDir()
	command := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-o", folder+"/", "../../cmd/bot", "../../cmd/api")
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := command.CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, said)
	}
	return programs(folder)
}

// bundle is a world as NDJSON.
func (p programs) bundle(b *testing.B, world storetest.World) string {
	b.Helper()
	d := storetest.SQLite(b)
	s := d.Open(b)
	world.Fill(b, s)
	path := filepath.Join(b.TempDir(), "world.ndjson")
	p.run(b, d, "", "export", "--ndjson", "--out", path)
	return path
}

func (p programs) measure(b *testing.B, d storetest.Database, bundle string) {
	b.Helper()
	out := filepath.Join(b.TempDir(), "out")
	p.run(b, d, "import", "import", bundle)
	p.run(b, d, "verify", "verify")
	for _, format := range []string{"json", "html", "xlsx", "pdf"} {
		p.run(b, d, format, "report", "--period", "2026-Q2", "--format", format, "--out", out)
	}
	p.run(b, d, "export", "export", "--ndjson", "--out", out)
	p.start(b, d)
}

// run runs bin/api once and reports, under the name, its seconds and the megabytes that it held at most.
func (p programs) run(b *testing.B, d storetest.Database, name string, args ...string) {
	b.Helper()
	command := exec.CommandContext(b.Context(), filepath.Join(string(p), "api"), args...)
	command.Env = append(os.Environ(), "ACCORD_DATABASE="+d.Address)
	var said bytes.Buffer
	command.Stdout, command.Stderr = &said, &said
	began := time.Now()
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	most := watch(b, command.Process.Pid)
	err := command.Wait()
	took := time.Since(began)
	if err != nil {
		b.Fatalf("api %v: %v\n%.2000s", args, err, said.String())
	}
	if name != "" {
		b.ReportMetric(took.Seconds(), name+"-s")
		b.ReportMetric(most(), name+"-MB")
	}
}

// watch follows how much memory a process has held at most, until it is asked. The usage that the system reports at
// the end of a process will not do: it begins with the memory of whoever started it.
func watch(b *testing.B, pid int) (most func() float64) {
	b.Helper()
	peak, done := make(chan float64), make(chan struct{})
	go func() {
		high := 0.0
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				peak <- high
				return
			case <-tick.C:
				high = max(high, memory(b, pid, "VmHWM:"))
			}
		}
	}()
	return func() float64 { close(done); return <-peak }
}

// start measures how long the bot takes from its start to its first answer, and what it holds when it has nothing to
// do. The middle of nine starts is reported.
func (p programs) start(b *testing.B, d storetest.Database) {
	b.Helper()
	var took []time.Duration
	var resident float64
	for range 9 {
		ctx, cancel := context.WithCancel(b.Context())
		command := exec.CommandContext(ctx, filepath.Join(string(p), "bot"), "console", "--as", "bench")
		command.Env = append(os.Environ(), "ACCORD_DATABASE="+d.Address)
		in, err := command.StdinPipe()
		if err != nil {
			b.Fatal(err)
		}
		out, err := command.StdoutPipe()
		if err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		if err := command.Start(); err != nil {
			b.Fatal(err)
		}
		if _, err := io.WriteString(in, "step 25\n"); err != nil {
			b.Fatal(err)
		}
		answers := bufio.NewScanner(out)
		for answers.Scan() && !strings.Contains(answers.Text(), "25") {
		}
		took = append(took, time.Since(began))
		resident = memory(b, command.Process.Pid, "VmRSS:")
		cancel()
		_ = command.Wait() // it was stopped
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "start-ms")
	b.ReportMetric(resident, "idle-MB")
}

// memory is a line of a process's status in megabytes: VmRSS what it holds, VmHWM what it held at most; 0 where the
// system does not tell.
func memory(b *testing.B, pid int, line string) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), line)
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kilobytes, err := strconv.ParseFloat(fields[0], 64)
	if err != nil {
		return 0
	}
	return kilobytes / 1024
}
