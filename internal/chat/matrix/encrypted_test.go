package matrix_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/chat/chattest/fakematrix"
	"github.com/accord-tracker/accord/internal/chat/matrix"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto/attachment"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// envelope is a Cipher that hides nothing: it stands in for the devices of others, so that what the bot makes of their
// trust and of missing keys can be told to happen. The real one is tested against a real homeserver.
type envelope struct {
	mu      sync.Mutex
	trust   id.TrustState
	missing map[string]error // by sender, why their messages cannot be read yet
	asked   int
}

func newEnvelope() *envelope {
	return &envelope{trust: id.TrustStateCrossSignedTOFU, missing: map[string]error{}}
}

func (*envelope) Start(context.Context) error                           { return nil }
func (*envelope) Take(context.Context, *mautrix.RespSync, string) error { return nil }
func (*envelope) Encrypts() bool                                        { return true }
func (*envelope) Close() error                                          { return nil }

func (e *envelope) Encrypt(_ context.Context, _ id.RoomID, kind event.Type, content any) (*event.EncryptedEventContent, error) {
	return inEnvelope(kind.Type, content)
}

func inEnvelope(kind string, content any) (*event.EncryptedEventContent, error) {
	text, err := json.Marshal(map[string]any{"type": kind, "content": content})
	return &event.EncryptedEventContent{
		Algorithm: id.AlgorithmMegolmV1, SessionID: "session", MegolmCiphertext: []byte(base64.StdEncoding.EncodeToString(text)),
	}, err
}

func (e *envelope) Decrypt(_ context.Context, evt *event.Event) (*event.Event, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.missing[string(evt.Sender)]; err != nil {
		return nil, err
	}
	text, err := base64.StdEncoding.DecodeString(string(evt.Content.AsEncrypted().MegolmCiphertext))
	if err != nil {
		return nil, matrix.ErrUnreadable
	}
	var said event.Event
	if err := json.Unmarshal(text, &said); err != nil {
		return nil, matrix.ErrUnreadable
	}
	said.ID, said.Sender, said.Timestamp = evt.ID, evt.Sender, evt.Timestamp
	said.Mautrix.WasEncrypted, said.Mautrix.TrustState = true, e.trust
	return &said, nil
}

func (e *envelope) AskForKey(context.Context, *event.Event) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked++
	return nil
}

func (*envelope) EncryptFile(content []byte) ([]byte, *event.EncryptedFileInfo, error) {
	file := attachment.NewEncryptedFile()
	sealed := bytes.Clone(content)
	file.EncryptInPlace(sealed)
	return sealed, &event.EncryptedFileInfo{EncryptedFile: *file}, nil
}

func (e *envelope) set(change func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	change()
}

// sealed lets somebody send an encrypted message.
func (s *stage) sealed(room, user, text string) string {
	s.t.Helper()
	content, err := inEnvelope("m.room.message", fakematrix.Text(text))
	s.must(err)
	var raw map[string]any
	encoded, err := json.Marshal(content)
	s.must(err)
	s.must(json.Unmarshal(encoded, &raw))
	return s.server.Send(room, user, "m.room.encrypted", raw)
}

// opened is a message of the bot as whoever has the key reads it.
func (s *stage) opened(e fakematrix.Event) map[string]any {
	s.t.Helper()
	if e.Type != "m.room.encrypted" {
		s.t.Errorf("in the clear: %v", e.Content)
		return e.Content
	}
	text, _ := e.Content["ciphertext"].(string)
	decoded, err := base64.StdEncoding.DecodeString(text)
	s.must(err)
	var said struct {
		Content map[string]any `json:"content"`
	}
	s.must(json.Unmarshal(decoded, &said))
	return said.Content
}

// lastOpened waits for as many messages of the bot, and opens the last one.
func (s *stage) lastOpened(room string, count int) string {
	s.t.Helper()
	s.wait("the answer", func() bool { return len(s.said(room)) >= count })
	said := s.said(room)
	body, _ := s.opened(said[count-1])["body"].(string)
	return body
}

// opensWith demands that the last of so many messages of the bot has the words in it.
func (s *stage) opensWith(room string, count int, words string) {
	s.t.Helper()
	if got := s.lastOpened(room, count); !strings.Contains(got, words) {
		s.t.Errorf("message %d: got %q, want %q in it", count, got, words)
	}
}

// M-18.
func TestInAnEncryptedRoomEverythingIsEncrypted(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		s.cipher = newEnvelope()
		ana := s.member("ana")
		ref := s.commitment(ana)
		s.start()
		room := s.encrypted(ana)
		s.opened(s.said(room)[0])
		s.sealed(room, ana, "log "+ref+" 60% consultation held")
		s.opensWith(room, 2, "60")
		letter := words("Here it is")
		letter.Blocks = append(letter.Blocks, reply.File{Name: "report.pdf", MediaType: "application/pdf", Content: []byte("%PDF report")})
		s.letter("report", queue.Letter{Room: room, Reply: letter})
		s.wait("the file", func() bool { return len(s.said(room)) == 4 })
		file := s.opened(s.said(room)[3])
		of, _ := file["file"].(map[string]any)
		uri, _ := of["url"].(string)
		media, ok := s.server.Media(uri) // M-21
		if !ok || strings.Contains(string(media.Content), "PDF") || media.Type != "application/octet-stream" || file["url"] != nil {
			t.Errorf("got %v with %q", file, media.Content)
		}
		for _, e := range s.server.Events(room, s.login.User) {
			if e.Type == "m.room.message" {
				t.Errorf("in the clear: %v", e.Content)
			}
		}
	})
}

