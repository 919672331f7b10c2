package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

// callError is what went wrong with a call of Slack's, with the name of the method. It never has an argument of it.
type callError struct {
	method string
	err    error
}

func (e callError) Error() string {
	if scope := e.scope(); scope != "" {
		return fmt.Sprintf("%s: missing_scope %s", e.method, scope)
	}
	return e.method + ": " + e.err.Error()
}

func (e callError) Unwrap() error { return e.err }

// code is Slack's word for it; empty if it is not Slack that refused.
func (e callError) code() string {
	if answer, ok := errors.AsType[slack.SlackErrorResponse](e.err); ok {
		return answer.Err
	}
	return ""
}

// scope is the one that the app lacks.
func (e callError) scope() string {
	if answer, ok := errors.AsType[slack.SlackErrorResponse](e.err); ok && answer.Err == "missing_scope" {
		return answer.Needed
	}
	return ""
}

func unknownKind(kind string) error { return fmt.Errorf("a sending of kind %q is none of ours", kind) }

// fate is what a failed call means for what was to be sent.
type fate int

const (
	fateAgain   fate = iota // it has not arrived, and may the next time
	fateUnknown             // it may have arrived
	fateParked              // Slack wants the method to be left alone
	fateOff                 // the token is no good any more
	fateAbsent              // the bot is not in the room, or cannot see it
	fateTooLong             // Slack does not take it as it is
	fateOld                 // what was to be changed is gone
	fateNever               // it will never arrive
)

// fates are Slack's words. Any other is fateNever: it says that the call was wrong, and it will be the next time.
var fates = map[string]fate{
	"invalid_auth": fateOff, "account_inactive": fateOff, "token_revoked": fateOff, "not_authed": fateOff,
	"team_access_not_granted": fateOff,

	"not_in_channel": fateAbsent, "channel_not_found": fateAbsent, "user_not_in_channel": fateAbsent, "restricted_action": fateAbsent,
	"restricted_action_read_only_channel": fateAbsent, "restricted_action_non_threadable_channel": fateAbsent,

	"msg_too_long": fateTooLong, "msg_blocks_too_long": fateTooLong, "invalid_blocks": fateTooLong, "invalid_blocks_format": fateTooLong,

	"message_not_found": fateOld, "cant_update_message": fateOld, "edit_window_closed": fateOld,

	"ratelimited": fateParked, "rate_limited": fateParked, "message_limit_exceeded": fateParked,

	"token_expired": fateAgain, "team_added_to_org": fateAgain, "org_login_required": fateAgain, "service_unavailable": fateAgain,
	"request_timeout": fateAgain, "team_not_found": fateAgain, "method_deprecated_temporarily": fateAgain,

	"fatal_error": fateUnknown, "internal_error": fateUnknown,
}

// fateOf reads an error. A connection that was never made has sent nothing; one that broke may have.
func fateOf(err error) fate {
	if _, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return fateParked
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok {
		switch {
		case status.Code == http.StatusTooManyRequests:
			return fateParked
		case status.Code >= http.StatusInternalServerError:
			return fateUnknown
		}
		return fateNever
	}
	if answer, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		if f, known := fates[answer.Err]; known {
			return f
		}
		return fateNever
	}
	call, ok := errors.AsType[callError](err)
	if !ok {
		return fateAgain // of our own: the database
	}
	if dial, ok := errors.AsType[*net.OpError](call); ok && dial.Op == "dial" {
		return fateAgain
	}
	if _, ok := errors.AsType[*net.DNSError](call); ok {
		return fateAgain
	}
	if _, ok := errors.AsType[*json.SyntaxError](call); ok {
		return fateUnknown
	}
	return fateUnknown
}

// trouble is what becomes of a message after an error.
func (o *Output) trouble(ctx context.Context, p post, err error) queue.Result {
	switch fateOf(err) {
	case fateParked:
		return queue.Later(o.parked(p.sending.Realm, err))
	case fateUnknown:
		if changes(err) {
			return queue.Failed(err) // to say the same again does no harm
		}
		return queue.Unknown(err)
	case fateAgain:
		return queue.Failed(err)
	case fateOff:
		return o.turnOff(ctx, p.sending.Realm, err)
	case fateAbsent:
		return o.absent(ctx, p, err)
	case fateTooLong:
		return o.plainer(ctx, p, err)
	case fateOld:
		return o.anew(ctx, p, err)
	}
	return queue.Refused(err)
}

// changes says whether the call may be made twice with one effect.
func changes(err error) bool {
	call, ok := errors.AsType[callError](err)
	if !ok {
		return false
	}
	switch call.method {
	case "conversations.open", "chat.update", "views.publish", "chat.unfurl":
		return true
	}
	return false
}

