package archtest

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// use is why a module is there, and the only rooms that may import it, in tests too. No rooms: any may.
type use struct {
	reason string
	rooms  []string
}

// modules are the direct requirements of go.mod. A new one is a line here with its reason, and a look at its licence,
// its age and what it drags in.
var modules = map[string]use{
	"codeberg.org/go-fonts/dejavu":                                    {"letters of a PDF, Arabic included, without a font on the machine", []string{"internal/reports"}},
	"codeberg.org/go-pdf/fpdf":                                        {"PDF without a program on the machine", []string{"internal/reports"}},
	"github.com/BurntSushi/toml":                                      {"the catalogues are TOML, which go-i18n reads through it", []string{"internal/i18n"}},
	"github.com/alecthomas/kong":                                      {"flags, help and \"did you mean\" from one struct", []string{"internal/app", "internal/config"}},
	"github.com/arran4/golang-ical":                                   {"iCalendar: folds and escapes as RFC 5545 wants it", []string{"internal/feeds", "internal/api"}},
	"github.com/clipperhouse/uax29/v2":                                {"what a reader takes for one letter, for widths and cuts", []string{"internal/reply"}},
	"github.com/creack/pty":                                           {"a terminal for the tests of the console", []string{"internal/chat/console", "internal/app"}},
	"github.com/ergochat/readline":                                    {"line editing, history and completion in the terminal", []string{"internal/chat/console"}},
	"github.com/danielgtaylor/huma/v2":                                {"requests checked, problems told and OpenAPI written from one struct", []string{"internal/api"}},
	"github.com/google/go-cmp":                                        {"differences in tests", nil},
	"github.com/google/uuid":                                          {"UUIDv7", nil},
	"github.com/gorilla/websocket":                                    {"the other end of Slack's Socket Mode, for the fake server", []string{"internal/chat/slack", "internal/chat/chattest"}},
	"github.com/lib/pq":                                               {"mautrix's own tables on PostgreSQL, which pgdriver cannot do", []string{"internal/chat/matrix"}},
	"github.com/markusmobius/go-dateparser":                           {"days in words that the own grammar does not read", []string{"internal/chat"}},
	"github.com/mattn/go-runewidth":                                   {"how wide a word is in a terminal", []string{"internal/chat/console", "internal/reply"}},
	"github.com/nicksnyder/go-i18n/v2":                                {"plural forms of all languages, the six of Arabic included", []string{"internal/i18n"}},
	"github.com/prometheus/client_golang":                             {"metrics", nil},
	"github.com/rogpeppe/go-internal":                                 {"testscript: whole programs in tests", nil},
	"github.com/rs/zerolog":                                           {"mautrix logs through it", []string{"internal/chat/matrix"}},
	"github.com/slack-go/slack":                                       {"Slack", []string{"internal/chat/slack"}},
	"github.com/standard-webhooks/standard-webhooks/libraries":        {"signed webhooks", nil},
	"github.com/teambition/rrule-go":                                  {"recurring events as RFC 5545 counts them", []string{"internal/calendar", "internal/feeds"}},
	"github.com/uptrace/bun":                                          {"one way to both databases", []string{"internal/store", "migrations"}},
	"github.com/uptrace/bun/dialect/pgdialect":                        {"bun's PostgreSQL", []string{"internal/store", "migrations"}},
	"github.com/uptrace/bun/dialect/sqlitedialect":                    {"bun's SQLite", []string{"internal/store", "migrations"}},
	"github.com/uptrace/bun/driver/pgdriver":                          {"PostgreSQL by the simple protocol, which poolers like", []string{"internal/store", "migrations"}},
	"github.com/wneessen/go-mail":                                     {"e-mail: MIME, SMTP and TLS", []string{"internal/mail"}},
	"github.com/xuri/excelize/v2":                                     {"spreadsheets", []string{"internal/reports", "internal/bundle"}},
	"github.com/yuin/goldmark":                                        {"Markdown", []string{"internal/reply", "internal/web", "internal/reports", "internal/chat"}},
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp":   {"traces of requests", []string{"internal/api", "internal/web", "internal/app"}},
	"go.mau.fi/util":                                                  {"mautrix takes its databases wrapped by it", []string{"internal/chat/matrix"}},
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp": {"traces leave the house", []string{"internal/app"}},
	"go.opentelemetry.io/otel":                                        {"what a trace may say, and what it may not", []string{"internal/app"}},
	"go.opentelemetry.io/otel/sdk":                                    {"what a trace may say, and what it may not", []string{"internal/app"}},
	"go.opentelemetry.io/otel/trace":                                  {"the names of traces", []string{"internal/app"}},
	"golang.org/x/image":                                              {"charts as pictures, and how wide letters are", []string{"internal/reports"}},
	"golang.org/x/net":                                                {"names of hosts in letters of all scripts, as mail servers take them", []string{"internal/mail"}},
	"golang.org/x/term":                                               {"is this a terminal, and how wide", []string{"internal/chat/console", "internal/app"}},
	"golang.org/x/text":                                               {"folding, directions, languages, numbers", nil},
	"golang.org/x/time":                                               {"limits of how often", nil},
	"gopkg.in/yaml.v3":                                                {"plans, organisations, the words of the chat and the manifest for Slack are YAML", []string{"internal/chat/slack", "internal/chat/understand", "internal/plans", "internal/people"}},
	"maunium.net/go/mautrix":                                          {"Matrix, with encryption and without cgo", []string{"internal/chat/matrix"}},
	"modernc.org/sqlite":                                              {"SQLite without cgo; for mautrix too, whose tables are its own", []string{"internal/store", "migrations", "internal/chat/matrix"}},
	"pgregory.net/rapid":                                              {"properties", nil},
}

