package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

// Handler does what a row of the inbox is about.
type Handler struct{ HandlerParts }

// HandlerParts are what a Handler works with.
type HandlerParts struct {
	Installations *Installations
	Accounts      *Accounts
	Output        *Output
	Bot           Bot
	Forget        func(ctx context.Context, m chat.Message) error // chat.Bot's, of what was taken back; nil: nothing is
	Rooms         Rooms
	Catalogue     *i18n.Catalogue
	Now           func() time.Time
	Log           *slog.Logger
}

// NewHandler makes a Handler.
func NewHandler(parts HandlerParts) *Handler {
	if parts.Log == nil {
		parts.Log = slog.New(slog.DiscardHandler)
	}
	return &Handler{parts}
}

// Handle is queue.Handling's. It may run twice for one row: what the bot does has the row as its cause.
func (h *Handler) Handle(ctx context.Context, r *queue.Received) ([]queue.Sending, error) {
	switch r.Kind {
	case kindSaid:
		return h.answer(ctx, r)
	case kindInteraction:
		return h.interaction(ctx, r)
	case kindHomeOpened:
		return h.homeOpened(r)
	case kindLink:
		return h.Output.LinkShared(r.Realm, r.External, r.Payload)
	case kindNews:
		return h.news(ctx, r)
	}
	return nil, fmt.Errorf("a row of kind %q", r.Kind)
}

func (h *Handler) interaction(ctx context.Context, r *queue.Received) ([]queue.Sending, error) {
	sendings, err := h.Output.Interaction(ctx, r)
	return gone(sendings, err)
}

// gone is nothing, if the app is not installed there any more: nobody can be answered.
func gone(sendings []queue.Sending, err error) ([]queue.Sending, error) {
	if errors.Is(err, commitments.ErrNotFound) {
		return nil, nil
	}
	return sendings, err
}

func (h *Handler) homeOpened(r *queue.Received) ([]queue.Sending, error) {
	s, err := readSaid(r)
	if err != nil {
		return nil, err
	}
	return []queue.Sending{h.Output.HomeOpened(identity(r.Realm, s.User), r.External)}, nil
}

func readSaid(r *queue.Received) (said, error) {
	var s said
	if err := json.Unmarshal(r.Payload, &s); err != nil {
		return s, fmt.Errorf("read what was said: %w", err)
	}
	return s, nil
}

// late is how old a message may be, and still change something (S-05).
const late = 10 * time.Minute

// answer lets the bot answer a message or a command.
func (h *Handler) answer(ctx context.Context, r *queue.Received) ([]queue.Sending, error) {
	s, err := readSaid(r)
	if err != nil {
		return nil, err
	}
	i, err := h.Installations.on(ctx, r.Realm)
	if err != nil {
		return gone(nil, err)
	}
	m, ok := heard(i, r, s)
	if !ok {
		return nil, nil
	}
	who, err := h.Accounts.find(ctx, identity(r.Realm, s.User), s.Home)
	switch {
	case err != nil:
		return nil, err
	case who.bot || who.deleted: // two bots would talk for ever
		return nil, nil
	}
	h.judge(&m, who, s)
	answer, err := h.Bot.Handle(ctx, m)
	if err != nil {
		h.Log.ErrorContext(ctx, "a message was not answered as it should be", "received", r.ID, "error", err)
	}
	asked := Asked{Cause: "answer/" + r.ID.String(), Message: m}
	if asked.Answers, err = h.answers(ctx, r, s); err != nil {
		return nil, err
	}
	sendings, err := h.Output.Answer(asked, answer)
	if err == nil && answer.Outcome == chat.Answered && h.Bot.Once(m.Text) {
		sendings = append(sendings, h.Output.HomeChanged(identity(m.Realm, m.Subject), r.ID.String()))
	}
	return sendings, err
}

// judge says what the account may do, and whether it was said long ago.
func (h *Handler) judge(m *chat.Message, who account, s said) {
	who.describe(m)
	if trouble, may := who.trouble(); !may {
		m.Foreign, m.Doubt = true, trouble
		return
	}
	if !s.At.IsZero() && h.Now().Sub(s.At) > late {
		m.Doubt = problem.New(problem.Refused, "slackin.late")
	}
}

