package slack

import (
	"math"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/reply"
)

// A reply that is longer than one message should be is cut between its blocks, within a block between its rows, and
// within a row between its words (S-26). What is cut is the tree and never the text, so that no entity, no address and no
// sentence to type is ever in two pieces, and so that each message has its own words beside its blocks.

// messages are the reply as messages that Slack takes, in order. One that would be more than maxMessages is its
// beginning, and a file with all of it.
func messages(r reply.Reply, words reply.Words, token func() string) []message {
	var all []message
	for _, part := range partsOf(r, words) {
		all = append(all, render(part, words, token))
	}
	return all
}

// partsOf are the replies that messages are made of; files are in the last of them.
func partsOf(r reply.Reply, words reply.Words) []reply.Reply {
	parts := splitTo(r, words, maxMessages)
	if len(parts) <= maxMessages {
		return parts
	}
	first := parts[0]
	first.Blocks = append(first.Blocks, reply.Paragraph{reply.Said(words.Sentence("slack.rest_in_file"))})
	first.Blocks = append(first.Blocks, blocksAlike[reply.Buttons](r)...)
	first.Blocks = append(first.Blocks, blocksAlike[reply.Form](r)...)
	first.Blocks = append(first.Blocks, blocksAlike[reply.File](r)...)
	first.Blocks = append(first.Blocks, wholeFile(r, words))
	if parts = splitTo(first, words, maxMessages); len(parts) > maxMessages {
		first.Blocks = []reply.Block{reply.Paragraph{reply.Said(words.Sentence("slack.rest_in_file"))}, wholeFile(r, words)}
		parts = []reply.Reply{first}
	}
	return parts
}

func blocksAlike[B reply.Block](r reply.Reply) []reply.Block {
	var alike []reply.Block
	for _, b := range r.Blocks {
		if _, ok := b.(B); ok {
			alike = append(alike, b)
		}
	}
	return alike
}

// wholeFile is the whole reply as a text to read. The mark at its start tells programs that it is UTF-8.
func wholeFile(r reply.Reply, words reply.Words) reply.File {
	text := reply.AsText(r, reply.Layout{Words: words, Screen: true, Width: 100})
	return reply.File{
		Name: "accord.txt", MediaType: "text/plain; charset=utf-8", Label: words.Sentence("slack.whole_answer"),
		Content: []byte("\ufeff" + text + "\n"),
	}
}

// split cuts a reply into parts, each of which Slack takes as one message.
func split(r reply.Reply, words reply.Words) []reply.Reply { return splitTo(r, words, math.MaxInt) }

// splitTo is split that stops once there are more parts than most.
func splitTo(r reply.Reply, words reply.Words, most int) []reply.Reply {
	c := cutter{words: words, whole: r, most: most}
	if c.fits(r) {
		return []reply.Reply{r}
	}
	if c.fits(c.part(reply.Paragraph(r.Title))) {
		c.now.Title = r.Title
	} else {
		c.put(reply.Paragraph(r.Title))
	}
	for _, b := range r.Blocks {
		c.put(b)
	}
	return c.done()
}

type cutter struct {
	words reply.Words
	most  int // parts; beyond them nothing is put
	whole reply.Reply
	now   reply.Reply // the part that is being filled; without the language
	parts []reply.Reply
}

// part is a reply like the whole one, of these blocks.
func (c *cutter) part(blocks ...reply.Block) reply.Reply {
	return reply.Reply{Blocks: blocks, Visibility: c.whole.Visibility, Language: c.whole.Language, Direction: c.whole.Direction}
}

// fits says whether a part can be one message.
func (c *cutter) fits(r reply.Reply) bool {
	if roughly(r) > 4*aimText {
		return false // without making it all to find out
	}
	l := reply.Layout{Words: c.words}
	if runesOf(inWords(r, l).text) > aimText {
		return false
	}
	blocks, _ := blocksOf(r, l, inMessage, noToken)
	return len(blocks) <= maxBlocks
}

// noToken is for counting blocks.
func noToken() string { return "" }

// put puts a block into the part that is being filled, into the next one, or in pieces into several.
func (c *cutter) put(b reply.Block) {
	if len(c.parts) > c.most || c.take(b) {
		return
	}
	if c.fits(c.part(b)) {
		c.next()
		c.now.Blocks = []reply.Block{b}
		return
	}
	for _, piece := range halves(b) {
		c.put(piece)
	}
}

// take puts the block into the part that is being filled, if there is room; or if it cannot be cut and the part is new.
func (c *cutter) take(b reply.Block) bool {
	filled := c.part(append(slices.Clip(c.now.Blocks), b)...)
	filled.Title = c.now.Title
	if !c.fits(filled) {
		if halves(b) != nil {
			return false
		}
		c.next()
		filled = c.part(b)
	}
	c.now = filled
	return true
}

