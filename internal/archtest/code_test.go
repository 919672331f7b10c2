package archtest

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
)

var (
	openEnd = regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`)
	issue   = regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b *\(?#\d+`)
	// sql is what begins like a statement. Lower-case words alone would catch English sentences, so each needs its partner.
	sql = regexp.MustCompile(`(?is)^\s*(select\s.+\sfrom\s+\w|insert\s+into\s+\w+\s*(\(|values|select)|update\s+\w+\s+set\s+\w+\s*=|delete\s+from\s+\w+(\s*$|\s+where)|(create|drop|alter)\s+(unique\s+)?(table|index|schema|database|trigger|view)\s|pragma\s+\w+|vacuum(\s+into\b|\s*$))`)
)

func codeRules() []rule {
	return []rule{
		{
			name: "no init", check: perFile(initFunctions),
			breaks: []fixture{{"internal/chat/a.go", `package chat; func init() {}`}},
			passes: []fixture{{"internal/chat/a.go", `package chat; type t int; func (t) init() {}`}},
		},
		{
			name: "the clock is read in app and in the programs alone", check: perFile(clocks),
			breaks: []fixture{
				{"internal/chat/a.go", `package chat; import "time"; var now = time.Now`},
				{"internal/store/a.go", `package store; import "time"; func f(t time.Time) any { return time.Since(t) }`},
				{"internal/store/a.go", `package store; import clock "time"; func f() any { return clock.Now() }`},
			},
			passes: []fixture{
				{"internal/app/a.go", `package app; import "time"; var now = time.Now`},
				{"internal/chat/a_test.go", `package chat; import "time"; var now = time.Now`},
				{"internal/chat/a.go", `package chat; func f(time struct{ Now int }) any { return time.Now }`},
			},
		},
		{
			name: "nothing writes to the standard output but the programs, app and the console", check: perFile(prints),
			breaks: []fixture{
				{"internal/chat/a.go", `package chat; import "fmt"; func f() { fmt.Println() }`},
				{"internal/chat/a.go", `package chat; func f() { println("x") }`},
				{"internal/store/a.go", `package store; import "os"; var out = os.Stdout`},
				{"internal/store/a.go", `package store; import "log"`},
			},
			passes: []fixture{
				{"internal/chat/console/a.go", `package console; import "fmt"; func f() { fmt.Println() }`},
				{"cmd/bot/main.go", `package main; import "os"; var out = os.Stdout`},
				{"internal/chat/a.go", `package chat; import ("fmt"; "io"); func f(w io.Writer) { fmt.Fprintln(w) }`},
			},
		},
		{
			name: "what is left open has a number", check: perFile(leftOpen),
			breaks: []fixture{{"internal/chat/a.go", "package chat\n// TODO: later\n"}, {"internal/chat/a_test.go", "package chat\n/* FIXME(ana) */\n"}},
			passes: []fixture{{"internal/chat/a.go", "package chat\n// TODO(#12): later\n"}, {"internal/chat/a.go", "package chat\n// TODO #12\n"}},
		},
		{
			name: "SQL stands in store and migrations", check: perFile(statements),
			breaks: []fixture{
				{"internal/chat/a.go", `package chat; const q = "SELECT a FROM b"`},
				{"internal/reports/a.go", "package reports; const q = `\n\tinsert into t (a) values (1)`"},
				{"internal/app/a.go", `package app; const q = "pragma journal_mode"`},
				{"internal/chat/a_test.go", `package chat; const q = "delete from t where a = 1"`},
				{"internal/chat/matrix/a.go", `package matrix; const q = "delete from t where a = 1"`},
			},
			passes: []fixture{
				{"internal/store/a.go", `package store; const q = "SELECT a FROM b"`},
				{"migrations/a.go", `package migrations; const q = "create table t (a text)"`},
				{"internal/chat/a.go", `package chat; const q = "update C-12 with what we did"`},
				{"internal/chat/a.go", `package chat; const q = "Select one of these"`},
			},
		},
	}
}

func initFunctions(f file) []string {
	var found []string
	for _, d := range f.tree.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
			found = append(found, f.at(fn, "init"))
		}
	}
	return found
}

// free says whether the file belongs to what may read the clock and write to the standard output.
func free(f file) bool {
	return f.isTest() || f.isProgram() || forTests(f.room()) || within(f.room(), "internal/app") || within(f.room(), "cmd")
}

func clocks(f file) []string {
	if free(f) {
		return nil
	}
	return f.uses("time", "Now", "Since", "Until")
}

func prints(f file) []string {
	if free(f) || within(f.room(), "internal/chat/console") {
		return nil
	}
	found := append(f.uses("fmt", "Print", "Printf", "Println"), f.uses("os", "Stdout", "Stderr")...)
	if f.localName("log") != "" {
		found = append(found, f.at(f.tree, "the package log has a global logger: take a *slog.Logger"))
	}
	ast.Inspect(f.tree, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if name, ok := call.Fun.(*ast.Ident); ok && name.Obj == nil && (name.Name == "print" || name.Name == "println") {
				found = append(found, f.at(call, "%s", name.Name))
			}
		}
		return true
	})
	return found
}

func leftOpen(f file) []string {
	var found []string
	for _, group := range f.tree.Comments {
		for _, c := range group.List {
			if openEnd.MatchString(c.Text) && !issue.MatchString(c.Text) {
				found = append(found, f.at(c, "%s", c.Text))
			}
		}
	}
	return found
}

func statements(f file) []string {
	if within(f.room(), "internal/store") || within(f.room(), "migrations") || f.room() == "internal/archtest" {
		return nil
	}
	if strings.HasPrefix(f.path, "internal/chat/matrix/keys_") { // mautrix keeps keys in tables of its own, not in ours
		return nil
	}
	var found []string
	ast.Inspect(f.tree, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil && sql.MatchString(text) {
				found = append(found, f.at(lit, "SQL: %.60q", text))
			}
		}
		return true
	})
	return found
}
