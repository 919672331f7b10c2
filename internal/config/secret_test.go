package config_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/config"
)

func TestNothingPrintsASecret(t *testing.T) {
	t.Parallel()
	secret := config.NewSecret("s3cret")
	database, err := config.ParseDatabase("postgres://ana:s3cret@db:5433/accord?sslpassword=s3cret")
	if err != nil {
		t.Fatal(err)
	}
	type holder struct {
		Secret   config.Secret
		Database config.Database
		inside   config.Secret
		base     config.Database
	}
	held := holder{secret, database, secret, database}
	for _, value := range []any{secret, &secret, database, &database, held, &held, []config.Secret{secret}, map[string]config.Secret{"a": secret}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			expectHidden(t, verb, fmt.Sprintf(verb, value))
		}
		text, err := json.Marshal(value)
		if err != nil {
			t.Error(err)
		}
		expectHidden(t, "json", string(text))
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", value)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", value)
		expectHidden(t, "slog", log.String())
	}
	if secret.Reveal() != "s3cret" || !strings.Contains(database.Address(), "s3cret") {
		t.Error("the secret is lost")
	}
}

func expectHidden(t *testing.T, how, printed string) {
	t.Helper()
	for _, leak := range []string{"s3cret", "733363726574", "115 51 99"} {
		if strings.Contains(printed, leak) {
			t.Errorf("%s shows the secret: %s", how, printed)
		}
	}
}

func TestTheAddressOfADatabaseIsRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, shown, path string
		kind              config.Kind
	}{
		{"sqlite:/var/lib/accord.db", "sqlite:/var/lib/accord.db", "/var/lib/accord.db", config.SQLite},
		{"sqlite:///var/lib/accord.db", "sqlite:/var/lib/accord.db", "/var/lib/accord.db", config.SQLite},
		{"sqlite:données.db", "sqlite:données.db", "données.db", config.SQLite},
		{"postgres://ana:pw@db/accord?sslmode=verify-full", "postgres://ana@db/accord", "", config.Postgres},
		{"postgresql://db:5433/accord", "postgres://db:5433/accord", "", config.Postgres},
	} {
		d, err := config.ParseDatabase(c.text)
		if err != nil || d.Kind() != c.kind || d.String() != c.shown || d.Path() != c.path || d.IsZero() {
			t.Errorf("ParseDatabase(%q): got %s %q %q, %v", c.text, d.Kind(), d, d.Path(), err)
		}
	}
}

func TestAnAddressThatMakesNoSenseIsRefusedWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "accord.db", "mysql://a:s3cret@b/c", "sqlite:", "sqlite::memory:", "sqlite:~/accord.db", "sqlite:a\x00b", "postgres://",
		"postgres://ana:s3cret@db", "postgres://ana:s3cret@/accord", "postgres://ana:s3%cret@db/accord", "postgres://ana:s3cret@db:port/accord",
	} {
		d, err := config.ParseDatabase(text)
		if err == nil || !d.IsZero() {
			t.Errorf("ParseDatabase(%q): got %v, no error", text, d)
			continue
		}
		if wrapped := errors.Unwrap(err); strings.Contains(err.Error(), "s3") || wrapped != nil {
			t.Errorf("ParseDatabase(%q): the error repeats the password: %v", text, err)
		}
	}
}