// M-18: what the server does not tell is not taken for an answer.
func TestNothingIsSentWhileItIsNotKnownWhetherTheRoomIsEncrypted(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		s.cipher = newEnvelope()
		ana := s.member("ana")
		s.start()
		room := s.private(ana)
		s.must(s.stop())
		mend := s.server.Break(fakematrix.Fault{Method: http.MethodGet, Path: "/state/m.room.encryption", Status: 500, Code: "M_UNKNOWN"})
		s.start()
		message := s.say(room, ana, "who 25")
		s.wait("that it was asked", func() bool {
			return len(s.server.Requests(http.MethodGet, "/state/m.room.encryption")) > 1
		})
		if len(s.answersTo(room, message)) > 0 {
			t.Error("answered all the same")
		}
		mend()
		s.answer(room, message)
	})
}

// M-17.
func TestWhatComesInTheClearIntoAnEncryptedRoomChangesNothing(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		s.cipher = newEnvelope()
		ana := s.member("ana")
		ref := s.commitment(ana)
		s.start()
		room := s.encrypted(ana)
		s.say(room, ana, "log "+ref+" 60% forged")
		s.opensWith(room, 2, "without encryption")
		s.server.Send(room, ana, "m.reaction", map[string]any{"m.relates_to": map[string]any{"rel_type": "m.annotation", "event_id": s.said(room)[1].ID, "key": "👍"}})
		s.say(room, ana, "who 25") // to ask is harmless
		s.opensWith(room, 3, "25")
		s.recorded(0)
	})
}

// M-16.
func TestAnUnverifiedDeviceChangesNothing(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		cipher := newEnvelope()
		s.cipher = cipher
		ana := s.member("ana")
		ref := s.commitment(ana)
		s.start()
		room := s.encrypted(ana)
		cipher.set(func() { cipher.trust = id.TrustStateUnset })
		s.sealed(room, ana, "log "+ref+" 60% from a strange device")
		s.opensWith(room, 2, "not verified the device")
		s.sealed(room, ana, "withdraw "+ref+" because I say so") // would ask first; that it may not is said once a day
		s.settled(s.private(ana), ana)
		cipher.set(func() { cipher.trust = id.TrustStateCrossSignedTOFU })
		s.sealed(room, ana, "log "+ref+" 60% by ana")
		s.opensWith(room, 3, "60")
		s.recorded(1)
	})
}

// M-11, M-19.
func TestAMessageWhoseKeyComesLateHoldsUpNobodyAndIsAnsweredThen(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		cipher := newEnvelope()
		s.cipher = cipher
		ana := s.member("ana")
		ref := s.commitment(ana)
		s.start()
		room := s.encrypted(ana)
		cipher.set(func() { cipher.missing[ana] = matrix.ErrNoKey })
		s.sealed(room, ana, "log "+ref+" 60% late")
		s.say(room, ana, "who 25") // needs no key
		s.opensWith(room, 2, "25")
		cipher.set(func() { delete(cipher.missing, ana) })
		s.opensWith(room, 3, "60")
		s.recorded(1)
	})
}

// M-19.
func TestARoomIsToldOnceAnHourThatMessagesCannotBeRead(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		cipher := newEnvelope()
		s.cipher = cipher
		ana := s.member("ana")
		var counted atomic.Int64
		s.unreadable = func() { counted.Add(1) }
		s.start()
		room := s.encrypted(ana)
		cipher.set(func() { cipher.missing[ana] = matrix.ErrUnreadable })
		for range 5 {
			s.sealed(room, ana, "can you read this?")
		}
		s.opensWith(room, 2, "could not read")
		s.say(room, ana, "who 25")
		s.lastOpened(room, 3)
		if n := len(s.said(room)); n != 3 {
			t.Errorf("the bot said %d things", n)
		}
		s.clock.forward(61 * time.Minute)
		s.sealed(room, ana, "and now?")
		s.opensWith(room, 4, "could not read")
		if n := counted.Load(); n != 6 {
			t.Errorf("counted: got %d, want 6", n)
		}
	})
}

// M-20.
func TestWithoutEncryptionAnEncryptedRoomIsToldSoOnce(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		room := s.encrypted(ana)
		if got := s.said(room); !strings.Contains(got[0].Text(), "cannot read encrypted") {
			t.Errorf("got %q", got[0].Text())
		}
		s.sealed(room, ana, "who 25")
		s.say(room, ana, "who 25")
		s.letter("secret", queue.Letter{Room: room, Reply: words("nothing for the server to read")})
		s.wait("that it is given up", func() bool {
			given, err := s.store.GivenUp(t.Context(), 10)
			return err == nil && len(given) >= 2
		})
		if n := len(s.said(room)); n != 1 {
			t.Errorf("the bot said %d things in an encrypted room", n)
		}
	})
}

// A room that becomes encrypted is never spoken to in the clear again, not even in what waits already.
func TestARoomThatBecomesEncryptedIsNotAnsweredInTheClear(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		s.cipher = newEnvelope()
		ana := s.member("ana")
		s.start()
		room := s.private(ana)
		s.server.SetState(room, ana, "m.room.encryption", map[string]any{"algorithm": "m.megolm.v1.aes-sha2"})
		s.say(room, ana, "who 25")
		s.opensWith(room, 2, "25")
		s.server.SetState(room, ana, "m.room.encryption", map[string]any{}) // nobody turns it off
		s.say(room, ana, "who 26")
		s.lastOpened(room, 3)
	})
}