// answers is what the answer refers to: the message, or the address that came with a command.
func (h *Handler) answers(ctx context.Context, r *queue.Received, s said) (string, error) {
	if s.TS != "" {
		return AnswersMessage(s.TS, s.User), nil
	}
	return h.Output.KeepAddress(ctx, r.ID.String(), s.Address, identity(r.Realm, s.User), r.At)
}

// heard is the message as the bot is given it; ok says whether it was said to the bot.
func heard(i people.Installation, r *queue.Received, s said) (m chat.Message, ok bool) {
	m = chat.Message{
		Platform: people.Slack, Realm: r.Realm, Subject: s.User, DisplayName: s.Name, Room: s.Room, Private: isPrivate(s.Room),
		Cause: "slack " + r.External, Source: link(i.Domain, s), Thread: s.Thread,
	}
	text := s.Text
	if s.TS != "" {
		rest, called := addressed(text, i.BotUser)
		switch {
		case called:
			text = rest
		case strings.Contains(text, "<@"+i.BotUser) && !m.Private:
			return m, false // it talks of the bot, and not to it
		}
		if !m.Private && m.Thread == "" { // an answer goes under what it answers (S-38)
			m.Thread = s.TS
		}
	}
	m.Text = withoutPrefix(plain(text))
	if m.Text == "" {
		m.Text = "help"
	}
	return m, true
}

// link is the address of a message in a shared room. Nobody else could open one in a private conversation.
func link(domain string, s said) string {
	if domain == "" || s.TS == "" || isPrivate(s.Room) {
		return ""
	}
	address := strings.TrimSuffix(domain, "/") + "/archives/" + s.Room + "/p" + strings.ReplaceAll(s.TS, ".", "")
	if s.Thread != "" && s.Thread != s.TS {
		address += "?thread_ts=" + s.Thread + "&cid=" + s.Room
	}
	return address
}

// GivenUp is queue.Handling's: whoever said or pressed something that failed again and again is told so (U-21).
func (h *Handler) GivenUp(ctx context.Context, r *queue.Received) []queue.Sending {
	m, address, ok := h.failed(ctx, r)
	if !ok {
		return nil
	}
	words := h.Output.printerOf(ctx, m)
	apology := reply.Reply{Language: words.Language(), Direction: words.Direction(), Blocks: []reply.Block{
		reply.Paragraph{reply.Said(words.Sentence("chat.went_wrong", "reference", strings.ToUpper(r.ID.String()[24:])))},
	}}
	asked := Asked{Cause: "trouble/" + r.ID.String(), Message: m}
	var err error
	if asked.Answers, err = h.answers(ctx, r, address); err == nil {
		var sendings []queue.Sending
		if sendings, err = h.Output.Answer(asked, chat.Answer{Reply: apology, Outcome: chat.Refused}); err == nil {
			return sendings
		}
	}
	h.Log.ErrorContext(ctx, "somebody cannot be told that something went wrong", "received", r.ID, "error", err)
	return nil
}

// failed is what could not be answered, and where its answer goes; ok is false if nobody waits for one.
func (h *Handler) failed(ctx context.Context, r *queue.Received) (m chat.Message, s said, ok bool) {
	switch r.Kind {
	case kindSaid:
		s, err := readSaid(r)
		if err != nil {
			return m, s, false
		}
		i, err := h.Installations.on(ctx, r.Realm)
		if err != nil {
			return m, s, false
		}
		m, ok = heard(i, r, s)
		return m, s, ok
	case kindInteraction:
		what, err := readInteractive(r.Payload)
		if err != nil {
			return m, s, false
		}
		m = chat.Message{
			Platform: people.Slack, Realm: r.Realm, Subject: what.User.ID, Room: what.room(), Thread: what.thread(),
			Private: what.room() == "" || isPrivate(what.room()), Locale: what.language(),
		}
		return m, said{User: what.User.ID, Address: what.ResponseURL}, true
	}
	return m, s, false
}
