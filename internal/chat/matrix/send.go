package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// What a row of the outbox is, besides queue.KindLetter.
const (
	kindJoin  = "join"  // stay
	kindLeave = "leave" // stay
	kindPlain = "plain" // the id of an encrypted room that is told that the bot cannot read it
	kindApart = "apart" // apart: an answer that goes to the person alone
)

// requestTime is how long one request may take while a message is sent.
const requestTime = 20 * time.Second

// send does what a row of the outbox says. The error is for health alone.
func (s *session) send(ctx context.Context, row *queue.Sending) (queue.Result, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.over, func() {
		if errors.Is(context.Cause(s.over), errLeaseLost) {
			cancel() // somebody else may be sending by now
		}
	})()
	switch row.Kind {
	case queue.KindLetter:
		l, err := queue.LetterOf(*row)
		if err != nil {
			return queue.Refused(err), nil
		}
		return s.sendLetter(ctx, row, l)
	case kindApart:
		return s.sendApart(ctx, row)
	case kindPlain:
		return s.sendPlain(ctx, row)
	case kindJoin:
		return s.join(ctx, row)
	case kindLeave:
		return s.leave(ctx, row)
	}
	return queue.Refused(fmt.Errorf("a sending of kind %q", row.Kind)), nil
}

func (s *session) sendLetter(ctx context.Context, row *queue.Sending, l queue.Letter) (queue.Result, error) {
	first, err := s.deliver(ctx, row, l)
	if err != nil {
		return s.unsent(err), err
	}
	return queue.Sent(string(first)), nil
}

// deliver renders a letter and sends its parts, each under a transaction of its own: what was sent before a crash is not
// sent again, because the server knows the transaction (M-32).
func (s *session) deliver(ctx context.Context, row *queue.Sending, l queue.Letter) (first id.EventID, err error) {
	d := delivery{session: s, row: row, letter: l}
	if d.room, err = s.roomOf(ctx, row, l); err != nil {
		return "", err
	}
	if d.at, err = s.placeOf(ctx, row, l, d.room); err != nil {
		return "", err
	}
	if d.encrypted, err = s.encrypted(ctx, d.room); err != nil {
		return "", err
	}
	most := mostPlain
	if d.encrypted {
		most = mostEncrypted
	}
	if d.encrypted && !s.cipher.Encrypts() {
		return "", fmt.Errorf("%s: %w", d.room.ID, ErrCannotEncrypt)
	}
	out := render(s.Catalogue.Printer(l.Reply.Language), l.Reply, most)
	if d.at.edits != "" {
		out.texts, out.files = out.texts[:min(1, len(out.texts))], nil
	}
	if len(out.texts)+len(out.files) == 0 {
		return "", errEmpty
	}
	leave := s.pace.notice
	if l.Answers != "" || row.Kind == kindApart {
		leave = s.pace.answer
	}
	if again, ok := leave(len(out.texts) + len(out.files)); !ok {
		return "", notYet{again}
	}
	return d.all(ctx, out)
}

var errEmpty = errors.New("there is nothing in it")

// notYet says that a message waits for its turn.
type notYet struct{ until time.Time }

func (n notYet) Error() string { return "not before " + n.until.Format(time.RFC3339) }

// delivery is one letter on its way.
type delivery struct {
	*session
	row       *queue.Sending
	letter    queue.Letter
	room      people.ChatRoom
	encrypted bool
	at        place

	sent  int
	first id.EventID
}

func (d *delivery) all(ctx context.Context, out rendered) (first id.EventID, err error) {
	for _, text := range out.texts {
		if err := d.one(ctx, d.at.put(text)); err != nil {
			return "", err
		}
	}
	for _, f := range out.files {
		content, err := d.upload(ctx, f)
		if err != nil {
			return "", err
		}
		if err := d.one(ctx, d.at.put(content)); err != nil {
			return "", err
		}
	}
	return d.first, d.notePrompt(ctx)
}

