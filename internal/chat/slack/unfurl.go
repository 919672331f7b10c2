package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

// Links to pages of this installation show what is behind them: what everybody may see, whoever posted them and wherever
// (Slack tells of links in rooms that the bot is not in). Nothing is fetched: the address says which step or commitment
// it is about, and the bot is asked as a stranger would (S-53).

// linkShared is the event, as far as it is needed.
type linkShared struct {
	Channel   string `json:"channel"`
	MessageTS string `json:"message_ts"`
	UnfurlID  string `json:"unfurl_id"`
	Source    string `json:"source"`
	Links     []struct {
		URL string `json:"url"`
	} `json:"links"`
}

// LinkShared is what comes of a link_shared event, given the inner event as Slack sent it: nothing if no link of it is
// one of ours that leads to something.
func (o *Output) LinkShared(realm, cause string, event []byte) ([]queue.Sending, error) {
	var e linkShared
	if err := json.Unmarshal(event, &e); err != nil {
		return nil, fmt.Errorf("read shared link: %w", err)
	}
	ours := false
	for _, l := range e.Links {
		_, ok := sentenceOf(o.Domain, l.URL)
		ours = ours || ok
	}
	if !ours || e.Channel == "" || e.Source == "composer" {
		return nil, nil
	}
	return []queue.Sending{{
		Key: "unfurl/" + cause, Platform: platform, Realm: realm, Conversation: e.Channel, Kind: kindUnfurl, Payload: event, CreatedAt: o.Now(),
	}}, nil
}

// pages are the addresses that lead to something, by their path.
var pages = []struct {
	path *regexp.Regexp
	say  string
}{
	{regexp.MustCompile(`^/(?:[a-z0-9-]+/)?commitments/([A-Za-z]{1,3}-\d{1,9})/?$`), "status "},
	{regexp.MustCompile(`^/(?:[a-z0-9-]+/)?steps/([0-9]{1,3}[a-z]{0,2})/?$`), "step "},
}

// sentenceOf is the question that a link of ours asks. The host must be ours to the letter.
func sentenceOf(domain, address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || domain == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || !strings.EqualFold(u.Host, domain) {
		return "", false
	}
	for _, p := range pages {
		if found := p.path.FindStringSubmatch(u.Path); found != nil {
			return p.say + found[1], true
		}
	}
	return "", false
}

func (o *Output) sendUnfurled(ctx context.Context, s *queue.Sending) queue.Result {
	var e linkShared
	if err := json.Unmarshal(s.Payload, &e); err != nil {
		return queue.Refused(fmt.Errorf("read shared link: %w", err))
	}
	if o.Domain == "" {
		return queue.Refused(errNoDomain)
	}
	client, result, ok := o.client(ctx, s.Realm)
	if !ok {
		return result
	}
	now := o.Now()
	if wait := o.pace.take(now, methodBucket(s.Realm, "chat.unfurl")); wait > 0 {
		return queue.Later(now.Add(wait))
	}
	shown := map[string]slack.Attachment{}
	for _, l := range e.Links {
		say, ok := sentenceOf(o.Domain, l.URL)
		if !ok {
			continue
		}
		blocks, err := o.publicly(ctx, s.Realm, say)
		if err != nil {
			return queue.Failed(err)
		}
		if len(blocks) > 0 {
			shown[l.URL] = slack.Attachment{Blocks: slack.Blocks{BlockSet: blocks}}
		}
	}
	if len(shown) == 0 {
		return queue.Sent("")
	}
	if _, _, _, err := client.UnfurlMessageContext(ctx, e.Channel, e.MessageTS, shown); err != nil {
		return o.trouble(ctx, post{sending: s, room: e.Channel, asked: true}, callError{"chat.unfurl", err})
	}
	return queue.Sent("")
}

// publicly is what everybody may hear, without buttons, because whoever sees it may be anybody.
func (o *Output) publicly(ctx context.Context, realm, say string) ([]slack.Block, error) {
	answer, err := o.Bot.Handle(ctx, chat.Message{Platform: people.Slack, Realm: realm, Subject: "unfurl", Room: "unfurl", Text: say, Foreign: true})
	if err != nil {
		return nil, err
	}
	if answer.Outcome != chat.Answered {
		return nil, nil
	}
	words := o.printer(answer.Language)
	blocks, _ := blocksOf(beginning(answer.Reply, words), reply.Layout{Words: words}, inView, nil)
	return blocks, nil
}
