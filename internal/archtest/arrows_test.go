package archtest

import (
	"slices"
	"strings"
)

func arrowRules() []rule {
	return []rule{
		{
			name:  "a room imports only what its row allows",
			check: perFile(forbiddenArrows),
			breaks: []fixture{
				{"internal/commitments/a.go", `package commitments; import "github.com/accord-tracker/accord/internal/store"`},
				{"internal/civil/a.go", `package civil; import "github.com/accord-tracker/accord/internal/plans"`},
				{"internal/chat/console/a.go", `package console; import "github.com/accord-tracker/accord/internal/store"`},
				{"internal/chat/slack/a.go", `package slack; import "github.com/accord-tracker/accord/internal/chat/matrix"`},
				{"cmd/bot/main.go", `package main; import "github.com/accord-tracker/accord/internal/store"`},
				{"internal/chat/a.go", `package chat; import "github.com/accord-tracker/accord/internal/store/storetest"`},
				{"internal/app/a.go", `package app; import "github.com/accord-tracker/accord/internal/store/storetest"`},
				{"internal/attic/a.go", `package attic`},
				{"b.go", `package accord`},
			},
			passes: []fixture{
				{"internal/commitments/a.go", `package commitments; import "github.com/accord-tracker/accord/internal/access"`},
				{"internal/commitments/a_test.go", `package commitments; import "github.com/accord-tracker/accord/internal/store/storetest"`},
				{"internal/store/storetest/a.go", `package storetest; import "github.com/accord-tracker/accord/internal/chat"`},
				{"internal/plans/builtin/a.go", `package builtin; import "github.com/accord-tracker/accord/internal/plans"`},
				{"internal/app/a.go", `package app; import "github.com/accord-tracker/accord/internal/chat/slack"`},
				{"cmd/bot/main.go", `package main; import "github.com/accord-tracker/accord/internal/app"`},
			},
		},
		{
			name:  "the middle imports no module but those of its row",
			check: perFile(foreignToTheMiddle),
			breaks: []fixture{
				{"internal/commitments/a.go", `package commitments; import "gopkg.in/yaml.v3"`},
				{"internal/civil/a.go", `package civil; import "github.com/google/uuid"`},
				{"cmd/bot/main.go", `package main; import "github.com/alecthomas/kong"`},
			},
			passes: []fixture{
				{"internal/commitments/a.go", `package commitments; import "github.com/google/uuid"`},
				{"internal/commitments/a_test.go", `package commitments; import "pgregory.net/rapid"`},
				{"internal/plans/a.go", `package plans; import "golang.org/x/text/unicode/norm"`},
				{"internal/civil/a.go", `package civil; import "net/url"`},
			},
		},
		{
			name:  "the middle knows no database, no network, no process",
			check: perFile(worldly),
			breaks: []fixture{
				{"internal/people/a.go", `package people; import "database/sql"`},
				{"internal/plans/a.go", `package plans; import "net/http"`},
				{"internal/access/a.go", `package access; import "os"`},
			},
			passes: []fixture{
				{"internal/people/a_test.go", `package people; import "os"`},
				{"internal/people/a.go", `package people; import "net/url"`},
				{"internal/store/a.go", `package store; import "database/sql"`},
			},
		},
	}
}

func forbiddenArrows(f file) []string {
	if f.isTest() || forTests(f.room()) {
		return nil
	}
	name, allowed, ok := row(rooms, f.room())
	if !ok {
		return []string{f.at(f.tree, "the room %s has no row in rooms", f.room())}
	}
	var found []string
	for _, p := range f.imports() {
		target, ours := strings.CutPrefix(p, module+"/")
		if ours && (forTests(target) || !within(target, name) && !reaches(allowed, target)) {
			found = append(found, f.at(f.tree, "%s must not import %s", f.room(), target))
		}
	}
	return found
}

// reaches says whether the row allows the target: by its name, or because the target has no row of its own and is
// inside a room that is named. The row "internal" reaches everything inside.
func reaches(allowed []string, target string) bool {
	if owner, _, ok := row(rooms, target); ok && slices.Contains(allowed, owner) {
		return true
	}
	return slices.Contains(allowed, "internal") && within(target, "internal")
}

func foreignToTheMiddle(f file) []string {
	_, allowed, ok := row(outside, f.room())
	if !ok || f.isTest() {
		return nil
	}
	var found []string
	for _, p := range f.imports() {
		if foreign(p) && !slices.ContainsFunc(allowed, func(m string) bool { return within(p, m) }) {
			found = append(found, f.at(f.tree, "%s must not import %s", f.room(), p))
		}
	}
	return found
}

// foreign says whether an import is neither of the standard library nor of this module.
func foreign(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return strings.Contains(first, ".") && !within(importPath, module)
}

func worldly(f file) []string {
	if f.isTest() || !slices.Contains(together(middle, ground), f.room()) {
		return nil
	}
	var found []string
	for _, p := range f.imports() {
		if slices.Contains([]string{"database/sql", "net", "net/http", "os", "os/exec", "log", "log/slog", "math/rand", "math/rand/v2"}, p) {
			found = append(found, f.at(f.tree, "%s must not import %s", f.room(), p))
		}
	}
	return found
}
