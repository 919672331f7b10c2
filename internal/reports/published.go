package reports

import (
	"context"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/uuid"
)

// Standing is the published report of a period for an audience that no erratum has mended since, the latest one if there
// are several. The list may be in any order; ok is false if nothing was published.
func Standing(published []commitments.Report, period civil.Quarter, audience access.Audience) (standing commitments.Report, ok bool) {
	for _, r := range published {
		if r.Period != period || r.Audience != audience || MendedBy(published, r.ID) != uuid.Nil {
			continue
		}
		if !ok || r.PublishedAt.After(standing.PublishedAt) {
			standing, ok = r, true
		}
	}
	return standing, ok
}

// MendedBy is the latest erratum that mends the report; zero if there is none.
func MendedBy(published []commitments.Report, report uuid.UUID) uuid.UUID {
	var latest commitments.Report
	for _, r := range published {
		if r.ErratumOf == report && (latest.ID == uuid.Nil || r.PublishedAt.After(latest.PublishedAt)) {
			latest = r
		}
	}
	return latest.ID
}

// Reopen reads a published report as it was frozen, and what its figures name: the titles are those of the same cutoff,
// less what was redacted since; the names of organisations are today's.
func Reopen(ctx context.Context, library Library, frozen commitments.Report) (*Document, *Names, error) {
	document, err := Parse(frozen.Figures)
	if err != nil {
		return nil, nil, err
	}
	arguments := Arguments{Plan: document.Plan, Period: frozen.Period, Cutoff: frozen.Cutoff, Audience: frozen.Audience}
	_, names, err := Draw(ctx, library, arguments, frozen.PublishedAt)
	return document, names, err
}
