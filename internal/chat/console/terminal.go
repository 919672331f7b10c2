package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/accord-tracker/accord/internal/reply"
	"github.com/ergochat/readline"
	"golang.org/x/term"
)

// The width of replies is that of the terminal, but no wider than one reads with ease.
const (
	usualWidth  = 80
	usualHeight = 24
	widestReply = 120
)

// rowsShown is how many rows of a list or table a terminal shows.
const rowsShown = 50

// Terminal is a conversation with a person at a terminal: lines can be edited, completed and called up again.
type Terminal struct {
	Conversation Conversation
	Completer    Completer // may be nil
	Printers     Printers
	Plan         func() string // slug of the plan at hand, asked before each line and shown in the prompt
	Name         string        // of the person, shown in the prompt
	In, Out      *os.File
	Environment  func(name string) string
	History      string // file that keeps the lines said; empty: none
	Files        string // folder in which files of replies are kept; empty: they are named only

	// Secret says which lines are not kept in the history: those with a code that admits people. May be nil.
	Secret func(line string) bool
	// Failed is told what nobody could foresee, and returns the reference that the person is given.
	Failed func(error) (reference string)
}

// IsTerminal says whether f is one: whether a person sits there rather than a script.
func IsTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// Edits says whether lines can be edited at the terminal. A dumb one does not say where its cursor is, and the editor
// would wait for that for ever: there, what is said goes line by line, as in a script.
func Edits(env func(string) string) bool { return env("TERM") != "dumb" }

// Run talks until the person ends it (Ctrl-D) or the context does; both are no error. Ctrl-C clears the line.
func (t Terminal) Run(ctx context.Context) error {
	if err := t.prepareHistory(); err != nil {
		return err
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	editor, err := t.editor(ctx)
	if err != nil {
		return fmt.Errorf("open the terminal: %w", err)
	}
	defer editor.Close()
	defer context.AfterFunc(ctx, func() { _ = editor.Close() })()

	fmt.Fprint(t.Out, bracketsOn)
	defer fmt.Fprint(t.Out, bracketsOff)
	talk := t.session()
	talk.tell("console.welcome", "plan", t.Plan(), "name", t.Name)
	for {
		editor.SetPrompt(t.prompt())
		line, err := editor.ReadLine()
		switch {
		case errors.Is(err, readline.ErrInterrupt):
			if line == "" {
				talk.tell("console.how_to_end")
			}
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read from the terminal: %w", err)
		case strings.TrimSpace(line) != "":
			t.remember(editor, line)
			t.answer(ctx, talk, line)
		}
	}
}

func (t Terminal) answer(ctx context.Context, talk *session, line string) {
	line = strings.ReplaceAll(tidy(line, false), lineBreak, "\n")
	if _, err := talk.say(ctx, line); err != nil && ctx.Err() == nil {
		talk.tell("console.broken", "reference", t.Failed(err))
	}
}

// remember keeps the line in the history, unless it is secret or begins with a space, as in a shell.
func (t Terminal) remember(editor *readline.Instance, line string) {
	if strings.HasPrefix(line, " ") || t.Secret != nil && t.Secret(line) {
		return
	}
	_ = editor.SaveToHistory(line) // a history that cannot be written is no reason to stop talking
}

func (t Terminal) session() *session {
	return &session{
		conversation: t.Conversation, printers: t.Printers, out: t.Out, folder: t.Files,
		layout: func() reply.Layout {
			return reply.Layout{Width: t.width(), Rows: rowsShown, Colour: Colours(t.Environment, IsTerminal(t.Out))}
		},
	}
}

func (t Terminal) width() int {
	width, _, err := term.GetSize(int(t.Out.Fd()))
	if err != nil || width <= 0 {
		width = usualWidth
	}
	return min(width, widestReply)
}

// prompt shows the plan and who speaks.
func (t Terminal) prompt() string {
	who := strings.TrimSpace(reply.OneLine(t.Plan()) + " " + reply.OneLine(t.Name))
	return who + "> "
}

// prepareHistory makes the file for the history, for nobody else to read.
func (t Terminal) prepareHistory() error {
	if t.History == "" {
		return nil
	}
	file, err := os.OpenFile(t.History, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open the history: %w", err)
	}
	return file.Close()
}

func (t Terminal) editor(ctx context.Context) (*readline.Instance, error) {
	raw := &rawMode{fd: int(t.In.Fd())}
	return readline.NewFromConfig(&readline.Config{
		Prompt:                 t.prompt(),
		HistoryFile:            t.History,
		HistorySearchFold:      true,
		DisableAutoSaveHistory: true,
		AutoComplete:           completion{ctx, t.Completer},
		EOFPrompt:              "\n", // none
		Undo:                   true,
		Stdin:                  newPasteReader(t.In),
		Stdout:                 newlines{t.Out},
		Stderr:                 newlines{t.Out},
		FuncIsTerminal:         func() bool { return true },
		FuncMakeRaw:            raw.enter,
		FuncExitRaw:            raw.leave,
		FuncOnWidthChanged:     func(changed func()) { onResize(ctx, changed) },
		FuncGetSize: func() (width, height int) {
			width, height, err := term.GetSize(int(t.Out.Fd()))
			if err != nil {
				return usualWidth, usualHeight
			}
			return width, height
		},
	})
}