// parked leaves the method alone for as long as Slack says, or half a minute if it does not, and a little longer, so
// that not everything comes back at once (S-40).
func (o *Output) parked(realm string, err error) time.Time {
	after := parkedFor
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok && limited.RetryAfter > 0 {
		after = limited.RetryAfter
	}
	after += time.Duration(o.Chance() * float64(min(after/5+time.Second, 10*time.Second)))
	until := o.Now().Add(after)
	if call, ok := errors.AsType[callError](err); ok {
		o.pace.park(methodName(realm, call.method), until)
	}
	return until
}

// turnOff ends the installation, and gives up what was to be sent.
func (o *Output) turnOff(ctx context.Context, realm string, err error) queue.Result {
	why := "off"
	if call, ok := errors.AsType[callError](err); ok {
		why = call.code()
	}
	if offErr := o.Workspaces.TurnOff(ctx, realm, why); offErr != nil {
		return queue.Failed(errors.Join(err, offErr))
	}
	return queue.Refused(err)
}

// absent: an answer to somebody goes to where only they see it, by the address that came with what they said, or else to
// their own conversation, with how to let the bot in. What was for everybody in a room nobody asked for is given up.
func (o *Output) absent(ctx context.Context, p post, err error) queue.Result {
	if isPrivate(p.room) && p.letter.Room != p.room {
		return o.forgetRoom(ctx, p, err)
	}
	if o.asker(p) == "" {
		return queue.Refused(err)
	}
	if !isPrivate(p.room) { // else it is a conversation of two others, where a command was said
		invite := o.printer(p.letter.Reply.Language).Sentence("slack.invite_me")
		p.letter.Reply.Blocks = append(p.letter.Reply.Blocks, reply.Paragraph{reply.Said(invite)})
	}
	p.message = render(p.letter.Reply, o.printer(p.letter.Reply.Language), o.Token)
	if err := o.keepOffers(ctx, p); err != nil {
		return queue.Failed(err)
	}
	if address, ok := o.replyAddress(ctx, p.letter.Answers); ok {
		if o.postTo(ctx, address, answerBody(p)) == nil {
			return queue.Sent("")
		}
	}
	room, openErr := o.privateRoom(ctx, p.client, identity(p.sending.Realm, o.asker(p)))
	if openErr != nil {
		return queue.Refused(errors.Join(err, openErr))
	}
	p.room, p.to, p.letter.Thread, p.letter.Under, p.letter.Edits = room, "", "", "", ""
	receipt, postErr := o.post(ctx, p)
	switch {
	case postErr == nil:
		return queue.Sent(receipt)
	case fateOf(postErr) == fateUnknown:
		return queue.Unknown(postErr)
	case fateOf(postErr) == fateAgain || fateOf(postErr) == fateParked:
		return queue.Failed(postErr)
	}
	return queue.Refused(errors.Join(err, postErr))
}

// forgetRoom: the private conversation that was remembered is there no more. It is opened again the next time.
func (o *Output) forgetRoom(ctx context.Context, p post, err error) queue.Result {
	name := privateName(identity(p.sending.Realm, p.letter.Subject))
	if forgetErr := o.Queue.Keep(ctx, queue.Keepsake{Name: name}); forgetErr != nil {
		return queue.Failed(errors.Join(err, forgetErr))
	}
	return queue.Failed(err)
}

// asker is who asked for what the letter answers: the letter says it, or the reference that it answers.
func (o *Output) asker(p post) string {
	if p.letter.Subject != "" {
		return p.letter.Subject
	}
	return askerOf(p.letter.Answers)
}

// plainer sends the words alone, which are within every limit: a reply that Slack's rules for blocks refuse is still
// said.
func (o *Output) plainer(ctx context.Context, p post, err error) queue.Result {
	if len(p.message.blocks) == 0 {
		return queue.Refused(err)
	}
	o.Log.ErrorContext(ctx, "Slack refused our blocks", "sending", p.sending.ID, "error", err)
	p.message.blocks = nil
	receipt, err := o.post(ctx, p)
	if err != nil {
		return o.trouble(ctx, p, err)
	}
	return queue.Sent(receipt)
}

// anew posts what was to take the place of a message that is gone.
func (o *Output) anew(ctx context.Context, p post, err error) queue.Result {
	if p.letter.Edits == "" {
		return queue.Refused(err)
	}
	p.letter.Edits = ""
	receipt, err := o.post(ctx, p)
	if err != nil {
		return o.trouble(ctx, p, err)
	}
	return queue.Sent(receipt)
}
