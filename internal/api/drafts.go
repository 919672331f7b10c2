package api

import (
	"sync"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/reports"
	"github.com/accord-tracker/accord/internal/reports/render"
	"github.com/danielgtaylor/huma/v2"
)

// DraftQuery says which report is meant, beside its period.
type DraftQuery struct {
	Audience access.Audience `query:"audience" enum:"public,endorsers,conveners" example:"public" doc:"For whom; without it the public."`
	Cutoff   time.Time       `query:"cutoff" example:"2026-10-15T00:00:00Z" doc:"Without it: the default one of the plan."`
}

type draftInput struct {
	Call
	PlanPath
	Period string `path:"period" maxLength:"16" example:"2026-Q3" doc:"The quarter, with .html and so on for a format."`
	DraftQuery
	Accept string `header:"Accept" hidden:"true"`
}

func draftReport(x *exchange, in *draftInput) (*huma.StreamResponse, error) {
	period, format := formatOf(in.Period, in.Accept)
	arguments, err := x.draft(period, in.DraftQuery)
	if err != nil {
		return nil, err
	}
	if format != "" && format != "json" {
		written, err := render.Find(format)
		if err != nil {
			return nil, err
		}
		if err := x.canDraw(arguments); err != nil {
			return nil, err
		}
		return x.rendered(arguments, written, func(*render.Report) {})
	}
	document, _, err := x.drawn(arguments)
	if err != nil {
		return nil, err
	}
	return x.bytes("application/json", document.JSON()), nil
}

// draft is for conveners.
func (x *exchange) draft(period string, q DraftQuery) (reports.Arguments, error) {
	if err := x.mayManage(); err != nil {
		return reports.Arguments{}, err
	}
	var cutoff *time.Time
	if !q.Cutoff.IsZero() {
		cutoff = &q.Cutoff
	}
	return x.arguments(period, q.Audience, cutoff)
}

// canDraw finds out before the answer begins whether there can be such a report.
func (x *exchange) canDraw(arguments reports.Arguments) error {
	_, _, err := x.drawn(arguments)
	return err
}

func (x *exchange) drawn(arguments reports.Arguments) (document *reports.Document, names *reports.Names, err error) {
	err = x.heavily(func() error {
		document, names, err = x.draw(arguments)
		return err
	})
	return document, names, err
}

// Completeness is what a convener looks at before publishing.
type Completeness struct {
	Reported []string  `json:"reported" example:"[\"ndi\"]" doc:"Handles: organisations that were asked for news, and gave it."`
	Silent   []Silence `json:"silent"`
	NotAsked []string  `json:"not_asked" example:"[\"eisa\"]" doc:"Had no commitment that was open in the period."`
	Nameless Share     `json:"nameless" doc:"Unattributed commitments that were open in the period: those with news among all."`
	Unclear  []Doubt   `json:"unclear"`
}

// Silence is an organisation without news.
type Silence struct {
	Organisation string     `json:"organisation" example:"anfrel"`
	Commitments  []string   `json:"commitments" example:"[\"C-12\"]" doc:"Refs."`
	LastNewsOn   civil.Date `json:"last_news_on,omitempty" format:"date" example:"2026-05-02"`
}

// Share is a count among a whole.
type Share struct {
	Numerator   int `json:"numerator" minimum:"0" example:"1"`
	Denominator int `json:"denominator" minimum:"0" example:"2"`
}

// Doubt is one thing that is unclear.
type Doubt struct {
	Ref    string         `json:"ref" example:"C-12"`
	Reason reports.Reason `json:"reason" enum:"no_due_date,no_measure,overdue_silent,not_begun,paused_past_due,off_track" example:"no_measure"`
}

type completenessInput struct {
	Call
	PlanPath
	Period string `path:"period" maxLength:"16" example:"2026-Q3" doc:"The quarter."`
	DraftQuery
}

