package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// planRow is a plan without its text: its lock, and where its journal ends.
type planRow struct {
	bun.BaseModel `bun:"table:plans,alias:p"`

	ID         uuid.UUID `bun:",pk"`
	CreatedAt  time.Time
	Slug       string
	Revision   int64 // rises with every change of the text
	Position   int64
	Digest     string
	RecordedAt *time.Time
	LastNumber int
}

func (r *planRow) tail() commitments.Tail {
	return commitments.Tail{
		PlanID: r.ID, Position: r.Position, Digest: r.Digest, RecordedAt: instant(r.RecordedAt), LastNumber: r.LastNumber,
	}
}

func (r *planRow) setTail(t commitments.Tail) {
	r.Position, r.Digest, r.RecordedAt, r.LastNumber = t.Position, t.Digest, instantOrNull(t.RecordedAt), t.LastNumber
}

type planDocumentRow struct {
	bun.BaseModel `bun:"table:plan_documents,alias:d"`

	PlanID   uuid.UUID `bun:",pk"`
	Document string
}

type stepRow struct {
	bun.BaseModel `bun:"table:steps,alias:st"`

	PlanID     uuid.UUID `bun:",pk"`
	Code       string    `bun:",pk"`
	ID         uuid.UUID
	Theme      string
	Position   int
	Actionable bool
	AddedOn    civil.Date
	RetiredOn  civil.Date
}

func stepRows(p *plans.Plan) []stepRow {
	rows := make([]stepRow, len(p.Steps))
	for i, s := range p.Steps {
		rows[i] = stepRow{
			PlanID: p.ID, Code: s.Code, ID: s.ID, Theme: s.Theme, Position: s.Position,
			Actionable: s.Actionable, AddedOn: s.AddedOn, RetiredOn: s.RetiredOn,
		}
	}
	return rows
}

// The stored text of a plan. The names are for ever; a test notices when a field is added to a plan and not here.
type (
	planDocument struct {
		ID              uuid.UUID               `json:"id"`
		CreatedAt       time.Time               `json:"created_at"`
		Slug            string                  `json:"slug"`
		Title           string                  `json:"title,omitempty"`
		Edition         string                  `json:"edition,omitempty"`
		Published       string                  `json:"published,omitempty"`
		Language        string                  `json:"language,omitempty"`
		Standing        plans.Standing          `json:"standing,omitempty"`
		Conveners       []string                `json:"conveners,omitempty"`
		Source          sourceDocument          `json:"source"`
		Note            string                  `json:"note,omitempty"`
		TimeZone        string                  `json:"time_zone,omitempty"`
		ReportingPeriod string                  `json:"reporting_period,omitempty"`
		CutoffDays      int                     `json:"cutoff_days"`
		InstrumentNames map[string]string       `json:"instrument_names,omitempty"`
		Translations    map[string]textDocument `json:"translations,omitempty"`
		Themes          []themeDocument         `json:"themes,omitempty"`
		Steps           []stepDocument          `json:"steps,omitempty"`
	}
	sourceDocument struct {
		Citation string `json:"citation,omitempty"`
		URL      string `json:"url,omitempty"`
		Note     string `json:"note,omitempty"`
	}
	themeDocument struct {
		Key          string                  `json:"key"`
		Position     int                     `json:"position"`
		Title        string                  `json:"title,omitempty"`
		Paragraphs   string                  `json:"paragraphs,omitempty"`
		Cite         string                  `json:"cite,omitempty"`
		Translations map[string]textDocument `json:"translations,omitempty"`
	}
	stepDocument struct {
		ID           uuid.UUID               `json:"id"`
		Code         string                  `json:"code"`
		Was          []string                `json:"was,omitempty"`
		Parent       string                  `json:"parent,omitempty"`
		Theme        string                  `json:"theme,omitempty"`
		Position     int                     `json:"position"`
		Title        string                  `json:"title,omitempty"`
		Summary      string                  `json:"summary,omitempty"`
		Cite         string                  `json:"cite,omitempty"`
		Note         string                  `json:"note,omitempty"`
		Audience     []string                `json:"audience,omitempty"`
		Cadence      plans.Cadence           `json:"cadence,omitempty"`
		Actionable   bool                    `json:"actionable,omitempty"`
		Aliases      []string                `json:"aliases,omitempty"`
		Keywords     []string                `json:"keywords,omitempty"`
		Instruments  []string                `json:"instruments,omitempty"`
		AddedOn      civil.Date              `json:"added_on,omitempty"`
		RetiredOn    civil.Date              `json:"retired_on,omitempty"`
		SupersededBy string                  `json:"superseded_by,omitempty"`
		Translations map[string]textDocument `json:"translations,omitempty"`
	}
	textDocument struct {
		Title    string   `json:"title,omitempty"`
		Summary  string   `json:"summary,omitempty"`
		Note     string   `json:"note,omitempty"`
		Aliases  []string `json:"aliases,omitempty"`
		Keywords []string `json:"keywords,omitempty"`
	}
)

