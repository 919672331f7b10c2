package store

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/uptrace/bun"
)

type organisationServerRow struct {
	bun.BaseModel `bun:"table:organisation_servers,alias:os"`

	Organisation string `bun:",pk"`
	Server       string `bun:",pk"`
}

// ServersOf lists the Matrix servers whose accounts may act for an organisation, in order; none: all of them may.
func (s *Store) ServersOf(ctx context.Context, organisation string) ([]string, error) {
	servers, err := serversOf(ctx, s.read, []string{organisation})
	return servers[organisation], err
}

func (t *tx) ServersOf(ctx context.Context, organisation string) ([]string, error) {
	servers, err := serversOf(ctx, t.db, []string{organisation})
	return servers[organisation], err
}

func (t *tx) SaveServers(ctx context.Context, organisation string, servers []string) error {
	if err := sound(servers); err != nil {
		return err
	}
	_, err := t.db.NewDelete().Model((*organisationServerRow)(nil)).Where("organisation = ?", organisation).Exec(ctx)
	if err != nil {
		return said(fmt.Errorf("drop servers: %w", err))
	}
	rows := make([]organisationServerRow, len(servers))
	for i, server := range servers {
		rows[i] = organisationServerRow{Organisation: organisation, Server: server}
	}
	return said(insert(ctx, t.db, &rows))
}

// serversOf are those of the organisations that have restricted them.
func serversOf(ctx context.Context, db bun.IDB, organisations []string) (people.Servers, error) {
	if err := sound(organisations); err != nil || len(organisations) == 0 {
		return nil, err
	}
	var rows []organisationServerRow
	err := db.NewSelect().Model(&rows).Where("organisation in (?)", bun.List(organisations)).Order("organisation", "server").Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("list servers: %w", err))
	}
	servers := people.Servers{}
	for _, row := range rows {
		servers[row.Organisation] = append(servers[row.Organisation], row.Server)
	}
	return servers, nil
}

// withoutBarred is the actor without the organisations for which the account that speaks may not act (M-44).
func (s *Store) withoutBarred(ctx context.Context, actor access.Actor, account people.Identity) (access.Actor, error) {
	if account.Platform != people.Matrix || len(actor.Memberships) == 0 {
		return actor, nil
	}
	servers, err := serversOf(ctx, s.read, actor.Organisations())
	if err != nil {
		return access.Actor{}, err
	}
	var barred []string
	for _, handle := range actor.Organisations() {
		if servers.Bars(account, handle) {
			barred = append(barred, handle)
		}
	}
	if len(barred) == 0 {
		return actor, nil
	}
	return actor.Without(barred), nil
}
