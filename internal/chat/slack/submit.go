package slack

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

// CheckSubmission looks at a form that was submitted, without reading anything: what is missing, too long, no day or no
// number. The answer is what to acknowledge it with: errors beside the inputs, and then it is not to be kept; nil if
// there is nothing wrong, and then it goes to the inbox under ViewID, so that the same form submitted twice is one
// (S-20). Whether the rest of it holds is for the bot to say.
func (o *Output) CheckSubmission(raw []byte) (answer []byte) {
	what, err := readInteractive(raw)
	if err != nil || what.View.CallbackID != formCallback {
		return nil
	}
	where := what.View.kept()
	words := o.printer(where.Language)
	wrong := map[string]string{}
	values := what.View.values()
	for _, f := range where.Fields {
		if key, args := f.wrong(values[f.Name]); key != "" {
			wrong[f.Name] = words.Sentence(key, args...)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return encoded(slack.NewErrorsViewSubmissionResponse(wrong))
}

// ViewID is under what a submitted form is received: a view is submitted once.
func ViewID(raw []byte) string {
	what, err := readInteractive(raw)
	if err != nil || what.View.ID == "" {
		return ""
	}
	return "view " + what.View.ID
}

// kept is what the modal carried along; another program's is empty.
func (v submittedView) kept() kept {
	var k kept
	_ = json.Unmarshal([]byte(v.PrivateMetadata), &k)
	return k
}

// values are those of the fields.
func (v submittedView) values() map[string]string {
	values := map[string]string{}
	for field, inputs := range v.State.Values {
		values[field] = inputs[valueAction].text()
	}
	return values
}

// wrong is the key of what is wrong with a value, if anything is.
func (f keptField) wrong(value string) (key string, args []any) {
	text := strings.TrimSpace(value)
	switch {
	case text == "" && f.Required:
		return "slack.field_required", nil
	case text == "":
		return "", nil
	case f.Most > 0 && runesOf(text) > f.Most:
		return "slack.field_too_long", []any{"most", f.Most}
	case f.Kind == reply.DateField:
		if _, err := civil.ParseDate(text); err != nil {
			return "slack.field_no_day", nil
		}
	case f.Kind == reply.Number:
		if _, err := strconv.Atoi(text); err != nil {
			return "slack.field_no_number", nil
		}
	}
	return "", nil
}

// submitted hands a form to the bot. Rights are those of now, and not of when the form was opened.
func (o *Output) submitted(ctx context.Context, r *queue.Received, what interactive) ([]queue.Sending, error) {
	if what.View.CallbackID != formCallback {
		return nil, nil
	}
	where := what.View.kept()
	realm := where.Realm
	if realm == "" {
		realm = r.Realm
	}
	m := chat.Message{
		Platform: people.Slack, Realm: realm, Subject: what.User.ID, DisplayName: what.name(),
		Room: where.Room, Thread: where.Thread, Private: where.Room == "" || isPrivate(where.Room),
		Form: where.Form, Values: what.View.values(), Source: where.Source, Cause: "slack view " + what.View.ID,
	}
	if m.Room == "" {
		var err error
		if m.Room, err = o.homeRoom(ctx, m); err != nil {
			return nil, err
		}
	}
	p := press{received: r, what: what, message: m, answers: answersAddress(r.ID.String(), m.Subject)}
	trouble, err := o.mayAct(ctx, &p.message, what.User.TeamID)
	if err != nil {
		return nil, err
	}
	if trouble != nil {
		return o.refuse(ctx, p, *trouble)
	}
	answer, err := o.Bot.Handle(ctx, p.message)
	if err != nil {
		o.Log.ErrorContext(ctx, "a form was not answered as it should be", "received", r.ID, "error", err)
	}
	if answer.Outcome != chat.Answered {
		answer.Reply = o.withFormAgain(answer.Reply, m)
	}
	sendings, err := o.Answer(p.asked(), answer)
	if err != nil || answer.Outcome != chat.Answered {
		return sendings, err
	}
	return append(sendings, o.homeAfterChange(p.message, r.ID.String())), nil
}

// withFormAgain is a refusal with a button that opens the form with what was written in it.
func (o *Output) withFormAgain(r reply.Reply, m chat.Message) reply.Reply {
	title := o.printer(r.Language).Sentence("slack.form_again")
	r.Blocks = append(r.Blocks, again(m.Form, title, m.Values))
	return r
}
