// Package console is the conversation with the bot on a terminal, or in a script that is piped in. It reads lines,
// hands them to whoever answers, and shows the replies as text. It knows nothing of commands or commitments.
package console

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/reply"
)

// Conversation is whoever answers. Say returns an error only for what nobody could foresee: a refusal is a reply.
type Conversation interface {
	Say(ctx context.Context, text string) (reply.Reply, Outcome, error)
}

// Outcome says how a sentence was taken.
type Outcome int

const (
	Answered Outcome = iota
	Refused          // nothing was done: not understood, not allowed, or wrong
)

// Printer has the words of one language, as a printer of the catalogues does.
type Printer interface {
	reply.Words
	Direction() bidi.Direction
}

// Printers finds the printer for a language; for the one of the person who speaks, if language is empty.
type Printers func(language string) Printer

// session is what a terminal and a script have in common.
type session struct {
	conversation Conversation
	printers     Printers
	out          io.Writer
	layout       func() reply.Layout // without Words
	folder       string              // for files; empty: none are kept
	buttons      []reply.Button      // of the last reply
	language     string              // of the last reply
}

// say says one line and shows the answer.
func (s *session) say(ctx context.Context, line string) (Outcome, error) {
	if b, ok := s.button(line); ok {
		line = b.Say
		s.tell("console.button", "say", line)
	}
	answer, outcome, err := s.conversation.Say(ctx, line)
	if err != nil {
		s.buttons = nil
		return Refused, err
	}
	s.buttons, s.language = answer.Buttons(), answer.Language
	return outcome, s.show(answer)
}

// button is the button of the last reply that a bare number means.
func (s *session) button(line string) (reply.Button, bool) {
	n, err := strconv.Atoi(westernDigits(strings.TrimSpace(line)))
	if err != nil || n < 1 || n > len(s.buttons) || s.buttons[n-1].Say == "" {
		return reply.Button{}, false
	}
	return s.buttons[n-1], true
}

// westernDigits turns Arabic-Indic digits into the ones that a number has here.
func westernDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
}

func (s *session) show(answer reply.Reply) error {
	layout := s.layout()
	layout.Words, layout.Screen = s.printers(answer.Language), true
	if text := reply.AsText(answer, layout); text != "" {
		if _, err := fmt.Fprintln(s.out, text); err != nil {
			return fmt.Errorf("show a reply: %w", err)
		}
	}
	for _, f := range answer.Files() {
		s.keep(f)
	}
	return nil
}

// tell says a sentence of the console itself.
func (s *session) tell(key string, args ...any) {
	p := s.printers(s.language)
	said := reply.Paragraph{reply.Said(p.Sentence(key, args...))}
	layout := s.layout()
	layout.Words, layout.Screen = p, true
	fmt.Fprintln(s.out, reply.AsText(reply.Reply{Blocks: []reply.Block{said}, Direction: p.Direction()}, layout))
}
