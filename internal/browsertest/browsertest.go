// Package browsertest looks at pages in a real browser, as readers do, and checks with axe-core that everybody can read
// them. It knows nothing of what the pages are about.
//
// A bare "go test ./..." starts no browser, which takes seconds: the tests say in one line what was left out. "make test"
// installs what is missing and sets ACCORD_TEST_REQUIRE=all; then all of it runs, and what is missing is a failure.
package browsertest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/accord-tracker/accord/internal/pgtest"
)

// Finding is a rule of axe-core that a page breaks.
type Finding struct {
	Rule   string   `json:"rule"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Where  []string `json:"where"` // elements
}

// Page is what came of looking at one.
type Page struct {
	Page       string    `json:"page"`
	Violations []Finding `json:"violations"`
	Passes     int       `json:"passes"` // rules that the page keeps
}

// Find is the path of a program by any of its names, where the run requires everything; the test fails if this machine
// has none. It says false in any other run.
func Find(t testing.TB, names ...string) (path string, ok bool) {
	t.Helper()
	if !pgtest.Required() {
		t.Logf("left out: %s, because %s is not all (make test runs everything)", names[0], pgtest.RequireVariable)
		return "", false
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, true
		}
	}
	t.Fatalf("%s=all, but %s is not installed", pgtest.RequireVariable, names[0])
	return "", false
}

// Browser is the path of Chromium or Chrome, as Find says it.
func Browser(t testing.TB) (path string, ok bool) {
	t.Helper()
	return Find(t, "chromium", "chromium-browser", "google-chrome")
}

// Look opens pages, files or addresses, and says what axe-core finds. It says false where Find does.
func Look(t testing.TB, pages ...string) (found []Page, ok bool) {
	t.Helper()
	browser, ok := Browser(t)
	if !ok {
		return nil, false
	}
	node, ok := Find(t, "node", "nodejs")
	if !ok {
		return nil, false
	}
	driver := driver(t)
	if _, err := os.Stat(filepath.Join(filepath.Dir(driver), "node_modules", "axe-core")); err != nil {
		t.Fatalf("%s=all, but tools/browser has no modules (npm ci --ignore-scripts)", pgtest.RequireVariable)
	}
	command := exec.CommandContext(t.Context(), node, append([]string{driver, browser}, pages...)...)
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("look at %v: %v", pages, err)
	}
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatalf("read what axe-core says: %v: %s", err, out)
	}
	return found, true
}

// driver is the program beside the sources that drives the browser.
func driver(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for folder != filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			break
		}
		folder = filepath.Dir(folder)
	}
	return filepath.Join(folder, "tools", "browser", "axe.js")
}
