package chat

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// turn is one message on its way to its answer, with everything that a verb may need.
type turn struct {
	*Bot
	message Message
	actor   access.Actor  // who speaks; the zero Actor is somebody we do not know
	reader  access.Reader // who will read the answer, with regard to plan: the speaker, or everybody in the room
	plan    *plans.Plan   // the plan at hand: the usual one, or the one that the message names
	plans   []*plans.Plan // all of them, the usual one first
	today   civil.Date    // in the plan's time zone: what is overdue is the same for everybody
	zone    *time.Location
	printer *i18n.Printer // of the answer's language, in the speaker's time zone

	understood   understand.Understanding
	args         understand.Args // of understood; a verb may also be called with others
	more         *More           // where a list goes on, if it is to; see more.go
	talk         *talk
	conversation *Conversation // what the verb changes here is kept
	confirmed    *Pending      // what the person has just said yes to; nil if this is no answer
	doubt        error         // why no plan can be at hand
	outcome      Outcome       // a verb that could not answer says so here

	organisations map[string]people.Organisation // looked up so far, by handle
}

func (b *Bot) begin(ctx context.Context, m Message) (*turn, error) {
	t := &turn{Bot: b, message: m, outcome: Answered, organisations: map[string]people.Organisation{}}
	if err := t.findPlans(ctx); err != nil {
		return nil, err
	}
	if err := t.findSpeaker(ctx); err != nil {
		return nil, err
	}
	var err error
	if t.talk, err = b.recall(ctx, m.who(), m); err != nil {
		return nil, err
	}
	t.conversation = &t.talk.now
	return t, t.chooseLanguage(ctx)
}

func (t *turn) findPlans(ctx context.Context) error {
	all, err := t.store.Plans(ctx)
	if err != nil {
		return fmt.Errorf("list plans: %w", err)
	}
	at := slices.IndexFunc(all, func(p *plans.Plan) bool { return p.Slug == t.Bot.plan })
	if at < 0 {
		return fmt.Errorf("there is no plan %s", t.Bot.plan)
	}
	t.plans = append([]*plans.Plan{all[at]}, slices.Delete(slices.Clone(all), at, at+1)...)
	if err := t.at(t.usual()); err != nil {
		return err
	}
	t.doubt = t.turnToNamed()
	return nil
}

func (t *turn) findSpeaker(ctx context.Context) error {
	if !t.message.Foreign {
		var err error
		t.actor, err = t.store.ActorByIdentity(ctx, t.message.who(), t.plan.ID, t.today)
		if err != nil && !errors.Is(err, commitments.ErrNotFound) {
			return fmt.Errorf("find who speaks: %w", err)
		}
	}
	t.reader = access.Room(access.ToPublic)
	if t.message.Private {
		t.reader = access.ReaderOf(t.actor, t.plan.ID)
	}
	t.zone = zoneOf(t.actor.Member.TimeZone, t.message.TimeZone, t.plan.TimeZone)
	return nil
}

// zoneOf is the first of the zones that there is.
func zoneOf(names ...string) *time.Location {
	zone := time.UTC
	for _, name := range slices.Backward(names) {
		zone = civil.Zone(name, zone)
	}
	return zone
}

// answer understands the message and lets a verb answer it.
func (t *turn) answer(ctx context.Context) (reply.Reply, Outcome, error) {
	if trouble, ok := t.unreadable(); ok {
		return t.refusal(trouble), Refused, nil
	}
	if trouble, ok := problem.Of(t.doubt); ok {
		return t.refusal(trouble), Refused, nil
	} else if t.doubt != nil {
		return reply.Reply{}, "", t.doubt
	}
	if seen, err := t.seenCode(ctx); err != nil {
		return reply.Reply{}, "", err
	} else if seen {
		return t.refusal(problem.New(problem.Refused, "write.code_seen")), Refused, nil
	}
	if err := t.understand(ctx); err != nil {
		return reply.Reply{}, "", err
	}
	if err := t.takeUp(ctx); err != nil {
		return reply.Reply{}, "", err
	}
	v, ok := t.verbs[t.understood.Verb]
	switch {
	case !ok:
		return t.notUnderstood(), NotUnderstood, nil
	case len(t.understood.Problems) > 0:
		return t.troubles(), Refused, nil
	case !t.understood.Sure && len(t.understood.Choices) > 0:
		return t.didYouMean(), NotUnderstood, nil
	}
	return t.run(ctx, v)
}

