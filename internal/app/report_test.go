package app_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/app"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

const fixturePath = "../reports/testdata/report-fixture.json"

// TestTheProgramPrintsTheWorkedExample runs the whole program as somebody elsewhere would.
func TestTheProgramPrintsTheWorkedExample(t *testing.T) {
	t.Parallel()
	var expected struct {
		Reports []struct {
			Name      string
			Arguments struct {
				Period, Audience string
				Cutoff           string
			}
			Figures any
		}
	}
	if err := json.Unmarshal(fixture(t, "../reports/testdata/report-fixture.expected.json"), &expected); err != nil {
		t.Fatal(err)
	}
	if len(expected.Reports) == 0 {
		t.Fatal("the example expects no report")
	}
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		address := d.Address
		if d.Dialect == "postgres" {
			address = storetest.Postgres(t, d.Address).Address
		}
		run := func(args ...string) []byte { return ran(t, address, args...) }
		run("import", fixturePath)
		for _, want := range expected.Reports {
			args := []string{"report", "--period", want.Arguments.Period, "--format", "json"}
			if want.Arguments.Audience != "" {
				args = append(args, "--audience", want.Arguments.Audience)
			}
			if want.Arguments.Cutoff != "" {
				args = append(args, "--cutoff", want.Arguments.Cutoff)
			}
			first := run(args...)
			if again := run(args...); !bytes.Equal(first, again) {
				t.Errorf("%s: other bytes on the second run", want.Name)
			}
			var got any
			if err := json.Unmarshal(first, &got); err != nil {
				t.Fatalf("%s: %v", want.Name, err)
			}
			if diff := cmp.Diff(want.Figures, got); diff != "" {
				t.Errorf("%s (-expected +printed):\n%s", want.Name, diff)
			}
		}
	})
}

// ran runs bin/api and returns what it printed.
func ran(t *testing.T, address string, args ...string) []byte {
	t.Helper()
	var out, complaints bytes.Buffer
	status := app.API(t.Context(), app.Program{
		Args: args, Environ: []string{"ACCORD_DATABASE=" + address, "HOME=" + t.TempDir()}, In: strings.NewReader(""),
		Out: &out, Err: &complaints, Now: func() time.Time { return time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC) },
	})
	if status != app.ExitOK {
		t.Fatalf("%s: status %d: %s", strings.Join(args, " "), status, complaints.String())
	}
	return out.Bytes()
}
