package chat

import (
	"context"
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// unlink takes an account from the speaker: the one that is named, by its id, or with its platform and realm before it.
func unlink(ctx context.Context, t *turn) (reply.Reply, error) {
	if err := t.inPrivate(); err != nil {
		return reply.Reply{}, err
	}
	accounts, err := t.store.IdentitiesOf(ctx, t.actor.Member.ID)
	if err != nil {
		return reply.Reply{}, fmt.Errorf("list accounts: %w", err)
	}
	var meant []people.Identity
	for _, a := range accounts {
		if t.confirmed == nil && a.Subject == t.args.Value || accountText(a) == t.args.Value {
			meant = append(meant, a)
		}
	}
	switch {
	case strings.TrimSpace(t.args.Value) == "" || len(meant) > 1:
		return t.whichAccount(accounts)
	case len(meant) == 0:
		return reply.Reply{}, problem.New(problem.NotFound, "link.not_yours")
	case len(accounts) == 1:
		return reply.Reply{}, problem.New(problem.Refused, "link.last")
	}
	t.args.Value = accountText(meant[0])
	if t.confirmed == nil {
		return t.askYes(question{danger: true, sure: t.said("link.unlink_sure", "account", t.accountOn(meant[0]))})
	}
	if _, err := t.do(ctx, commitments.Unlink{Identity: meant[0]}); err != nil {
		return reply.Reply{}, err
	}
	return t.reply(nil, reply.Paragraph{t.said("link.unlinked", "account", t.accountOn(meant[0]))}), nil
}

func (t *turn) whichAccount(accounts []people.Identity) (reply.Reply, error) {
	if len(accounts) == 1 {
		return reply.Reply{}, problem.New(problem.Refused, "link.last")
	}
	t.outcome = NotUnderstood
	var choices reply.Buttons
	for _, a := range accounts {
		choices = append(choices, reply.Button{Label: shortLabel(string(t.accountOn(a))), Say: "unlink " + accountText(a)})
	}
	return t.reply(nil, t.paragraph("link.which"), choices), nil
}
