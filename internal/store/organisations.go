package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/words"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// OrganisationByHandle is commitments.ErrNotFound if there is none.
func (s *Store) OrganisationByHandle(ctx context.Context, handle string) (people.Organisation, error) {
	return organisationByHandle(ctx, s.read, handle)
}

// Organisations lists the whole directory by handle.
func (s *Store) Organisations(ctx context.Context) ([]people.Organisation, error) {
	return allOrganisations(ctx, s.read)
}

func allOrganisations(ctx context.Context, db bun.IDB) ([]people.Organisation, error) {
	var rows []organisationRow
	err := db.NewSelect().Model(&rows).Order("handle").Scan(ctx)
	return mapped(rows, organisationRow.organisation), said(err)
}

// FindOrganisations finds at most limit organisations by handle, acronym, or words of the name, without regard to case
// and accents: those whose handle or acronym it is come first, then those with a word that begins so, by handle.
func (s *Store) FindOrganisations(ctx context.Context, text string, limit int) ([]people.Organisation, error) {
	if err := sound(text); err != nil {
		return nil, err
	}
	folded := strings.Fields(words.Fold(text))
	if len(folded) == 0 {
		return nil, nil
	}
	var rows []organisationRow
	q := s.read.NewSelect().Model(&rows)
	for _, word := range folded {
		q.Where("folded like ? escape '~'", "% "+likeText(word)+"%")
	}
	whole := strings.Join(folded, " ")
	q.OrderExpr("case when handle = ? then 0 when folded like ? escape '~' then 1 else 2 end, handle",
		whole, "% "+likeText(whole)+" %")
	err := q.Limit(int64(limit)).Scan(ctx)
	return mapped(rows, organisationRow.organisation), said(err)
}

// likeText is a text in which the signs that mean something to LIKE mean themselves.
func likeText(s string) string {
	return strings.NewReplacer("~", "~~", "%", "~%", "_", "~_").Replace(s)
}

// EndorsementsOf lists the endorsements of a plan, ended ones included, by organisation and day.
func (s *Store) EndorsementsOf(ctx context.Context, plan uuid.UUID) ([]people.Endorsement, error) {
	return endorsementsWhere(ctx, s.read, plan, "")
}

func organisationByHandle(ctx context.Context, db bun.IDB, handle string) (people.Organisation, error) {
	if err := sound(handle); err != nil {
		return people.Organisation{}, err
	}
	var row organisationRow
	if err := db.NewSelect().Model(&row).Where("handle = ?", handle).Scan(ctx); err != nil {
		return people.Organisation{}, said(err)
	}
	return row.organisation(), nil
}

// endorsementsWhere lists those of one organisation, or of all if none is named.
func endorsementsWhere(ctx context.Context, db bun.IDB, plan uuid.UUID, organisation string) ([]people.Endorsement, error) {
	if err := sound(organisation); err != nil {
		return nil, err
	}
	var rows []endorsementRow
	q := db.NewSelect().Model(&rows).Where("plan_id = ?", plan)
	if organisation != "" {
		q.Where("organisation = ?", organisation)
	}
	if err := q.Order("organisation", "endorsed_on", "id").Scan(ctx); err != nil {
		return nil, said(fmt.Errorf("list endorsements: %w", err))
	}
	return mapped(rows, endorsementRow.endorsement), nil
}