func moduleRules() []rule {
	return []rule{{
		name:  "a module is imported by its rooms alone",
		check: perFile(strangers),
		breaks: []fixture{
			{"internal/chat/a.go", `package chat; import "github.com/uptrace/bun"`},
			{"internal/chat/a_test.go", `package chat; import "github.com/uptrace/bun/dialect/pgdialect"`},
			{"internal/chat/matrix/a.go", `package matrix; import "github.com/slack-go/slack/slackevents"`},
			{"internal/chat/slack/a.go", `package slack; import "maunium.net/go/mautrix/id"`},
			{"internal/web/a.go", `package web; import "github.com/danielgtaylor/huma/v2"`},
			{"internal/web/a.go", `package web; import "example.org/new/module"`},
		},
		passes: []fixture{
			{"internal/store/storetest/a.go", `package storetest; import "github.com/uptrace/bun"`},
			{"internal/api/a.go", `package api; import "github.com/danielgtaylor/huma/v2/adapters/humago"`},
			{"internal/chat/a.go", `package chat; import "github.com/google/uuid"`},
		},
	}}
}

func strangers(f file) []string {
	var found []string
	for _, p := range f.imports() {
		if !foreign(p) {
			continue
		}
		name, ok := moduleOf(p)
		if !ok {
			found = append(found, f.at(f.tree, "%s: this module has no line in modules", p))
			continue
		}
		allowed := modules[name].rooms
		if len(allowed) > 0 && !slices.ContainsFunc(allowed, func(room string) bool { return within(f.room(), room) }) {
			found = append(found, f.at(f.tree, "%s must not import %s, which is for %v", f.room(), p, allowed))
		}
	}
	return found
}

// moduleOf finds the line of the module that holds a package: the longest that fits.
func moduleOf(importPath string) (name string, ok bool) {
	for m := range modules {
		if within(importPath, m) && len(m) > len(name) {
			name, ok = m, true
		}
	}
	return name, ok
}

func TestEveryRequirementHasItsReason(t *testing.T) {
	t.Parallel()
	direct, all := requirements(t)
	for _, problem := range append(unexplained(direct), outdated(all)...) {
		t.Error(problem)
	}
	if len(unexplained([]string{"example.org/new/module"})) != 1 {
		t.Error("a requirement without a reason is not caught")
	}
	if len(outdated(nil)) != len(modules) {
		t.Error("a reason without a requirement is not caught")
	}
}

// requirements are those of go.mod: the direct ones, and all.
func requirements(t *testing.T) (direct, all []string) {
	t.Helper()
	cmd := exec.Command("go", "mod", "edit", "-json")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go mod edit -json: %v", err)
	}
	var read struct {
		Require []struct {
			Path     string
			Indirect bool
		}
		Replace []struct{ Old struct{ Path string } }
	}
	if err := json.Unmarshal(out, &read); err != nil {
		t.Fatal(err)
	}
	if len(read.Require) == 0 || len(read.Replace) > 0 {
		t.Errorf("go.mod: got %d requirements and the replacements %v, want some and none", len(read.Require), read.Replace)
	}
	for _, r := range read.Require {
		all = append(all, r.Path)
		if !r.Indirect {
			direct = append(direct, r.Path)
		}
	}
	return direct, all
}

func unexplained(direct []string) []string {
	var found []string
	for _, name := range direct {
		if strings.TrimSpace(modules[name].reason) == "" {
			found = append(found, name+": this requirement has no line in modules")
		}
	}
	return found
}

// outdated are the lines of modules that go.mod no longer requires.
func outdated(all []string) []string {
	var found []string
	for name := range modules {
		if !slices.Contains(all, name) {
			found = append(found, name+": a line in modules, but no requirement")
		}
	}
	return found
}
