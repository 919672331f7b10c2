package app

import (
	"context"

	"github.com/accord-tracker/accord/internal/chat"
)

// What adapters that have forms, buttons and a home ask a bot besides.

// Form is chat.Bot's.
func (t *talker) Form(ctx context.Context, m chat.Message) (chat.Answer, error) {
	return t.bot.Load().Form(ctx, m)
}

// Overview is chat.Bot's.
func (t *talker) Overview(ctx context.Context, m chat.Message) (chat.Answer, error) {
	return t.bot.Load().Overview(ctx, m)
}

// Once is chat.Bot's.
func (t *talker) Once(say string) bool { return t.bot.Load().Once(say) }
