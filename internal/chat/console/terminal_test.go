package console_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/chat/console"
	"github.com/creack/pty"
	"github.com/google/go-cmp/cmp"
)

// hres is the plan that these terminals talk about.
func hres() string { return "hres-2018" }

// person sits at the other end of a terminal.
type person struct {
	t      *testing.T
	keys   *os.File
	screen chan string
	seen   string
	ended  chan error
	stop   context.CancelFunc
}

// sit starts a terminal of 60 columns and waits for its first prompt.
func sit(t *testing.T, e *echo, change func(*console.Terminal)) *person {
	t.Helper()
	keys, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tty.Close(); keys.Close() })
	if err := pty.Setsize(keys, &pty.Winsize{Rows: 24, Cols: 60}); err != nil {
		t.Fatal(err)
	}
	terminal := console.Terminal{
		Conversation: e, Completer: e, Printers: printers(t), Plan: hres, Name: "Ana", In: tty, Out: tty,
		Environment: func(name string) string { return map[string]string{"TERM": "xterm"}[name] },
		Failed:      func(err error) string { return "ref-" + err.Error()[:8] },
	}
	if change != nil {
		change(&terminal)
	}
	ctx, stop := context.WithCancel(t.Context())
	p := &person{t: t, keys: keys, screen: make(chan string, 1000), ended: make(chan error, 1), stop: stop}
	go p.look()
	go func() { p.ended <- terminal.Run(ctx) }()
	p.waitFor("hres-2018 Ana> ")
	return p
}

func (p *person) look() {
	buf := make([]byte, 4096)
	for {
		n, err := p.keys.Read(buf)
		if err != nil {
			return
		}
		if strings.Contains(string(buf[:n]), "\x1b[6n") { // where is the cursor?
			p.keys.WriteString("\x1b[1;1R")
		}
		p.screen <- string(buf[:n])
	}
}

func (p *person) press(keys string) {
	p.t.Helper()
	if _, err := p.keys.WriteString(keys); err != nil {
		p.t.Fatal(err)
	}
}

// waitFor waits until the text appears, and forgets what came up to it.
func (p *person) waitFor(text string) {
	p.t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		if _, after, found := strings.Cut(p.seen, text); found {
			p.seen = after
			return
		}
		select {
		case more := <-p.screen:
			p.seen += more
		case <-deadline:
			p.t.Fatalf("no %q on the screen: %q", text, p.seen)
		}
	}
}

// waitAnswer waits until the text appears, and then for the next prompt: keys pressed before it may get lost, as in any
// program that reads keys.
func (p *person) waitAnswer(text string) {
	p.t.Helper()
	p.waitFor(text)
	p.waitFor("Ana> ")
}

func (p *person) leave() {
	p.t.Helper()
	p.press("\x04")
	p.waitEnd()
}

func (p *person) waitEnd() {
	p.t.Helper()
	select {
	case err := <-p.ended:
		if err != nil {
			p.t.Errorf("Run: got %v, want nil", err)
		}
	case <-time.After(10 * time.Second):
		p.t.Fatal("the terminal does not end")
	}
}

func heard(t *testing.T, e *echo, want ...string) {
	t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	if diff := cmp.Diff(want, e.heard); diff != "" {
		t.Errorf("heard (-want +got):\n%s", diff)
	}
}

func TestATerminalAnswersUntilItIsLeft(t *testing.T) {
	t.Parallel()
	var e echo
	p := sit(t, &e, nil)
	p.press("who 29c\r")
	p.waitFor("who 29c\r\n") // and not a line feed alone: the answer begins at the left
	p.waitAnswer("heard who 29c\r\n")
	p.press("  \r")
	p.waitFor("Ana> ")
	p.press("choose\r")
	p.waitAnswer("\x1b[1mNo change\x1b[0m – type: \x1b[36mlog C-12 no change\x1b[0m")
	p.press("1\r")
	p.waitAnswer("You say: log C-12 no change")
	p.leave()
	p.waitFor("\x1b[?2004l")
	heard(t, &e, "who 29c", "choose", "log C-12 no change")
}

