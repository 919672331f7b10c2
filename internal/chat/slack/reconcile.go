package slack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/queue"
)

// Slack has no key by which a message cannot be posted twice (S-35). So each of ours carries one of its own in its
// metadata, which anybody in the workspace can read and which says nothing (S-36); and when nobody knows whether a
// message has arrived, the conversation is searched for it before it is sent again.

// eventType is the type of our metadata.
const eventType = "accord_sending"

func metadata(key string) slack.SlackMetadata {
	return slack.SlackMetadata{EventType: eventType, EventPayload: map[string]any{"key": opaque(key)}}
}

// opaque is a key that tells nobody what it is for.
func opaque(key string) string {
	sum := sha256.Sum256([]byte("accord slack sending\x00" + key))
	return hex.EncodeToString(sum[:12])
}

// mostBlind is how often a message is attempted whose fate cannot be found out: the second time is the one time that it
// is sent again unseen.
const mostBlind = 2

// lookFor looks whether a message has arrived. If it has, receipt says where. If that cannot be found out now, or never,
// ok is false and the result says what becomes of it; else it may be sent.
func (o *Output) lookFor(ctx context.Context, p post) (receipt string, result queue.Result, ok bool) {
	if p.to != "" || p.letter.Edits != "" {
		result, ok = blindAgain(p)
		return "", result, ok
	}
	now := o.Now()
	if wait := o.historyWait(now, p); wait > 0 {
		return "", queue.Later(now.Add(wait)), false
	}
	found, err := o.search(ctx, p)
	switch {
	case err == nil && found != "":
		return place{p.room, found}.String(), queue.Result{}, true
	case err == nil:
		return "", queue.Result{}, true
	}
	switch fateOf(err) {
	case fateParked:
		return "", queue.Later(o.parked(p.sending.Realm, err)), false
	case fateOff:
		return "", o.turnOff(ctx, p.sending.Realm, err), false
	case fateUnknown, fateAgain:
		return "", queue.Unknown(err), false
	}
	// The app may not read there (S-41: it needs no history to work), so it cannot know.
	result, ok = blindAgain(p)
	return "", result, ok
}

// blindAgain says whether the message may be sent again although it may have arrived: once; then it is given up.
func blindAgain(p post) (queue.Result, bool) {
	if p.sending.Attempts > mostBlind {
		return queue.Refused(errors.New("nobody knows whether it has arrived")), false
	}
	return queue.Result{}, true
}

func (o *Output) historyWait(now time.Time, p post) time.Duration {
	if wait := o.pace.waits(now, methodName(p.sending.Realm, "conversations.history")); wait > 0 {
		return wait
	}
	return o.pace.take(now, methodBucket(p.sending.Realm, "conversations.history"))
}

// search finds our message by its key among the latest: one page, because that is what apps are given in a minute, and
// what went out seconds ago stands at its top.
func (o *Output) search(ctx context.Context, p post) (ts string, err error) {
	thread, err := o.thread(ctx, p)
	if err != nil {
		return "", err
	}
	oldest := slackTime(p.sending.CreatedAt.Add(-time.Minute))
	var messages []slack.Message
	if thread != "" {
		messages, _, _, err = p.client.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: p.room, Timestamp: thread, Oldest: oldest, Limit: 15, IncludeAllMetadata: true,
		})
	} else {
		var page *slack.GetConversationHistoryResponse
		page, err = p.client.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: p.room, Oldest: oldest, Limit: 15, IncludeAllMetadata: true,
		})
		if page != nil {
			messages = page.Messages
		}
	}
	if err != nil {
		return "", callError{"conversations.history", err}
	}
	key := opaque(p.sending.Key)
	for _, m := range messages {
		if m.Metadata.EventType == eventType && m.Metadata.EventPayload["key"] == key {
			return m.Timestamp, nil
		}
	}
	return "", nil
}

// slackTime is an instant as Slack writes it.
func slackTime(at time.Time) string { return fmt.Sprintf("%d.%06d", at.Unix(), at.Nanosecond()/1000) }
