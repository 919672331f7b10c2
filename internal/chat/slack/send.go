package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

// post is one message on its way.
type post struct {
	sending *queue.Sending
	letter  queue.Letter
	client  *slack.Client
	room    string // where it goes; for one person in a shared room too
	to      string // the person who alone sees it there (an ephemeral message); empty: everybody
	asked   bool   // somebody waits for it
	message message
}

// sendLetter sends a letter: its first message now, and what does not fit into it as sendings of their own, so that each
// is sent once whatever happens to the others.
func (o *Output) sendLetter(ctx context.Context, s *queue.Sending) queue.Result {
	letter, err := queue.LetterOf(*s)
	if err != nil {
		return queue.Refused(err)
	}
	client, result, ok := o.client(ctx, s.Realm)
	if !ok {
		return result
	}
	words := o.printer(letter.Reply.Language)
	parts := partsOf(withoutFiles(letter.Reply), words)
	if err := o.queueRest(ctx, s, letter, parts); err != nil {
		return queue.Failed(err)
	}
	if len(parts) == 0 || parts[0].IsEmpty() {
		return queue.Sent("")
	}
	letter.Reply = parts[0]
	p := post{sending: s, letter: letter, client: client, asked: letter.Answers != "", message: render(parts[0], words, o.Token)}
	return o.deliver(ctx, p)
}

// client is that of the workspace; without one ok is false, and the result says why.
func (o *Output) client(ctx context.Context, realm string) (client *slack.Client, result queue.Result, ok bool) {
	client, err := o.Workspaces.Client(ctx, realm)
	switch {
	case errors.Is(err, commitments.ErrNotFound):
		return nil, queue.Refused(fmt.Errorf("workspace %s: %w", realm, err)), false
	case err != nil:
		return nil, queue.Failed(fmt.Errorf("workspace %s: %w", realm, err)), false
	}
	return client, queue.Result{}, true
}

// withoutFiles is the reply, in which files are named and not contained: they are sent on their own.
func withoutFiles(r reply.Reply) reply.Reply {
	r.Blocks = slices.Clone(r.Blocks)
	for i, b := range r.Blocks {
		if f, ok := b.(reply.File); ok {
			if f.Size == 0 {
				f.Size = int64(len(f.Content))
			}
			f.Content, f.Open = nil, nil
			r.Blocks[i] = f
		}
	}
	return r
}

// queueRest queues what comes after the first message: the other messages, and files.
func (o *Output) queueRest(ctx context.Context, s *queue.Sending, l queue.Letter, parts []reply.Reply) error {
	var rest []queue.Sending
	add := func(kind, name string, r reply.Reply) error {
		next := l
		next.Reply, next.Edits = r, ""
		payload, err := next.Payload()
		rest = append(rest, queue.Sending{
			Key: s.Key + "/" + name, Platform: platform, Realm: s.Realm, Conversation: s.Conversation, Kind: kind, Payload: payload,
			CreatedAt: o.Now(), ExpiresAt: s.ExpiresAt,
		})
		return err
	}
	for i, part := range parts {
		if i == 0 {
			continue
		}
		if err := add(queue.KindLetter, fmt.Sprintf("part %d", i+1), part); err != nil {
			return err
		}
	}
	files := withBytes(l.Reply.Files())
	for _, part := range parts {
		files = append(files, withBytes(part.Files())...) // those that cutting has added
	}
	for i, f := range files {
		single := reply.Reply{Blocks: []reply.Block{f}, Language: l.Reply.Language, Direction: l.Reply.Direction, Visibility: l.Reply.Visibility}
		if err := add(kindFile, fmt.Sprintf("file %d", i+1), single); err != nil {
			return err
		}
	}
	if len(rest) == 0 {
		return nil
	}
	if err := o.Queue.Queue(ctx, rest); err != nil {
		return fmt.Errorf("queue what comes after the first message: %w", err)
	}
	return nil
}

// withBytes are the files that can be brought: others are only named, because they are sent elsewhere.
func withBytes(files []reply.File) []reply.File {
	return slices.DeleteFunc(files, func(f reply.File) bool { return len(f.Content) == 0 })
}

