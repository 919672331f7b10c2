package archtest

import (
	"path"
	"slices"
	"strings"
)

// empty are names that say nothing of what is inside.
var empty = []string{"util", "utils", "common", "helper", "helpers", "misc", "manager", "impl", "types", "shared", "base"}

func nameRules() []rule {
	return []rule{
		{
			name: "no file or room has a name that says nothing", check: perFile(emptyNames),
			breaks: []fixture{
				{"internal/chat/util.go", `package chat`},
				{"internal/chat/types.go", `package chat`},
				{"internal/chat/helpers_test.go", `package chat`},
				{"internal/common/a.go", `package common`},
			},
			passes: []fixture{{"internal/chat/withdraw.go", `package chat`}},
		},
		{
			name: "every package opens with a paragraph that says what it is", check: packageComments,
			breaks: []fixture{
				{"internal/chat/a.go", `package chat`},
				{"internal/chat/a.go", "// Chat is chat.\npackage chat\n"},
				{"internal/chat/a.go", "// Package chat\npackage chat\n"},
				{"cmd/bot/main.go", "// Package main is the bot.\npackage main\n"},
			},
			passes: []fixture{
				{"internal/chat/a.go", "// Package chat reads what people write.\npackage chat\n"},
				{"cmd/bot/main.go", "// Command bot talks.\npackage main\n"},
				{"internal/chat/a_test.go", `package chat`},
			},
		},
	}
}

func emptyNames(f file) []string {
	var found []string
	name := strings.TrimSuffix(strings.TrimSuffix(path.Base(f.path), ".go"), "_test")
	for _, n := range append(strings.Split(f.room(), "/"), name) {
		if slices.Contains(empty, n) {
			found = append(found, f.at(f.tree, "the name %q says nothing", n))
		}
	}
	return found
}

func packageComments(room string, files []file) []string {
	var comments, found []string
	code := 0
	for _, f := range files {
		if f.isTest() {
			continue
		}
		code++
		if f.tree.Doc == nil {
			continue
		}
		comments = append(comments, f.path)
		want := "Package " + f.tree.Name.Name + " "
		if f.isProgram() {
			want = "Command " + path.Base(room) + " "
		}
		if text := f.tree.Doc.Text(); !strings.HasPrefix(text, want) || !strings.Contains(text, ".") {
			found = append(found, f.at(f.tree, "the package comment must begin with %q and be a sentence", want))
		}
	}
	if code > 0 && len(comments) != 1 {
		found = append(found, room+": want one package comment, got "+strings.Join(append(comments, "none")[:max(1, len(comments))], ", "))
	}
	return found
}
