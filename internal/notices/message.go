package notices

import (
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// Bounds of one message: what a person can take in, and no platform has to cut.
const (
	mostLines    = 15 // items; of the others their number is said
	mostAnswered = 5  // items with buttons of their own
)

// Message is what a person is told: every line that is said, with what it can be answered with where it stands.
func Message(words *i18n.Printer, lines []Line) reply.Reply {
	var items []Item
	for i := range lines {
		if lines[i].Silent == "" {
			items = append(items, lines[i].Item)
		}
	}
	r := reply.Reply{
		Language: words.Language(), Direction: words.Direction(),
		Title: reply.Line{reply.Said(titleFor(items, words))},
	}
	for i := range items[:min(len(items), mostLines)] {
		r.Blocks = append(r.Blocks, items[i].blocks(words, i < mostAnswered)...)
	}
	if left := len(items) - mostLines; left > 0 {
		r.Blocks = append(r.Blocks, reply.Paragraph{reply.Said(words.Plural("notices.more", left)), reply.Said(" "), reply.Code("mine")})
	}
	if ref := answerable(items); ref != "" {
		r.Blocks = append(r.Blocks, reply.Paragraph{
			reply.Said(words.Sentence("notices.answer")), reply.Said(" "), reply.Code(words.Sentence("notices.answer_example", "ref", i18n.Said(ref))),
		})
	}
	r.Blocks = append(r.Blocks, reply.Buttons{
		{Label: words.Sentence("notices.button_why"), Say: "why"},
		{Label: words.Sentence("notices.button_settings"), Say: "reminders"},
	})
	return r
}

// titleFor says how many things need the reader. What one is only told needs nobody.
func titleFor(items []Item, words *i18n.Printer) string {
	needing := 0
	for i := range items {
		switch items[i].Kind {
		case Digest, Event, Welcome:
		default:
			needing++
		}
	}
	if needing == 0 {
		return words.Sentence("notices.title_news")
	}
	return words.Plural("notices.title", needing)
}

// answerable is the ref of the first item that a sentence answers.
func answerable(items []Item) string {
	for i := range items {
		if items[i].Ref != "" && len(items[i].Buttons) > 1 {
			return items[i].Ref
		}
	}
	return ""
}

func (it *Item) blocks(words *i18n.Printer, answered bool) []reply.Block {
	blocks := []reply.Block{reply.Paragraph(it.Line(words))}
	if len(it.More) > 0 {
		list := reply.List{}
		for i := range it.More {
			list.Items = append(list.Items, it.More[i].Line(words))
		}
		blocks = append(blocks, list)
	}
	if !answered || len(it.Buttons) == 0 {
		return blocks
	}
	buttons := make(reply.Buttons, len(it.Buttons))
	for i, b := range it.Buttons {
		buttons[i] = reply.Button{Label: words.Sentence(b.Label), Say: b.Say, Style: b.Style}
	}
	return append(blocks, buttons)
}

// Line is the item in one line: its ref, what somebody called it, and what is to be said of it.
func (it *Item) Line(words *i18n.Printer) reply.Line {
	var line reply.Line
	if it.Ref != "" {
		line = append(line, reply.Strong(it.Ref), reply.Said(" "))
	}
	switch {
	case it.Title != "" && it.Link != "":
		line = append(line, reply.Link{Label: it.Title, URL: it.Link})
	case it.Title != "":
		line = append(line, reply.Text(it.Title))
	case it.Link != "":
		line = append(line, reply.Link{URL: it.Link})
	}
	if said := it.Said.In(words); said != "" {
		if len(line) > 0 {
			line = append(line, reply.Said(" – "))
		}
		line = append(line, reply.Said(said))
	}
	return line
}

// In is the sentence in a language.
func (w Words) In(words *i18n.Printer) string {
	switch {
	case w.Key == "":
		return ""
	case w.Count != nil:
		return words.Plural(w.Key, *w.Count, w.Args...)
	}
	return words.Sentence(w.Key, w.Args...)
}

// RuleWords is the rule of a kind in a sentence: what "why" answers for something that was said.
func RuleWords(kind Kind) Words { return Say("notices.rule." + string(kind)) }

// ReasonWords is the reason of a silence in a sentence.
func ReasonWords(reason string) Words { return Say("notices.why." + reason) }

// KindWord is what people call a kind.
func KindWord(kind Kind) problem.Word { return problem.Word("notices.kind." + string(kind)) }