func showCompleteness(x *exchange, in *completenessInput) (*answerOf[Completeness], error) {
	arguments, err := x.draft(in.Period, in.DraftQuery)
	if err != nil {
		return nil, err
	}
	document, names, err := x.drawn(arguments)
	if err != nil {
		return nil, err
	}
	c := reports.CompletenessOf(document, names)
	return &answerOf[Completeness]{Completeness{
		Reported: some(c.Reported), NotAsked: some(c.NotAsked), Nameless: Share(c.Nameless),
		Silent: listOf(c.Silent, func(s *reports.Silence) Silence {
			return Silence{s.Organisation, some(s.Commitments), s.LastNewsOn}
		}),
		Unclear: listOf(c.Unclear, func(d *reports.Doubt) Doubt { return Doubt(*d) }),
	}}, nil
}

// Matrix says who does what: organisations against steps.
type Matrix struct {
	Period        string   `json:"period" example:"2026-Q3"`
	Organisations []string `json:"organisations" example:"[\"ndi\"]" doc:"Handles; an empty one stands for all unattributed commitments."`
	Steps         []string `json:"steps" example:"[\"25\"]" doc:"Codes."`
	Cells         []Cell   `json:"cells" doc:"Those that hold something."`
}

// Cell is what an organisation does for a step.
type Cell struct {
	Organisation int        `json:"organisation" minimum:"0" example:"0" doc:"Place in organisations, from 0."`
	Step         int        `json:"step" minimum:"0" example:"0" doc:"Place in steps, from 0."`
	Commitments  []CellWork `json:"commitments"`
}

// CellWork is one commitment in a cell.
type CellWork struct {
	Ref    string `json:"ref" example:"C-12"`
	Status string `json:"status" enum:"planned,in_progress,mostly_done,completed,paused" example:"in_progress"`
}

type matrixInput struct {
	Call
	PlanPath
	Period string `path:"period" maxLength:"16" example:"2026-Q3" doc:"The quarter."`
}

func showMatrix(x *exchange, in *matrixInput) (*answerOf[Matrix], error) {
	arguments, err := x.arguments(in.Period, x.reader().Audience, nil)
	if err != nil {
		return nil, err
	}
	document, _, err := x.drawn(arguments)
	if err != nil {
		return nil, err
	}
	m := reports.MatrixOf(document)
	return &answerOf[Matrix]{Matrix{
		Period: document.Period, Organisations: some(m.Organisations), Steps: some(m.Steps),
		Cells: listOf(m.Cells, func(c *reports.Cell) Cell {
			return Cell{c.Organisation, c.Step, listOf(c.Commitments, func(w *reports.MatrixCommitment) CellWork {
				return CellWork{w.Ref, string(w.Status)}
			})}
		}),
	}}, nil
}

// figureCache keeps what was drawn last, as long as nothing was recorded since: a report takes long, and is looked at
// more than once.
type figureCache struct {
	mutex sync.Mutex
	drawn map[figureKey]drawing
}

type figureKey struct {
	reports.Arguments
	position int64
	revision any // the plan as it stood
	today    civil.Date
}

type drawing struct {
	document *reports.Document
	names    *reports.Names
}

const fewDrawings = 8

func newFigureCache() *figureCache { return &figureCache{drawn: map[figureKey]drawing{}} }

// draw computes a report, or finds it if nothing has changed. What it returns is shared and must not be changed.
func (x *exchange) draw(arguments reports.Arguments) (*reports.Document, *reports.Names, error) {
	head, err := x.server.Store.Head(x.context(), x.plan.ID)
	if err != nil {
		return nil, nil, err
	}
	cache := x.server.figures
	key := figureKey{arguments, head.Position, x.plan, x.today()}
	cache.mutex.Lock()
	kept, ok := cache.drawn[key]
	cache.mutex.Unlock()
	if ok {
		return kept.document, kept.names, nil
	}
	document, names, err := reports.Draw(x.context(), x.server.Store, arguments, x.server.Now())
	if err != nil {
		return nil, nil, err
	}
	cache.mutex.Lock()
	defer cache.mutex.Unlock()
	if len(cache.drawn) >= fewDrawings {
		clear(cache.drawn)
	}
	cache.drawn[key] = drawing{document, names}
	return document, names, nil
}
