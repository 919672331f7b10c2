package matrix_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/chat/chattest/fakematrix"
	"github.com/accord-tracker/accord/internal/chat/matrix"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"maunium.net/go/mautrix"
)

// M-08: the first sync of all brings state, invites, and no commands.
func TestTheFirstSyncAnswersNothingOfThePast(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		room := s.server.CreateRoom(ana, fakematrix.NewRoom{Name: "Plans", Encrypted: false})
		s.server.Join(room, s.login.User)
		s.server.Join(room, s.server.Person("bystander"))
		old := s.say(room, ana, "!accord who 25")
		s.start()
		s.settled(room, ana)
		if got := s.answersTo(room, old); len(got) != 0 {
			t.Errorf("got %q", got[0].Text())
		}
		r, err := s.store.MatrixRoom(t.Context(), s.login.User, room)
		if err != nil || r.Name != "Plans" || !r.In() {
			t.Errorf("the state: got %+v, %v", r, err)
		}
	})
}

// M-08.
func TestALostTokenIsRefusedUnlessTheGapIsAccepted(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		room := s.private(ana)
		s.must(s.stop())
		missed := s.say(room, ana, "who 25")
		s.must(s.store.Keep(t.Context(), queue.Keepsake{Name: "matrix/sync/" + s.login.User}))
		if trouble, ok := problem.Of(s.ends()); !ok || trouble.Key != "matrix.token_lost" {
			t.Errorf("got %v", trouble)
		}
		s.options.Gap = "accept"
		s.start()
		s.settled(room, ana)
		if len(s.answersTo(room, missed)) > 0 {
			t.Error("what was said meanwhile was answered")
		}
	})
}

// M-09: the two experiments that lose state or a command with the library's own filter.
func TestWhatWasSaidBeforeTheBotCameIsNotAnsweredAndTheStateIsKept(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		room := s.server.CreateRoom(ana, fakematrix.NewRoom{Name: "Plans"})
		s.server.Join(room, s.server.Person("bystander"))
		before := s.say(room, ana, "!accord who 25")
		s.server.SetState(room, ana, "m.room.encryption", map[string]any{"algorithm": "m.megolm.v1.aes-sha2"})
		hold := make(chan struct{})
		mend := s.server.Break(fakematrix.Fault{Method: http.MethodGet, Path: "/sync", Until: hold})
		s.server.Join(room, s.login.User)
		after := s.say(room, ana, "!accord who 25")
		mend()
		close(hold)
		s.wait("the command", func() bool {
			r, err := s.store.MatrixRoom(t.Context(), s.login.User, room)
			return err == nil && r.Encrypted
		})
		s.wait("that the bot cannot read", func() bool { return len(s.said(room)) > 0 })
		if got := s.said(room); len(got) != 1 || !strings.Contains(got[0].Text(), "encrypted") { // M-18: nothing else in the clear
			t.Errorf("got %d messages in an encrypted room", len(got))
		}
		if len(s.answersTo(room, before))+len(s.answersTo(room, after)) > 0 {
			t.Error("answered in the clear in an encrypted room")
		}
	})
}

func TestTheFirstCommandAfterTheBotCameIsAnswered(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		room := s.server.CreateRoom(ana, fakematrix.NewRoom{})
		s.server.Join(room, s.server.Person("bystander"))
		before := s.say(room, ana, "!accord who 25")
		s.server.Join(room, s.login.User)
		after := s.say(room, ana, "!accord who 25")
		s.answer(room, after)
		if len(s.answersTo(room, before)) > 0 {
			t.Error("what was said before was answered")
		}
	})
}

// M-09.
func TestAMessageThatIsOldChangesNothing(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		ref := s.commitment(ana)
		s.start()
		room := s.private(ana)
		old := func(text string) string {
			at := fakematrix.Dated{At: s.clock.now().Add(-11 * time.Minute), Content: fakematrix.Text(text)}
			return s.answer(room, s.server.SendAt(room, ana, "m.room.message", at)).Text()
		}
		if got := old("log " + ref + " 60% consultation held"); !strings.Contains(got, "late") {
			t.Errorf("got %q", got)
		}
		if got := old("who 25"); !strings.Contains(got, "Joint paper") {
			t.Errorf("a question: got %q", got)
		}
		if got := old("log " + ref + " 70% consultation written up"); !strings.Contains(got, "late") {
			t.Errorf("the next: got %q", got)
		}
		s.recorded(0)
	})
}

