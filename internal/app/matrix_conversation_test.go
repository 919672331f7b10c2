//go:build goolm

package app_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/chat/chattest/dendrite"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// M-01 M-13 M-18 M-21 M-22 M-26 M-27 M-28 M-31 M-35.
func TestPeopleTalkToTheBotThroughARealHomeserver(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		w, ok := newMatrixWorld(t, d, dendrite.Options{})
		if !ok {
			return
		}
		w.login()
		w.serve()
		lea := w.server.Join(t, "lea")
		w.convene(lea.User)
		t.Run("encrypted", func(t *testing.T) { w.in(t).talk("ana", lea, true) })
		t.Run("in the clear", func(t *testing.T) { w.in(t).talk("ben", lea, false) })
		if got := lea.Devices(w.bot); len(got) != 1 || !onlySigned(got) {
			t.Errorf("the bot's devices: got %v, want one, signed by its owner", got)
		}
	})
}

// in is the same world for a part of a test.
func (w *matrixWorld) in(t *testing.T) *matrixWorld {
	part := *w
	part.TB = t
	return &part
}

func onlySigned(devices map[string]bool) bool {
	for _, signed := range devices {
		if !signed {
			return false
		}
	}
	return true
}

// talk is the conversation of the foundation: in a private room, then in a shared one.
func (w *matrixWorld) talk(name string, lea *dendrite.Person, encrypted bool) {
	w.Helper()
	ana := w.server.Join(w, name)
	private := w.enter(ana, dendrite.Room{Direct: true, Encrypted: encrypted})
	hello := ana.Await("a hello", w.saidIn(private, "help"))
	w.sealed(hello, encrypted)
	for _, step := range []struct{ say, want string }{
		{"join " + w.code(), "Welcome. You now speak for National Democratic Institute (NDI)"},
		{"whoami", ana.User[1:]}, // the id itself, never a name alone
		{"who is working on GC25 update", "Step 25 (¶25): Support the Human Rights Committee"},
		{`commit 25 "A joint paper of ` + name + `" by 2099-03-31 measure "it is published"`, "Registered as C-"},
		{"mine", "A joint paper of " + name},
	} {
		answer := ana.Ask(private, step.say, step.want)
		w.sealed(answer, encrypted)
		if answer.Content.MsgType != "m.notice" || answer.Content.Mentions == nil {
			w.Errorf("%q: got %s with mentions %v, want a notice that says whom it mentions", step.say, answer.Content.MsgType, answer.Content.Mentions)
		}
	}
	ref := w.newest()
	ana.Ask(private, "log "+ref+" 60% two meetings held", "mostly done")
	ana.Ask(private, "undo", "Taken back")
	w.shared(ana, lea, ref, encrypted)
	w.report(lea, encrypted)
}

// shared has a thread, an edit and a redaction.
func (w *matrixWorld) shared(ana, lea *dendrite.Person, ref string, encrypted bool) {
	w.Helper()
	room := ana.Create(dendrite.Room{Name: "Plan", Encrypted: encrypted, Invite: []string{w.bot, lea.User}})
	ana.AwaitMember(room, w.bot, "join")
	w.must(lea.Try("join", nil, "room", room))
	ana.AwaitMember(room, lea.User, "join")
	ana.Await("a hello", w.saidIn(room, "help"))

	before := len(w.entries())
	mark := ana.Mark()
	ana.Say(room, "who 25, by the way? And log "+ref+" 10%") // to nobody in particular
	root := ana.Say(room, "Let us talk of the paper.")
	asked := ana.SayInThread(room, root, "!accord who 25")
	answer := ana.AwaitFrom(mark, "an answer in the thread", w.saidIn(room, "Step 25"))
	if answer.Relates.Type != "m.thread" || answer.Relates.Event != root || answer.Relates.Replies.Event != asked {
		w.Errorf("the answer belongs to: got %+v, want the thread of %s and the question %s", answer.Relates, root, asked)
	}
	w.sealed(answer, encrypted)
	for _, e := range ana.Seen(mark) {
		if e.Sender == w.bot && e.ID != answer.ID && e.Type == "m.room.message" {
			w.Errorf("the bot also says: %q", e.Content.Body)
		}
	}

	// An edit of what was done changes nothing; one of what was not understood is tried.
	mark = ana.Mark()
	done := ana.Mention(room, w.bot, w.bot+": log "+ref+" 70% a third meeting")
	ana.AwaitFrom(mark, "what was recorded", w.saidIn(room, "70%"))
	ana.Edit(room, done, "!accord log "+ref+" 90% a fourth meeting")
	ana.AwaitFrom(mark, "a word on edits", func(e dendrite.Event) bool {
		return w.saidIn(room, "")(e) && !strings.Contains(e.Content.Body, "70%")
	})
	mark = ana.Mark()
	odd := ana.Say(room, "!accord whoo iss grommling")
	ana.AwaitFrom(mark, "that it was not understood", w.saidIn(room, ""))
	mark = ana.Mark()
	ana.Edit(room, odd, "!accord who 31d")
	ana.AwaitFrom(mark, "an answer to the edit", w.saidIn(room, "Step 31d"))
	if got := len(w.entries()); got != before+1 {
		w.Errorf("entries: got %d more, want the one of 70%%", got-before)
	}

	// Who takes a message back does not take back what it did.
	ana.Redact(room, done)
	ana.Ask(room, "!accord who 25", "70%")
	if got := len(w.entries()); got != before+1 {
		w.Errorf("entries after the message was taken back: got %d more, want one", got-before)
	}
}

// report asks for a file, as a convener, and reads it.
func (w *matrixWorld) report(lea *dendrite.Person, encrypted bool) {
	w.Helper()
	room := w.enter(lea, dendrite.Room{Direct: true, Encrypted: encrypted})
	lea.Await("a hello", w.saidIn(room, "help"))
	mark := lea.Mark()
	lea.Say(room, "report draft 2026-Q3 xlsx")
	file := lea.AwaitFrom(mark, "a file", func(e dendrite.Event) bool { return e.Room == room && e.Content.MsgType == "m.file" })
	w.sealed(file, encrypted)
	if (len(file.Content.File) > 0) != encrypted || (file.Content.URL == "") != encrypted {
		w.Errorf("the file: encrypted %t, address in the clear %q, want encrypted %t", len(file.Content.File) > 0, file.Content.URL, encrypted)
	}
	stored, text := lea.Fetch(file.Content)
	if zip := []byte("PK\x03\x04"); !bytes.HasPrefix(text, zip) || bytes.HasPrefix(stored, zip) == encrypted {
		w.Errorf("the file begins with %q, and as the server has it with %q", head(text), head(stored))
	}
}

func head(text []byte) []byte { return text[:min(8, len(text))] }

// saidIn fits messages of the bot in a room that have the words in them.
func (w *matrixWorld) saidIn(room, words string) func(dendrite.Event) bool {
	return func(e dendrite.Event) bool {
		return e.Room == room && e.Sender == w.bot && e.Type == "m.room.message" && !e.Failed && strings.Contains(e.Content.Body, words)
	}
}

// sealed sees that a message went over the network as its room demands.
func (w *matrixWorld) sealed(e dendrite.Event, encrypted bool) {
	w.Helper()
	if (e.Wire == "m.room.encrypted") != encrypted {
		w.Errorf("%.40q went over the network as %s", e.Content.Body, e.Wire)
	}
}

// newest is the commitment that was registered last.
func (w *matrixWorld) newest() string {
	w.Helper()
	list := w.entries()
	return list[len(list)-1].Commitment
}
