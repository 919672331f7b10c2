package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/google/uuid"
)

type queueCommands struct {
	List  queueListCommand  `cmd:"" default:"1" help:"Say how much waits, and list what was given up."`
	Retry queueRetryCommand `cmd:"" help:"Let something that was given up be tried again."`
}

type queueListCommand struct {
	Most int `help:"How many that were given up are listed." default:"50" placeholder:"N"`
}

func (c queueListCommand) Run(ctx context.Context, p Program, cli *botCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		waiting, err := h.store.Waiting(ctx)
		if err != nil {
			return err
		}
		if len(waiting) == 0 {
			h.say(p, "bot.queue_empty")
		}
		for _, b := range waiting {
			h.say(p, "bot.queue_"+side(b.Inbox), "platform", b.Platform, "waiting", b.Waiting, "given_up", b.GivenUp)
		}
		given, err := h.store.GivenUp(ctx, c.Most)
		if err != nil {
			return err
		}
		for _, g := range given {
			_, _ = fmt.Fprintf(p.Out, "%s  %s  %-6s  %s/%s  %s  %s\n", g.ID, g.At.Format(time.RFC3339), side(g.Inbox), g.Platform, g.Realm, g.Kind, g.Trouble)
		}
		return nil
	})
}

func side(inbox bool) string {
	if inbox {
		return "inbox"
	}
	return "outbox"
}

type queueRetryCommand struct {
	ID string `arg:"" help:"Its id, as the list shows it."`
}

func (c queueRetryCommand) Run(ctx context.Context, p Program, cli *botCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		id, err := uuid.Parse(c.ID)
		if err == nil {
			err = h.store.Revive(ctx, id, h.now())
		} else {
			err = commitments.ErrNotFound
		}
		if errors.Is(err, commitments.ErrNotFound) {
			return saidError{err, h.printer.Sentence("bot.queue_unknown", "id", c.ID)}
		}
		if err != nil {
			return err
		}
		h.say(p, "bot.queue_revived", "id", c.ID)
		return nil
	})
}

// lateAfter is how long the first of a queue may have waited before the doctor worries.
const lateAfter = 5 * time.Minute

// queue looks at the key, at what waits and at what was given up.
func (d *doctor) queue(ctx context.Context, h *house, _ *botSettings) {
	known, err := h.store.SealKeys(ctx)
	if err != nil {
		d.closed(h.common, err)
		return
	}
	if len(known) > 0 { // else nothing was ever sealed, and no key is made now
		d.key(ctx, h)
	}
	waiting, err := h.store.Waiting(ctx)
	if err != nil {
		d.closed(h.common, err)
		return
	}
	for _, b := range waiting {
		d.backlog(b)
	}
}

func (d *doctor) key(ctx context.Context, h *house) {
	box, err := h.box(ctx)
	if err != nil {
		d.findings = append(d.findings, finding{d.printer.Sentence("doctor.key"), inSentence(err)})
		return
	}
	lacking, err := h.lacking(ctx, box)
	switch {
	case err != nil:
		d.closed(h.common, err)
	case len(lacking) > 0:
		d.sick("doctor.keys_missing", "keys", strings.Join(lacking, ", "))
	default:
		d.well("doctor.key_well", "key", box.ID())
	}
}

func (d *doctor) backlog(b queue.Backlog) {
	args := []any{"platform", b.Platform, "waiting", b.Waiting, "given_up", b.GivenUp}
	name := "doctor.queue_" + side(b.Inbox)
	late := !b.Due.IsZero() && d.now().Sub(b.Due) > lateAfter
	switch {
	case late:
		d.sick(name+"_late", append(args, "since", b.Due)...)
	case b.GivenUp > 0:
		d.sick(name+"_given_up", args...)
	default:
		d.well(name+"_well", args...)
	}
}

// inSentence is what an error says to the administrator.
func inSentence(err error) string {
	if said, ok := errors.AsType[saidError](err); ok {
		return said.sentence
	}
	return err.Error()
}
