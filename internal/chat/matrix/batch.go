package matrix

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// What a row of the inbox is about.
const (
	kindEvent     = "event"     // a message, an encrypted one, or a redaction: the event
	kindLate      = "late"      // the same, once more: its key had not come yet
	kindInvite    = "invite"    // roomNews
	kindArrived   = "arrived"   // the bot is in a room now: roomNews
	kindDeparted  = "departed"  // somebody has left: roomNews
	kindTombstone = "tombstone" // the room goes on elsewhere: roomNews
	kindDeaf      = "deaf"      // the room is encrypted now, and encryption is off: roomNews
	kindAway      = "away"      // messages were missed: roomNews
)

// roomNews is something that happened to a room.
type roomNews struct {
	Room    id.RoomID `json:"room"`
	By      id.UserID `json:"by,omitempty"`
	Direct  bool      `json:"direct,omitempty"`  // the invite says that it is a private conversation
	Replace id.RoomID `json:"replace,omitempty"` // where the room goes on
	From    time.Time `json:"from,omitzero"`     // since when messages were missed
}

// batch is what one sync adds to the inbox.
type batch struct {
	*session
	since string
	at    time.Time
	list  []queue.Received
}

func (b *batch) add(kind, external string, room id.RoomID, content []byte) {
	b.list = append(b.list, queue.Received{
		Platform: Platform, Realm: b.realm(), External: b.account() + " " + external, Conversation: string(room), Kind: kind,
		Payload: content, At: b.at,
	})
}

// news adds something that happened to a room. The external id is the same when the same sync comes again.
func (b *batch) news(kind string, n roomNews, of string) error {
	text, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("write news of %s: %w", n.Room, err)
	}
	b.add(kind, kind+" "+string(n.Room)+" "+of, n.Room, text)
	return nil
}

// joined takes in a room that the bot is in: its state always, its messages unless this is the first sync of all (M-08,
// M-09).
func (b *batch) joined(ctx context.Context, room id.RoomID, part *mautrix.SyncJoinedRoom) error {
	before, err := b.room(ctx, room)
	if err != nil {
		return err
	}
	now := before
	if hasState(part) || !before.In() { // what people say changes nothing of a room
		if tells(part, event.StateMember) {
			b.moves.note(room) // before it is kept: who is in the room must be counted anew
		}
		if now, err = b.applyState(ctx, before, part); err != nil {
			return err
		}
	}
	if b.since == "" {
		return nil
	}
	if now.Encrypted && !b.cipher.Encrypts() && tells(part, event.StateEncryption) {
		if err := b.news(kindDeaf, roomNews{Room: room}, "once"); err != nil {
			return err
		}
	}
	timeline := part.Timeline.Events
	if now.ArrivedIn == b.since { // also if this sync comes again, because it was not kept the first time
		if err := b.news(kindArrived, roomNews{Room: room}, b.since); err != nil {
			return err
		}
		timeline = sinceJoin(timeline, b.me)
	} else if part.Timeline.Limited {
		filled, err := b.fill(ctx, room, part.Timeline.PrevBatch)
		if err != nil {
			return err
		}
		timeline = append(filled, timeline...)
	}
	for _, evt := range timeline {
		if err := b.consider(evt, now); err != nil {
			return err
		}
	}
	return nil
}

func hasState(part *mautrix.SyncJoinedRoom) bool {
	return len(part.State.Events) > 0 || slices.ContainsFunc(part.Timeline.Events, func(evt *event.Event) bool { return evt.StateKey != nil })
}

// tells says whether a sync has state of a type for the room.
func tells(part *mautrix.SyncJoinedRoom, kind event.Type) bool {
	is := func(evt *event.Event) bool { return evt.Type == kind }
	return slices.ContainsFunc(part.State.Events, is) || slices.ContainsFunc(part.Timeline.Events, is)
}

// stateIn is the state that a sync tells of a room, be it told as state or in the timeline, the latest last.
func stateIn(state, timeline []*event.Event) []*event.Event {
	return slices.DeleteFunc(slices.Concat(state, timeline), func(evt *event.Event) bool { return evt.StateKey == nil })
}

// sinceJoin is what was said after the bot came in (M-09).
func sinceJoin(events []*event.Event, me id.UserID) []*event.Event {
	for i, evt := range slices.Backward(events) {
		if evt.Type == event.StateMember && evt.GetStateKey() == string(me) && evt.Content.AsMember().Membership == event.MembershipJoin {
			return events[i+1:]
		}
	}
	return events
}

// applyState keeps what the state of a room is now.
func (b *batch) applyState(ctx context.Context, before people.ChatRoom, part *mautrix.SyncJoinedRoom) (people.ChatRoom, error) {
	return b.Store.ChangeMatrixRoom(ctx, b.account(), before.ID, func(r *people.ChatRoom) {
		if !r.In() {
			r.ArrivedIn = b.since
		}
		for _, evt := range stateIn(part.State.Events, part.Timeline.Events) {
			b.applyEvent(r, evt)
		}
		if r.JoinedAt.IsZero() || !r.LeftAt.IsZero() { // the server says that we are in it
			r.JoinedAt, r.LeftAt = b.at, time.Time{}
		}
	})
}

