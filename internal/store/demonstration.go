package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/uptrace/bun"
)

// Empty says whether nobody is known yet.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	known, err := s.read.NewSelect().Table("members").Exists(ctx)
	if err != nil {
		return false, said(fmt.Errorf("look for members: %w", err))
	}
	return !known, nil
}

// Demonstration is a plan that is there to be tried, with the organisations and members that came with it.
type Demonstration struct {
	Plan          string   // slug
	Organisations []string // handles
	Members       []string // keys
}

// planTables hold what belongs to a plan, in an order in which it can go.
var planTables = [...]string{
	"deliveries", "webhooks", "calendar_addresses", "tokens", "texts", "entries", "commitment_steps", "commitment_organisations", "commitments",
	"events", "reports", "invitations", "conveners", "endorsements", "steps", "plan_documents",
	"notices", "snoozes", "plan_reminders", "subscriptions", "follow_feeds", "follow_threads", "imported_events",
}

// RemoveDemonstration takes a demonstration away with all that was added to it. It is the one thing that deletes a
// journal, and must never be told of another plan.
func (s *Store) RemoveDemonstration(ctx context.Context, d Demonstration) error {
	err := s.inTx(ctx, func(ctx context.Context, db bun.IDB) error {
		t := &tx{store: s, db: db}
		plan, err := t.Plan(ctx, d.Plan)
		if errors.Is(err, commitments.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if !s.postgres() {
			_, err := db.NewRaw("delete from texts_words where rowid in (select id from texts where plan_id = ?)", plan.ID).Exec(ctx)
			if err != nil {
				return err
			}
		}
		for _, table := range planTables {
			if _, err := db.NewDelete().Table(table).Where("plan_id = ?", plan.ID).Exec(ctx); err != nil {
				return fmt.Errorf("empty %s: %w", table, err)
			}
		}
		if _, err := db.NewDelete().Table("plans").Where("id = ?", plan.ID).Exec(ctx); err != nil {
			return err
		}
		return d.removePeople(ctx, db)
	})
	return said(err)
}

// removePeople takes away the organisations and members, but for those that are used elsewhere by now.
func (d Demonstration) removePeople(ctx context.Context, db bun.IDB) error {
	used := db.NewSelect().Table("endorsements").Column("organisation")
	led := db.NewSelect().Table("commitment_organisations").Column("organisation")
	free := func(q *bun.DeleteQuery, column string) *bun.DeleteQuery {
		return q.Where("? IN (?)", bun.Ident(column), bun.List(d.Organisations)).
			Where("? NOT IN (?)", bun.Ident(column), used).Where("? NOT IN (?)", bun.Ident(column), led)
	}
	if _, err := free(db.NewDelete().Table("memberships"), "organisation").Exec(ctx); err != nil {
		return err
	}
	for _, table := range []string{"organisation_reminders", "organisation_holidays", "organisation_servers"} {
		if _, err := free(db.NewDelete().Table(table), "organisation").Exec(ctx); err != nil {
			return err
		}
	}
	if _, err := free(db.NewDelete().Table("organisations"), "handle").Exec(ctx); err != nil {
		return err
	}
	_, err := db.NewDelete().Table("members").Where("key IN (?)", bun.List(d.Members)).
		Where("id NOT IN (?)", db.NewSelect().Table("identities").Column("member_id")).
		Where("id NOT IN (?)", db.NewSelect().Table("memberships").Column("member_id")).
		Where("id NOT IN (?)", db.NewSelect().Table("reminders").Column("member_id")).
		Where("id NOT IN (?)", db.NewSelect().Table("snoozes").Column("member_id")).
		Where("id NOT IN (?)", db.NewSelect().Table("conveners").Column("member_id")).
		Where("key NOT IN (?)", db.NewSelect().Table("entries").Column("member")).Exec(ctx)
	return err
}
