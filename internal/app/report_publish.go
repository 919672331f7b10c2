package app

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reports"
	"github.com/accord-tracker/accord/internal/reports/render"
	"github.com/google/uuid"
)

// signed says who publishes: a convener of the plan, whose name the report bears.
type signed struct {
	As string `required:"" help:"The key of the convener who publishes (bin/api convener list)." placeholder:"MEMBER"`
}

func (s signed) origin(ctx context.Context, h *house) (commitments.Origin, error) {
	plan, err := h.plan(ctx, "")
	if err != nil {
		return commitments.Origin{}, err
	}
	members, err := h.store.MembersByKey(ctx, []string{s.As})
	if err != nil {
		return commitments.Origin{}, err
	}
	for _, m := range members {
		today, err := h.today(plan)
		if err != nil {
			return commitments.Origin{}, err
		}
		actor, err := h.store.ActorByMember(ctx, m.ID, plan.ID, today)
		return commitments.Origin{Actor: actor, Via: commitments.ViaConsole}, err
	}
	return commitments.Origin{}, saidError{commitments.ErrNotFound, h.printer.Sentence("member.unknown", "member", s.As)}
}

type reportPublishCommand struct {
	drawn
	signed
}

func (c reportPublishCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		arguments, err := c.arguments(h.common.Plan)
		if err != nil {
			return err
		}
		by, err := c.origin(ctx, h)
		if err != nil {
			return err
		}
		document, err := reports.Compute(ctx, h.store, arguments, h.now())
		if err != nil {
			return err
		}
		return h.publish(ctx, p, by, reports.Freeze(document))
	})
}

func (h *house) publish(ctx context.Context, p Program, by commitments.Origin, report commitments.Report) error {
	outcome, err := h.service.Do(ctx, by, commitments.PublishReport{Plan: h.common.Plan, Report: report})
	if err != nil {
		return err
	}
	h.say(p, "report.published", "id", outcome.Subject, "period", report.Period, "sha256", report.SHA256)
	return nil
}

type reportErratumCommand struct {
	ID string `arg:"" help:"The published report that it mends."`
	signed
	Note string `required:"" help:"What changed, and why."`
}

func (c reportErratumCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		earlier, err := h.published(ctx, c.ID)
		if err != nil {
			return err
		}
		by, err := c.origin(ctx, h)
		if err != nil {
			return err
		}
		arguments := reports.Arguments{Plan: h.common.Plan, Period: earlier.Period, Cutoff: h.now(), Audience: earlier.Audience}
		document, err := reports.Compute(ctx, h.store, arguments, h.now())
		if err != nil {
			return err
		}
		report, differences, err := reports.Erratum(earlier, document)
		if err != nil {
			return err
		}
		report.Note = c.Note
		tellDifferences(p.Out, differences)
		return h.publish(ctx, p, by, report)
	})
}

// published finds a published report by its id.
func (h *house) published(ctx context.Context, text string) (commitments.Report, error) {
	id, err := uuid.Parse(text)
	if err == nil {
		var report commitments.Report
		if report, err = h.store.Report(ctx, id); err == nil {
			return report, nil
		}
	}
	if id == uuid.Nil || errors.Is(err, commitments.ErrNotFound) {
		return commitments.Report{}, saidError{commitments.ErrNotFound, h.printer.Sentence("report.unknown")}
	}
	return commitments.Report{}, err
}

func tellDifferences(w io.Writer, differences []reports.Difference) {
	for _, d := range differences {
		_, _ = fmt.Fprintf(w, "%s: %s → %s\n", d.Path, d.Was, d.Is)
	}
}

type reportVerifyCommand struct {
	ID string `arg:"" help:"The published report."`
}

// Run ends with ExitFailure if the report does not come out again as it was published.
func (c reportVerifyCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		frozen, err := h.published(ctx, c.ID)
		if err != nil {
			return err
		}
		found, err := reports.Verify(ctx, h.store, frozen)
		if err != nil {
			return err
		}
		if found.Sound() {
			h.say(p, "report.verified", "id", c.ID, "sha256", frozen.SHA256)
			return nil
		}
		if !found.HashHolds {
			h.say(p, "report.hash_broken", "id", c.ID)
		}
		tellDifferences(p.Out, found.Differences)
		return errSilent
	})
}

type reportShowCommand struct {
	ID string `arg:"" help:"The published report."`
	written
}

// Run writes what was frozen; only titles and names are today's.
func (c reportShowCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		frozen, err := h.published(ctx, c.ID)
		if err != nil {
			return err
		}
		document, names, err := reports.Reopen(ctx, h.store, frozen)
		if err != nil {
			return err
		}
		publication, err := h.publication(ctx, frozen)
		if err != nil {
			return err
		}
		return c.write(ctx, p, &render.Report{
			Document: document, Figures: frozen.Figures, Names: names, Printer: h.printer, Publication: publication,
		})
	})
}

// publication says how a published report stands to its errata.
func (h *house) publication(ctx context.Context, frozen commitments.Report) (*render.Publication, error) {
	publication := &render.Publication{ID: frozen.ID.String(), At: frozen.PublishedAt, Note: frozen.Note}
	if frozen.ErratumOf != uuid.Nil {
		publication.ErratumOf = frozen.ErratumOf.String()
	}
	others, err := h.store.Reports(ctx, frozen.PlanID)
	if err != nil {
		return nil, fmt.Errorf("list reports: %w", err)
	}
	if mends := reports.MendedBy(others, frozen.ID); mends != uuid.Nil {
		publication.MendedBy = mends.String()
	}
	return publication, nil
}