// M-10.
func TestAGapIsFilledAsFarAsItGoes(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		room := s.shared(ana)
		s.must(s.stop())
		first := s.say(room, ana, "!accord who 25")
		for i := range 180 {
			s.say(room, ana, fmt.Sprint("chatter ", i))
		}
		last := s.say(room, ana, "!accord who 25")
		s.start()
		s.answer(room, first)
		s.answer(room, last)
		for _, m := range s.said(room) {
			if strings.Contains(m.Text(), "was away") {
				t.Errorf("a gap that was filled: got %q", m.Text())
			}
		}

		s.must(s.stop())
		lost := s.say(room, ana, "!accord who 25")
		for i := range 600 {
			s.say(room, ana, fmt.Sprint("more chatter ", i))
		}
		s.start()
		s.wait("that messages were missed", func() bool {
			said := s.said(room)
			return strings.Contains(said[len(said)-1].Text(), "was away")
		})
		s.settled(room, ana)
		if len(s.answersTo(room, lost)) > 0 {
			t.Error("a command beyond the bounds was answered")
		}
	})
}

// M-10: events may come again.
func TestAnEventThatComesAgainIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		ref := s.commitment(ana)
		s.server.RepeatEvents(5)
		s.start()
		room := s.private(ana)
		var asked []string
		for i := range 5 {
			asked = append(asked, s.say(room, ana, fmt.Sprintf("log %s %d%% step by step", ref, 10+i)))
			s.answer(room, asked[i])
		}
		s.settled(room, ana)
		for _, message := range asked {
			if got := s.answersTo(room, message); len(got) != 1 {
				t.Errorf("answered %d times", len(got))
			}
		}
		s.recorded(5)
	})
}

// M-12, M-03.
func TestADeadTokenStopsTheAccountAndNothingIsAskedAgain(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		for name, soft := range map[string]fakematrix.Softness{"soft": fakematrix.Soft, "hard": fakematrix.Hard} {
			t.Run(name, func(t *testing.T) {
				s := newStage(t, again(t, d))
				s.server.EndToken(s.login.User, soft)
				if err := s.ends(); !errors.Is(err, mautrix.MUnknownToken) {
					t.Errorf("got %v", err)
				}
				if n := len(s.server.AllRequests()); n > 3 {
					t.Errorf("%d requests with a dead token", n)
				}
			})
		}
	})
}

// M-12.
func TestTheBotComesBackWhenTheServerDoes(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		room := s.private(ana)
		s.server.Break(fakematrix.Fault{Method: http.MethodGet, Path: "/sync", Times: 1, Status: 502, Code: "M_UNKNOWN"})
		s.server.Break(fakematrix.Fault{Method: http.MethodGet, Path: "/sync", Times: 1, Drop: true})
		s.server.Break(fakematrix.Fault{Method: http.MethodGet, Path: "/sync", Times: 1, Status: 429, Code: "M_LIMIT_EXCEEDED", More: map[string]any{"retry_after_ms": 200}})
		s.server.CutConnections()
		s.ask(room, ana, "who 25")
	})
}

func TestAResponseThatCannotBeReadDoesNotEndTheBot(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		room := s.private(ana)
		for _, content := range []map[string]any{
			{"msgtype": 7, "body": []string{"x"}},
			{"msgtype": "m.text", "body": map[string]any{}},
			{"m.relates_to": "nothing", "msgtype": "m.text", "body": "who 25"},
			{},
		} {
			s.server.Send(room, ana, "m.room.message", content)
		}
		s.server.SetState(room, ana, "m.room.name", map[string]any{"name": 7})
		s.ask(room, ana, "who 25")
	})
}

