package app

import (
	"context"
	"time"

	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
)

func newFollows(b *botHouse) *notices.Follows {
	return notices.NewFollows(notices.FollowParts{
		Store: b.unasked, Catalogue: b.catalogue, RoomLanguage: b.roomLanguage,
		Home: notices.Home{Zone: time.UTC, Platforms: b.settings.platforms(), Plan: b.common.Plan}, Now: b.now, Log: b.log,
	})
}

func (b *botHouse) roomLanguage(ctx context.Context, room people.Room) (string, error) {
	return b.talker.bot.Load().RoomLanguage(ctx, room)
}

// followParts tell rooms and people what is new of what they follow, where they can be written to.
func followParts(_ context.Context, b *botHouse) ([]part, error) {
	if b.settings.Notices.Notices == noticesOff || len(b.settings.platforms()) == 0 {
		return nil, nil
	}
	return []part{{name: "follows", run: b.follows.Run}}, nil
}
