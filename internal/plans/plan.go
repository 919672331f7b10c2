// Package plans has the published texts that organisations endorse: a plan, its themes and its steps. It reads a plan
// from YAML, says everything that is wrong with it, says what importing a newer edition would change, and finds the
// step that somebody means. It knows no database and no clock.
package plans

import (
	"fmt"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/google/uuid"
)

// Standing says how a document stands: a plan that organisations endorse, or recommendations of experts that nobody
// has endorsed as a plan and that an organisation may take up.
type Standing string

const (
	Endorsable      Standing = "plan"
	Recommendations Standing = "recommendations"
)

// Cadence of a step or commitment.
type Cadence string

const (
	OneOff     Cadence = "one_off"
	Continuing Cadence = "continuing"
)

// Plan is a published text whose paragraphs hold action steps (domain.md, Entities).
type Plan struct {
	ID              uuid.UUID
	CreatedAt       time.Time
	Slug            string // "hres-2018"; never changes
	Title           string
	Edition         string
	Published       string // a year or a date, as the document states it
	Language        string // of Title, step titles and summaries: a BCP 47 tag
	Standing        Standing
	Conveners       []string
	Source          Source
	Note            string
	TimeZone        string // IANA name; the days of the plan begin there
	ReportingPeriod string // "quarter"
	CutoffDays      int    // days after the end of a period until its report is cut off
	InstrumentNames map[string]string
	Translations    map[string]Text // of the plan's title and note, by language
	Themes          []Theme         // in order of Position
	Steps           []Step          // in order of Position
}

// Source says where the text was published.
type Source struct {
	Citation string
	URL      string
	Note     string
}

// Theme is a section of the plan.
type Theme struct {
	Key          string
	Position     int
	Title        string
	Paragraphs   string
	Cite         string
	Translations map[string]Text
}

// Step is a numbered paragraph that asks for action, or introduces others that do.
type Step struct {
	ID           uuid.UUID
	Code         string   // "29c"; unique in a plan edition
	Was          []string // codes it had in editions before; no other step ever has them
	Parent       string   // code of the step that introduces it
	Theme        string   // key
	Position     int
	Title        string
	Summary      string
	Cite         string
	Note         string
	Audience     []string
	Cadence      Cadence
	Actionable   bool
	Aliases      []string // whole phrases, each of one step only
	Keywords     []string // single lower-case words, may be shared
	Instruments  []string
	AddedOn      civil.Date // zero: from the first edition
	RetiredOn    civil.Date // the first day without it
	SupersededBy string     // code
	Translations map[string]Text
}

// Text is what a plan, theme or step says in another language than the plan's own. Members that are missing there
// are shown in the plan's language.
type Text struct {
	Title    string
	Summary  string
	Note     string
	Aliases  []string
	Keywords []string
}

// Zone is the plan's time zone; UTC if none is named.
func (p *Plan) Zone() (*time.Location, error) {
	if p.TimeZone == "" {
		return time.UTC, nil
	}
	zone, err := time.LoadLocation(p.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("time zone of plan %s: %w", p.Slug, err)
	}
	return zone, nil
}

// Step finds a step by its code, or by one that it had before.
func (p *Plan) Step(code string) (*Step, bool) {
	for i := range p.Steps {
		if p.Steps[i].Code == code {
			return &p.Steps[i], true
		}
	}
	for i := range p.Steps {
		if slices.Contains(p.Steps[i].Was, code) {
			return &p.Steps[i], true
		}
	}
	return nil, false
}

// Theme finds a theme by its key.
func (p *Plan) Theme(key string) (*Theme, bool) {
	for i := range p.Themes {
		if p.Themes[i].Key == key {
			return &p.Themes[i], true
		}
	}
	return nil, false
}

// TitleIn is the plan's title in the language, else in its own.
func (p *Plan) TitleIn(language string) string {
	if t := p.Translations[language].Title; t != "" {
		return t
	}
	return p.Title
}

// TitleIn is the step's title in the language, else in the plan's own.
func (s *Step) TitleIn(language string) string {
	if t := s.Translations[language].Title; t != "" {
		return t
	}
	return s.Title
}

// SummaryIn is the step's summary in the language, else in the plan's own.
func (s *Step) SummaryIn(language string) string {
	if t := s.Translations[language].Summary; t != "" {
		return t
	}
	return s.Summary
}

// TitleIn is the theme's title in the language, else in the plan's own.
func (t *Theme) TitleIn(language string) string {
	if x := t.Translations[language].Title; x != "" {
		return x
	}
	return t.Title
}

// RetiredBy says whether the step is retired on the day.
func (s *Step) RetiredBy(day civil.Date) bool { return !s.RetiredOn.IsZero() && s.RetiredOn <= day }
