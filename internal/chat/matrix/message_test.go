package matrix_test

import (
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/chat/chattest/fakematrix"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

func TestAPrivateMessageIsAnsweredWhereItWasSaid(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		ref := s.commitment(ana)
		s.start()
		room := s.private(ana)
		got := s.ask(room, ana, "log "+ref+" 60% consultation held")
		if got.Content["msgtype"] != "m.notice" || !strings.Contains(got.Text(), "60") { // M-22
			t.Errorf("got %v", got.Content)
		}
		s.recorded(1)
	})
}

// M-24.
func TestInASharedRoomOnlyWhatIsForTheBotIsAnswered(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana, ben := s.member("ana"), s.member("ben")
		s.start()
		room := s.shared(ana, ben)
		hello := s.said(room)[0].ID
		asked := map[string]string{
			"prefix":          s.say(room, ana, "!accord who 25"),
			"prefix, colon":   s.say(room, ana, "!Accord: who 25"),
			"mention":         s.say(room, ana, "accord: who 25", s.mention()),
			"mention at end":  s.say(room, ana, "who 25 @accord:"+fakematrix.Name, s.mention()),
			"answer":          s.say(room, ben, "who 25", fakematrix.ReplyTo(hello)),
			"mention by pill": s.say(room, ben, "The Bot, who 25", s.mention(), map[string]any{"format": "org.matrix.custom.html", "formatted_body": `<a href="https://matrix.to/#/` + s.login.User + `">The Bot</a>, who 25`}),
		}
		silent := map[string]string{
			"chatter":           s.say(room, ana, "who works on 25?"),
			"name alone":        s.say(room, ana, "accord: who 25"),
			"longer prefix":     s.say(room, ana, "!accordion who 25"),
			"answer to another": s.say(room, ben, "who 25", fakematrix.ReplyTo(asked["prefix"])),
			"number of nothing": s.say(room, ben, "1"),
		}
		for name, message := range asked {
			if got := s.answer(room, message).Text(); !strings.Contains(got, "25") {
				t.Errorf("%s: got %q", name, got)
			}
		}
		s.settled(room, ana)
		for name, message := range silent {
			if got := s.answersTo(room, message); len(got) != 0 {
				t.Errorf("%s: got %q", name, got[0].Text())
			}
		}
	})
}
