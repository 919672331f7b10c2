package notices

import (
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/reply"
)

// Words are a sentence of the catalogues that is not said yet: the language is the reader's. With Count it has forms for
// several counts.
type Words struct {
	Key   string
	Count *int
	Args  []any // as i18n.Printer takes them; a civil.Date is said as a day
}

// Say is a sentence with its arguments.
func Say(key string, args ...any) Words { return Words{Key: key, Args: args} }

// Counted is a sentence in the form for the count.
func Counted(key string, count int, args ...any) Words {
	return Words{Key: key, Count: &count, Args: args}
}

// Item is one line of a message.
type Item struct {
	Kind    Kind
	Ref     string     // of the commitment as one types it, "C-12"; empty: about none
	Title   string     // what somebody wrote: data
	Said    Words      // what is to be said of it: "due on 31 March, in 7 days"
	Rule    Words      // the rule, in a sentence: what "why" answers
	Due     civil.Date // the day it is about, for the order of lines; zero: none
	Link    string     // address; may be empty
	Buttons []Button   // the first item's are shown as buttons; of the others as sentences
	More    []Item     // of a digest: what it tells, a line each below it, by Ref, Title, Said and Link
}

// Button says for the person what the person could have typed (U-20).
type Button struct {
	Label string // key of the catalogues
	Say   string // "log C-12 no change"
	Style reply.Style
}

// Line is what became of a notice: an item, or the reason of silence.
type Line struct {
	Notice Notice
	Item   Item
	Silent string // reason of silence, as in Notice.Reason; empty: Item is said
}