func planDocumentOf(p *plans.Plan) (string, error) {
	d := planDocument{
		ID: p.ID, CreatedAt: p.CreatedAt, Slug: p.Slug, Title: p.Title,
		Edition: p.Edition, Published: p.Published, Language: p.Language, Standing: p.Standing,
		Conveners: p.Conveners, Source: sourceDocument(p.Source), Note: p.Note, TimeZone: p.TimeZone,
		ReportingPeriod: p.ReportingPeriod, CutoffDays: p.CutoffDays, InstrumentNames: p.InstrumentNames, Translations: textDocuments(p.Translations),
		Themes: make([]themeDocument, len(p.Themes)), Steps: make([]stepDocument, len(p.Steps)),
	}
	for i, t := range p.Themes {
		d.Themes[i] = themeDocument{
			Key: t.Key, Position: t.Position, Title: t.Title, Paragraphs: t.Paragraphs,
			Cite: t.Cite, Translations: textDocuments(t.Translations),
		}
	}
	for i, s := range p.Steps {
		d.Steps[i] = stepDocument{
			ID: s.ID, Code: s.Code, Was: s.Was, Parent: s.Parent,
			Theme: s.Theme, Position: s.Position, Title: s.Title, Summary: s.Summary,
			Cite: s.Cite, Note: s.Note, Audience: s.Audience, Cadence: s.Cadence,
			Actionable: s.Actionable, Aliases: s.Aliases, Keywords: s.Keywords, Instruments: s.Instruments,
			AddedOn: s.AddedOn, RetiredOn: s.RetiredOn, SupersededBy: s.SupersededBy, Translations: textDocuments(s.Translations),
		}
	}
	text, err := json.Marshal(d)
	if err != nil {
		return "", fmt.Errorf("write the text of plan %s: %w", p.Slug, err)
	}
	return string(text), nil
}

func planOfDocument(text string) (*plans.Plan, error) {
	var d planDocument
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		return nil, fmt.Errorf("read the text of a plan: %w", err)
	}
	p := &plans.Plan{
		ID: d.ID, CreatedAt: d.CreatedAt.UTC(), Slug: d.Slug, Title: d.Title,
		Edition: d.Edition, Published: d.Published, Language: d.Language, Standing: d.Standing,
		Conveners: d.Conveners, Source: plans.Source(d.Source), Note: d.Note, TimeZone: d.TimeZone,
		ReportingPeriod: d.ReportingPeriod, CutoffDays: d.CutoffDays, InstrumentNames: d.InstrumentNames, Translations: textsOf(d.Translations),
		Themes: make([]plans.Theme, len(d.Themes)), Steps: make([]plans.Step, len(d.Steps)),
	}
	for i, t := range d.Themes {
		p.Themes[i] = plans.Theme{
			Key: t.Key, Position: t.Position, Title: t.Title, Paragraphs: t.Paragraphs,
			Cite: t.Cite, Translations: textsOf(t.Translations),
		}
	}
	for i, s := range d.Steps {
		p.Steps[i] = plans.Step{
			ID: s.ID, Code: s.Code, Was: s.Was, Parent: s.Parent,
			Theme: s.Theme, Position: s.Position, Title: s.Title, Summary: s.Summary,
			Cite: s.Cite, Note: s.Note, Audience: s.Audience, Cadence: s.Cadence,
			Actionable: s.Actionable, Aliases: s.Aliases, Keywords: s.Keywords, Instruments: s.Instruments,
			AddedOn: s.AddedOn, RetiredOn: s.RetiredOn, SupersededBy: s.SupersededBy, Translations: textsOf(s.Translations),
		}
	}
	return p, nil
}

func textDocuments(texts map[string]plans.Text) map[string]textDocument {
	if len(texts) == 0 {
		return nil
	}
	documents := make(map[string]textDocument, len(texts))
	for language, t := range texts {
		documents[language] = textDocument(t)
	}
	return documents
}

func textsOf(documents map[string]textDocument) map[string]plans.Text {
	if len(documents) == 0 {
		return nil
	}
	texts := make(map[string]plans.Text, len(documents))
	for language, d := range documents {
		texts[language] = plans.Text(d)
	}
	return texts
}
