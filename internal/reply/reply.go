// Package reply is a small tree for what the bot says: a title, paragraphs, lists, facts, tables, buttons, forms and
// files. Whoever answers builds the tree; whoever shows it (a terminal, a web page, a chat platform) renders all of it.
// What others wrote goes in as it is: each renderer escapes at one place, so that a name or a note can neither link,
// mention, mark up nor move a cursor. The package knows no platform, no catalogue and nothing of commitments.
package reply

import "github.com/accord-tracker/accord/internal/bidi"

// Reply is what the bot says to one message. The zero Reply says nothing.
type Reply struct {
	Title      Line
	Blocks     []Block
	Visibility Visibility     // the zero Visibility is Private
	Language   string         // BCP 47; of everything in it that is not data
	Direction  bidi.Direction // of Language; the zero Direction is left to right
}

// Visibility says who may read the reply where the question was asked in a shared room.
type Visibility string

const (
	Private Visibility = ""     // the person who asked, alone
	Room    Visibility = "room" // everybody in the room
)

// Block is one part of a reply, below the part before it. The kinds are those of this package and no others:
// Heading, Paragraph, Quote, List, Facts, Table, Buttons, Form and File.
type Block interface{ block() }

// IsEmpty says whether there is nothing to show.
func (r Reply) IsEmpty() bool { return len(r.Title) == 0 && len(r.Blocks) == 0 }

// Buttons are all buttons of the reply, in the order in which renderers number them from 1. The button that asks for
// the rest of a cut list or table is not among them.
func (r Reply) Buttons() []Button {
	var all []Button
	for _, b := range r.Blocks {
		if buttons, ok := b.(Buttons); ok {
			all = append(all, buttons...)
		}
	}
	return all
}

// Forms are all forms of the reply, in order.
func (r Reply) Forms() []Form { return blocksOf[Form](r) }

// Files are all files of the reply, in order.
func (r Reply) Files() []File { return blocksOf[File](r) }

func blocksOf[B Block](r Reply) []B {
	var all []B
	for _, b := range r.Blocks {
		if it, ok := b.(B); ok {
			all = append(all, it)
		}
	}
	return all
}
