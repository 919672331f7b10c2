package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/people"
)

// RoomLanguage is the language that was chosen for a room; empty: none was.
func (b *Bot) RoomLanguage(ctx context.Context, room people.Room) (string, error) {
	kept, _, err := b.load(ctx, people.Identity{Platform: room.Platform, Realm: room.Realm}, room.ID)
	return kept.Now.Language, err
}