// deliver finds out where a message goes, waits its turn and posts it.
func (o *Output) deliver(ctx context.Context, p post) queue.Result {
	now := o.Now()
	p.sending = cloned(p.sending)
	if result, ok := o.route(ctx, &p); !ok {
		return result
	}
	if wait := o.wait(now, p); wait > 0 {
		return queue.Later(now.Add(wait))
	}
	if result, over := o.overCeiling(ctx, p); over {
		return result
	}
	if p.sending.Unknown {
		if receipt, result, ok := o.lookFor(ctx, p); !ok {
			return result
		} else if receipt != "" {
			return queue.Sent(receipt)
		}
	}
	if err := o.keepOffers(ctx, p); err != nil {
		return queue.Failed(err)
	}
	receipt, err := o.post(ctx, p)
	if err != nil {
		return o.trouble(ctx, p, err)
	}
	return queue.Sent(receipt)
}

func cloned(s *queue.Sending) *queue.Sending {
	same := *s
	return &same
}

// route finds the room, and whether only one person is to see it there. What is for one person and no answer to what was
// just said there goes to their own conversation, which nobody misses (S-21).
func (o *Output) route(ctx context.Context, p *post) (queue.Result, bool) {
	l := p.letter
	p.room = l.Room
	switch {
	case l.Room == "" && l.Subject == "":
		return queue.Refused(errors.New("a letter to nobody")), false
	case l.Subject == "" || isPrivate(l.Room):
	case l.Room != "" && l.Answers != "":
		p.to = l.Subject
	default:
		return o.routeToPerson(ctx, p)
	}
	return queue.Result{}, true
}

func (o *Output) routeToPerson(ctx context.Context, p *post) (queue.Result, bool) {
	room, err := o.privateRoom(ctx, p.client, people.Identity{Realm: p.sending.Realm, Subject: p.letter.Subject})
	if err != nil {
		return o.trouble(ctx, *p, err), false
	}
	p.room, p.letter.Thread = room, ""
	return queue.Result{}, true
}

// isPrivate says whether a room is the conversation with one person: its id says so.
func isPrivate(room string) bool { return strings.HasPrefix(room, "D") }

// privateRoom is the conversation with somebody, which is opened if there is none yet.
func (o *Output) privateRoom(ctx context.Context, client *slack.Client, who people.Identity) (string, error) {
	name := privateName(who)
	known, err := o.Queue.Keepsake(ctx, name)
	if err != nil || known != "" {
		return known, err
	}
	channel, _, _, err := client.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{who.Subject}})
	if err != nil {
		return "", callError{"conversations.open", err}
	}
	if err := o.Queue.Keep(ctx, queue.Keepsake{Name: name, Text: channel.ID}); err != nil {
		return "", fmt.Errorf("keep the conversation with %s: %w", who.Subject, err)
	}
	return channel.ID, nil
}

// privateName is under what the private conversation with somebody is remembered.
func privateName(who people.Identity) string { return "slack/dm/" + who.Realm + "/" + who.Subject }

// wait is how long the message has to wait for its turn. Answers wait for their conversation alone; what nobody has asked
// for waits for the workspace too.
func (o *Output) wait(now time.Time, p post) time.Duration {
	if wait := o.pace.waits(now, methodName(p.sending.Realm, p.method())); wait > 0 {
		return wait
	}
	buckets := []bucket{conversationBucket(p.sending.Realm, p.room)}
	if !p.asked {
		buckets = append(buckets, workspaceBucket(p.sending.Realm))
	}
	return o.pace.take(now, buckets...)
}

func (p post) method() string {
	switch {
	case p.to != "":
		return "chat.postEphemeral"
	case p.letter.Edits != "":
		return "chat.update"
	}
	return "chat.postMessage"
}

// keepOffers keeps what the message's buttons do, before anybody can press them.
func (o *Output) keepOffers(ctx context.Context, p post) error {
	if err := o.Store.SaveOffers(ctx, o.offers(p)); err != nil {
		return fmt.Errorf("keep what buttons do: %w", err)
	}
	return nil
}

// post posts the message, and says by what Slack knows it.
func (o *Output) post(ctx context.Context, p post) (receipt string, err error) {
	if p.to != "" {
		return o.postToOne(ctx, p)
	}
	if at, ok, err := o.edited(ctx, p); err != nil {
		return "", err
	} else if ok {
		return o.update(ctx, p, at)
	}
	thread, err := o.thread(ctx, p)
	if err != nil {
		return "", err
	}
	options := append(content(p.message), slack.MsgOptionMetadata(metadata(p.sending.Key)))
	if thread != "" {
		options = append(options, slack.MsgOptionTS(thread))
	}
	room, ts, err := p.client.PostMessageContext(ctx, p.room, options...)
	if err != nil {
		return "", callError{"chat.postMessage", err}
	}
	return place{room, ts}.String(), nil
}