// one sends one message of the letter, and keeps that it is the bot's own.
func (d *delivery) one(ctx context.Context, content *event.MessageEventContent) error {
	message, err := d.put(ctx, d.room, d.encrypted, content, fmt.Sprintf("%x-%d", [16]byte(d.row.ID), d.sent))
	if err != nil {
		return err
	}
	d.sent++
	if d.first == "" {
		d.first = message
	}
	if d.at.edits != "" { // people refer to what was edited
		d.first = d.at.edits
	}
	return d.Store.SaveMatrixUtterance(ctx, people.Utterance{
		Account: d.account(), Event: string(message), Room: d.room.ID, Thread: string(d.at.thread), Sender: d.account(),
		Prompt: string(d.first), At: d.Now(),
	})
}

// put sends an event, encrypted if the room is.
func (s *session) put(ctx context.Context, r people.ChatRoom, encrypted bool, content any, transaction string) (id.EventID, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	if sent := s.arrived.event(transaction); sent != "" {
		return sent, nil
	}
	room, kind := id.RoomID(r.ID), event.EventMessage
	if encrypted {
		sealed, err := s.cipher.Encrypt(ctx, room, kind, content)
		if err != nil {
			return "", fmt.Errorf("encrypt for %s: %w", room, err)
		}
		content, kind = sealed, event.EventEncrypted
	}
	sent, err := s.client.SendMessageEvent(ctx, room, kind, content, mautrix.ReqSendEvent{TransactionID: transaction, DontEncrypt: true})
	if err != nil {
		return "", fmt.Errorf("send to %s: %w", room, err)
	}
	return sent.EventID, nil
}

// notePrompt keeps what the person may now choose from by number. A letter to nobody in particular offers nothing that
// a number could mean: its sentences are typed (M-47).
func (d *delivery) notePrompt(ctx context.Context) error {
	buttons := d.letter.Reply.Buttons()
	if d.letter.Subject == "" || len(buttons) > mostChoices {
		return nil
	}
	say := make([]string, len(buttons))
	for i, b := range buttons {
		say[i] = b.Say
	}
	if d.letter.Answers == "" && d.row.Kind == queue.KindLetter && (len(say) > 0 || d.at.edits != "") {
		if err := d.noteOffer(ctx, say); err != nil {
			return err
		}
	}
	if len(say) == 0 {
		return nil
	}
	return d.Store.SaveMatrixPrompt(ctx, people.Prompt{
		Account: d.account(), Room: d.room.ID, Thread: string(d.at.thread), Person: d.letter.Subject, Event: string(d.first),
		Say: say, At: d.Now(),
	})
}

// noteOffer keeps beside a message that nobody asked for what it offers. One that takes the place of another offers its
// own, or nothing any more.
func (d *delivery) noteOffer(ctx context.Context, say []string) error {
	u, err := d.utterance(ctx, d.first)
	if err != nil || u.Event == "" {
		return err
	}
	u.Person, u.Choices = d.letter.Subject, make([]people.Choice, len(say))
	for i, text := range say {
		u.Choices[i] = people.Choice{Say: text}
	}
	return d.Store.SaveMatrixUtterance(ctx, u)
}

// placeOf is where in the room a letter goes.
func (s *session) placeOf(ctx context.Context, row *queue.Sending, l queue.Letter, r people.ChatRoom) (place, error) {
	at := place{thread: id.EventID(l.Thread), answers: id.EventID(l.Answers)}
	if l.Subject != "" && l.Answers == "" && !private(r) && r.Direct == "" {
		at.mention = id.UserID(l.Subject)
	}
	if l.Edits != "" {
		receipt, err := s.Queue.ReceiptOf(ctx, Platform, row.Realm, l.Edits)
		if err != nil {
			return at, err
		}
		at.edits = id.EventID(receipt)
	}
	if l.Under != "" && at.thread == "" {
		receipt, err := s.Queue.ReceiptOf(ctx, Platform, row.Realm, l.Under)
		if err != nil {
			return at, err
		}
		if at.thread, err = s.threadUnder(ctx, id.EventID(receipt)); err != nil {
			return at, err
		}
	}
	return at, nil
}

