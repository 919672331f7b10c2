package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// handle does what a row of the inbox is about. It may run twice for one row: what it keeps and says has keys, and what
// the bot does has the event as its cause (M-07).
func (s *session) handle(ctx context.Context, row *queue.Received) ([]queue.Sending, error) {
	if row.Kind == kindEvent || row.Kind == kindLate {
		return s.handleEvent(ctx, row)
	}
	var n roomNews
	if err := json.Unmarshal(row.Payload, &n); err != nil {
		return nil, fmt.Errorf("read news of a room: %w", err)
	}
	switch row.Kind {
	case kindInvite:
		return s.answerInvite(ctx, row, n)
	case kindArrived:
		return s.arrive(ctx, row, n)
	case kindDeparted:
		return s.leaveIfAlone(ctx, row, n)
	case kindTombstone:
		return s.follow(ctx, row, n)
	case kindDeaf:
		return s.sayDeaf(n.Room)
	case kindAway:
		return s.sayAway(ctx, n, row.External)
	}
	return nil, fmt.Errorf("a row of kind %q", row.Kind)
}

// tooOld is how old a message may be when it is received, and still change something (M-09).
const tooOld = 10 * time.Minute

// heard is a message on its way to its answer.
type heard struct {
	row     *queue.Received
	evt     *event.Event // decrypted, once handleEvent has done so
	content *event.MessageEventContent
	room    people.ChatRoom
	thread  string // root of the thread in which it was said; empty: none
	late    bool   // too old to change anything
	chose   chosen // of what the bot had offered without being asked; zero: nothing
}

func (s *session) handleEvent(ctx context.Context, row *queue.Received) ([]queue.Sending, error) {
	evt, err := eventOf(row.Payload)
	if errors.Is(err, errMalformed) {
		s.Log.Warn("a malformed event is ignored", "id", row.External)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r, err := s.counted(ctx, evt.RoomID)
	if err != nil || !r.In() || r.Space {
		return nil, err
	}
	h := &heard{row: row, evt: evt, room: r, late: row.At.Sub(time.UnixMilli(evt.Timestamp)) > tooOld}
	if evt.Type == event.EventRedaction {
		return s.handleRedaction(ctx, h)
	}
	if evt.Type == event.EventEncrypted {
		open, said, err := s.decrypt(ctx, h)
		if open == nil || err != nil {
			return said, err
		}
		h.evt = open
	}
	if h.evt.Type != event.EventMessage || h.evt.Sender == s.me || s.isBot(h.evt.Sender) {
		return nil, nil
	}
	h.content = h.evt.Content.AsMessage()
	if h.content.MsgType != event.MsgText { // notices above all are never answered (M-22)
		return nil, nil
	}
	h.thread = string(h.content.RelatesTo.GetThreadParent())
	if h.content.RelatesTo.GetReplaceID() != "" {
		return s.handleEdit(ctx, h)
	}
	return s.handleMessage(ctx, h)
}

// givenUp says that something went wrong with a message that failed again and again.
func (s *session) givenUp(ctx context.Context, row *queue.Received) []queue.Sending {
	if row.Kind != kindEvent && row.Kind != kindLate {
		return nil
	}
	evt, err := eventOf(row.Payload)
	if err != nil {
		return nil
	}
	r, err := s.room(ctx, evt.RoomID)
	if err != nil || !r.In() || (!private(r) && !hasPrefix(evt.Content.AsMessage().Body)) {
		return nil // what was not for the bot is no reason to speak
	}
	said, err := s.told(ctx, "trouble/"+row.ID.String(), aside{
		room: evt.RoomID, answers: evt.ID, person: evt.Sender, key: "chat.went_wrong",
		args: []any{"reference", row.ID.String()[24:]},
	})
	if err != nil {
		return nil
	}
	return said
}

// aside is a sentence of the adapter's own.
type aside struct {
	room    id.RoomID
	thread  string
	answers id.EventID // empty: it answers nothing
	person  id.UserID  // whose language it is said in; empty: that of the set-up
	key     string
	args    []any
}
