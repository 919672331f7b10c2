// Package chat turns what people write to the bot into answers. A Message is understood, one verb answers it with a
// reply.Reply, and what was shown and asked is kept for the next message. The package knows no platform: adapters make
// the messages and show the replies. It changes nothing but through commitments.Service.
//
// A verb is one file and one line in verbs.go, where it is said how to add one.
package chat

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/google/uuid"
)

// Parts are what a bot works with.
type Parts struct {
	Store     Store
	Service   *commitments.Service
	Reader    *understand.Reader // its first plan should be the default one
	Catalogue *i18n.Catalogue
}

// Options of a bot.
type Options struct {
	DefaultPlan string            // slug; empty: plans.DefaultSlug
	Platforms   []people.Platform // where people can be written to without their asking
	Now         func() time.Time  // the clock
	NoEmail     bool              // no e-mail can be sent here, so that nobody is asked for an address
}

// Bot answers messages. It is safe for concurrent use; two messages of one person are best handled one after the other.
type Bot struct {
	store     Store
	service   *commitments.Service
	reader    *understand.Reader
	catalogue *i18n.Catalogue
	plan      string
	platforms []people.Platform
	now       func() time.Time
	noEmail   bool
	verbs     map[understand.Verb]verb
}

// New makes a bot.
func New(parts Parts, options Options) *Bot {
	b := &Bot{
		store: parts.Store, service: parts.Service, reader: parts.Reader, catalogue: parts.Catalogue,
		plan: options.DefaultPlan, platforms: options.Platforms, now: options.Now, noEmail: options.NoEmail, verbs: map[understand.Verb]verb{},
	}
	if b.plan == "" {
		b.plan = plans.DefaultSlug
	}
	for _, v := range verbs() {
		b.verbs[v.name] = v
	}
	return b
}

// Handle answers one message that was addressed to the bot. The answer can always be shown: if something went wrong
// that is not the person's doing, it is a sentence with a reference number, and the error, which the caller logs,
// has the same number. With an error that only kept the conversation from being remembered comes the true answer.
func (b *Bot) Handle(ctx context.Context, m Message) (Answer, error) {
	answer, err := b.handle(ctx, m)
	if err == nil {
		return answer, nil
	}
	reference := strings.ToUpper(uuid.NewString()[:8])
	if answer.Outcome == "" {
		answer = b.apology(m, reference)
	}
	return answer, fmt.Errorf("message %s: %w", reference, err)
}

func (b *Bot) handle(ctx context.Context, m Message) (Answer, error) {
	if m.Form == "" && m.Private && strings.TrimSpace(m.Text) == "" {
		return Answer{Outcome: Silent}, nil
	}
	t, err := b.begin(ctx, m)
	if err != nil {
		return Answer{}, err
	}
	said, outcome, err := t.answer(ctx)
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Reply: said, Outcome: outcome, Language: t.printer.Language(), Asks: t.conversation.Pending != nil}
	err = b.remember(ctx, t.talk)
	if err != nil && t.conversation.Pending != nil {
		return Answer{}, err // a yes would find no question
	}
	return answer, err
}

// apology says that something went wrong, in the best language that is known without asking anybody.
func (b *Bot) apology(m Message, reference string) Answer {
	p := b.catalogue.Printer(firstOf(languageOf(m.Text), m.Locale))
	said := reply.Reply{Language: p.Language(), Direction: p.Direction(), Blocks: []reply.Block{
		reply.Paragraph{reply.Said(p.Sentence("chat.went_wrong", "reference", reference))},
	}}
	return Answer{Reply: said, Outcome: Refused, Language: p.Language()}
}
