package sheet

import (
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/problem"
)

// The sheets, as the keys of their columns begin.
const (
	commitmentsSheet = "commitments"
	progressSheet    = "progress"
	aboutSheet       = "about"
)

// firstRow is the row of the first record: above it are the keys, hidden, and the heads.
const firstRow = 3

// Columns of the sheet of progress that are filled in.
const (
	columnStatus      = "status"
	columnPercent     = "percent"
	columnConfidence  = "confidence"
	columnNote        = "note"
	columnEvidence    = "evidence"
	columnEffectiveOn = "effective_on"
	columnNoChange    = "no_change"
)

// Columns that say what a row is about.
const (
	columnRef     = "ref"
	columnVersion = "version"
)

// form of what stands in a cell.
type form uint8

const (
	inWords form = iota
	asDay
	asNumber
)

// column of a sheet. Its key is for ever; its head is in the language of the workbook.
type column struct {
	key    string
	form   form
	width  float64
	fill   bool // for people to fill in
	hidden bool
}

func commitmentColumns() []column {
	return []column{
		{key: columnRef, width: 8},
		{key: "title", width: 44},
		{key: "lead", width: 14},
		{key: "partners", width: 20},
		{key: "steps", width: 12},
		{key: "countries", width: 12},
		{key: "cadence", width: 12},
		{key: "starts_on", form: asDay, width: 12},
		{key: "due_on", form: asDay, width: 12},
		{key: "measure", width: 36},
		{key: "visibility", width: 16},
		{key: columnStatus, width: 14},
		{key: columnPercent, form: asNumber, width: 9},
		{key: columnConfidence, width: 12},
		{key: "last_news_on", form: asDay, width: 12},
		{key: columnVersion, form: asNumber, width: 9},
	}
}

func progressColumns() []column {
	return []column{
		{key: columnRef, width: 8},
		{key: "title", width: 44},
		{key: "due_on", form: asDay, width: 12},
		{key: "now", width: 18},
		{key: columnStatus, width: 14, fill: true},
		{key: columnPercent, form: asNumber, width: 9, fill: true},
		{key: columnConfidence, width: 14, fill: true},
		{key: columnNote, width: 48, fill: true},
		{key: columnEvidence, width: 36, fill: true},
		{key: columnEffectiveOn, form: asDay, width: 13, fill: true},
		{key: columnNoChange, width: 12, fill: true},
		{key: columnVersion, form: asNumber, width: 9, hidden: true},
	}
}

// value is what a cell says. The zero value is an empty cell.
type value struct {
	text   string // words, or a day
	number *int
}

// facts are the cells of a commitment on both sheets, by the key of the column. All of it is as its reader sees it.
func facts(c *commitments.Commitment, p *i18n.Printer) map[string]value {
	return map[string]value{
		columnRef: {text: c.Ref}, "title": asWords(c.Title), "lead": {text: c.Lead}, "partners": list(c.Partners),
		"steps": list(c.Steps), "countries": list(c.Countries), "cadence": word(p, "cadence.", string(c.Cadence)),
		"starts_on": day(c.StartsOn), "due_on": day(c.DueOn), "measure": asWords(c.Measure),
		"visibility": word(p, "visibility.", string(c.Visibility)), columnStatus: word(p, "status.", string(c.Status)),
		columnPercent: {number: c.Percent}, columnConfidence: word(p, "confidence.", string(c.Confidence)),
		"last_news_on": day(c.LastNewsOn), columnVersion: {number: new(c.Version)}, "now": now(c, p),
	}
}

func asWords(s string) value { return value{text: bidi.Strip(s)} }

func list(items []string) value { return value{text: strings.Join(items, ", ")} }

func day(d civil.Date) value { return value{text: string(d)} }

func word(p *i18n.Printer, prefix, key string) value {
	if key == "" {
		return value{}
	}
	return asWords(p.Word(problem.Word(prefix + key)))
}

// now says how far a commitment is.
func now(c *commitments.Commitment, p *i18n.Printer) value {
	if c.Percent == nil {
		return word(p, "status.", string(c.Status))
	}
	return asWords(p.Sentence("sheet.now", "status", c.Status.Word(), "percent", i18n.Said(p.Percent(*c.Percent))))
}

// tellable are the statuses that a row of progress can say. Withdrawing and reopening are not done by a sheet.
func tellable() []commitments.Status {
	return slices.DeleteFunc(slices.Clone(commitments.Statuses[:]), func(s commitments.Status) bool { return s == commitments.Withdrawn })
}