func (b *batch) applyEvent(r *people.ChatRoom, evt *event.Event) {
	switch content := evt.Content.Parsed.(type) {
	case *event.MemberEventContent:
		b.applyMember(r, evt, content)
	case *event.EncryptionEventContent:
		r.Encrypted = true // once, and for ever (M-18)
	case *event.RoomNameEventContent:
		r.Name = content.Name
	case *event.CreateEventContent:
		r.Space = content.Type == event.RoomTypeSpace // M-42
	case *event.JoinRulesEventContent:
		r.Open = r.Open || content.JoinRule == event.JoinRulePublic
	case *event.HistoryVisibilityEventContent:
		r.Open = r.Open || content.HistoryVisibility == event.HistoryVisibilityWorldReadable
	case *event.TombstoneEventContent:
		r.FollowedBy = string(content.ReplacementRoom)
	}
}

func (b *batch) applyMember(r *people.ChatRoom, evt *event.Event, content *event.MemberEventContent) {
	r.Members = 0 // to be counted when it matters
	switch {
	case evt.GetStateKey() == b.account() && content.Membership == event.MembershipJoin && !r.In():
		r.JoinedAt, r.LeftAt = time.UnixMilli(evt.Timestamp).UTC(), time.Time{}
	case evt.Sender == b.me && content.Membership == event.MembershipInvite && content.IsDirect:
		r.Direct = evt.GetStateKey()
	}
}

// invited takes in an invite. What an invite shows of a room is not believed further than it must be.
func (b *batch) invited(ctx context.Context, room id.RoomID, state []*event.Event) error {
	n := roomNews{Room: room}
	name := ""
	for _, evt := range state {
		switch content := evt.Content.Parsed.(type) {
		case *event.MemberEventContent:
			if evt.GetStateKey() == b.account() && content.Membership == event.MembershipInvite {
				n.By, n.Direct = evt.Sender, content.IsDirect
			}
		case *event.RoomNameEventContent:
			name = content.Name
		}
	}
	if n.By == "" {
		return nil
	}
	_, err := b.Store.ChangeMatrixRoom(ctx, b.account(), string(room), func(r *people.ChatRoom) {
		r.Inviter, r.InvitedAt, r.Name = string(n.By), b.at, name
		if n.Direct {
			r.Direct = string(n.By)
		}
	})
	if err != nil {
		return err
	}
	return b.news(kindInvite, n, b.since)
}

// left takes in that the bot is in a room no more.
func (b *batch) left(ctx context.Context, room id.RoomID, part *mautrix.SyncLeftRoom) error {
	_, err := b.Store.ChangeMatrixRoom(ctx, b.account(), string(room), func(r *people.ChatRoom) {
		for _, evt := range stateIn(part.State.Events, part.Timeline.Events) {
			b.applyEvent(r, evt)
		}
		r.LeftAt = b.at
	})
	return err
}

// consider adds an event to the inbox if it may concern the bot. Everything that can only be known by reading more is
// looked at when it is handled (M-11).
func (b *batch) consider(evt *event.Event, r people.ChatRoom) error {
	if evt.StateKey != nil {
		return b.considerState(evt, r)
	}
	if evt.Sender == b.me || b.isBot(evt.Sender) || r.Space || !b.mayConcern(evt, r) {
		return nil
	}
	text, err := payload(evt)
	if err != nil {
		return err
	}
	b.add(kindEvent, string(evt.ID), evt.RoomID, text)
	return nil
}

func (b *batch) considerState(evt *event.Event, r people.ChatRoom) error {
	switch content := evt.Content.Parsed.(type) {
	case *event.MemberEventContent:
		gone := content.Membership == event.MembershipLeave || content.Membership == event.MembershipBan
		if gone && evt.GetStateKey() != b.account() {
			return b.news(kindDeparted, roomNews{Room: evt.RoomID, By: id.UserID(evt.GetStateKey())}, string(evt.ID))
		}
	case *event.TombstoneEventContent:
		if content.ReplacementRoom != "" && !r.Space {
			n := roomNews{Room: evt.RoomID, By: evt.Sender, Replace: content.ReplacementRoom}
			return b.news(kindTombstone, n, string(evt.ID))
		}
	}
	return nil
}

// mayConcern says whether an event can be for the bot, by what can be seen of it without reading anything else.
func (b *batch) mayConcern(evt *event.Event, r people.ChatRoom) bool {
	switch evt.Type {
	case event.EventEncrypted:
		return b.cipher.Encrypts()
	case event.EventRedaction:
		return true
	case event.EventMessage:
	default:
		return false
	}
	content := evt.Content.AsMessage()
	if content.MsgType != event.MsgText {
		return false
	}
	maybePrivate := r.Members <= 2 && !r.Open
	return maybePrivate || content.Mentions.Has(b.me) || content.RelatesTo.GetNonFallbackReplyTo() != "" ||
		content.RelatesTo.GetReplaceID() != "" || hasPrefix(content.Body) || isNumber(content.Body)
}
