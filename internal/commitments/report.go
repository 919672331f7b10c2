package commitments

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// Report is one that was published: frozen as it was, with the head of the journal's chain at that moment.
type Report struct {
	ID          uuid.UUID
	PlanID      uuid.UUID
	Period      civil.Quarter
	Cutoff      time.Time
	Audience    access.Audience
	Figures     []byte // the figures document, byte for byte
	SHA256      string // of Figures, hexadecimal
	Position    int64  // of the head of the chain
	Digest      string // of the head of the chain
	PublishedBy string // member key
	PublishedAt time.Time
	ErratumOf   uuid.UUID // the report it mends; zero if none
	Note        string    // of an erratum: what changed
}

// PublishReport freezes a report. Its figures were computed by the caller for the same plan, period, cutoff and
// audience; who and when, and the head of the chain, are filled in here. A period is published once for each audience:
// what comes after is an erratum.
type PublishReport struct {
	Plan   string // slug
	Report Report
}

func (PublishReport) Verb() string   { return "publish_report" }
func (c PublishReport) plan() string { return c.Plan }

func (c PublishReport) permit(_ context.Context, w *work) error {
	if !w.by.Actor.Known() {
		return access.May(w.by.Actor, access.ManagePlan, access.Object{})
	}
	return w.mayManage(c.Plan)
}

func (c PublishReport) run(ctx context.Context, w *work) error {
	if err := w.needPlan(c.Plan); err != nil {
		return err
	}
	if err := c.erratum(ctx, w); err != nil {
		return err
	}
	if err := c.first(ctx, w); err != nil {
		return err
	}
	if hexDigest(c.Report.Figures) != c.Report.SHA256 {
		return errors.New("publish a report: the SHA-256 is not that of the figures")
	}
	tail, err := w.Tail(ctx, w.plan.ID)
	if err != nil {
		return fmt.Errorf("find the end of the journal: %w", err)
	}
	r := c.Report
	if w.now.Before(r.Cutoff) {
		return problem.New(problem.Conflict, "report.before_cutoff", "period", r.Period.String()).At("cutoff")
	}
	if r.ID, err = uuid.NewV7(); err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	r.PlanID, r.Position, r.Digest = w.plan.ID, tail.Position, tail.Digest
	r.PublishedBy, r.PublishedAt = w.by.Actor.Member.Key, w.now
	w.outcome.Subject = r.ID.String()
	return w.AddReport(ctx, r)
}

// erratum checks that an erratum mends a published report of the same plan and period, and names what changed.
func (c PublishReport) erratum(ctx context.Context, w *work) error {
	if c.Report.ErratumOf == uuid.Nil {
		return nil
	}
	if strings.TrimSpace(c.Report.Note) == "" {
		return problem.New(problem.Invalid, "report.erratum_needs_note").At("note")
	}
	earlier, err := w.Tx.Report(ctx, c.Report.ErratumOf)
	if errors.Is(err, ErrNotFound) || (err == nil && (earlier.PlanID != w.plan.ID || earlier.Period != c.Report.Period)) {
		return problem.New(problem.NotFound, "report.unknown").At("erratum_of")
	}
	return err
}

// first refuses a second report of the same period for the same audience that is no erratum.
func (c PublishReport) first(ctx context.Context, w *work) error {
	if c.Report.ErratumOf != uuid.Nil {
		return nil
	}
	published, err := w.Reports(ctx, w.plan.ID)
	if err != nil {
		return fmt.Errorf("list reports: %w", err)
	}
	for _, r := range published {
		if r.Period == c.Report.Period && r.Audience == c.Report.Audience {
			return problem.New(problem.Conflict, "report.published_already", "period", r.Period,
				"audience", problem.Word("audience."+string(r.Audience))).At("period")
		}
	}
	return nil
}
