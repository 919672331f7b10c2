package console_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/accord-tracker/accord/internal/chat/console"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/google/go-cmp/cmp"
)

// echo is a small conversation of its own: it says back what it heard, and knows a few special words.
type echo struct {
	known []string
	mu    sync.Mutex
	heard []string
}

var errBroken = errors.New("the disk is full")

func (e *echo) Say(_ context.Context, text string) (reply.Reply, console.Outcome, error) {
	e.mu.Lock()
	e.heard = append(e.heard, text)
	e.mu.Unlock()
	r := reply.Reply{Language: "en", Blocks: []reply.Block{reply.Paragraph{reply.Text("heard " + text)}}}
	switch {
	case text == "refuse":
		return r, console.Refused, nil
	case text == "break":
		return reply.Reply{}, console.Answered, errBroken
	case text == "choose":
		r.Blocks = append(r.Blocks, reply.Buttons{{Label: "No change", Say: "log C-12 no change"}, {Label: "Done", Say: "C-12 done"}})
	case text == "file":
		r.Blocks = append(r.Blocks, reply.File{Name: "../../etc/a.csv", Content: []byte("a,b")})
	case text == "report":
		r.Blocks = append(r.Blocks, reply.File{Name: "b.csv", Source: "report:1"})
	}
	return r, console.Answered, nil
}

func (e *echo) Complete(_ context.Context, line string) []string {
	var lines []string
	for _, known := range e.known {
		if strings.HasPrefix(known, line) {
			lines = append(lines, known)
		}
	}
	return lines
}

func printers(t *testing.T) console.Printers {
	t.Helper()
	cat, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return func(language string) console.Printer { return cat.Printer(language) }
}

type run struct {
	heard   []string
	out     string
	refused int
	err     error
}

func script(t *testing.T, in, folder string) run {
	t.Helper()
	var out strings.Builder
	var e echo
	refused, err := console.Script{Conversation: &e, Printers: printers(t), In: strings.NewReader(in), Out: &out, Files: folder}.Run(t.Context())
	return run{e.heard, out.String(), refused, err}
}

func TestAScriptIsSaidLineByLine(t *testing.T) {
	t.Parallel()
	got := script(t, "\ufeffmine\r\n\n# a remark\n   \n\t who 29c \nrefuse\nlast \xff", "")
	if got.err != nil {
		t.Fatal(got.err)
	}
	if diff := cmp.Diff([]string{"mine", "who 29c", "refuse", "last \ufffd"}, got.heard); diff != "" {
		t.Errorf("heard (-want +got):\n%s", diff)
	}
	if want := "heard mine\n\nheard who 29c\n\nheard refuse\n\nheard last \ufffd\n"; got.out != want {
		t.Errorf("out: got %q, want %q", got.out, want)
	}
	if got.refused != 1 {
		t.Errorf("refused: got %d, want 1", got.refused)
	}
}

func TestANumberPressesAButtonOfTheLastReply(t *testing.T) {
	t.Parallel()
	got := script(t, "1\nchoose\n2\n2\nchoose\n٢\nchoose\n3\nchoose\n0\n", "")
	want := []string{"1", "choose", "C-12 done", "2", "choose", "C-12 done", "choose", "3", "choose", "0"}
	if diff := cmp.Diff(want, got.heard); diff != "" {
		t.Errorf("heard (-want +got):\n%s", diff)
	}
	if want := "[2] Done – type: C-12 done\n\nYou say: C-12 done\nheard C-12 done\n"; !strings.Contains(got.out, want) {
		t.Errorf("out: got %q, want %q in it", got.out, want)
	}
}

func TestALineThatIsTooLongIsLeftOutAndCountsAsRefused(t *testing.T) {
	t.Parallel()
	full := strings.Repeat("x", 1<<20)
	got := script(t, full+"\n"+full+"y\r\nmine\n"+full+full, "")
	if got.err != nil {
		t.Fatal(got.err)
	}
	if diff := cmp.Diff([]string{full, "mine"}, got.heard); diff != "" {
		t.Errorf("heard %d lines", len(got.heard))
	}
	if got.refused != 2 {
		t.Errorf("refused: got %d, want 2", got.refused)
	}
	for _, want := range []string{"Line 2 is longer than 1,048,576 bytes", "Line 4 is longer"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("out has no %q", want)
		}
	}
}

func TestAScriptStopsWhenSomethingBreaks(t *testing.T) {
	t.Parallel()
	got := script(t, "mine\nbreak\nnever", "")
	if !errors.Is(got.err, errBroken) || !strings.Contains(got.err.Error(), "line 2") {
		t.Errorf("error: got %v, want %v in line 2", got.err, errBroken)
	}
	if diff := cmp.Diff([]string{"mine", "break"}, got.heard); diff != "" {
		t.Errorf("heard (-want +got):\n%s", diff)
	}
}

func TestAScriptStopsWhenItIsTold(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var e echo
	_, err := console.Script{Conversation: &e, Printers: printers(t), In: strings.NewReader("mine"), Out: new(strings.Builder)}.Run(ctx)
	if !errors.Is(err, context.Canceled) || len(e.heard) > 0 {
		t.Errorf("got %v, heard %q, want nothing heard", err, e.heard)
	}
}

func TestFilesAreKeptUnderNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	got := script(t, "file\nfile\nreport", folder)
	if got.err != nil {
		t.Fatal(got.err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if diff := cmp.Diff([]string{"etc-a-2.csv", "etc-a.csv"}, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if content, err := os.ReadFile(filepath.Join(folder, "etc-a-2.csv")); err != nil || string(content) != "a,b" {
		t.Errorf("content: got %q, %v, want a,b", content, err)
	}
	if !strings.Contains(got.out, "Saved as "+filepath.Join(folder, "etc-a.csv")) || !strings.Contains(got.out, "b.csv could not be saved") {
		t.Errorf("out: got %q", got.out)
	}
}

func TestColoursAreForTerminalsThatWantThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env      map[string]string
		terminal bool
		want     bool
	}{
		{map[string]string{"TERM": "xterm"}, true, true},
		{map[string]string{"TERM": "xterm"}, false, false},
		{map[string]string{"TERM": "dumb"}, true, false},
		{map[string]string{}, true, false},
		{map[string]string{"TERM": "xterm", "NO_COLOR": "1"}, true, false},
		{map[string]string{"TERM": "xterm", "NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, true, false},
		{map[string]string{"CLICOLOR_FORCE": "1"}, false, true},
		{map[string]string{"CLICOLOR_FORCE": "0"}, false, false},
	} {
		if got := console.Colours(func(name string) string { return c.env[name] }, c.terminal); got != c.want {
			t.Errorf("%v, terminal %t: got %t, want %t", c.env, c.terminal, got, c.want)
		}
	}
}
