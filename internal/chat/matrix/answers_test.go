package matrix_test

import (
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/chat/chattest/fakematrix"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// M-22.
func TestNoticesOwnMessagesAndOtherBotsAreNeverAnswered(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana, robot := s.member("ana"), s.member("robot")
		s.options.Bots = []string{robot}
		s.start()
		room := s.shared(ana, robot)
		quiet := []string{
			s.server.Send(room, ana, "m.room.message", map[string]any{"msgtype": "m.notice", "body": "!accord who 25"}),
			s.server.Send(room, ana, "m.room.message", map[string]any{"msgtype": "m.image", "body": "!accord who 25"}),
			s.say(room, robot, "!accord who 25"),
			s.say(room, s.login.User, "!accord who 25"),
		}
		s.settled(room, ana)
		for _, message := range quiet {
			if got := s.answersTo(room, message); len(got) != 0 {
				t.Errorf("got %q", got[0].Text())
			}
		}
	})
}

// M-25.
func TestWhatIsQuotedIsNeverRead(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		ref := s.commitment(ana)
		s.start()
		room := s.private(ana)
		first := s.ask(room, ana, "help").ID
		reply := fakematrix.ReplyTo(first)
		html := map[string]any{
			"format":         "org.matrix.custom.html",
			"formatted_body": "<mx-reply><blockquote>log " + ref + " 60%</blockquote></mx-reply>who 25",
		}
		for _, text := range []string{
			"> <@ben:hs> log " + ref + " 60%\n\nwho 25",
			"> log " + ref + " 60%\n> and more\nwho 25",
			"who 25\n> log " + ref + " 60%",
		} {
			got := s.ask(room, ana, text, reply, html)
			if strings.Contains(got.Text(), "60") || !strings.Contains(got.Text(), "25") {
				t.Errorf("%q: got %q", text, got.Text())
			}
		}
		s.recorded(0)
	})
}

// M-26.
func TestAnAnswerStaysInTheThreadAndStartsNone(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		room := s.shared(ana)
		root := s.say(room, ana, "let us talk about the plan")
		inside := s.ask(room, ana, "!accord who 25", fakematrix.InThread(root))
		if r := relation(inside); r["rel_type"] != "m.thread" || r["event_id"] != root || r["is_falling_back"] != true {
			t.Errorf("in the thread: got %v", r)
		}
		outside := s.ask(room, ana, "!accord who 25")
		if r := relation(outside); r["rel_type"] != nil {
			t.Errorf("outside: got %v", r)
		}
		// An answer in the thread that is only meant for older clients is no answer to the bot.
		s.say(room, ana, "thanks", map[string]any{"m.relates_to": map[string]any{
			"rel_type": "m.thread", "event_id": root, "is_falling_back": true, "m.in_reply_to": map[string]any{"event_id": inside.ID},
		}})
		before := len(s.said(room))
		s.settled(room, ana)
		if got := len(s.said(room)); got != before+1 {
			t.Errorf("the bot said %d things more", got-before)
		}
	})
}

// M-47.
func TestANumberIsThePersonsOwnForAQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana, ben := s.member("ana"), s.member("ben")
		ref := s.commitment(ana)
		s.start()
		room := s.shared(ana, ben)
		asked := s.ask(room, ana, "!accord withdraw "+ref+" because funding ended")
		s.offered(room, ana, asked)
		if s.progress() != 0 || !strings.Contains(asked.Text(), "[1]") {
			t.Fatalf("got %q", asked.Text())
		}
		status := func() string { return s.ask(room, ana, "!accord status "+ref).Text() }
		stranger := s.say(room, ben, "1")
		elsewhere := s.say(room, ana, "1", fakematrix.ReplyTo(s.said(room)[0].ID)) // the hello
		s.settled(room, ben)
		if len(s.answersTo(room, stranger)) > 0 {
			t.Error("somebody else's number was answered")
		}
		if strings.Contains(s.answer(room, elsewhere).Text(), "withdrawn") || strings.Contains(status(), "withdrawn") {
			t.Error("a number that answers another message chose something")
		}
		s.offered(room, ana, s.ask(room, ana, "!accord withdraw "+ref+" because funding ended"))
		s.clock.forward(16 * time.Minute)
		late := s.say(room, ana, "1")
		s.settled(room, ana)
		if len(s.answersTo(room, late)) > 0 {
			t.Error("a number after 16 minutes was answered")
		}
		again := s.ask(room, ana, "!accord withdraw "+ref+" because funding ended")
		s.offered(room, ana, again)
		done := s.ask(room, ana, "١", fakematrix.ReplyTo(again.ID))
		if !strings.Contains(strings.ToLower(done.Text()), "withdrawn") {
			t.Errorf("the person's own number: got %q", done.Text())
		}
	})
}

