package chat

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/reply"
)

// whoami says by what account the person is known, in which roles, and with which settings.
func whoami(ctx context.Context, t *turn) (reply.Reply, error) {
	account := t.fact("chat.fact.account", t.accountOn(t.message.who()))
	if !t.actor.Known() {
		return t.reply(nil, t.paragraph("chat.stranger"), reply.Facts{account, t.languageFact()}, t.howToJoin()), nil
	}
	facts := reply.Facts{t.fact("chat.fact.person", reply.Text(t.actor.Member.Name)), account}
	others, err := t.otherAccounts(ctx)
	if err != nil {
		return reply.Reply{}, err
	}
	facts = append(facts, others...)
	for _, m := range t.actor.Memberships {
		o, err := t.organisation(ctx, m.Organisation)
		if err != nil {
			return reply.Reply{}, err
		}
		facts = append(facts, t.fact("chat.fact.role", reply.Text(t.fullName(o)), t.said("chat.comma")+" ", reply.Said(t.word("role", string(m.Role)))))
	}
	for _, handle := range t.actor.Barred {
		o, err := t.organisation(ctx, handle)
		if err != nil {
			return reply.Reply{}, err
		}
		facts = append(facts, t.fact("servers.fact", reply.Text(t.fullName(o))))
	}
	for _, p := range t.plans {
		if t.actor.ConvenerOf(p.ID) {
			facts = append(facts, t.fact("chat.fact.convenes", reply.Text(planTitle(p, t.printer.Language()))))
		}
	}
	facts = append(facts, t.languageFact(), t.fact("chat.fact.zone", reply.Text(t.zone.String())))
	if away := t.actor.Member.AwayUntil; away > t.today {
		facts = append(facts, t.fact("chat.fact.away", reply.Said(t.printer.Date(away))))
	}
	blocks := []reply.Block{facts}
	if len(t.actor.Memberships) == 0 {
		blocks = append(blocks, t.howToJoin())
	}
	return t.reply(nil, blocks...), nil
}

// otherAccounts are those of the speaker's that this message did not come from. They are told in private.
func (t *turn) otherAccounts(ctx context.Context) (reply.Facts, error) {
	if !t.message.Private {
		return nil, nil
	}
	accounts, err := t.store.IdentitiesOf(ctx, t.actor.Member.ID)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	var facts reply.Facts
	for _, a := range accounts {
		if a.Platform != t.message.Platform || a.Realm != t.message.Realm || a.Subject != t.message.Subject {
			facts = append(facts, t.fact("link.fact.other", t.accountOn(a)))
		}
	}
	return facts, nil
}

func (t *turn) languageFact() reply.Fact {
	return t.fact("chat.fact.language", reply.Said(t.word("language", t.printer.Language())))
}
