package console

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/accord-tracker/accord/internal/reply"
)

// maxLine is how long a line of a script may be, in bytes.
const maxLine = 1 << 20

// Script is a conversation whose lines come from a pipe or file: one sentence a line. Empty lines and those that begin
// with # are left out. A bare number presses a button of the last reply.
type Script struct {
	Conversation Conversation
	Printers     Printers
	In           io.Reader
	Out          io.Writer
	Files        string // folder in which files of replies are kept; empty: they are named only
}

// Run says all lines and returns how many were refused. A refusal stops nothing; an error does, and what was said
// before it stays said.
func (s Script) Run(ctx context.Context) (refused int, err error) {
	talk := &session{
		conversation: s.Conversation, printers: s.Printers, out: s.Out, folder: s.Files,
		layout: func() reply.Layout { return reply.Layout{} },
	}
	lines := lineReader{in: bufio.NewReader(s.In)}
	for said := 0; ; {
		if err := ctx.Err(); err != nil {
			return refused, err
		}
		line, err := lines.next()
		if errors.Is(err, io.EOF) {
			return refused, nil
		}
		if errors.Is(err, errTooLong) {
			refused++
			talk.tell("console.line_too_long", "line", lines.number, "limit", maxLine)
			continue
		}
		if err != nil {
			return refused, fmt.Errorf("read line %d of the script: %w", lines.number, err)
		}
		if line == "" || line[0] == '#' {
			continue
		}
		if said++; said > 1 {
			fmt.Fprintln(s.Out)
		}
		outcome, err := talk.say(ctx, line)
		if err != nil {
			return refused, fmt.Errorf("line %d of the script: %w", lines.number, err)
		}
		if outcome == Refused {
			refused++
		}
	}
}

var errTooLong = errors.New("line is too long")

// lineReader reads lines without keeping more than maxLine of any.
type lineReader struct {
	in     *bufio.Reader
	number int // of the line read last, from 1
}

// next is the next line without its end and without white space around it. errTooLong says that a line was skipped.
func (r *lineReader) next() (string, error) {
	r.number++
	var line []byte
	long := false
	for {
		part, err := r.in.ReadSlice('\n')
		if long = long || len(line)+len(bytes.TrimRight(part, "\r\n")) > maxLine; !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(line) == 0 && !long:
			return "", io.EOF
		case err != nil && !errors.Is(err, io.EOF):
			return "", err
		case long:
			return "", errTooLong
		}
		return tidy(string(line), r.number == 1), nil
	}
}

func tidy(line string, first bool) string {
	if first {
		line = strings.TrimPrefix(line, "\ufeff")
	}
	return strings.TrimSpace(strings.ToValidUTF8(line, "\ufffd"))
}
