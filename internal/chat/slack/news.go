package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

// Rooms keeps what was set up for rooms.
type Rooms interface {
	// MoveRoom makes what was set up for a room that of the room under its new id.
	MoveRoom(ctx context.Context, from, to people.Room) error
	// PauseRoom ends what is sent to a room unasked, and gives the accounts of those who had asked for it.
	PauseRoom(ctx context.Context, room people.Room) ([]people.Identity, error)
}

// news sees to what has changed in the workspace. All of it may come twice, and in any order.
func (h *Handler) news(ctx context.Context, r *queue.Received) ([]queue.Sending, error) {
	var n news
	if err := json.Unmarshal(r.Payload, &n); err != nil {
		return nil, fmt.Errorf("read news: %w", err)
	}
	switch n.What {
	case "app_uninstalled":
		return nil, h.ended(ctx, r.Realm, n)
	case "tokens_revoked":
		return nil, h.revoked(ctx, r.Realm, n)
	case takenBack:
		return nil, h.forget(ctx, r.Realm, n)
	case "user_change":
		h.Accounts.Forget(identity(r.Realm, n.User))
	case "channel_id_changed":
		return nil, h.Rooms.MoveRoom(ctx, chatRoom(r.Realm, n.Room), chatRoom(r.Realm, n.NewRoom))
	case "channel_shared":
		return h.shared(ctx, r, n)
	}
	return nil, nil
}

func (h *Handler) forget(ctx context.Context, realm string, n news) error {
	if h.Forget == nil {
		return nil
	}
	return h.Forget(ctx, chat.Message{Platform: people.Slack, Realm: realm, Subject: n.User, Room: n.Room, Private: true})
}

// ended ends the installation that was there when it was taken away: one that was made anew since then stays (S-50).
func (h *Handler) ended(ctx context.Context, realm string, n news) error {
	since := n.At
	if since.IsZero() {
		since = h.Now()
	}
	off := people.Installation{Realm: realm, State: people.InstallationOff, Why: n.What}
	return h.Installations.end(ctx, off, since.Add(time.Second)) // its clock counts whole seconds
}

// revoked: tokens of people are none of ours.
func (h *Handler) revoked(ctx context.Context, realm string, n news) error {
	i, err := h.Installations.Store.Installation(ctx, realm)
	if err != nil {
		_, err = gone(nil, err)
		return err
	}
	if !slices.Contains(n.Bots, i.BotUser) {
		return nil
	}
	return h.ended(ctx, realm, n)
}

// shared: a room that people of other organisations are in from now on is told nothing any more that it has not asked for
// just now; whoever had set that up is told, and may set it up again (S-46).
func (h *Handler) shared(ctx context.Context, r *queue.Received, n news) ([]queue.Sending, error) {
	accounts, err := h.Rooms.PauseRoom(ctx, chatRoom(r.Realm, n.Room))
	if err != nil {
		return nil, err
	}
	var sendings []queue.Sending
	for _, a := range accounts {
		who, err := h.Accounts.find(ctx, identity(a.Realm, a.Subject), "")
		if err != nil {
			who = account{} // in the usual language, then
		}
		words := h.Catalogue.Printer(who.locale)
		payload, err := queue.Letter{Subject: a.Subject, Reply: reply.Reply{
			Language: words.Language(), Direction: words.Direction(),
			Blocks: []reply.Block{reply.Paragraph{reply.Said(words.Sentence("slackin.room_shared", "room", n.Room))}},
		}}.Payload()
		if err != nil {
			return nil, err
		}
		sendings = append(sendings, queue.Sending{
			Key: "shared/" + r.ID.String() + "/" + a.Subject, Platform: platform, Realm: a.Realm, Conversation: a.Subject,
			Kind: queue.KindLetter, Payload: payload, CreatedAt: h.Now(),
		})
	}
	return sendings, nil
}

func chatRoom(realm, room string) people.Room {
	return people.Room{Platform: people.Slack, Realm: realm, ID: room}
}