// run lets the verb answer. A problem is an answer too.
func (t *turn) run(ctx context.Context, v verb) (reply.Reply, Outcome, error) {
	said, err := v.answer(ctx, t)
	if trouble, ok := problem.Of(err); ok {
		return t.refusal(trouble), Refused, nil
	}
	if err != nil {
		return reply.Reply{}, "", fmt.Errorf("%s: %w", v.name, err)
	}
	if !t.message.Private {
		said.Visibility = t.verbs[t.understood.Verb].heard // after a yes, of what was asked about
	}
	said.Language, said.Direction = t.printer.Language(), t.printer.Direction()
	return t.whole(said), t.outcome, nil
}

func (t *turn) understand(ctx context.Context) error {
	if t.message.Form != "" {
		t.readForm()
		return nil
	}
	own, err := t.ownOpen(ctx)
	if err != nil {
		return err
	}
	heard := understand.Context{Today: civil.DateOf(t.now(), t.zone), Language: t.printer.Language(), Commitments: own}
	t.understood = t.Bot.reader.Read(t.message.Text, heard)
	t.args = t.understood.Args
	return nil
}

// readForm takes the arguments from a form, whose name is that of its verb.
func (t *turn) readForm() {
	name := understand.Verb(t.message.Form)
	t.understood = understand.Understanding{Verb: understand.None, Language: t.printer.Language()}
	if v, ok := t.verbs[name]; ok && v.form != nil {
		t.understood.Verb, t.understood.Structured, t.understood.Sure = name, true, true
		t.understood.Args, t.understood.Problems = v.form(t.message.Values)
	}
	t.args = t.understood.Args
}

// ownOpen are the open commitments of the speaker's organisations, as far as they may be told here.
func (t *turn) ownOpen(ctx context.Context) ([]understand.Commitment, error) {
	var own []understand.Commitment
	for _, handle := range t.actor.Organisations() {
		page, err := t.store.Find(ctx, commitments.Filter{Plan: t.plan.ID, Reader: t.reader, Organisation: handle, Open: true, Limit: 200})
		if err != nil {
			return nil, fmt.Errorf("find the commitments of %s: %w", handle, err)
		}
		for _, c := range page.Commitments {
			own = append(own, understand.Commitment{Ref: c.Ref, Title: c.Title, Steps: c.Steps})
		}
	}
	return own, nil
}

// do gives a command to the service. A problem that comes back is for the person: return it.
func (t *turn) do(ctx context.Context, command commitments.Command) (commitments.Outcome, error) {
	if t.message.Doubt.Key != "" {
		return commitments.Outcome{}, t.message.Doubt
	}
	outcome, err := t.service.Do(ctx, t.origin(), command)
	if err != nil {
		return outcome, fmt.Errorf("do %s: %w", command.Verb(), err)
	}
	if outcome.Commitment != "" {
		t.conversation.Wrote = t.otherPlan()
	}
	return outcome, nil
}

// origin is how the service is told who asks. Whatever a yes leads to has the question as its cause.
func (t *turn) origin() commitments.Origin {
	cause, language := t.message.Cause, t.understood.Language
	if t.confirmed != nil {
		cause, language = "pending "+t.confirmed.ID.String(), firstOf(languageOf(t.confirmed.Text), language)
	}
	return commitments.Origin{
		Actor: t.actor, Via: t.message.via(), Source: t.message.Source, Language: language, Cause: cause,
	}
}
