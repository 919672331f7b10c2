package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
)

// talker answers messages with a bot that knows the plans as they are, also after a newer edition was brought in.
type talker struct {
	house     *house
	bot       atomic.Pointer[chat.Bot]
	platforms []people.Platform // where people can be written to
	known     string            // which editions of the plans the bot knows
}

func newTalker(ctx context.Context, h *house, platforms []people.Platform) (*talker, error) {
	t := &talker{house: h, platforms: platforms}
	return t, t.learn(ctx)
}

// Handle is chat.Bot's.
func (t *talker) Handle(ctx context.Context, m chat.Message) (chat.Answer, error) {
	return t.bot.Load().Handle(ctx, m)
}

// learn makes a new bot if the plans have changed. Only one program part may ask for it.
func (t *talker) learn(ctx context.Context) error {
	known, err := t.house.store.Plans(ctx)
	if err != nil {
		return fmt.Errorf("list plans: %w", err)
	}
	var found strings.Builder
	for _, plan := range known {
		_, _ = fmt.Fprintf(&found, "%s %p\n", plan.Slug, plan)
	}
	editions := found.String()
	if editions == t.known {
		return nil
	}
	reader, err := understand.New(plans.NewResolver(inView(known, t.house.common.Plan)))
	if err != nil {
		return err
	}
	t.bot.Store(chat.New(
		chat.Parts{Store: t.house.store, Service: t.house.service, Reader: reader, Catalogue: t.house.catalogue},
		chat.Options{
			DefaultPlan: t.house.common.Plan, Platforms: t.platforms, Now: t.house.now,
			NoEmail: !slices.Contains(t.platforms, notices.Mail),
		},
	))
	t.known = editions
	return nil
}
