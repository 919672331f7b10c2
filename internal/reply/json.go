package reply

import (
	"encoding/json"
	"fmt"

	"github.com/accord-tracker/accord/internal/bidi"
)

// A reply is stored as JSON until it is sent: blocks and inlines as objects with one member, whose name is the kind
// ({"text":"NDI"}). The names are stored, so they never change. What a File would open is lost; its Content and Source
// stay.

type replyJSON struct {
	Title      Line           `json:"title,omitempty"`
	Blocks     []blockJSON    `json:"blocks,omitempty"`
	Visibility Visibility     `json:"visibility,omitempty"`
	Language   string         `json:"language,omitempty"`
	Direction  bidi.Direction `json:"direction,omitempty"`
}

type blockJSON struct {
	Heading   *Line    `json:"heading,omitempty"`
	Paragraph *Line    `json:"paragraph,omitempty"`
	Quote     *Quote   `json:"quote,omitempty"`
	List      *List    `json:"list,omitempty"`
	Facts     *Facts   `json:"facts,omitempty"`
	Table     *Table   `json:"table,omitempty"`
	Buttons   *Buttons `json:"buttons,omitempty"`
	Form      *Form    `json:"form,omitempty"`
	File      *File    `json:"file,omitempty"`
}

type inlineJSON struct {
	Text   *Text   `json:"text,omitempty"`
	Said   *Said   `json:"said,omitempty"`
	Strong *Strong `json:"strong,omitempty"`
	Code   *Code   `json:"code,omitempty"`
	Status *Status `json:"status,omitempty"`
	Link   *Link   `json:"link,omitempty"`
}

// MarshalJSON writes the reply as it is stored.
func (r Reply) MarshalJSON() ([]byte, error) {
	stored := replyJSON{Title: r.Title, Visibility: r.Visibility, Language: r.Language, Direction: r.Direction}
	for _, b := range r.Blocks {
		stored.Blocks = append(stored.Blocks, storedBlock(b))
	}
	return json.Marshal(stored)
}

// UnmarshalJSON reads a reply that was stored. A kind of block or inline that it does not know is an error.
func (r *Reply) UnmarshalJSON(data []byte) error {
	var stored replyJSON
	if err := json.Unmarshal(data, &stored); err != nil {
		return fmt.Errorf("read stored reply: %w", err)
	}
	*r = Reply{Title: stored.Title, Visibility: stored.Visibility, Language: stored.Language, Direction: stored.Direction}
	for i, b := range stored.Blocks {
		block := b.block()
		if block == nil {
			return fmt.Errorf("read stored reply: block %d is of no known kind", i)
		}
		r.Blocks = append(r.Blocks, block)
	}
	return nil
}

func storedBlock(b Block) blockJSON {
	switch b := b.(type) {
	case Heading:
		return blockJSON{Heading: (*Line)(&b)}
	case Paragraph:
		return blockJSON{Paragraph: (*Line)(&b)}
	case Quote:
		return blockJSON{Quote: &b}
	case List:
		return blockJSON{List: &b}
	case Facts:
		b = append(Facts{}, b...) // an empty one is [], not null, which would be no block at all
		return blockJSON{Facts: &b}
	case Table:
		return blockJSON{Table: &b}
	case Buttons:
		b = append(Buttons{}, b...)
		return blockJSON{Buttons: &b}
	case Form:
		return blockJSON{Form: &b}
	case File:
		return blockJSON{File: &b}
	}
	panic(fmt.Sprintf("reply: block %T is not known", b))
}

func (b blockJSON) block() Block {
	switch {
	case b.Heading != nil:
		return Heading(*b.Heading)
	case b.Paragraph != nil:
		return Paragraph(*b.Paragraph)
	case b.Quote != nil:
		return *b.Quote
	case b.List != nil:
		return *b.List
	case b.Facts != nil:
		return *b.Facts
	case b.Table != nil:
		return *b.Table
	case b.Buttons != nil:
		return *b.Buttons
	case b.Form != nil:
		return *b.Form
	case b.File != nil:
		return *b.File
	}
	return nil
}

// MarshalJSON writes the line as it is stored.
func (line Line) MarshalJSON() ([]byte, error) {
	stored := make([]inlineJSON, len(line))
	for i, in := range line {
		stored[i] = storedInline(in)
	}
	return json.Marshal(stored)
}

// UnmarshalJSON reads a line that was stored.
func (line *Line) UnmarshalJSON(data []byte) error {
	var stored []inlineJSON
	if err := json.Unmarshal(data, &stored); err != nil {
		return err
	}
	*line = nil
	for i, s := range stored {
		in := s.inline()
		if in == nil {
			return fmt.Errorf("inline %d is of no known kind", i)
		}
		*line = append(*line, in)
	}
	return nil
}

func storedInline(in Inline) inlineJSON {
	switch in := in.(type) {
	case Text:
		return inlineJSON{Text: &in}
	case Said:
		return inlineJSON{Said: &in}
	case Strong:
		return inlineJSON{Strong: &in}
	case Code:
		return inlineJSON{Code: &in}
	case Status:
		return inlineJSON{Status: &in}
	case Link:
		return inlineJSON{Link: &in}
	}
	panic(fmt.Sprintf("reply: inline %T is not known", in))
}

func (s inlineJSON) inline() Inline {
	switch {
	case s.Text != nil:
		return *s.Text
	case s.Said != nil:
		return *s.Said
	case s.Strong != nil:
		return *s.Strong
	case s.Code != nil:
		return *s.Code
	case s.Status != nil:
		return *s.Status
	case s.Link != nil:
		return *s.Link
	}
	return nil
}
