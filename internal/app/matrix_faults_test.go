//go:build goolm

package app_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/app"
	"github.com/accord-tracker/accord/internal/chat/chattest/dendrite"
	"github.com/accord-tracker/accord/internal/pgtest"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// settled is a focal point in a private room with the bot, with a commitment of theirs.
func (w *matrixWorld) settled(name string) (person *dendrite.Person, room, ref string) {
	w.Helper()
	person = w.server.Join(w, name)
	w.link(person.User)
	room = w.enter(person, dendrite.Room{Direct: true, Encrypted: true})
	person.Await("a hello", w.saidIn(room, "help"))
	person.Ask(room, `commit 25 "A joint paper on the update" by 2099-03-31`, "Registered as C-")
	return person, room, w.newest()
}

// once sees that each note is in the journal once, and that each message has one answer.
func (w *matrixWorld) once(person *dendrite.Person, said map[string]string) {
	w.Helper()
	notes := w.notes()
	answers, counted := map[string]int{}, map[string]bool{}
	for _, e := range person.Seen(0) {
		// A client shows a message again once it could be decrypted.
		if e.Sender == w.bot && e.Relates.Replies.Event != "" && !counted[e.ID] {
			answers[e.Relates.Replies.Event]++
			counted[e.ID] = true
		}
	}
	for note, message := range said {
		if notes[note] != 1 || answers[message] != 1 {
			w.Errorf("%q: %d times in the journal and %d answers, want one and one", note, notes[note], answers[message])
		}
	}
}

// answered waits for the answer to a message.
func (w *matrixWorld) answered(person *dendrite.Person, message string) dendrite.Event {
	w.Helper()
	return person.Await("an answer to "+message, func(e dendrite.Event) bool {
		return e.Sender == w.bot && e.Type == "m.room.message" && e.Relates.Replies.Event == message && !e.Failed
	})
}

// M-07 M-12 M-32.
func TestNothingIsLostOrDoubledWhenServerNetworkOrBotFail(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		w, ok := newMatrixWorld(t, d, dendrite.Options{})
		if !ok {
			return
		}
		network := dendrite.NewNetwork(t, w.server)
		w.address = network.Address()
		w.login()
		bot := w.serve()
		ana, room, ref := w.settled("ana")
		said := map[string]string{}
		say := func(note string) string {
			message := ana.Say(room, "log "+ref+" "+note)
			said[note] = message
			return message
		}

		network.Cut()
		first := say("said while the network was cut")
		network.Mend()
		w.answered(ana, first)

		network.Slow(300 * time.Millisecond)
		w.answered(ana, say("said while the network was slow"))
		network.Slow(0)

		w.server.Kill(t)
		w.server.Start(t)
		w.answered(ana, say("said after the homeserver came back"))

		for kill := range 3 {
			var last string
			for i := range 3 {
				last = say(fmt.Sprintf("said before kill %d, message %d", kill, i))
			}
			bot.kill()
			say(fmt.Sprintf("said while the bot was dead the time number %d", kill))
			bot = w.serve()
			w.answered(ana, last)
		}
		for _, message := range said {
			w.answered(ana, message)
		}
		ana.Ask(room, "whoami", ana.User[1:]) // whatever was to come twice has come
		w.once(ana, said)
	})
}

// M-06.
func TestASecondReplicaTakesOverWithinHalfAMinute(t *testing.T) {
	t.Parallel()
	dsn, ok := pgtest.DSN(t)
	if !ok {
		return
	}
	w, ok := newMatrixWorld(t, storetest.Postgres(t, dsn), dendrite.Options{})
	if !ok {
		return
	}
	w.login()
	leader := w.serve()
	ana, room, ref := w.settled("ana")
	w.serve()
	said := map[string]string{}
	for i := range 5 {
		note := fmt.Sprintf("said to two, number %d", i)
		said[note] = ana.Say(room, "log "+ref+" "+note)
	}
	leader.kill()
	killed := time.Now()
	said["said to the second"] = ana.Say(room, "log "+ref+" said to the second")
	answer := w.answered(ana, said["said to the second"])
	if took := answer.At.Sub(killed); took > 30*time.Second {
		t.Errorf("taken over after %s, want 30 seconds at most", took.Round(time.Second))
	} else {
		t.Logf("taken over after %s", took.Round(100*time.Millisecond))
	}
	for _, message := range said {
		w.answered(ana, message)
	}
	w.once(ana, said)
}

// M-33.
func TestAServerThatLimitsTheBotLosesNothing(t *testing.T) {
	t.Parallel()
	w, ok := newMatrixWorld(t, storetest.SQLite(t), dendrite.Options{Limited: true, Exempt: []string{dendrite.UserID("ana")}})
	if !ok {
		return
	}
	w.login()
	bot := w.serve()
	ana, room, ref := w.settled("ana")
	// Dendrite limits joins, questions for keys and much else, though not messages themselves.
	var rooms []string
	for i := range 8 { // nobody may invite more than ten times an hour
		rooms = append(rooms, ana.Create(dendrite.Room{Name: fmt.Sprintf("Room %d", i), Encrypted: true, Invite: []string{w.bot}}))
	}
	for _, r := range rooms {
		ana.AwaitMember(r, w.bot, "join")
		ana.Await("a hello", w.saidIn(r, "help"))
	}
	said := map[string]string{}
	for i := range 10 {
		note := fmt.Sprintf("said quickly, number %d", i)
		said[note] = ana.Say(room, "log "+ref+" "+note)
	}
	for _, message := range said {
		w.answered(ana, message)
	}
	w.once(ana, said)
	hellos := map[string]int{}
	for _, e := range ana.Seen(0) {
		if w.saidIn(e.Room, "help")(e) {
			hellos[e.Room]++
		}
	}
	for _, r := range rooms {
		if hellos[r] != 1 {
			t.Errorf("hellos in a room: got %d, want one", hellos[r])
		}
	}
	if got := bot.ask(t, "/metrics"); !regexp.MustCompile(`accord_queue_total\{outcome="delayed",platform="matrix",side="outbox"\} [1-9]`).MatchString(got) {
		t.Errorf("the server has limited nobody, so that this tests nothing:\n%s", grep(got, "accord_queue_total"))
	}
}

