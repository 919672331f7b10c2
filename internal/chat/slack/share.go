package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

// A file that was asked for in a room comes to the person alone. From there it goes to the room only after the person has
// seen who would get it ("12 people, 3 outside your organisation") and has said yes (S-52). It is made again then, by
// the same sentence, as everybody in the room may see it.

// Names of actions of our own, which open no form.
const (
	shareForm = "slack:share"     // asks, with the audience
	shareNow  = "slack:share now" // shares
)

// share is where a file was asked for, and with which words.
type share struct {
	Room   string `json:"room"`
	Thread string `json:"thread,omitempty"`
	Say    string `json:"say"`
}

// offerShare gives the person, below the file, a button to pass it on.
func (o *Output) offerShare(ctx context.Context, p post, parcel fileParcel, f reply.File) error {
	if parcel.Share == nil || parcel.Share.Say == "" || parcel.Shared {
		return nil
	}
	words := o.printer(p.letter.Reply.Language)
	said := reply.Reply{Language: words.Language(), Direction: words.Direction(), Blocks: []reply.Block{
		reply.Paragraph{reply.Said(words.Sentence("slack.file_private", "name", f.Name))},
	}}
	return o.letterWithShare(ctx, p, said, shareButton{
		label: words.Sentence("slack.button_share"), form: shareForm, values: parcel.Share.values(),
	})
}

func (s share) values() map[string]string {
	return map[string]string{"room": s.Room, "thread": s.Thread, "say": s.Say}
}

type shareButton struct {
	label, form string
	values      map[string]string
}

// letterWithShare posts a message with a button of our own.
func (o *Output) letterWithShare(ctx context.Context, p post, said reply.Reply, b shareButton) error {
	p.message = o.withButton(said, b)
	p.sending = cloned(p.sending)
	p.sending.Key += "/share"
	if err := o.keepOffers(ctx, p); err != nil {
		return err
	}
	_, err := o.post(ctx, p)
	return err
}

// withButton is a message with a button of our own at its end.
func (o *Output) withButton(said reply.Reply, b shareButton) message {
	words := o.printer(said.Language)
	l := reply.Layout{Words: words}
	s := &renderer{Layout: l, said: said, token: o.Token}
	for _, block := range said.Blocks {
		s.block(block)
	}
	s.lines++
	s.row([]slack.BlockElement{s.pressable(pressName, b.label, action{Form: b.form, Values: b.values, Once: true})})
	text := inWords(said, l)
	return message{text: escaped{text.text + "\n\n[" + escape(b.label).text + "]"}, blocks: s.blocks, actions: s.actions}
}

// askShare says who is in the room, and asks.
func (o *Output) askShare(ctx context.Context, p press) (chat.Answer, error) {
	values := valuesOf(p.offer)
	words := o.printerOf(ctx, p.message)
	said := reply.Reply{Language: words.Language(), Direction: words.Direction()}
	client, err := o.Workspaces.Client(ctx, p.message.Realm)
	if err != nil {
		return chat.Answer{}, fmt.Errorf("workspace %s: %w", p.message.Realm, err)
	}
	people, outside, err := o.audience(ctx, client, p.message.Realm, values["room"])
	if err != nil {
		key := "slack.audience_unknown"
		if fateOf(err) == fateAbsent {
			key, err = "slack.invite_me", nil
		}
		said.Blocks = []reply.Block{reply.Paragraph{reply.Said(words.Sentence(key))}}
		return chat.Answer{Reply: said, Outcome: chat.Refused, Language: words.Language()}, err
	}
	who := words.Plural("slack.audience", people)
	if outside > 0 {
		who = words.Plural("slack.audience_outside", outside, "all", words.Plural("slack.audience_people", people))
	}
	said.Blocks = []reply.Block{reply.Paragraph{reply.Said(who)}, reply.Paragraph{reply.Said(words.Sentence("slack.share_sure"))}}
	again := post{
		sending: &queue.Sending{Key: "press/" + p.received.ID.String(), Realm: p.message.Realm}, client: client,
		letter: queue.Letter{Subject: p.message.Subject, Reply: said}, room: p.message.Room,
	}
	err = o.letterWithShare(ctx, again, said, shareButton{words.Sentence("slack.button_share_now"), shareNow, values})
	return chat.Answer{Outcome: chat.Refused}, err // the button that asks stays good
}

// share makes the file again, as the room may see it, and sends it there.
func (o *Output) share(ctx context.Context, p press) (chat.Answer, error) {
	values := valuesOf(p.offer)
	m := p.message
	m.Room, m.Thread, m.Text, m.Private = values["room"], values["thread"], values["say"], false
	answer, err := o.Bot.Handle(ctx, m)
	if err != nil {
		return answer, err
	}
	files := answer.Reply.Files()
	if answer.Outcome != chat.Answered || len(files) == 0 {
		return answer, nil
	}
	var sendings []queue.Sending
	for i, f := range files {
		parcel := fileParcel{Shared: true, Letter: queue.Letter{
			Room: m.Room, Thread: m.Thread, Answers: answersAddress("", m.Subject), Reply: alone(answer.Reply, f),
		}}
		payload, err := json.Marshal(parcel)
		if err != nil {
			return answer, fmt.Errorf("write file: %w", err)
		}
		sendings = append(sendings, o.sending(m, fmt.Sprintf("press/%s/shared %d", p.received.ID, i+1), kindFile, payload))
	}
	if err := o.queue(ctx, sendings); err != nil {
		return answer, err
	}
	words := o.printer(answer.Language)
	said := reply.Reply{Language: words.Language(), Direction: words.Direction(), Blocks: []reply.Block{
		reply.Paragraph{reply.Said(words.Sentence("slack.shared"))},
	}}
	return chat.Answer{Reply: said, Outcome: chat.Answered, Language: answer.Language}, nil
}

// mostAsked is how many people of a room are looked up one by one; of a larger one the others are counted as outside.
const mostAsked = 200

// errNotMember says that the bot is not in the room.
var errNotMember = slack.SlackErrorResponse{Err: "not_in_channel"}

// audience counts who is in a room besides the bots, and how many of them belong to another workspace.
func (o *Output) audience(ctx context.Context, client *slack.Client, realm, room string) (people, outside int, err error) {
	info, err := client.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: room, IncludeNumMembers: true})
	if err != nil {
		return 0, 0, callError{"conversations.info", err}
	}
	if !info.IsMember && !strings.HasPrefix(room, "G") {
		return 0, 0, callError{"conversations.info", errNotMember}
	}
	members, _, err := client.GetUsersInConversationContext(ctx, &slack.GetUsersInConversationParameters{ChannelID: room, Limit: 1000})
	if err != nil {
		return 0, 0, callError{"conversations.members", err}
	}
	people = max(info.NumMembers, len(members))
	if !info.IsExtShared {
		return people, 0, nil
	}
	for i, id := range members {
		if i >= mostAsked {
			return people, outside + people - mostAsked, nil
		}
		user, err := client.GetUserInfoContext(ctx, id)
		if err != nil {
			return 0, 0, callError{"users.info", err}
		}
		if user.TeamID != realm && user.Enterprise.ID != realm || user.IsStranger {
			outside++
		}
	}
	return people, outside, nil
}

var errNoDomain = errors.New("links are not unfolded here")
