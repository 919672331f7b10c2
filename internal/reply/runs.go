package reply

import (
	"fmt"

	"github.com/accord-tracker/accord/internal/bidi"
)

// For platforms whose messages are neither text nor HTML: the parts of lines and the lines that every renderer shows in
// the same words. What they get is clean, and still to be escaped by them.

// Run is a part of a line that is shown in one way. Its text is clean: it hides nothing, moves nothing and notifies
// nobody by an @. Isolates around it keep its direction from what stands beside it.
type Run struct {
	Kind RunKind
	Text string
	URL  string // of a LinkRun: http, https or mailto, in plain ASCII
}

// RunKind says how a Run is shown.
type RunKind int

const (
	PlainRun RunKind = iota
	StrongRun
	CodeRun
	StatusRun
	LinkRun
)

// Runs are the parts of a line of the reply, none of them empty, without spaces at either end of the line.
func (r Reply) Runs(line Line) []Run {
	s := scene{direction: r.Direction}
	var runs []Run
	for _, p := range s.pieces(line) {
		runs = append(runs, Run{Kind: runKind(p.kind), Text: p.open + p.text + p.close, URL: p.url})
	}
	return runs
}

func runKind(k pieceKind) RunKind {
	switch k {
	case plain:
		return PlainRun
	case strong:
		return StrongRun
	case code:
		return CodeRun
	case status:
		return StatusRun
	case link:
		return LinkRun
	}
	panic(fmt.Sprintf("reply: piece of kind %d is not known", k))
}

// CleanLines are the lines of a Quote, clean, without empty ones at either end.
func (q Quote) CleanLines() []string { return cleanLines(string(q)) }

// CleanWord is a label of the catalogues, or a name, on one line, as an element shows it that knows nothing but text.
func CleanWord(s string) string { return defuse(cleanSaid(s)) }

// LabelLine is the label of a fact, with the colon of the language.
func (l Layout) LabelLine(label string) Line { return l.label(label) }

// RestLine says how many rows of a list or table with given rows are not shown; nil if all are. The sentence that shows
// them is not in it.
func (l Layout) RestLine(r Rest, given int) Line {
	r.Say = ""
	return l.rest(r, given, given)
}

// FileLine says what a file is.
func (l Layout) FileLine(f File) Line { return l.file(f) }

// RightToLeft says whether the reply is read from right to left.
func (r Reply) RightToLeft() bool { return r.Direction == bidi.RTL }
