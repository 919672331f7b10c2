package app_test

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"syscall"
	"testing"

	"github.com/accord-tracker/accord/internal/app"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/rogpeppe/go-internal/testscript"
)

// writerAddress makes this test binary a process that logs what it is told on standard input, and can be killed.
const writerAddress = "ACCORD_TEST_WRITER"

// asAPI makes this test binary bin/api, as a process that can be killed.
const asAPI = "ACCORD_TEST_AS_API"

// asBot makes this test binary bin/bot, likewise.
const asBot = "ACCORD_TEST_AS_BOT"

func TestMain(m *testing.M) {
	if address := os.Getenv(writerAddress); address != "" {
		if err := writer(address, os.Stdin, os.Stdout); err != nil {
			_, _ = fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if address := os.Getenv(workerAddress); address != "" {
		if err := queueWorker(address, os.Getenv(workerLedger)); err != nil {
			_, _ = fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(1)
	}
	if os.Getenv(asAPI) != "" {
		program(app.API)()
	}
	if os.Getenv(asBot) != "" {
		program(app.Bot)()
	}
	testscript.Main(run{m}, map[string]func(){"bot": program(app.Bot), "api": program(app.API), "fill": fill})
}

// run says what was left out before it runs the tests.
type run struct{ *testing.M }

func (r run) Run() int { return storetest.Main(r.M) }

// program is one of the two, as scripts call it. A signal tells it to stop, as it does the real one.
func program(main func(context.Context, app.Program) int) func() {
	return func() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		os.Exit(main(ctx, app.Program{
			Args: os.Args[1:], Environ: os.Environ(), In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		}))
	}
}

func fixture(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// keep sets a variable to what the group of a pattern matches in the last output: keep ID 'published as (\S+)\.'.
func keep(script *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		script.Fatalf("usage: keep NAME PATTERN")
	}
	found := regexp.MustCompile(args[1]).FindStringSubmatch(script.ReadFile("stdout"))
	if len(found) != 2 {
		script.Fatalf("nothing in the output matches %s", args[1])
	}
	script.Setenv(args[0], found[1])
}

// TestScripts plays testdata/script: whole programs, on every database.
func TestScripts(t *testing.T) {
	t.Parallel()
	given := map[string][]byte{"world.json": fixture(t, "demo/world.json"), "fixture.json": fixture(t, "../reports/testdata/report-fixture.json")}
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		testscript.Run(t, testscript.Params{
			Dir: "testdata/script",
			Setup: func(env *testscript.Env) error {
				own := d
				if d.Dialect == "sqlite" {
					own.Address = "sqlite:" + env.WorkDir + "/data/accord.db"
				} else {
					own = storetest.Postgres(t, d.Address)
				}
				env.Setenv("ACCORD_DATABASE", own.Address)
				env.Setenv("DIALECT", own.Dialect)
				env.Setenv("HOME", env.WorkDir)
				for name, text := range given {
					if err := os.WriteFile(env.WorkDir+"/"+name, text, 0o600); err != nil {
						return err
					}
				}
				return nil
			},
			Cmds:      map[string]func(*testscript.TestScript, bool, []string){"keep": keep},
			Condition: func(condition string) (bool, error) { return condition == d.Dialect, nil },
		})
	})
}
