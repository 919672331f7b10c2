package reply

// Heading opens a part of a long reply.
type Heading Line

// Paragraph is a line that is wrapped where it must be.
type Paragraph Line

// Quote is what somebody wrote, with its line breaks: a note, a description. It is shown so that nobody takes it for
// the bot's own words.
type Quote string

// List is a list of lines.
type List struct {
	Items   []Line `json:"items,omitempty"`
	Ordered bool   `json:"ordered,omitempty"` // numbered from 1
	Rest    Rest   `json:"rest,omitzero"`
}

// Facts are labels with values.
type Facts []Fact

// Fact is one of Facts.
type Fact struct {
	Label string `json:"label,omitempty"` // of the catalogues
	Value Line   `json:"value,omitempty"`
}

// Table has a header and rows of as many cells; missing cells are empty. The first column names the row.
type Table struct {
	Caption string   `json:"caption,omitempty"` // of the catalogues; may be empty
	Header  []string `json:"header,omitempty"`
	Align   []Align  `json:"align,omitempty"` // by column; missing ones are Start
	Rows    [][]Line `json:"rows,omitempty"`
	Rest    Rest     `json:"rest,omitzero"`
}

// Align is where the cells of a column stand, in the direction of reading.
type Align string

const (
	Start Align = ""
	End   Align = "end" // for numbers
)

// Rest says how to see what a list or table does not show: because the reply was built with the first rows only, or
// because a renderer shows no more (Layout.Rows).
type Rest struct {
	Total int    `json:"total,omitempty"` // how many there are in all; 0 if all are given
	Say   string `json:"say,omitempty"`   // the sentence that shows more; may be empty
	URL   string `json:"url,omitempty"`   // a page that has all; may be empty
}

// left is how many are not shown when shown of given are.
func (r Rest) left(shown, given int) int { return max(r.Total, given) - shown }

// Buttons stand side by side.
type Buttons []Button

// Button says for the person what the person could have typed.
type Button struct {
	Label   string `json:"label,omitempty"` // of the catalogues, at most about 24 letters
	Say     string `json:"say,omitempty"`   // the sentence, complete: "log C-12 no change"
	Style   Style  `json:"style,omitempty"`
	Confirm string `json:"confirm,omitempty"` // a question of the catalogues to ask first; empty: none
}

// Style of a button.
type Style string

const (
	Plain   Style = ""
	Primary Style = "primary" // what most people will want
	Danger  Style = "danger"  // what is hard to take back
)

func (Heading) block()   {}
func (Paragraph) block() {}
func (Quote) block()     {}
func (List) block()      {}
func (Facts) block()     {}
func (Table) block()     {}
func (Buttons) block()   {}
func (Form) block()      {}
func (File) block()      {}
