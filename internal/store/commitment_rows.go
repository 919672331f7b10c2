package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// refOf is what people call the commitment with this number: "C-12".
func refOf(number int) string { return "C-" + strconv.Itoa(number) }

// numberOf is the number in a ref, or 0 if it is none.
func numberOf(ref string) int {
	digits, ok := strings.CutPrefix(ref, "C-")
	n, err := strconv.ParseInt(digits, 10, 32)
	if !ok || err != nil || n < 1 || refOf(int(n)) != ref {
		return 0
	}
	return int(n)
}

type commitmentRow struct {
	bun.BaseModel `bun:"table:commitments,alias:c"`

	PlanID       uuid.UUID `bun:",pk"`
	Number       int       `bun:",pk"`
	ID           uuid.UUID
	CreatedAt    time.Time
	Version      int
	Undone       bool
	Visibility   access.Visibility
	Status       commitments.Status
	Percent      *int
	Confidence   commitments.Confidence
	Cadence      plans.Cadence
	StartsOn     civil.Date
	DueOn        civil.Date
	RegisteredOn civil.Date
	LastNewsOn   civil.Date
	LastNewsSeq  int
	Lead         string
	Contact      string
	Title        string
	Description  string
	Measure      string
	Partners     string // JSON
	Steps        string // JSON
	Countries    string // JSON
	Milestones   string // JSON
}

func commitmentRowOf(c *commitments.Commitment) (commitmentRow, error) {
	if c.Ref != refOf(c.Number) {
		return commitmentRow{}, fmt.Errorf("commitment number %d has the ref %q", c.Number, c.Ref)
	}
	milestones, err := milestonesText(c.Milestones)
	if err != nil {
		return commitmentRow{}, err
	}
	return commitmentRow{
		PlanID: c.PlanID, Number: c.Number, ID: c.ID, CreatedAt: micro(c.CreatedAt),
		Version: c.Version, Undone: c.Undone, Visibility: c.Visibility,
		Status: c.Status, Percent: c.Percent, Confidence: c.Confidence, Cadence: c.Cadence,
		StartsOn: c.StartsOn, DueOn: c.DueOn, RegisteredOn: c.RegisteredOn,
		LastNewsOn: c.LastNewsOn, LastNewsSeq: c.LastNewsSeq, Lead: c.Lead, Contact: c.Contact,
		Title: c.Title, Description: c.Description, Measure: c.Measure,
		Partners: listText(c.Partners), Steps: listText(c.Steps), Countries: listText(c.Countries), Milestones: milestones,
	}, nil
}

func (r *commitmentRow) commitment() (commitments.Commitment, error) {
	c := commitments.Commitment{
		ID: r.ID, CreatedAt: r.CreatedAt.UTC(), PlanID: r.PlanID, Number: r.Number, Ref: refOf(r.Number),
		State: commitments.State{
			Title: r.Title, Description: r.Description, Lead: r.Lead, Cadence: r.Cadence,
			StartsOn: r.StartsOn, DueOn: r.DueOn, Measure: r.Measure, Visibility: r.Visibility,
			Status: r.Status, Percent: r.Percent, Confidence: r.Confidence, Contact: r.Contact, Version: r.Version,
			RegisteredOn: r.RegisteredOn, LastNewsOn: r.LastNewsOn, LastNewsSeq: r.LastNewsSeq, Undone: r.Undone,
		},
	}
	err := errors.Join(textInto(r.Partners, &c.Partners), textInto(r.Steps, &c.Steps), textInto(r.Countries, &c.Countries))
	if err == nil {
		c.Milestones, err = milestonesOf(r.Milestones)
	}
	if err != nil {
		return commitments.Commitment{}, fmt.Errorf("read %s: %w", c.Ref, err)
	}
	return c, nil
}

// milestoneDocument is a stored milestone. The names are for ever.
type milestoneDocument struct {
	Key    string     `json:"key"`
	Title  string     `json:"title,omitempty"`
	DueOn  civil.Date `json:"due_on,omitempty"`
	DoneOn civil.Date `json:"done_on,omitempty"`
}

func milestonesText(milestones []commitments.Milestone) (string, error) {
	if len(milestones) == 0 {
		return "", nil
	}
	documents := make([]milestoneDocument, len(milestones))
	for i, m := range milestones {
		documents[i] = milestoneDocument(m)
	}
	text, err := json.Marshal(documents)
	return string(text), err
}

func milestonesOf(text string) ([]commitments.Milestone, error) {
	var documents []milestoneDocument
	if err := textInto(text, &documents); err != nil {
		return nil, err
	}
	return mapped(documents, func(d milestoneDocument) commitments.Milestone { return commitments.Milestone(d) }), nil
}

// commitmentStepRow says that a step holds a commitment; the step is named by its present code. Status, Visibility and
// Undone repeat the commitment.
type commitmentStepRow struct {
	bun.BaseModel `bun:"table:commitment_steps,alias:cs"`

	PlanID     uuid.UUID `bun:",pk"`
	Step       string    `bun:",pk"`
	Number     int       `bun:",pk"`
	Status     commitments.Status
	Visibility access.Visibility
	Undone     bool
}

// commitmentStepRows are the links to the steps with these present codes.
func commitmentStepRows(c *commitments.Commitment, codes []string) []commitmentStepRow {
	rows := make([]commitmentStepRow, len(codes))
	for i, code := range codes {
		rows[i] = commitmentStepRow{
			PlanID: c.PlanID, Step: code, Number: c.Number, Status: c.Status, Visibility: c.Visibility, Undone: c.Undone,
		}
	}
	return rows
}

// commitmentOrganisationRow says that an organisation is lead or partner of a commitment.
type commitmentOrganisationRow struct {
	bun.BaseModel `bun:"table:commitment_organisations,alias:co"`

	PlanID       uuid.UUID `bun:",pk"`
	Organisation string    `bun:",pk"`
	Number       int       `bun:",pk"`
}

func commitmentOrganisationRows(c *commitments.Commitment) []commitmentOrganisationRow {
	handles := c.Organisations()
	rows := make([]commitmentOrganisationRow, 0, len(handles))
	for i, handle := range handles {
		if !slices.Contains(handles[:i], handle) {
			rows = append(rows, commitmentOrganisationRow{PlanID: c.PlanID, Organisation: handle, Number: c.Number})
		}
	}
	return rows
}
