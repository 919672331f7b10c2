package understand_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/goldentest"
)

// testdata/structured.txt has a command on one line and what it means on the next, after a tab.
func TestCommandsInTheirPreciseForm(t *testing.T) {
	t.Parallel()
	r := reader(t)
	data, err := os.ReadFile("testdata/structured.txt")
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "\t") {
			continue
		}
		got.WriteString(line + "\n")
		if line != "" && !strings.HasPrefix(line, "#") {
			got.WriteString("\t" + meaning(t, r, line) + "\n")
		}
	}
	goldentest.Same(t, "testdata/structured.txt", got.String())
}

func meaning(t *testing.T, r *understand.Reader, line string) string {
	t.Helper()
	u := r.Read(line, understand.Context{Today: today})
	e := r.Explain(line, today)
	delete(e.Args, "verb")
	args, err := json.Marshal(e.Args)
	if err != nil {
		t.Fatal(err)
	}
	form := "free"
	if u.Structured {
		form = "structured"
	}
	return strings.Join([]string{string(u.Verb), form, strings.Join(u.Args.Steps, ","), string(args)}, " ")
}
