package api_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/pgtest"
)

// TestTheExamplesOfTheManualWork runs every command of docs/api.md, in order, and compares what it says.
func TestTheExamplesOfTheManualWork(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		if pgtest.Required() {
			t.Fatal(err)
		}
		t.Log("left out: the examples of docs/api.md, which need curl")
		return
	}
	text, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	w := onSQLite(t, freely())
	kept := map[string]string{}
	ran := 0
	for _, block := range strings.Split(string(text), "```console\n")[1:] {
		block, _, _ = strings.Cut(block, "```")
		for _, example := range strings.Split("\n"+block, "\n$ ")[1:] {
			command, want, _ := strings.Cut(example, "\n")
			r := exec.CommandContext(t.Context(), "bash", "-c", command)
			r.Env = append(os.Environ(), "ACCORD="+w.web.URL, "TOKEN="+w.tokens["ana"])
			said, err := r.Output()
			if err != nil {
				t.Fatalf("%s: %v", command, err)
			}
			var expected, got any
			if err := json.Unmarshal([]byte(want), &expected); err != nil {
				t.Fatalf("%s: what the manual shows is no JSON: %v", command, err)
			}
			if err := json.Unmarshal(said, &got); err != nil {
				t.Fatalf("%s: got %s", command, said)
			}
			for _, fault := range compared("answer", expected, got, kept) {
				t.Errorf("%s: %s", command, fault)
			}
			ran++
		}
	}
	if ran < 10 {
		t.Errorf("ran %d examples, want all", ran)
	}
}
