package config_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/config"
	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

type settings struct {
	config.Common
	Token config.Secret `help:"A token." env:"ACCORD_TOKEN"`
	Run   struct {
		Port int `help:"A port." env:"ACCORD_PORT" default:"1"`
	} `cmd:"" default:"withargs"`
}

// parse is what a program does at its start.
func parse(t *testing.T, environ []string, args ...string) (settings, []string, error) {
	t.Helper()
	var s settings
	environment := config.NewEnvironment(environ)
	parser, err := kong.New(&s, environment.Option(), kong.Exit(func(int) { t.Error("the parser exits") }))
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse(args)
	return s, environment.Warnings(), err
}

func TestWithoutAnySettingTheDatabaseIsInTheDataFolder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, want string }{
		{"HOME=/home/ana", "sqlite:/home/ana/.local/share/accord/accord.db"},
		{"XDG_DATA_HOME=/data", "sqlite:/data/accord/accord.db"},
		{"XDG_DATA_HOME=relative", ""}, // the specification says: ignore it
	} {
		s, _, err := parse(t, []string{c.name})
		if err != nil || s.Database.Address() != c.want {
			t.Errorf("%s: got %q, %v, want %q", c.name, s.Database.Address(), err, c.want)
		}
		if s.Plan != "hres-2018" || s.Language != "en" || s.LogLevel != slog.LevelInfo || s.Run.Port != 1 {
			t.Errorf("%s: got %+v, want the defaults", c.name, s)
		}
	}
}

func TestAFlagIsStrongerThanAVariableAndAVariableThanTheDefault(t *testing.T) {
	t.Parallel()
	environ := []string{"HOME=/h", "ACCORD_PLAN=digital-2025", "ACCORD_LANGUAGE=fr", "LANG=es_ES.UTF-8", "ACCORD_PORT=7", "ACCORD_LOG_LEVEL=debug", "ACCORD_TIME_ZONE="}
	s, _, err := parse(t, environ, "--language", "ar")
	if err != nil {
		t.Fatal(err)
	}
	got := []any{s.Plan, s.Language, s.Run.Port, s.LogLevel, s.TimeZone.Or(time.UTC)}
	if diff := cmp.Diff([]any{"digital-2025", "ar", 7, slog.LevelDebug, time.UTC}, got, cmp.Comparer(sameZone)); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
}

func sameZone(a, b *time.Location) bool { return a.String() == b.String() }

func TestTheLanguageOfTheTerminalIsTaken(t *testing.T) {
	t.Parallel()
	for environ, want := range map[string]string{
		"LANG=fr_CH.UTF-8": "fr", "LANG=C.UTF-8": "en", "LANG=pl_PL": "en", "LC_ALL=ar": "ar", "LC_ALL=es.UTF-8 LANG=fr": "es", "": "en",
	} {
		s, _, err := parse(t, append(strings.Fields(environ), "HOME=/h"))
		if err != nil || s.Language != want {
			t.Errorf("%s: got %q, %v, want %q", environ, s.Language, err, want)
		}
	}
}

func TestWhatMakesNoSenseIsRefusedByName(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]string{
		"ACCORD_LANGUAGE=de":              "--language",
		"ACCORD_TIME_ZONE=Mars/Base":      "--time-zone",
		"ACCORD_TIME_ZONE=Local":          "not a time zone",
		"ACCORD_LOG_LEVEL=loud":           "--log-level",
		"ACCORD_DATABASE=mysql://a:s3c@b": "--database",
		"ACCORD_PORT=x":                   "--port",
	} {
		_, _, err := parse(t, []string{"HOME=/h", setting})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want an error with %q", setting, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "s3c") {
			t.Errorf("%s: the error repeats the password: %v", setting, err)
		}
	}
}

func TestASecretMayStandInAFile(t *testing.T) {
	t.Parallel()
	path := write(t, "xoxb-1\n", 0o600)
	s, warnings, err := parse(t, []string{"HOME=/h", "ACCORD_TOKEN_FILE=" + path})
	if err != nil || s.Token.Reveal() != "xoxb-1" || len(warnings) > 0 {
		t.Errorf("a token in a file: got %q, warnings %q, %v", s.Token.Reveal(), warnings, err)
	}
	address := write(t, "postgres://ana:pw@db/accord", 0o644)
	s, warnings, err = parse(t, []string{"ACCORD_DATABASE_FILE=" + address})
	if err != nil || s.Database.Kind() != config.Postgres {
		t.Errorf("an address in a file: got %v, %v", s.Database, err)
	}
	if len(warnings) != 1 || !strings.Contains(warnings[0], "ACCORD_DATABASE_FILE") || !strings.Contains(warnings[0], "chmod 600") {
		t.Errorf("a file that everybody may read: got warnings %q", warnings)
	}
}

func TestAVariableAndItsFileTogetherAreRefused(t *testing.T) {
	t.Parallel()
	_, _, err := parse(t, []string{"HOME=/h", "ACCORD_TOKEN=s3cret", "ACCORD_TOKEN_FILE=" + write(t, "other", 0o600)})
	if err == nil || !strings.Contains(err.Error(), "both ACCORD_TOKEN and ACCORD_TOKEN_FILE") || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("both at once: got %v", err)
	}
}

func TestAFileThatHoldsNoSecretIsRefused(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{
		"nothing there": filepath.Join(t.TempDir(), "none"),
		"empty":         write(t, "\n", 0o600),
		"two lines":     write(t, "a\nb", 0o600),
		"NUL":           write(t, "a\x00b", 0o600),
		"too large":     write(t, strings.Repeat("x", 70_000), 0o600),
		"a folder":      t.TempDir(),
	} {
		if _, _, err := config.ReadSecret(path); err == nil {
			t.Errorf("ReadSecret, %s: got no error", name)
		}
	}
}

func TestHelpNamesTheVariables(t *testing.T) {
	t.Parallel()
	var s settings
	var out bytes.Buffer
	parser, err := kong.New(&s, config.NewEnvironment(nil).Option(), kong.Writers(&out, &out), kong.Exit(func(int) { panic("exit") }))
	if err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() { _ = recover() }()
		_, _ = parser.Parse([]string{"--help"})
	}()
	for _, want := range []string{"$ACCORD_DATABASE", "$ACCORD_TOKEN", "en,fr,es,ar"} {
		if !strings.Contains(strings.Join(strings.Fields(out.String()), " "), want) {
			t.Errorf("help lacks %q:\n%s", want, &out)
		}
	}
}

func TestTheLogIsInUTC(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	record := slog.NewRecord(time.Date(2027, 3, 31, 23, 0, 0, 0, time.FixedZone("", -3*3600)), slog.LevelWarn, "said", 0)
	logger := config.Common{LogFormat: "json", LogLevel: slog.LevelWarn}.Logger(&out)
	if err := logger.Handler().Handle(t.Context(), record); err != nil {
		t.Fatal(err)
	}
	logger.Info("not said")
	if got, want := out.String(), `{"time":"2027-04-01T02:00:00Z","level":"WARN","msg":"said"}`+"\n"; got != want {
		t.Errorf("log: got %q, want %q", got, want)
	}
}

func write(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}
