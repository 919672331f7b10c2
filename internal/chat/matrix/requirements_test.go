package matrix_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mostRequirements are M-01 to M-47.
const mostRequirements = 47

// marked are the tests that name requirements in the comment right above them, by requirement.
func marked(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	above := regexp.MustCompile(`(?m)((?:^//.*\n)+)^func (Test\w+)`)
	for _, folder := range []string{".", filepath.Join("..", "..", "app")} {
		files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("tests in %s: %d, %v", folder, len(files), err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range above.FindAllStringSubmatch(string(text), -1) {
				for _, id := range regexp.MustCompile(`\bM-\d\d\b`).FindAllString(m[1], -1) {
					found[id] = append(found[id], m[2])
				}
			}
		}
	}
	return found
}

// table are the rows of docs/matrix.md that begin with a requirement: its number, and what stands in the last column.
func table(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "matrix.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\| (M-\d\d) \|[^|]*\| (.*) \|$`).FindAllStringSubmatch(string(text), -1) {
		rows[m[1]] = m[2]
	}
	return rows
}

func TestEveryRequirementHasATestThatNamesItOrAReason(t *testing.T) {
	t.Parallel()
	rows, tests := table(t), marked(t)
	for i := 1; i <= mostRequirements; i++ {
		id := fmt.Sprintf("M-%02d", i)
		row, ok := rows[id]
		if !ok {
			t.Errorf("%s has no row in docs/matrix.md", id)
			continue
		}
		names := regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(row, -1)
		for _, name := range names {
			if !slices.Contains(tests[id], name[1]) {
				t.Errorf("%s: no test %s has %q above it", id, name[1], "// "+id)
			}
		}
		if len(names) == 0 && !strings.HasPrefix(row, "no test: ") {
			t.Errorf("%s: got %q, want tests, or \"no test: \" and the reason", id, row)
		}
		if len(names) == 0 && len(tests[id]) > 0 {
			t.Errorf("%s: the row names none of %v", id, tests[id])
		}
	}
}
