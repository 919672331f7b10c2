package render

import (
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/bidi"
)

// model is a report in words, before it has a form. Documents walk its sections; data formats take its tables.
type model struct {
	voice    *voice
	id       string // names the report in files: "hres-2018-2026-Q2"
	title    string // of the report
	subject  string // of what: the plan
	banner   string // what to know before all else: a draft, an erratum
	bannerAt string // where more of it can be opened; may be empty
	facts    []fact
	sections []section
	tables   []*table  // all, flat and whole
	made     time.Time // stands for the time of making, so that it is the same bytes every time
	rows     int       // of a list in a document
	bom      bool      // before CSV
}

func (m *model) language() string          { return m.voice.Language() }
func (m *model) direction() bidi.Direction { return m.voice.Direction() }
func (m *model) rightToLeft() bool         { return m.direction() == bidi.RTL }

// fact is a label with what it says.
type fact struct {
	key, label string
	value      cell
}

// section is a heading with what stands under it. Level 2 is a chapter, 3 a part of one.
type section struct {
	id      string
	level   int
	heading string
	blocks  []block
}

// block is a paragraph, definitions, a chart or a table.
type block interface{ block() }

// paragraph is a sentence, or several, of the catalogue.
type paragraph string

// definitions explain terms.
type definitions []definition

type definition struct{ term, text string }

// table is read row by row, so that a hundred thousand rows are never held as words.
type table struct {
	key     string // of the sheet or file in data formats: "steps"
	title   string // caption, and name of the sheet
	note    string // said before it; may be empty
	columns []column
	count   int
	row     func(i int) []cell // valid until the next call
	whole   bool               // a document shows all rows, however many
	most    int                // rows that a document shows, if that is more than of other tables
	total   bool               // the first row sums up the others
	narrow  bool               // a document does not stretch it over the page
}

func (paragraph) block()   {}
func (definitions) block() {}
func (*table) block()      {}
func (*chart) block()      {}

// column of a table.
type column struct {
	key    string // in CSV: "due_on"
	title  string
	kind   kind
	weight float64 // of its width in a document, against its neighbours
	only   only
	words  string   // of kind word: what stands before a value in the catalogue, "status."
	values []string // of kind word: all values, in their order
}

// only says that a column is left out of some formats.
type only int

const (
	everywhere only = iota
	inCSV           // CSV alone
	inData          // CSV and XLSX
	inSheets        // XLSX alone: the place that asks for columns
	inPrint         // HTML, Markdown, PDF and DOCX
)

// shown are the places of the columns that a kind of format shows.
func (t *table) shown(where only) []int {
	var places []int
	for i := range t.columns {
		switch o := t.columns[i].only; {
		case o == everywhere, o == where, o == inData && where != inPrint:
			places = append(places, i)
		}
	}
	return places
}

// part is the table with some of its rows.
func (t *table) part(title string, rows []int) *table {
	some := *t
	some.title, some.count, some.whole = title, len(rows), true
	some.row = func(i int) []cell { return t.row(rows[i]) }
	return &some
}

// bare is a cell for formats where no isolate can stand: without controls, but for a mark that keeps the items of a list
// in the order of a right-to-left line.
func (m *model) bare(c *cell, of *column) string {
	if c.kind != codes && c.kind != names {
		return bidi.Strip(m.voice.text(c, of))
	}
	items := make([]string, len(c.list))
	for i, item := range c.list {
		items[i] = bidi.Strip(item)
	}
	separator := m.voice.say("render.list_separator") + " "
	if m.rightToLeft() {
		separator = m.voice.say("render.list_separator") + "\u200f "
	}
	return strings.Join(items, separator)
}

// limit is how many rows a document shows.
func (m *model) limit(t *table) int {
	if t.whole || m.rows < 0 {
		return t.count
	}
	return min(t.count, max(m.rows, t.most))
}
