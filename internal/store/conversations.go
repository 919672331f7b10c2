package store

import (
	"context"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/uptrace/bun"
)

type conversationRow struct {
	bun.BaseModel `bun:"table:conversations,alias:cv"`

	Platform people.Platform `bun:",pk"`
	Realm    string          `bun:",pk"`
	Room     string          `bun:",pk"`
	Subject  string          `bun:",pk"`
	Version  int
	At       time.Time
	Text     string
}

func conversationRowOf(c people.Conversation) conversationRow {
	return conversationRow{
		Platform: c.Platform, Realm: c.Realm, Room: c.Room, Subject: c.Subject, Version: c.Version, At: micro(c.At), Text: c.Text,
	}
}

func (r conversationRow) conversation() people.Conversation {
	return people.Conversation{
		Platform: r.Platform, Realm: r.Realm, Room: r.Room, Subject: r.Subject, Version: r.Version, At: r.At.UTC(), Text: r.Text,
	}
}

// Conversation is what was kept for this account in this room, or for the room if who has no subject;
// commitments.ErrNotFound if that is nothing.
func (s *Store) Conversation(ctx context.Context, who people.Identity, room string) (people.Conversation, error) {
	if err := sound(who, room); err != nil {
		return people.Conversation{}, err
	}
	var row conversationRow
	err := s.read.NewSelect().Model(&row).
		Where("platform = ? and realm = ? and room = ? and subject = ?", who.Platform, who.Realm, room, who.Subject).Scan(ctx)
	if err != nil {
		return people.Conversation{}, said(err)
	}
	return row.conversation(), nil
}

// SaveConversation keeps version 1 of a conversation that is new, or the version after the one that is kept. Anything
// else is commitments.ErrConflict: somebody else was faster.
func (s *Store) SaveConversation(ctx context.Context, c people.Conversation) error {
	if err := sound(c); err != nil {
		return err
	}
	row := conversationRowOf(c)
	if c.Version == 1 {
		_, err := s.write.NewInsert().Model(&row).Exec(ctx)
		return said(err)
	}
	result, err := s.write.NewUpdate().Model(&row).WherePK().Where("version = ?", c.Version-1).Exec(ctx)
	if err != nil {
		return said(fmt.Errorf("keep conversation: %w", err))
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return said(err)
	}
	return commitments.ErrConflict
}

// ForgetConversations drops what accounts said and were shown before an instant. What is kept for a room stays.
func (s *Store) ForgetConversations(ctx context.Context, before time.Time) error {
	_, err := s.write.NewDelete().Model((*conversationRow)(nil)).
		Where("subject <> '' and at < ?", micro(before)).Exec(ctx)
	return said(err)
}
