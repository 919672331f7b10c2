package slack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

// home is a sending that publishes somebody's App Home as things stand when it is sent (S-24).
type home struct {
	Subject string `json:"subject"`
	Opened  bool   `json:"opened"` // they look at it now; else it is published if they have ever looked
}

// HomeOpened is what comes of somebody opening App Home. Cause is the id of what was received.
func (o *Output) HomeOpened(who people.Identity, cause string) queue.Sending {
	return o.homeSending(who, "home/"+cause, home{Subject: who.Subject, Opened: true})
}

// homeAfterChange publishes the home of somebody who has changed something, if they have one. Several changes in a row
// are published once.
func (o *Output) homeAfterChange(m chat.Message, cause string) queue.Sending {
	return o.HomeChanged(identity(m.Realm, m.Subject), cause)
}

// HomeChanged is what comes of somebody changing something by another way than a button.
func (o *Output) HomeChanged(who people.Identity, cause string) queue.Sending {
	return o.homeSending(who, "home/"+cause, home{Subject: who.Subject})
}

func (o *Output) homeSending(who people.Identity, key string, h home) queue.Sending {
	return queue.Sending{
		Key: key, Platform: platform, Realm: who.Realm, Conversation: "home " + who.Subject, Kind: kindHome, Payload: encoded(h),
		Supersedes: "home", CreatedAt: o.Now(),
	}
}

// sendHome publishes a home, unless it shows the same already.
func (o *Output) sendHome(ctx context.Context, s *queue.Sending) queue.Result {
	var h home
	if err := json.Unmarshal(s.Payload, &h); err != nil {
		return queue.Refused(fmt.Errorf("read home: %w", err))
	}
	shown, err := o.Store.HomePage(ctx, s.Realm, h.Subject)
	if errors.Is(err, commitments.ErrNotFound) {
		if !h.Opened {
			return queue.Sent("")
		}
	} else if err != nil {
		return queue.Failed(fmt.Errorf("what the home shows: %w", err))
	}
	client, result, ok := o.client(ctx, s.Realm)
	if !ok {
		return result
	}
	now := o.Now()
	if wait := o.pace.take(now, methodBucket(s.Realm, "views.publish "+h.Subject), bucket{methodName(s.Realm, "views.publish"), workspacePace * 5, workspaceBurst * 5}); wait > 0 {
		return queue.Later(now.Add(wait))
	}
	view, offers, digest, err := o.homeView(ctx, s, h)
	if err != nil {
		return queue.Failed(err)
	}
	if digest == shown.Digest && !h.Opened {
		return queue.Sent("")
	}
	if err := o.Store.SaveOffers(ctx, offers); err != nil {
		return queue.Failed(fmt.Errorf("keep what buttons do: %w", err))
	}
	if _, err := client.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: h.Subject, View: view}); err != nil {
		return o.trouble(ctx, post{sending: s}, callError{"views.publish", err})
	}
	if err := o.Store.SaveHomePage(ctx, people.HomePage{Realm: s.Realm, Subject: h.Subject, Digest: digest, At: now}); err != nil {
		return queue.Failed(fmt.Errorf("keep what the home shows: %w", err))
	}
	return queue.Sent("")
}

// homeView is the home as the bot sees it for the person, and a digest of all that it says.
func (o *Output) homeView(ctx context.Context, s *queue.Sending, h home) (slack.HomeTabViewRequest, []people.Offer, string, error) {
	said, err := o.homeReply(ctx, identity(s.Realm, h.Subject))
	if err != nil {
		return slack.HomeTabViewRequest{}, nil, "", err
	}
	words := o.printer(said.Language)
	l := reply.Layout{Words: words}
	view, actions := homeOf(said, l, o.Token)
	p := post{sending: s, letter: queue.Letter{Subject: h.Subject}, message: message{actions: actions}}
	sum := sha256.Sum256([]byte(said.Language + "\x00" + reply.AsText(said, l)))
	return view, o.offers(p), hex.EncodeToString(sum[:]), nil
}

// homeOf is the home with as many blocks as it takes, and no button twice.
func homeOf(said reply.Reply, l reply.Layout, token func() string) (slack.HomeTabViewRequest, []action) {
	blocks, actions := blocksOf(said, l, inView, token)
	if len(blocks) > maxViewBlocks {
		blocks = blocks[:maxViewBlocks]
	}
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks}}, actions
}

// homeReply is what the bot has to say to somebody who opens it. Who may not act is told so there.
func (o *Output) homeReply(ctx context.Context, who people.Identity) (reply.Reply, error) {
	m := chat.Message{Platform: people.Slack, Realm: who.Realm, Subject: who.Subject, Room: "home", Private: true}
	trouble, err := o.mayAct(ctx, &m, "")
	if err != nil {
		return reply.Reply{}, err
	}
	if trouble != nil {
		words := o.printerOf(ctx, m)
		said := refusal(words, *trouble)
		said.Title = reply.Line{reply.Said(words.Sentence("slack.name"))}
		return said, nil //nolint:nilerr // a refusal is what the person sees
	}
	answer, err := o.Bot.Overview(ctx, m)
	if err != nil {
		return reply.Reply{}, err
	}
	return answer.Reply, nil
}