// threadUnder is the root of the thread below a message of ours: the message, or the root of the thread in which it is.
func (s *session) threadUnder(ctx context.Context, message id.EventID) (id.EventID, error) {
	if message == "" {
		return "", nil
	}
	u, err := s.utterance(ctx, message)
	if err == nil && u.Thread != "" {
		return id.EventID(u.Thread), nil
	}
	return message, err
}

// sendPlain says the one thing that is said in the clear in an encrypted room.
func (s *session) sendPlain(ctx context.Context, row *queue.Sending) (queue.Result, error) {
	room := people.ChatRoom{ID: string(row.Payload)}
	if again, ok := s.pace.notice(1); !ok {
		return queue.Later(again), nil
	}
	said := s.Catalogue.Printer(s.Language).Sentence("matrix.cannot_read")
	message, err := s.put(ctx, room, false, notice(said), fmt.Sprintf("%x-0", [16]byte(row.ID)))
	if err != nil {
		return s.unsent(err), err
	}
	return queue.Sent(string(message)), nil
}

// apart is an answer that only the person who asked may read, and where it was asked.
type apart struct {
	Letter   queue.Letter `json:"letter"`
	Room     string       `json:"room"`
	Thread   string       `json:"thread,omitempty"`
	Asked    string       `json:"asked"`
	Language string       `json:"language"`
}

// sendApart sends it into the private conversation, and says in the room that it did; if the person takes no invites,
// how to reach the bot (M-39).
func (s *session) sendApart(ctx context.Context, row *queue.Sending) (queue.Result, error) {
	var a apart
	if err := json.Unmarshal(row.Payload, &a); err != nil {
		return queue.Refused(err), nil
	}
	first, err := s.deliver(ctx, row, a.Letter)
	key := "matrix.answered_privately"
	if errors.Is(err, errNoInvites) {
		key = "matrix.invite_blocked"
	} else if err != nil {
		return s.unsent(err), err
	}
	p := s.Catalogue.Printer(a.Language)
	hint, lettersErr := s.letters("hint/"+row.ID.String(), queue.Letter{
		Subject: a.Letter.Subject, Room: a.Room, Thread: a.Thread, Answers: a.Asked,
		Reply: sentence(p, p.Sentence(key, "user", s.account())),
	})
	if lettersErr == nil {
		lettersErr = s.Queue.Queue(ctx, hint)
	}
	if lettersErr != nil {
		return queue.Unknown(lettersErr), lettersErr // sent again under the same transaction
	}
	if err != nil {
		return queue.Refused(err), nil
	}
	return queue.Sent(string(first)), nil
}

// unsent says what becomes of a message that could not be sent.
func (s *session) unsent(err error) queue.Result {
	if turn, ok := errors.AsType[notYet](err); ok {
		return queue.Later(turn.until)
	}
	if wait, ok := limited(err, s.Now()); ok {
		return queue.Later(s.pace.close(wait))
	}
	switch code := status(err); {
	case errors.Is(err, errNoRoom), errors.Is(err, errNoInvites), errors.Is(err, ErrCannotEncrypt), errors.Is(err, errEmpty):
		return queue.Refused(err)
	case isFatal(err): // once the operator has mended it, it goes out
		return queue.Failed(err)
	case code == http.StatusForbidden, code == http.StatusRequestEntityTooLarge, code == http.StatusBadRequest, code == http.StatusNotFound:
		return queue.Refused(err)
	case code >= 400 && code < 500:
		return queue.Failed(err)
	}
	return queue.Unknown(err)
}