// content is what every message of ours has in common: nothing in it is looked up or unfolded (S-29, S-32).
func content(m message) []slack.MsgOption {
	return []slack.MsgOption{
		slack.MsgOptionText(m.text.String(), false), slack.MsgOptionBlocks(m.blocks...),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
}

// thread is the message in whose thread it goes. A letter that answers in a thread says so; one that goes under another
// one finds out where that went.
func (o *Output) thread(ctx context.Context, p post) (string, error) {
	if p.letter.Under == "" {
		return p.letter.Thread, nil
	}
	receipt, err := o.Queue.ReceiptOf(ctx, platform, p.sending.Realm, p.letter.Under)
	if err != nil {
		return "", fmt.Errorf("receipt of %s: %w", p.letter.Under, err)
	}
	if at, ok := placeOf(receipt); ok && at.room == p.room {
		return at.ts, nil
	}
	return p.letter.Thread, nil
}

// edited is the message whose place it takes, if that was sent and stands in the same room.
func (o *Output) edited(ctx context.Context, p post) (place, bool, error) {
	if p.letter.Edits == "" {
		return place{}, false, nil
	}
	receipt, err := o.Queue.ReceiptOf(ctx, platform, p.sending.Realm, p.letter.Edits)
	if err != nil {
		return place{}, false, fmt.Errorf("receipt of %s: %w", p.letter.Edits, err)
	}
	at, ok := placeOf(receipt)
	return at, ok && at.room == p.room, nil
}

func (o *Output) update(ctx context.Context, p post, at place) (string, error) {
	_, ts, _, err := p.client.UpdateMessageContext(ctx, at.room, at.ts, content(p.message)...)
	if err != nil {
		return "", callError{"chat.update", err}
	}
	return place{at.room, ts}.String(), nil
}

// postToOne posts what one person alone sees: by the address that came with what they said, if there is one and it still
// holds, because that also works where the bot is no member (S-18).
func (o *Output) postToOne(ctx context.Context, p post) (string, error) {
	if address, ok := o.replyAddress(ctx, p.letter.Answers); ok {
		err := o.postTo(ctx, address, answerBody(p))
		if err == nil {
			return "", nil
		}
		o.Log.WarnContext(ctx, "an answer could not go to its address", "sending", p.sending.ID, "error", err)
	}
	options := content(p.message)
	if p.letter.Thread != "" && p.letter.Thread != messageIn(p.letter.Answers) { // nobody sees it in a thread that is none yet
		options = append(options, slack.MsgOptionTS(p.letter.Thread))
	}
	if _, err := p.client.PostEphemeralContext(ctx, p.room, p.to, options...); err != nil {
		return "", callError{"chat.postEphemeral", err}
	}
	return "", nil
}

// place is where a message stands.
type place struct{ room, ts string }

func (p place) String() string { return p.room + ":" + p.ts }

func placeOf(receipt string) (place, bool) {
	room, ts, ok := strings.Cut(receipt, ":")
	return place{room, ts}, ok && room != "" && ts != ""
}

// body is what is posted to an address.
type body struct {
	ResponseType    string          `json:"response_type,omitempty"`
	ReplaceOriginal bool            `json:"replace_original"`
	DeleteOriginal  bool            `json:"delete_original,omitempty"`
	ThreadTS        string          `json:"thread_ts,omitempty"`
	Text            string          `json:"text,omitempty"`
	Blocks          json.RawMessage `json:"blocks,omitempty"`
	UnfurlLinks     bool            `json:"unfurl_links"`
	UnfurlMedia     bool            `json:"unfurl_media"`
}

// answerBody is for the person alone, whatever the address would do by itself (S-22).
func answerBody(p post) body {
	b := body{
		ResponseType: slack.ResponseTypeEphemeral, Text: p.message.text.String(), Blocks: encoded(slack.Blocks{BlockSet: p.message.blocks}),
	}
	if p.letter.Thread != messageIn(p.letter.Answers) {
		b.ThreadTS = p.letter.Thread
	}
	return b
}
