package matrix_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/chat/chattest/fakematrix"
	"github.com/accord-tracker/accord/internal/chat/matrix"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/seal"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// asProgram makes this test binary a bot that can be killed. Its value is how to run.
const asProgram = "ACCORD_TEST_MATRIX_PROGRAM"

// running is how a bot that can be killed runs.
type running struct {
	Database, Server, Holder string
	Login                    fakematrix.Login
}

// program runs until it is killed.
func program() {
	var how running
	if err := json.Unmarshal([]byte(os.Getenv(asProgram)), &how); err != nil {
		panic(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	adapter, err := how.adapter(ctx, log)
	if err != nil {
		panic(err)
	}
	if err := adapter.Run(ctx); err != nil {
		panic(err)
	}
}

func (how running) adapter(ctx context.Context, log *slog.Logger) (*matrix.Adapter, error) {
	options := store.Options{Program: "accord test", Connections: 4}
	if strings.HasPrefix(how.Database, "postgres") {
		box, err := seal.Parse(storetest.SecretKey)
		if err != nil {
			return nil, err
		}
		options.Box = box
	}
	kept, err := store.Open(ctx, how.Database, options)
	if err != nil {
		return nil, err
	}
	talker, err := talkerOf(ctx, kept, time.Now)
	if err != nil {
		return nil, err
	}
	words, err := furnished()
	if err != nil {
		return nil, err
	}
	q := queue.New(queue.Parts{Store: kept, Now: time.Now, Chance: rand.Float64, Log: log})
	return matrix.New(matrix.Parts{
		Connect: connects(how.Server, how.Login, matrix.Plain{}),
		Bot:     talker, Queue: q, Store: kept, Catalogue: words, Log: log,
		Convener: func(context.Context, people.Identity) (bool, error) { return false, nil },
	}, matrix.Options{
		User: how.Login.User, Holder: how.Holder, Now: time.Now, Lease: 3 * time.Second, Language: "en",
		Pace: matrix.Pace{Every: time.Millisecond, Burst: 1000},
	}), nil
}

// begin starts a bot as a process of its own.
func (s *stage) begin(holder string) *exec.Cmd {
	s.t.Helper()
	how, err := json.Marshal(running{
		Database: s.database.Address, Server: s.server.URL(), Holder: holder, Login: s.login,
	})
	s.must(err)
	command := exec.CommandContext(s.t.Context(), os.Args[0])
	command.Env = append(os.Environ(), asProgram+"="+string(how))
	command.Stderr = os.Stderr
	s.must(command.Start())
	s.t.Cleanup(func() { kill(command) })
	return command
}

// kill kills the process as a power cut would.
func kill(command *exec.Cmd) {
	if command.ProcessState == nil {
		_ = command.Process.Kill()
		_ = command.Wait() // it was killed: that is no failure
	}
}

// once demands that every command was recorded once and answered once.
func (s *stage) once(commands map[string]string, note func(message string) string) {
	s.t.Helper()
	s.waitLong("all answers", func() bool {
		for message, room := range commands {
			if len(s.answersTo(room, message)) == 0 {
				return false
			}
		}
		return true
	})
	entries, err := s.store.JournalFrom(s.t.Context(), s.plan.ID, 0, 10_000)
	s.must(err)
	seen := map[string]int{}
	for i := range entries {
		seen[entries[i].Note]++
	}
	for message, room := range commands {
		if n := seen[note(message)]; n != 1 {
			s.t.Errorf("%s was recorded %d times", message, n)
		}
		if got := s.answersTo(room, message); len(got) != 1 {
			s.t.Errorf("%s was answered %d times", message, len(got))
		}
	}
}

func (s *stage) waitLong(what string, holds func() bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 90*time.Second)
	defer cancel()
	if err := s.server.Wait(ctx, what, holds); err != nil {
		s.t.Fatal(err)
	}
}

// M-07, M-32: killed at any moment, between sync and handling, between sending and recording.
func TestAKilledBotLosesNoCommandAndAnswersNoneTwice(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		ref := s.commitment(ana)
		bot := s.begin("first")
		var rooms []string
		for range 3 {
			rooms = append(rooms, s.private(ana))
		}
		commands, notes := map[string]string{}, map[string]string{}
		for round := range 4 {
			if round%2 == 1 { // the bot hears that nothing was sent, and it was
				s.server.Break(fakematrix.Fault{Method: "PUT", Path: "/send/", Times: 2, Cut: true})
			}
			for i := range 6 {
				note := fmt.Sprintf("note %d of round %d", i, round)
				message := s.say(rooms[i%3], ana, "log "+ref+" 20% "+note)
				commands[message], notes[message] = rooms[i%3], note
			}
			// In the middle: when some of the round are answered, or none.
			if answered := rand.IntN(4); answered > 0 {
				s.waitLong("some answers", func() bool { return s.answered(commands) >= len(commands)-6+answered })
			}
			kill(bot)
			bot = s.begin(fmt.Sprint("after kill ", round))
		}
		s.once(commands, func(message string) string { return notes[message] })
	})
}

func (s *stage) answered(commands map[string]string) int {
	n := 0
	for message, room := range commands {
		n += min(1, len(s.answersTo(room, message)))
	}
	return n
}

// M-07: what was synced and not yet handled is a row, and the token is behind it or with it.
func TestWhatWasSyncedBeforeACrashIsHandledAfterIt(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		ref := s.commitment(ana)
		s.start()
		room := s.private(ana)
		s.must(s.stop())
		hold := make(chan struct{})
		// Counting members is the first thing that is asked for when a message is handled.
		s.server.Join(room, s.server.Person("visitor"))
		s.server.Leave(room, s.server.Person("visitor"))
		mend := s.server.Break(fakematrix.Fault{Method: "GET", Path: "/joined_members", Until: hold})
		message := s.say(room, ana, "log "+ref+" 20% once")
		bot := s.begin("first")
		s.waitLong("that it was taken up", func() bool { return len(s.server.Requests("GET", "/joined_members")) > 1 })
		kill(bot)
		mend()
		close(hold)
		if s.progress() != 0 {
			t.Fatal("it was handled already")
		}
		s.begin("second")
		s.once(map[string]string{message: room}, func(string) string { return "once" })
	})
}

// M-06.
func TestOneOfTwoLeadsAndTheOtherTakesOverWhenItIsKilled(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		ref := s.commitment(ana)
		first := s.begin("one")
		room := s.private(ana)
		syncing := len(s.server.Requests("POST", "/filter"))
		second := s.begin("two")
		commands, notes := map[string]string{}, map[string]string{}
		tell := func(note string) string {
			message := s.say(room, ana, "log "+ref+" 20% "+note)
			commands[message], notes[message] = room, note
			return message
		}
		s.answer(room, tell("by the first"))
		if n := len(s.server.Requests("POST", "/filter")); n != syncing {
			t.Errorf("%d programs sync", n)
		}
		kill(first)
		began := time.Now()
		tell("by the second")
		s.once(commands, func(message string) string { return notes[message] })
		if took := time.Since(began); took > 30*time.Second {
			t.Errorf("the other took over after %v", took)
		}
		if second.ProcessState != nil {
			t.Error("the second one ended")
		}
		if n := len(slices.Compact(s.server.Devices(s.login.User))); n != 1 {
			t.Errorf("%d devices", n)
		}
	})
}