// M-07: whoever may name a room or themselves must not be able to stop the bot.
func TestATextThatNoDatabaseKeepsHoldsUpNobody(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana, stranger := s.member("ana"), s.server.Person("stranger")
		s.start()
		room := s.private(ana)
		odd := s.server.CreateRoom(stranger, fakematrix.NewRoom{Name: "Plans\x00 of \\u0000"})
		s.server.Invite(odd, stranger, s.login.User, 0)
		s.server.SetState(room, ana, "m.room.name", map[string]any{"name": "Plans\x00 of \\u0000"})
		s.ask(room, ana, "who\x00 25")
		r, err := s.store.MatrixRoom(t.Context(), s.login.User, room)
		if want := "Plans of \\u0000"; err != nil || r.Name != want {
			t.Errorf("the name: got %q, %v, want %q", r.Name, err, want)
		}
	})
}

// M-42.
func TestNothingIsAnsweredInASpace(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		space := s.server.CreateRoom(ana, fakematrix.NewRoom{Type: "m.space"})
		s.server.Join(space, s.login.User)
		message := s.say(space, ana, "!accord who 25")
		room := s.private(ana)
		s.settled(room, ana)
		s.wait("that the bot leaves", func() bool { return len(s.server.RoomsOf(s.login.User, "leave")) == 1 })
		if len(s.answersTo(space, message)) > 0 {
			t.Error("it was answered")
		}
	})
}

// forgetful is a store whose transaction of the inbox and the token fails while it is told to, as when the program dies
// after it has kept the state of rooms.
type forgetful struct {
	queue.Store
	fails chan error
}

func (f forgetful) Receive(ctx context.Context, list []queue.Received, keep ...queue.Keepsake) ([]queue.Received, error) {
	select {
	case err := <-f.fails:
		return nil, err
	default:
		return f.Store.Receive(ctx, list, keep...)
	}
}

// M-07, M-09: state is kept first. If the rest is not, the same comes again, and means the same.
func TestASyncThatWasKeptByHalvesIsTakenInAsAWhole(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		fails := make(chan error, 2)
		s.inbox = forgetful{s.store, fails}
		ana := s.member("ana")
		s.start()
		room := s.server.CreateRoom(ana, fakematrix.NewRoom{})
		s.server.Join(room, s.server.Person("bystander"))
		before := s.say(room, ana, "!accord who 25")
		fails <- errors.New("the disk is full")
		s.server.Join(room, s.login.User)
		s.wait("that it failed and came again", func() bool {
			r, err := s.store.MatrixRoom(t.Context(), s.login.User, room)
			return err == nil && r.In() && len(fails) == 0
		})
		after := s.say(room, ana, "!accord who 25")
		s.answer(room, after)
		if len(s.answersTo(room, before)) > 0 || len(s.answersTo(room, after)) != 1 {
			t.Error("what was said before the bot came was answered, or something twice")
		}
	})
}

// panicking is a bot that a word makes panic.
type panicking struct{ matrix.Bot }

func (p panicking) Handle(ctx context.Context, m chat.Message) (chat.Answer, error) {
	if m.Text == "boom" {
		panic("boom")
	}
	return p.Bot.Handle(ctx, m)
}

// M-07.
func TestAMessageThatMakesTheBotPanicIsGivenUpAndTheOthersAreAnswered(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		s.talker = panicking{s.talker}
		ana, ben := s.member("ana"), s.member("ben")
		s.start()
		room, other := s.private(ana), s.private(ben)
		boom := s.say(room, ana, "boom")
		s.ask(other, ben, "who 25")
		after := s.say(room, ana, "who 25")
		for len(s.answersTo(room, after)) == 0 {
			s.clock.forward(30 * time.Second) // between the tries
			s.waitShort(func() bool { return len(s.answersTo(room, after)) > 0 })
		}
		if got := s.answer(room, boom).Text(); !strings.Contains(got, "went wrong") {
			t.Errorf("got %q", got)
		}
		given, err := s.store.GivenUp(t.Context(), 10)
		if err != nil || len(given) != 1 {
			t.Errorf("given up: got %d, %v", len(given), err)
		}
	})
}
