package console

import (
	"bufio"
	"io"
	"strings"
)

// Terminals put pasted text in brackets when asked to, so that its line breaks are not taken for the Enter key.
const (
	bracketsOn  = "\x1b[?2004h"
	bracketsOff = "\x1b[?2004l"
	pasteStart  = "\x1b[200~"
	pasteEnd    = "\x1b[201~"
)

// lineBreak stands for a line break of pasted text while the line is edited.
const lineBreak = "⏎"

// pasteReader passes keys through, but takes pasted text out of its brackets: each line break becomes a lineBreak, and
// control characters are left out. So nothing that is pasted is said before the person presses Enter.
type pasteReader struct {
	in      *bufio.Reader
	ready   []byte // to be read next
	pasting bool
	broken  bool // a line break of the paste, not yet passed on: the last one is none
	any     bool // something of the paste was passed on
}

func newPasteReader(in io.Reader) *pasteReader { return &pasteReader{in: bufio.NewReader(in)} }

// Read returns as little as possible at a time, as a line editor wants it.
func (r *pasteReader) Read(p []byte) (int, error) {
	for len(r.ready) == 0 {
		b, err := r.in.ReadByte()
		if err != nil {
			return 0, err
		}
		if err := r.take(b); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.ready)
	r.ready = r.ready[n:]
	return n, nil
}

func (r *pasteReader) take(b byte) error {
	if b == '\x1b' {
		return r.escape()
	}
	if !r.pasting {
		r.ready = append(r.ready, b)
		return nil
	}
	switch {
	case b == '\r' || b == '\n':
		r.broken = r.any
		return nil
	case b == '\t':
		b = ' '
	case b < ' ' || b == 0x7f:
		return nil
	}
	if r.broken {
		r.ready = append(r.ready, lineBreak...)
	}
	r.ready, r.broken, r.any = append(r.ready, b), false, true
	return nil
}

// escape reads what follows an escape as long as it may still be a bracket.
func (r *pasteReader) escape() error {
	got := "\x1b"
	for got != pasteStart && got != pasteEnd {
		b, err := r.in.ReadByte()
		if err != nil {
			return err
		}
		if longer := got + string([]byte{b}); strings.HasPrefix(pasteStart, longer) || strings.HasPrefix(pasteEnd, longer) {
			got = longer
			continue
		}
		if err := r.in.UnreadByte(); err != nil {
			return err
		}
		return r.noBracket(got)
	}
	r.pasting, r.broken, r.any = got == pasteStart, false, false
	return nil
}

// noBracket passes on the beginning of what was no bracket; of what was pasted, without the escape.
func (r *pasteReader) noBracket(got string) error {
	if !r.pasting {
		r.ready = append(r.ready, got...)
		return nil
	}
	for _, b := range []byte(got[1:]) {
		if err := r.take(b); err != nil {
			return err
		}
	}
	return nil
}
