package api

import (
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
)

// Commitment as whoever asks may see it. An unattributed one has no lead, partners, countries and contact for most.
type Commitment struct {
	ID           uuid.UUID              `json:"id" format:"uuid"`
	CreatedAt    time.Time              `json:"created_at"`
	Ref          string                 `json:"ref" pattern:"^C-[1-9][0-9]*$" example:"C-12" doc:"What people call it; counted per plan."`
	Title        string                 `json:"title" example:"Joint paper on the update of General Comment 25"`
	Description  string                 `json:"description,omitempty" example:"A position paper with three partners."`
	Lead         string                 `json:"lead,omitempty" example:"ndi" doc:"Handle of the organisation that leads it."`
	Partners     []string               `json:"partners,omitempty" example:"[\"anfrel\"]" doc:"Handles."`
	Steps        []string               `json:"steps" example:"[\"25\"]" doc:"Codes of the steps it is for; the first is primary."`
	Countries    []string               `json:"countries,omitempty" example:"[\"KE\"]" doc:"ISO 3166-1 alpha-2."`
	Cadence      plans.Cadence          `json:"cadence" enum:"one_off,continuing" example:"one_off"`
	StartsOn     civil.Date             `json:"starts_on,omitempty" format:"date" example:"2026-12-01"`
	DueOn        civil.Date             `json:"due_on,omitempty" format:"date" example:"2027-03-31"`
	Measure      string                 `json:"measure,omitempty" example:"The paper is published." doc:"How one will tell that it is done."`
	Visibility   access.Visibility      `json:"visibility" enum:"public,endorsers,conveners,unattributed" example:"public"`
	Status       commitments.Status     `json:"status" enum:"planned,in_progress,mostly_done,completed,paused,withdrawn" example:"in_progress"`
	Percent      *int                   `json:"percent,omitempty" minimum:"0" maximum:"100" example:"40"`
	Confidence   commitments.Confidence `json:"confidence,omitempty" enum:"on_track,at_risk,off_track" example:"on_track"`
	Contact      string                 `json:"contact,omitempty" example:"m-9f520f6f3c1b2a44" doc:"Key of the member it was handed to last; left out for whoever registered it."`
	Milestones   []Milestone            `json:"milestones,omitempty"`
	Version      int                    `json:"version" minimum:"1" example:"3" doc:"The seq of its last entry: what If-Match compares."`
	RegisteredOn civil.Date             `json:"registered_on,omitempty" format:"date" example:"2026-11-25"`
	LastNewsOn   civil.Date             `json:"last_news_on,omitempty" format:"date" example:"2026-11-25"`
	Overdue      bool                   `json:"overdue,omitempty" example:"false" doc:"Due before today, and still open."`
	Stale        bool                   `json:"stale,omitempty" example:"false" doc:"Open, and without news for 90 days."`
	DueSoon      bool                   `json:"due_soon,omitempty" example:"false" doc:"Open, and due within 30 days."`
}

// Milestone on the way of a commitment.
type Milestone struct {
	Key    string     `json:"key" example:"m1"`
	Title  string     `json:"title" example:"First draft"`
	DueOn  civil.Date `json:"due_on,omitempty" format:"date" example:"2027-01-31"`
	DoneOn civil.Date `json:"done_on,omitempty" format:"date" example:"2027-01-20"`
}

func milestoneOf(m *commitments.Milestone) Milestone { return Milestone(*m) }

func commitmentOf(c *commitments.Commitment, today civil.Date) Commitment {
	return Commitment{
		ID: c.ID, CreatedAt: c.CreatedAt.UTC(), Ref: c.Ref, Title: c.Title, Description: c.Description, Lead: c.Lead,
		Partners: c.Partners, Steps: some(c.Steps), Countries: c.Countries, Cadence: c.Cadence, StartsOn: c.StartsOn,
		DueOn: c.DueOn, Measure: c.Measure, Visibility: c.Visibility, Status: c.Status, Percent: c.Percent,
		Confidence: c.Confidence, Contact: c.Contact, Milestones: listOf(c.Milestones, milestoneOf), Version: c.Version,
		RegisteredOn: c.RegisteredOn, LastNewsOn: c.LastNewsOn,
		Overdue: c.Overdue(today), Stale: c.Stale(today), DueSoon: c.DueSoon(today),
	}
}

