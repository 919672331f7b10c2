package bundle_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// BenchmarkTransport exports a world of a million entries as NDJSON, verifies the file and imports it into an empty
// store. The memory is the most that the process has held so far, so each step runs in a process of its own if it is
// asked for by name (-bench Transport/import, with ACCORD_BENCH_BUNDLE naming a file that an earlier run left).
func BenchmarkTransport(b *testing.B) {
	file := os.Getenv("ACCORD_BENCH_BUNDLE")
	if file == "" {
		file = filepath.Join(b.TempDir(), "large.ndjson")
	}
	if _, err := os.Stat(file); err != nil {
		exportWorld(b, file)
	}
	b.Run("verify", func(b *testing.B) {
		in := openBench(b, file)
		for b.Loop() {
			v, err := bundle.Verify(b.Context(), in, bundle.VerifyOptions{})
			if err != nil || v.Total > 0 {
				b.Fatalf("got %+v, %v", v, err)
			}
		}
		reportMemory(b)
	})
	b.Run("import", func(b *testing.B) {
		in := openBench(b, file)
		for b.Loop() {
			s := benchStore(b)
			got, err := bundle.Import(b.Context(), in, s, bundle.ImportOptions{Now: imported})
			if err != nil || got.Total > 0 {
				b.Fatalf("got %+v, %v", got, err)
			}
		}
		reportMemory(b)
	})
}

func exportWorld(b *testing.B, file string) {
	s := benchStore(b)
	storetest.Large().Fill(b, s)
	out, err := os.Create(file)
	if err != nil {
		b.Fatal(err)
	}
	started := time.Now()
	got, err := bundle.Export(b.Context(), s, bundle.ExportOptions{Plan: "hres-2018", Complete: true, NDJSON: true}, out)
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("exported %d entries in %v", got.Entries, time.Since(started).Round(time.Millisecond))
	if err := out.Close(); err != nil {
		b.Fatal(err)
	}
}

func benchStore(b *testing.B) *store.Store {
	b.Helper()
	if dsn := os.Getenv("ACCORD_TEST_POSTGRES"); dsn != "" {
		return storetest.Postgres(b, dsn).Open(b)
	}
	return storetest.SQLite(b).Open(b)
}

func openBench(b *testing.B, file string) *os.File {
	b.Helper()
	in, err := os.Open(file)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = in.Close() })
	return in
}

// reportMemory reports the most memory that the process has held, where the system says it.
func reportMemory(b *testing.B) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return
	}
	for line := range strings.Lines(string(status)) {
		var kilobytes float64
		if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kilobytes); n == 1 {
			b.ReportMetric(kilobytes/1024, "MB-peak")
		}
	}
}