func (c *cutter) next() {
	if !c.now.IsEmpty() {
		part := c.part(c.now.Blocks...)
		part.Title = c.now.Title
		c.parts = append(c.parts, part)
	}
	c.now = reply.Reply{}
}

func (c *cutter) done() []reply.Reply {
	c.next()
	c.accompany()
	return c.parts
}

// accompany gives a last part that has nothing but buttons the end of what is said before it, so that nobody sees buttons
// that belong to nothing.
func (c *cutter) accompany() {
	n := len(c.parts)
	if n < 2 || len(c.parts[n-2].Blocks) == 0 || slices.ContainsFunc(c.parts[n-1].Blocks, speaks) {
		return
	}
	before, last := &c.parts[n-2], &c.parts[n-1]
	n = len(before.Blocks) - 1
	rest, end := before.Blocks[:n:n], before.Blocks[n]
	for len(rest) == 0 || !c.fits(c.part(append([]reply.Block{end}, last.Blocks...)...)) {
		pieces := halves(end)
		if pieces == nil {
			return
		}
		rest, end = append(slices.Clip(rest), pieces[0]), pieces[1]
	}
	before.Blocks, last.Blocks = rest, append([]reply.Block{end}, last.Blocks...)
}

// speaks says whether a block has something to say of its own.
func speaks(b reply.Block) bool {
	switch b.(type) {
	case reply.Buttons, reply.Form, reply.File:
		return false
	}
	return true
}

// halves are two blocks that say together what the block says; nil if it cannot be cut.
func halves(b reply.Block) []reply.Block {
	switch b := b.(type) {
	case reply.Heading:
		return linesAs(reply.Line(b), func(l reply.Line) reply.Block { return reply.Heading(l) })
	case reply.Paragraph:
		return linesAs(reply.Line(b), func(l reply.Line) reply.Block { return reply.Paragraph(l) })
	case reply.Quote:
		return quoteHalves(b)
	case reply.List:
		return listHalves(b)
	case reply.Facts:
		return factHalves(b)
	case reply.Table:
		return tableHalves(b)
	case reply.Buttons:
		if len(b) > 1 {
			return []reply.Block{b[:len(b)/2], b[len(b)/2:]}
		}
	}
	return nil
}

func linesAs(line reply.Line, as func(reply.Line) reply.Block) []reply.Block {
	a, b, ok := lineHalves(line)
	if !ok {
		return nil
	}
	return []reply.Block{as(a), as(b)}
}

// lineHalves cuts a line between two of its parts, or the only part between two words. Code and links stay whole.
func lineHalves(line reply.Line) (first, second reply.Line, ok bool) {
	if len(line) > 1 {
		return line[:len(line)/2], line[len(line)/2:], true
	}
	if len(line) == 0 {
		return nil, nil, false
	}
	switch in := line[0].(type) {
	case reply.Text:
		a, b, ok := textHalves(string(in))
		return reply.Line{reply.Text(a)}, reply.Line{reply.Text(b)}, ok
	case reply.Said:
		a, b, ok := textHalves(string(in))
		return reply.Line{reply.Said(a)}, reply.Line{reply.Said(b)}, ok
	case reply.Strong:
		a, b, ok := textHalves(string(in))
		return reply.Line{reply.Strong(a)}, reply.Line{reply.Strong(b)}, ok
	}
	return nil, nil, false
}

// textHalves cuts at the white space nearest to the middle, or where there is none before a letter that stands for
// itself.
func textHalves(text string) (first, second string, ok bool) {
	middle := len(text) / 2
	if at := strings.LastIndexAny(text[:middle], " \n\t"); at > 0 {
		return text[:at], text[at+1:], true
	}
	if at := strings.IndexAny(text[middle:], " \n\t"); at >= 0 && middle+at+1 < len(text) {
		return text[:middle+at], text[middle+at+1:], true
	}
	runes := []rune(text)
	cut := len(runes) / 2
	for cut > 0 && joinsBefore(runes[cut]) {
		cut--
	}
	return string(runes[:cut]), string(runes[cut:]), cut > 0
}

func quoteHalves(q reply.Quote) []reply.Block {
	lines := q.CleanLines()
	if len(lines) > 1 {
		return []reply.Block{
			reply.Quote(strings.Join(lines[:len(lines)/2], "\n")), reply.Quote(strings.Join(lines[len(lines)/2:], "\n")),
		}
	}
	a, b, ok := textHalves(strings.Join(lines, ""))
	if !ok {
		return nil
	}
	return []reply.Block{reply.Quote(a), reply.Quote(b)}
}
