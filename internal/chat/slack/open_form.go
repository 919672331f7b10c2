package slack

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

// Pressed is an interaction as it came in, before it is in any row.
type Pressed struct {
	Realm string // of the installation that it came to
	ID    string // that no other has
	Raw   []byte // as Slack sent it
}

// OpenForm opens the form that an interaction asks for: at once a view that says that it is coming, before anything is
// read, and then the form in its place, unless somebody has changed the view meanwhile (S-19). Call it as soon as the
// interaction is known to be Slack's, beside acknowledging it. If it comes too late the person is given the button again.
func (o *Output) OpenForm(ctx context.Context, pressed Pressed) error {
	what, err := readInteractive(pressed.Raw)
	if err != nil {
		return err
	}
	client, err := o.clientFor(ctx, &pressed, what)
	if err != nil {
		return err
	}
	opened, err := client.OpenViewContext(ctx, what.TriggerID, loading(o.printer(what.language())))
	if err != nil {
		return errors.Join(callError{"views.open", err}, o.pressAgain(ctx, pressed, what))
	}
	view, err := o.form(ctx, client, pressed, what)
	if err != nil {
		o.Log.ErrorContext(ctx, "a form could not be made", "interaction", pressed.ID, "error", err)
		view = o.sorry(what)
	}
	if _, err = client.UpdateViewContext(ctx, view, "", opened.Hash, opened.ID); err != nil {
		return callError{"views.update", err}
	}
	return nil
}

// clientFor is that of the workspace. Somebody of another one, who presses a button in a shared room, is told of by their
// own; then it is that of the workspace whose button it is.
func (o *Output) clientFor(ctx context.Context, pressed *Pressed, what interactive) (*slack.Client, error) {
	client, err := o.Workspaces.Client(ctx, pressed.Realm)
	if errors.Is(err, commitments.ErrNotFound) {
		if offer, offerErr := o.Store.Offer(ctx, what.action().Value); offerErr == nil {
			pressed.Realm = offer.Realm
			client, err = o.Workspaces.Client(ctx, pressed.Realm)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("workspace %s: %w", pressed.Realm, err)
	}
	return client, nil
}

// sorry is the view for what nobody could foresee.
func (o *Output) sorry(what interactive) slack.ModalViewRequest {
	words := o.printer(what.language())
	return notice(words, reply.Reply{
		Language: words.Language(), Direction: words.Direction(),
		Blocks: []reply.Block{reply.Paragraph{reply.Said(words.Sentence("slack.form_failed"))}},
	})
}

// form is the view with the form, or with the reason why there is none.
func (o *Output) form(ctx context.Context, client *slack.Client, pressed Pressed, what interactive) (slack.ModalViewRequest, error) {
	m, trouble, err := o.formAsked(ctx, client, pressed, what)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	if trouble == nil {
		if trouble, err = o.mayAct(ctx, &m, what.User.TeamID); err != nil {
			return slack.ModalViewRequest{}, err
		}
	}
	if trouble != nil {
		words := o.printerOf(ctx, m)
		return notice(words, refusal(words, *trouble)), nil //nolint:nilerr // a refusal is what the person sees
	}
	answer, err := o.Bot.Form(ctx, m)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	words := o.printer(answer.Language)
	forms := answer.Reply.Forms()
	if len(forms) == 0 {
		return notice(words, answer.Reply), nil
	}
	where := kept{Realm: m.Realm, Room: m.Room, Thread: m.Thread, Source: m.Source}
	return modal(answer.Reply, forms[0], where, words), nil
}

// formAsked is the message that asks for the form.
func (o *Output) formAsked(ctx context.Context, client *slack.Client, pressed Pressed, what interactive) (chat.Message, *problem.Problem, error) {
	m := chat.Message{
		Platform: people.Slack, Realm: pressed.Realm, Subject: what.User.ID, DisplayName: what.name(),
		Room: what.room(), Thread: what.thread(), Private: what.room() == "" || isPrivate(what.room()), Locale: what.language(),
	}
	if what.Type == "message_action" {
		return o.shortcutAsked(ctx, client, m, what), nil, nil
	}
	offer, err := o.Store.Offer(ctx, what.action().Value)
	if errors.Is(err, commitments.ErrNotFound) || err == nil && !o.Now().Before(offer.ExpiresAt) {
		t := problem.New(problem.Refused, "slack.button_gone")
		return m, &t, nil
	}
	if err != nil {
		return m, nil, fmt.Errorf("find offer: %w", err)
	}
	if offer.Subject != "" && offer.Subject != m.Subject {
		t := problem.New(problem.Refused, "slack.button_not_yours")
		return m, &t, nil
	}
	m.Realm, m.Form, m.Values = offer.Realm, offer.Form, valuesOf(offer)
	return m, nil, nil
}

// shortcutAsked is "Log as progress": the form with the message as the note, and a link to it as the evidence. Its answer
// is for the person alone, because the message may stand anywhere.
func (o *Output) shortcutAsked(ctx context.Context, client *slack.Client, m chat.Message, what interactive) chat.Message {
	m.Form, m.Room, m.Thread, m.Private = "log", "", "", true
	m.Values = map[string]string{"note": plain(what.Message.Text)}
	link, err := client.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: what.room(), Ts: what.Message.TS})
	if err != nil {
		o.Log.WarnContext(ctx, "a message has no link", "error", callError{"chat.getPermalink", err})
		return m
	}
	m.Values["evidence"], m.Source = link, link
	return m
}

// pressAgain gives the button again whose press came too late.
func (o *Output) pressAgain(ctx context.Context, pressed Pressed, what interactive) error {
	m := chat.Message{Realm: pressed.Realm, Subject: what.User.ID, Room: what.room(), Thread: what.thread(), Private: what.room() == ""}
	words := o.printer(what.language())
	form := reply.Form{Name: "log", Title: words.Sentence("slack.form_again")}
	if what.Type == "block_actions" {
		offer, err := o.Store.Offer(ctx, what.action().Value)
		if err != nil {
			return fmt.Errorf("find offer: %w", err)
		}
		form = again(offer.Form, form.Title, valuesOf(offer))
	}
	said := reply.Reply{
		Language: words.Language(), Direction: words.Direction(),
		Blocks: []reply.Block{reply.Paragraph{reply.Said(words.Sentence("slack.too_late"))}, form},
	}
	answers, err := o.KeepAddress(ctx, pressed.ID, what.ResponseURL, identity(pressed.Realm, what.User.ID), o.Now())
	if err != nil {
		return err
	}
	sendings, err := o.Answer(Asked{Cause: "late/" + pressed.ID, Message: m, Answers: answers}, chat.Answer{Reply: said})
	if err != nil {
		return err
	}
	return o.queue(ctx, sendings)
}

func (o *Output) queue(ctx context.Context, sendings []queue.Sending) error {
	if err := o.Queue.Queue(ctx, sendings); err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	return nil
}

// again is a form that is only a button: it opens with these values.
func again(name, title string, values map[string]string) reply.Form {
	form := reply.Form{Name: name, Title: title}
	for _, field := range slices.Sorted(maps.Keys(values)) {
		form.Fields = append(form.Fields, reply.Field{Name: field, Value: values[field]})
	}
	return form
}