// M-16 M-17.
func TestWhatAHomeserverCouldHaveSaidChangesNothing(t *testing.T) {
	t.Parallel()
	w, ok := newMatrixWorld(t, storetest.SQLite(t), dendrite.Options{})
	if !ok {
		return
	}
	w.login()
	w.serve()
	ana, room, ref := w.settled("ana")
	before := len(w.entries())

	mark := ana.Mark()
	first := ana.SayPlainly(room, "log "+ref+" 99% in the clear")
	refusal := w.answered(ana, first)
	if strings.Contains(refusal.Content.Body, "99") {
		t.Errorf("in the clear: got %q", refusal.Content.Body)
	}
	if answer := w.answered(ana, ana.SayPlainly(room, "who 31d")); !strings.Contains(answer.Content.Body, "31d") {
		t.Errorf("a question in the clear: got %q", answer.Content.Body)
	}
	ana.React(room, refusal.ID, "✅")
	ana.SayPlainly(room, "log "+ref+" 98% in the clear again")

	// Another client of hers that she has not signed: it might be the server's.
	intruder := w.server.SignIn(t, "ana", "the password of ana", dendrite.Client{Unsigned: true, Lax: true})
	intruder.Say(room, "log "+ref+" 97% by a device that is not hers")
	ana.Ask(room, "mine", ref)
	if got := w.entries(); len(got) != before {
		t.Errorf("entries: got %d more: %+v", len(got)-before, got[len(got)-1])
	}
	told := map[string]bool{}
	for _, e := range ana.Seen(mark) {
		if e.Sender == w.bot && e.Content.Body == refusal.Content.Body {
			told[e.ID] = true
		}
	}
	if len(told) != 1 {
		t.Errorf("told %d times, want once", len(told))
	}
	for _, e := range intruder.Seen(0) {
		if e.Sender == w.bot && e.Wire == "m.room.encrypted" && !e.Failed {
			t.Errorf("the device that is not signed reads %q", e.Content.Body)
		}
	}
}

// M-03 M-15.
func TestLostKeysAreRestoredByCommand(t *testing.T) {
	t.Parallel()
	w, ok := newMatrixWorld(t, storetest.SQLite(t), dendrite.Options{})
	if !ok {
		return
	}
	w.login()
	bot := w.serve()
	ana, room, _ := w.settled("ana")
	master, before := ana.Master(w.bot), ana.Devices(w.bot)
	bot.end(os.Interrupt)
	files, err := filepath.Glob(strings.TrimSuffix(strings.TrimPrefix(w.database, "sqlite:"), ".db") + ".matrix.db*")
	w.must(err)
	if len(files) == 0 {
		t.Fatal("no file with keys")
	}
	for _, file := range files {
		w.must(os.Remove(file))
	}

	// It does not run without them, and says so.
	bot = w.serve()
	w.until("the health of a bot without keys", func() bool { return strings.Contains(bot.ask(t, "/healthz"), "degraded") })
	bot.end(os.Interrupt)
	without := w.environ("ACCORD_MATRIX_RECOVERY_KEY_FILE=")
	if status, said := w.run(without, "matrix", "restore"); status != app.ExitFailure || !strings.Contains(said, "recovery key") {
		t.Errorf("restore without the recovery key: status %d, %s", status, said)
	}
	if status, said := w.run(w.environ(), "matrix", "login"); status != app.ExitFailure || !strings.Contains(said, "matrix restore") {
		t.Errorf("login with lost keys: status %d, %s", status, said)
	}
	if status, said := w.run(w.environ(), "matrix", "restore"); status != app.ExitOK {
		t.Fatalf("restore: status %d, %s", status, said)
	}
	// What somebody says before their client has heard of the new device cannot be read.
	w.until("the new device alone, signed", func() bool {
		devices := ana.Devices(w.bot)
		return !maps.Equal(devices, before) && len(devices) == 1 && onlySigned(devices)
	})
	w.serve()
	ana.Ask(room, "mine", "A joint paper")
	if got := ana.Master(w.bot); got != master {
		t.Errorf("identity: got %s, want %s as before", got, master)
	}
	if status, said := w.run(w.environ(), "matrix", "restore"); status != app.ExitFailure || !strings.Contains(said, "running") {
		t.Errorf("restore while the bot runs: status %d, %s", status, said)
	}
}

// until waits for something that can only be looked at.
func (w *matrixWorld) until(what string, holds func() bool) {
	w.Helper()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(dendrite.Patience); !holds(); <-tick.C {
		if time.Now().After(deadline) {
			w.Fatalf("%s: waited in vain", what)
		}
	}
}

// grep is the lines of a text with a word in them.
func grep(text, word string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.Contains(line, word) {
			b.WriteString(line)
		}
	}
	return b.String()
}
