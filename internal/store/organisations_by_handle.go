package store

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/uptrace/bun"
)

// OrganisationsByHandle are the organisations with these handles, by handle. A handle that nobody has is left out.
func (s *Store) OrganisationsByHandle(ctx context.Context, handles []string) (map[string]people.Organisation, error) {
	if err := sound(handles); err != nil {
		return nil, err
	}
	found := make(map[string]people.Organisation, len(handles))
	if len(handles) == 0 {
		return found, nil
	}
	var rows []organisationRow
	if err := s.read.NewSelect().Model(&rows).Where("handle in (?)", bun.List(handles)).Scan(ctx); err != nil {
		return nil, said(fmt.Errorf("list organisations: %w", err))
	}
	for _, row := range rows {
		found[row.Handle] = row.organisation()
	}
	return found, nil
}