func TestControlCClearsTheLine(t *testing.T) {
	t.Parallel()
	var e echo
	p := sit(t, &e, nil)
	p.press("withdraw C-12\x03")
	p.waitAnswer("^C")
	p.press("\x03")
	p.waitAnswer("Ctrl-D ends the conversation.\r\n")
	p.press("mine\r")
	p.waitAnswer("heard mine")
	p.leave()
	heard(t, &e, "mine")
}

func TestATabCompletesTheLine(t *testing.T) {
	t.Parallel()
	e := echo{known: []string{"withdraw C-12", "who 29c", "who \x1b[31m"}}
	p := sit(t, &e, nil)
	p.press("wi\t")
	p.waitFor("withdraw C-12")
	p.press("\r")
	p.waitAnswer("heard withdraw C-12")
	p.press("who \t\r")
	p.waitAnswer("heard who 29c")
	p.leave()
	heard(t, &e, "withdraw C-12", "who 29c")
}

func TestPastedLinesAreSaidTogetherAndOnlyOnEnter(t *testing.T) {
	t.Parallel()
	var e echo
	p := sit(t, &e, nil)
	p.press("log C-12 \x1b[200~first\nwithdraw C-12\n\x1b[201~")
	p.waitFor("first⏎withdraw C-12")
	heard(t, &e)
	p.press("\r")
	p.waitAnswer("heard log C-12")
	p.leave()
	heard(t, &e, "log C-12 first\nwithdraw C-12")
}

func TestTheHistoryKeepsWhatIsNotSecret(t *testing.T) {
	t.Parallel()
	history := filepath.Join(t.TempDir(), "history")
	with := func(c *console.Terminal) {
		c.History = history
		c.Secret = func(line string) bool { return strings.HasPrefix(line, "join ") }
	}
	var e echo
	p := sit(t, &e, with)
	for _, line := range []string{"mine", "join 7Q2", " a secret of mine"} {
		p.press(line + "\r")
		p.waitAnswer("heard " + strings.TrimSpace(line))
	}
	p.leave()
	content, err := os.ReadFile(history)
	if err != nil || string(content) != "mine\n" {
		t.Errorf("history: got %q, %v, want mine", content, err)
	}
	if info, err := os.Stat(history); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("history: got mode %v, %v, want 0600", info.Mode(), err)
	}

	var later echo
	p = sit(t, &later, with)
	p.press("\x1b[A\r")
	p.waitAnswer("heard mine")
	p.leave()
	heard(t, &later, "mine")
}

func TestAPersonIsTalkedToAfterSomethingBroke(t *testing.T) {
	t.Parallel()
	var e echo
	p := sit(t, &e, nil)
	p.press("break\r")
	p.waitAnswer("ref-the disk")
	p.press("mine\r")
	p.waitAnswer("heard mine")
	p.leave()
}

func TestATerminalEndsWithItsContext(t *testing.T) {
	t.Parallel()
	p := sit(t, &echo{}, nil)
	p.stop()
	p.waitEnd()
}

func TestANameCannotReachTheTerminal(t *testing.T) {
	t.Parallel()
	keys, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer keys.Close()
	defer tty.Close()
	p := &person{t: t, keys: keys, screen: make(chan string, 1000), ended: make(chan error, 1)}
	go p.look()
	go func() {
		p.ended <- console.Terminal{
			Conversation: &echo{}, Printers: printers(t), Plan: hres, Name: "A\x1b]0;owned\x07na\n", In: tty, Out: tty,
			Environment: func(string) string { return "" },
		}.Run(t.Context())
	}()
	p.waitFor("hres-2018 A]0;ownedna> ")
	p.leave()
}

func TestOnADumbTerminalNoLineIsEdited(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"dumb": false, "xterm-256color": true, "": true} {
		if got := console.Edits(func(string) string { return name }); got != want {
			t.Errorf("TERM=%q: got %v, want %v", name, got, want)
		}
	}
}
