package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reply"
)

type reminderCommands struct {
	Show     reminderShowCommand     `cmd:"" help:"What was said to a member unasked, what was not and why, and what waits."`
	Preview  reminderPreviewCommand  `cmd:"" help:"What would come to a member, if nothing more happened."`
	Set      reminderSetCommand      `cmd:"" help:"Set a member's reminders."`
	Stop     reminderStopCommand     `cmd:"" help:"Send nothing unasked any more, to anybody."`
	Resume   reminderResumeCommand   `cmd:"" help:"Send again. What has waited comes in one message for each person."`
	Holidays reminderHolidaysCommand `cmd:"" help:"Bring in the holidays of an organisation, from an iCalendar or from lines such as 2027-12-25 Christmas."`
}

type reminderShowCommand struct {
	Member string `arg:"" help:"The key of the member."`
	Most   int    `help:"How many of each are listed." default:"30" placeholder:"N"`
}

// Run prints one line a notice: outcome, day, kind, what it is about, and the reason.
func (c reminderShowCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		if stopped, err := notices.Stopped(ctx, h.store); err != nil {
			return err
		} else if stopped {
			h.say(p, "notices.stopped")
		}
		m, err := h.memberCalled(ctx, c.Member)
		if err != nil {
			return err
		}
		decided, waiting, err := h.store.NoticesOf(ctx, m.ID, c.Most)
		if err != nil {
			return err
		}
		subject, err := h.subjects(ctx)
		if err != nil {
			return err
		}
		if len(waiting)+len(decided) == 0 {
			h.say(p, "admin.nothing_said", "member", m.Key)
		}
		for _, n := range waiting {
			_, _ = fmt.Fprintf(p.Out, "waits   %s  %-9s  %s\n", n.At.Format(time.RFC3339), n.Kind, subject(&n))
		}
		for _, n := range decided {
			_, _ = fmt.Fprintf(p.Out, "%-6s  %s  %-9s  %s  %s\n", n.Outcome, n.DecidedAt.Format(time.RFC3339), n.Kind, subject(&n), n.Reason)
		}
		return nil
	})
}

// subjects says what notices are about, a commitment of another plan than the usual one with that plan's name.
func (h *house) subjects(ctx context.Context) (func(n *notices.Notice) string, error) {
	all, err := h.store.Plans(ctx)
	if err != nil {
		return nil, err
	}
	return func(n *notices.Notice) string {
		if n.Number == 0 {
			return strings.TrimSpace(n.Object + " " + n.Anchor)
		}
		ref := fmt.Sprintf("C-%d", n.Number)
		if at := slices.IndexFunc(all, func(p *plans.Plan) bool { return p.ID == n.Plan }); at >= 0 {
			ref = plans.Typed(all[at].Slug, h.common.Plan, ref)
		}
		return ref + " " + n.Anchor
	}, nil
}

// memberCalled is the member with a key.
func (h *house) memberCalled(ctx context.Context, key string) (people.Member, error) {
	found, err := h.store.MembersByKey(ctx, []string{key})
	if err != nil {
		return people.Member{}, err
	}
	m, ok := found[key]
	if !ok {
		return m, saidError{commitments.ErrNotFound, h.printer.Sentence("member.unknown", "member", key)}
	}
	return m, nil
}

type reminderPreviewCommand struct {
	Member string `arg:"" help:"The key of the member."`
	Days   int    `help:"How far ahead." default:"30" placeholder:"N"`
}

// Run prints each message as the member would read it, and then what would not be said, and why.
func (c reminderPreviewCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		m, err := h.memberCalled(ctx, c.Member)
		if err != nil {
			return err
		}
		home := notices.Home{Zone: time.UTC, Platforms: []people.Platform{people.Slack, people.Matrix, notices.Mail}, Plan: h.common.Plan}
		out, err := notices.Preview(ctx, h.store, home, m.ID, h.now().UTC(), min(max(c.Days, 1), 366))
		if err != nil {
			return err
		}
		words := h.catalogue.Printer(out.Person.Language).In(out.Person.Zone)
		if len(out.Messages) == 0 {
			h.say(p, "reminders.preview_none")
		}
		for i := range out.Messages {
			_, _ = fmt.Fprintf(p.Out, "== %s\n\n%s\n", out.Messages[i].At.In(out.Person.Zone).Format(time.RFC3339),
				reply.AsText(notices.Message(words, out.Messages[i].Lines), reply.Layout{Words: words}))
		}
		subject, err := h.subjects(ctx)
		if err != nil {
			return err
		}
		for i := range out.Silent {
			n := &out.Silent[i].Notice
			_, _ = fmt.Fprintf(p.Out, "silent  %s  %-9s  %s  %s\n", n.Day, n.Kind, subject(n), out.Silent[i].Silent)
		}
		return nil
	})
}

type reminderSetCommand struct {
	Member  string   `arg:"" help:"The key of the member."`
	Mode    string   `help:"${enum}." enum:",on,weekly,off" default:""`
	Clock   string   `help:"The hour, such as 09:00, in the member's zone." placeholder:"TIME"`
	Weekday string   `help:"The day of the week of weekly reminders." placeholder:"DAY"`
	Off     []string `help:"Kinds of notices that are not wanted." placeholder:"KIND"`
	On      []string `help:"Kinds of notices that are wanted again." placeholder:"KIND"`
	Channel string   `help:"Where to write: slack, matrix, mail, auto." placeholder:"PLATFORM"`
}

func (c reminderSetCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		_, err := h.service.Do(ctx, operator(), commitments.SetReminders{Member: c.Member, Reminding: commitments.Reminding{
			Mode: people.ReminderMode(c.Mode), Clock: c.Clock, Weekday: c.Weekday, Off: c.Off, On: c.On, Channel: people.Platform(c.Channel),
		}})
		if err != nil {
			return err
		}
		h.say(p, "notices.set", "member", c.Member)
		return nil
	})
}

type reminderStopCommand struct{}

func (reminderStopCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		if err := notices.Stop(ctx, h.store); err != nil {
			return err
		}
		h.say(p, "notices.stopped")
		return nil
	})
}

type reminderResumeCommand struct{}

func (reminderResumeCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		if err := notices.Resume(ctx, h.store); err != nil {
			return err
		}
		h.say(p, "notices.resumed")
		return nil
	})
}