// Entry of the journal as whoever asks may see it.
type Entry struct {
	Commitment  string                 `json:"commitment" example:"C-12" doc:"Ref."`
	Seq         int                    `json:"seq" minimum:"1" example:"3" doc:"Counted per commitment."`
	Position    int64                  `json:"position" minimum:"1" example:"1024" doc:"Counted per plan."`
	Kind        commitments.Kind       `json:"kind" enum:"registered,progress,no_change,status,edited,milestone,handed_over,corrected,withdrawn,redacted" example:"progress"`
	Note        string                 `json:"note,omitempty" example:"Consultation held with 14 organisations."`
	Language    string                 `json:"language,omitempty" example:"en" doc:"Of the note, BCP 47."`
	Status      commitments.Status     `json:"status,omitempty" enum:"planned,in_progress,mostly_done,completed,paused,withdrawn" example:"in_progress"`
	Percent     *int                   `json:"percent,omitempty" minimum:"0" maximum:"100" example:"40"`
	Confidence  commitments.Confidence `json:"confidence,omitempty" enum:"on_track,at_risk,off_track" example:"on_track"`
	Evidence    []Evidence             `json:"evidence,omitempty"`
	EffectiveOn civil.Date             `json:"effective_on" format:"date" example:"2026-11-25"`
	RecordedAt  time.Time              `json:"recorded_at"`
	Member      string                 `json:"member,omitempty" example:"m-9f520f6f3c1b2a44" doc:"Key of who said it."`
	Via         commitments.Via        `json:"via,omitempty" enum:"slack,matrix,console,api,web,import" example:"api"`
	Source      string                 `json:"source,omitempty" example:"https://example.org/minutes/4" doc:"Where it was said."`
	Corrects    int                    `json:"corrects,omitempty" minimum:"1" example:"2" doc:"The seq of the entry that this one corrects or redacts."`
	TakesBack   bool                   `json:"takes_back,omitempty" example:"false"`
	Changes     map[string]Change      `json:"changes,omitempty" doc:"Old and new values by field."`
	Milestone   *Milestone             `json:"milestone,omitempty"`
	ToMember    string                 `json:"to_member,omitempty" example:"m-9f520f6f3c1b2a44"`
	Digest      string                 `json:"digest" pattern:"^[0-9a-f]{64}$" example:"0c5d1f9f4d6e0a0f2c6a5a34c0e6a7b1f5c2ad3e9b8f4d7c6a1b0e9d8c7f6a5b" doc:"Chains the entry to the one before (docs/bundle.md)."`
}

// Evidence is a link that shows what was done.
type Evidence struct {
	URL   string `json:"url" format:"uri" maxLength:"2000" example:"https://example.org/report.pdf"`
	Title string `json:"title,omitempty" maxLength:"200" example:"Report of the consultation"`
}

// Change of one field: texts, dates, and lists.
type Change struct {
	Old any `json:"old,omitempty" example:"\"2027-01-31\""`
	New any `json:"new,omitempty" example:"\"2027-03-31\""`
}

func entryOf(e *commitments.Entry) Entry {
	entry := Entry{
		Commitment: e.Commitment, Seq: e.Seq, Position: e.Position, Kind: e.Kind, Note: e.Note, Language: e.Language,
		Status: e.Status, Percent: e.Percent, Confidence: e.Confidence, EffectiveOn: e.EffectiveOn,
		RecordedAt: e.RecordedAt.UTC(), Member: e.Member, Via: e.Via, Source: e.Source, Corrects: e.Corrects,
		TakesBack: e.TakesBack, ToMember: e.ToMember, Digest: e.Digest,
		Evidence: listOf(e.Evidence, func(l *commitments.Evidence) Evidence { return Evidence(*l) }),
	}
	if e.Milestone != nil {
		entry.Milestone = new(milestoneOf(e.Milestone))
	}
	if len(e.Changes) > 0 {
		entry.Changes = make(map[string]Change, len(e.Changes))
		for field, change := range e.Changes {
			entry.Changes[string(field)] = Change{Old: valueOf(field, change.Old), New: valueOf(field, change.New)}
		}
	}
	return entry
}

func valueOf(field commitments.Field, value commitments.Value) any {
	switch {
	case value.Empty():
		return nil
	case field.IsList():
		return value.List
	}
	return value.Text
}