// M-27.
func TestAnEditChangesNothingOfWhatWasRecorded(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana, ben := s.member("ana"), s.member("ben")
		ref := s.commitment(ana)
		s.start()
		room := s.shared(ana, ben)
		command := s.say(room, ana, "!accord log "+ref+" 20% first talks")
		s.answer(room, command)
		edit := func(by, of, text string) { s.server.Send(room, by, "m.room.message", fakematrix.Edit(of, text)) }
		edit(ana, command, "!accord log "+ref+" 60% first talks")
		edit(ana, command, "!accord log "+ref+" 70% first talks")
		edit(ben, command, "!accord log "+ref+" 80% first talks")
		s.settled(room, ana)
		if got := s.answersTo(room, command); len(got) != 2 || !strings.Contains(got[1].Text(), "undo") {
			t.Errorf("got %d answers to the command, want its own and one about edits", len(got))
		}
		s.recorded(1)

		typo := s.say(room, ana, "!accord blorp grumpf")
		s.answer(room, typo)
		edit(ben, typo, "!accord log "+ref+" 60% not mine to mend")
		s.settled(room, ana)
		s.recorded(1)
		edit(ana, typo, "!accord log "+ref+" 60% mended")
		s.wait("the mended message", func() bool { return s.progress() == 2 })
		edit(ana, typo, "!accord log "+ref+" 70% mended again")
		s.settled(room, ana)
		s.recorded(2)
	})
}

// M-28.
func TestAMessageThatIsTakenBackLeavesTheRecord(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		ref := s.commitment(ana)
		s.start()
		room := s.private(ana)
		command := s.say(room, ana, "log "+ref+" 20% first talks")
		s.answer(room, command)
		s.server.Redact(room, ana, command)
		s.wait("that it is noted", func() bool {
			u, err := s.store.MatrixUtterance(t.Context(), s.login.User, command)
			return err == nil && !u.RemovedAt.IsZero()
		})
		s.recorded(1)
		// A question whose words were taken back is not asked any more.
		question := s.say(room, ana, "withdraw "+ref+" because funding ended")
		s.answer(room, question)
		s.server.Redact(room, ana, question)
		s.wait("the second one", func() bool {
			u, err := s.store.MatrixUtterance(t.Context(), s.login.User, question)
			return err == nil && !u.RemovedAt.IsZero()
		})
		if got := s.ask(room, ana, "yes "+ref).Text(); strings.Contains(got, "withdrawn") {
			t.Errorf("yes to what was taken back: got %q", got)
		}
	})
}

// M-43: look-alikes are somebody else, and are not bound.
func TestAnAddressThatLooksLikeAnotherIsNotBound(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.options.Allow = []string{fakematrix.Name}
		s.start()
		alike := s.server.Person("@\u0430na:" + fakematrix.Name) // Cyrillic а
		room := s.shared(ana, alike)
		shown := func(user string) string { return strings.Replace(user, "@", "@\u2060", 1) } // so that it mentions nobody
		got := s.ask(room, alike, "!accord whoami").Text()
		if !strings.Contains(got, shown(alike)) || strings.Contains(got, "National") {
			t.Errorf("got %q", got)
		}
		upper := s.server.Person("@Ana:" + fakematrix.Name)
		s.server.Join(room, upper)
		if got := s.ask(room, upper, "!accord whoami").Text(); !strings.Contains(got, shown(upper)) {
			t.Errorf("got %q", got)
		}
	})
}

// M-34.
func TestOnlyWhatWasAnsweredIsMarkedAsRead(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		room := s.shared(ana)
		chatter := s.say(room, ana, "hello everybody")
		command := s.say(room, ana, "!accord who 25")
		s.answer(room, command)
		s.wait("the receipt", func() bool { return len(s.server.Requests("POST", "/receipt/m.read/"+command)) == 1 })
		if n := len(s.server.Requests("POST", "/receipt/m.read/"+chatter)); n != 0 {
			t.Error("chatter was marked as read")
		}
		if n := len(s.server.Requests("PUT", "/typing/")); n != 0 {
			t.Error("a fast answer was typed")
		}
	})
}

// M-23: what people wrote pings nobody.
func TestNobodyIsMentionedByWhatIsSaid(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		ref := s.commitment(ana)
		s.start()
		room := s.shared(ana)
		got := s.ask(room, ana, `!accord log `+ref+` 60% see @room and https://matrix.to/#/@ben:hs.example and <b>@ben:hs.example</b>`)
		mentions, ok := got.Content["m.mentions"].(map[string]any)
		if !ok || len(mentions) != 0 {
			t.Errorf("m.mentions: got %v", got.Content["m.mentions"])
		}
		html, _ := got.Content["formatted_body"].(string)
		if strings.Contains(html, `href="https://matrix.to`) || strings.Contains(html, "<b>") || strings.Contains(got.Text(), "@room") {
			t.Errorf("got %q\n%q", html, got.Text())
		}
	})
}
