package app

import (
	"context"
	"time"
)

const (
	keepEvery   = time.Minute
	pruneEvery  = 10 * time.Minute
	pruneAtOnce = 500 // rows in a statement: other writers of SQLite wait for it
	mostPrunes  = 40  // statements before others have a turn of ten minutes again
	talkKept    = 24 * time.Hour
)

// keeper is the part that every bin/bot serve has: it lets the bot know the plans as they are, and forgets what is not
// needed any more.
func (b *botHouse) keeper() part {
	return part{name: "keeper", run: func(ctx context.Context) error {
		timer := time.NewTicker(keepEvery)
		defer timer.Stop()
		var pruned time.Time
		for {
			if err := b.talker.learn(ctx); err != nil && ctx.Err() == nil {
				b.log.Warn("plans are not read again", "error", err)
			}
			if now := b.now(); now.Sub(pruned).Abs() >= pruneEvery { // also after the clock was set back
				if err := b.forget(ctx, now); err != nil && ctx.Err() == nil {
					b.log.Warn("nothing is pruned", "error", err)
				}
				pruned = now
			}
			select {
			case <-ctx.Done():
				return nil
			case <-timer.C:
			}
		}
	}}
}

// forget deletes what is older than it is kept.
func (b *botHouse) forget(ctx context.Context, now time.Time) error {
	if err := b.store.ForgetConversations(ctx, now.Add(-talkKept)); err != nil {
		return err
	}
	for range mostPrunes {
		n, err := b.store.Prune(ctx, now, pruneAtOnce)
		if err != nil || n == 0 {
			return err
		}
	}
	return nil
}
