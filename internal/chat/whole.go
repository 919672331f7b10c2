package chat

import (
	"maps"
	"regexp"

	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

var (
	wholeRef  = regexp.MustCompile(`^C-\d{1,9}$`)
	refWithin = regexp.MustCompile(`(^|[^\p{L}\p{N}/:.@_-])(C-\d{1,9})\b`)
)

// whole is the answer with refs as one types them, where the plan at hand is not the usual one. What people wrote stays as
// they wrote it.
func (t *turn) whole(r reply.Reply) reply.Reply {
	if t.otherPlan() == "" {
		return r
	}
	r.Title = t.wholeLine(r.Title)
	for i, b := range r.Blocks {
		r.Blocks[i] = t.wholeBlock(b)
	}
	return r
}

func (t *turn) wholeBlock(b reply.Block) reply.Block {
	switch b := b.(type) {
	case reply.Heading:
		return reply.Heading(t.wholeLine(reply.Line(b)))
	case reply.Paragraph:
		return reply.Paragraph(t.wholeLine(reply.Line(b)))
	case reply.List:
		b.Items, b.Rest.Say = t.wholeLines(b.Items), t.wholeSay(b.Rest.Say)
		return b
	case reply.Facts:
		for i := range b {
			b[i].Value = t.wholeLine(b[i].Value)
		}
		return b
	case reply.Table:
		for i := range b.Rows {
			b.Rows[i] = t.wholeLines(b.Rows[i])
		}
		b.Rest.Say = t.wholeSay(b.Rest.Say)
		return b
	case reply.Buttons:
		for i := range b {
			b[i].Say = t.wholeSay(b[i].Say)
		}
		return b
	case reply.Form:
		return t.wholeForm(b)
	}
	return b
}

func (t *turn) wholeForm(f reply.Form) reply.Form {
	f.Say = t.wholeSay(f.Say)
	for i := range f.Fields {
		f.Fields[i].Value = t.wholeName(f.Fields[i].Value)
		for k := range f.Fields[i].Options {
			f.Fields[i].Options[k].Value = t.wholeName(f.Fields[i].Options[k].Value)
		}
	}
	return f
}

func (t *turn) wholeLines(lines []reply.Line) []reply.Line {
	for i := range lines {
		lines[i] = t.wholeLine(lines[i])
	}
	return lines
}

func (t *turn) wholeLine(line reply.Line) reply.Line {
	for i, in := range line {
		switch in := in.(type) {
		case reply.Strong:
			line[i] = reply.Strong(t.wholeName(string(in)))
		case reply.Code:
			line[i] = reply.Code(t.wholeSay(string(in)))
		}
	}
	return line
}

// wholeName is a ref as one types it; anything else stays as it is.
func (t *turn) wholeName(name string) string {
	if wholeRef.MatchString(name) {
		return t.typed(name)
	}
	return name
}

// wholeSay is a sentence for the bot with the refs in it as one types them.
func (t *turn) wholeSay(say string) string {
	return refWithin.ReplaceAllString(say, "${1}"+t.typed("${2}"))
}

// wholeArgs are arguments of a sentence, a ref among them as one types it.
func (t *turn) wholeArgs(args []any) []any {
	if t.otherPlan() == "" {
		return args
	}
	whole := append([]any{}, args...)
	for i := 1; i < len(whole); i += 2 {
		if ref, ok := whole[i].(string); ok && whole[i-1] == "ref" {
			whole[i] = t.wholeName(ref)
		}
	}
	return whole
}

// trouble is the sentence of a problem.
func (t *turn) trouble(p problem.Problem) reply.Said {
	if ref, ok := p.Args["ref"].(string); ok && t.otherPlan() != "" {
		p.Args = maps.Clone(p.Args)
		p.Args["ref"] = t.wholeName(ref)
	}
	return reply.Said(t.printer.Problem(p))
}
