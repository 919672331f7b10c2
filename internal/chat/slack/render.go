package slack

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/reply"
)

// message is one message as Slack takes it: blocks, and beside them the same in words. The words say everything that the
// blocks do, because they alone are what screen readers and notifications read (S-31).
type message struct {
	text    escaped
	blocks  []slack.Block
	actions []action // behind its buttons; to be kept before it is sent
}

// surface is where blocks stand: not every one takes every block.
type surface int

const (
	inMessage surface = iota
	inView
)

// renderer shows one reply as blocks.
type renderer struct {
	reply.Layout
	said    reply.Reply
	surface surface
	token   func() string // makes the names of actions; nil: there can be none
	blocks  []slack.Block
	actions []action
	tables  int
	lines   int // of buttons
}

// render is one reply as one message. It may be longer than Slack takes: see messages.
func render(r reply.Reply, words reply.Words, token func() string) message {
	l := reply.Layout{Words: words}
	blocks, actions := blocksOf(r, l, inMessage, token)
	return message{text: inWords(r, l), blocks: blocks, actions: actions}
}

// blocksOf are the blocks of a reply, and the actions behind their buttons.
func blocksOf(r reply.Reply, l reply.Layout, on surface, token func() string) ([]slack.Block, []action) {
	s := &renderer{Layout: l, said: r, surface: on, token: token}
	s.whole(r)
	return s.blocks, s.actions
}

// whole shows all of a reply.
func (s *renderer) whole(r reply.Reply) {
	s.title(r.Title)
	for _, b := range r.Blocks {
		s.block(b)
	}
}

// inWords is the reply as the top-level text has it.
func inWords(r reply.Reply, l reply.Layout) escaped {
	return escape(eachLine(reply.AsText(r, l), r.RightToLeft()))
}

// eachLine puts the mark in front of each line by which Slack's clients, which look at the letters, know that it is read
// from right to left.
func eachLine(text string, rightToLeft bool) string {
	if !rightToLeft || text == "" {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = rightMark + line
		}
	}
	return strings.Join(lines, "\n")
}

const rightMark = "\u200f"

func (s *renderer) add(b slack.Block) { s.blocks = append(s.blocks, b) }

func (s *renderer) block(b reply.Block) {
	switch b := b.(type) {
	case reply.Heading:
		s.heading(reply.Line(b))
	case reply.Paragraph:
		s.rich(s.section(reply.Line(b)))
	case reply.Quote:
		s.quote(b)
	case reply.List:
		s.list(b)
	case reply.Facts:
		s.facts(b)
	case reply.Table:
		s.table(b)
	case reply.Buttons:
		s.buttons(b)
	case reply.Form:
		s.form(b)
	case reply.File:
		s.rich(s.section(s.FileLine(b)))
	default:
		panic(fmt.Sprintf("slack: block %T is not known", b))
	}
}

// title is a header, or a line in bold where a header cannot hold it: because it is long, or has a link.
func (s *renderer) title(line reply.Line) {
	runs := s.said.Runs(line)
	if len(runs) == 0 {
		return
	}
	var whole strings.Builder
	whole.WriteString(s.mark())
	linked := false
	for _, r := range runs {
		whole.WriteString(r.Text)
		linked = linked || r.Kind == reply.LinkRun
	}
	if title := (literal{whole.String()}); !linked && runesOf(title.text) <= maxHeader {
		s.add(slack.NewHeaderBlock(title.object()))
		return
	}
	s.rich(sectionOf(s.bold(line)))
}

// mark opens a line that is read from right to left.
func (s *renderer) mark() string {
	if s.said.RightToLeft() {
		return rightMark
	}
	return ""
}

// rich adds a rich_text block, unless there is nothing in it.
func (s *renderer) rich(elements ...slack.RichTextElement) {
	var kept []slack.RichTextElement
	for _, e := range elements {
		if e != nil {
			kept = append(kept, e)
		}
	}
	if len(kept) > 0 {
		s.add(slack.NewRichTextBlock("", kept...))
	}
}

// section is a paragraph of rich_text; nil if there is nothing in it.
func (s *renderer) section(line reply.Line) slack.RichTextElement { return sectionOf(s.elements(line)) }

func sectionOf(elements []slack.RichTextSectionElement) slack.RichTextElement {
	if len(elements) == 0 {
		return nil
	}
	return slack.NewRichTextSection(elements...)
}

// heading is a line in bold; in a view, which has much on it, with a rule above.
func (s *renderer) heading(line reply.Line) {
	elements := s.bold(line)
	if len(elements) == 0 {
		return
	}
	if s.surface == inView && len(s.blocks) > 0 {
		s.add(slack.NewDividerBlock())
	}
	s.rich(sectionOf(elements))
}

func (s *renderer) quote(q reply.Quote) {
	var elements []slack.RichTextSectionElement
	for i, text := range q.CleanLines() {
		if i > 0 {
			elements = append(elements, lineBreak())
		}
		elements = append(elements, s.elements(reply.Line{reply.Text(text)})...)
	}
	if len(elements) > 0 {
		s.rich(&slack.RichTextQuote{Type: slack.RTEQuote, Elements: elements})
	}
}

func (s *renderer) list(l reply.List) {
	style := slack.RTEListBullet
	if l.Ordered {
		style = slack.RTEListOrdered
	}
	s.items(style, l.Items)
	s.rest(l.Rest, len(l.Items))
}

func (s *renderer) items(style slack.RichTextListElementType, items []reply.Line) {
	var sections []slack.RichTextElement
	for _, item := range items {
		if section := s.section(item); section != nil {
			sections = append(sections, section)
		}
	}
	if len(sections) > 0 {
		s.rich(slack.NewRichTextList(style, 0, sections...))
	}
}

// rest says how much is not shown, with a button that shows it.
func (s *renderer) rest(r reply.Rest, given int) {
	line := s.RestLine(r, given)
	if line == nil {
		return
	}
	s.rich(s.section(line))
	if r.Say != "" {
		s.buttons(reply.Buttons{{Label: s.Words.Sentence("slack.button_more"), Say: r.Say}})
	}
}

// facts are lines of one paragraph.
func (s *renderer) facts(facts reply.Facts) {
	var elements []slack.RichTextSectionElement
	for _, f := range facts {
		line := s.elements(append(append(s.LabelLine(f.Label), reply.Said(" ")), f.Value...))
		if len(line) > 0 && len(elements) > 0 {
			elements = append(elements, lineBreak())
		}
		elements = append(elements, line...)
	}
	if len(elements) > 0 {
		s.rich(slack.NewRichTextSection(elements...))
	}
}
