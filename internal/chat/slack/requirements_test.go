package slack_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// lastRequirement is the number of the last S-nn.
const lastRequirement = 61

var (
	namedInTests = regexp.MustCompile(`\bS-(\d\d)\b`)
	ofTheTable   = regexp.MustCompile(`(?m)^\| S-(\d\d) \| (.+) \|$`)
	testNamed    = regexp.MustCompile("`(Test\\w+|Benchmark\\w+|\\w+\\.cases)`")
)

func TestEveryRequirementIsNamedByATestOrHasAReason(t *testing.T) {
	t.Parallel()
	sources := testSources(t)
	guide, err := os.ReadFile("../../../docs/slack.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for _, found := range ofTheTable.FindAllStringSubmatch(string(guide), -1) {
		rows[found[1]] = found[2]
	}
	for n := 1; n <= lastRequirement; n++ {
		id := fmt.Sprintf("%02d", n)
		row, there := rows[id]
		tests := testNamed.FindAllStringSubmatch(row, -1)
		switch {
		case !there:
			t.Errorf("docs/slack.md says nothing of S-%s", id)
		case len(tests) == 0 && !strings.HasPrefix(row, "no test: "):
			t.Errorf("docs/slack.md names no test of S-%s and gives no reason: %s", id, row)
		}
		for _, name := range tests {
			if !strings.Contains(sources, name[1]) {
				t.Errorf("docs/slack.md: S-%s: there is no %s", id, name[1])
			}
		}
	}
	for _, found := range namedInTests.FindAllStringSubmatch(sources, -1) {
		if row := rows[found[1]]; strings.HasPrefix(row, "no test: ") {
			t.Errorf("docs/slack.md says that S-%s has no test, and one names it", found[1])
		}
	}
}

// testSources are the tests, with the names of files of cases.
func testSources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, pattern := range []string{"*_test.go", "../../app/*slack*_test.go", "../chattest/testdata/conform/*.cases", "../chattest/fakeslack/*_test.go", "../../notices/*_test.go", "../*_test.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(files)
		for _, path := range files {
			if filepath.Base(path) == "requirements_test.go" {
				continue
			}
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			all.WriteString(filepath.Base(path) + "\n")
			all.Write(text)
		}
	}
	return all.String()
}
