//go:build goolm

package app_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/chat/chattest/dendrite"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// soakVariable says how long BenchmarkMatrixSoak goes on; 30m is a day at fifty times the pace.
const soakVariable = "ACCORD_BENCH_SOAK"

// An ordinary day, and how fast it passes here. Everything is encrypted.
const (
	soakPeople  = 10   // each in a private room with the bot, and in one shared with the next person
	soakSayings = 2000 // to the bot in a day; and as many in shared rooms that are not for the bot
	soakRooms   = 24   // that the bot is invited into in a day, and then left alone in; the network is cut as often
	soakPace    = 50
	soakSamples = 6
	soakSettles = 10 * time.Minute // until a program that has just started has filled what it remembers
	soakAsking  = 12               // goroutines that whoever asks for the figures makes at most
)

// every is how often something happens that happens so many times a day.
func every(times int) time.Duration { return 24 * time.Hour / soakPace / time.Duration(times) }

// soakTalk is what people say to the bot, in turn.
var soakTalk = [...]string{
	"log REF no change", "who 25", "mine", "log REF 60% we met the Committee", "step 31d", "due", "gaps", "undo", "search paper", "whoami",
}

// soak is a bot under ordinary use.
type soak struct {
	*matrixWorld
	network *dendrite.Network
	program *process
	people  []*soaker

	mu   sync.Mutex
	took []time.Duration
}

// soaker is one of those who use it.
type soaker struct {
	*dendrite.Person
	private, shared, ref string
}

// BenchmarkMatrixSoak has people use the bot as on an ordinary day, fifty times as fast, and looks six times at what it
// holds: in the second half that is to be flat, if the first is long enough to begin with.
func BenchmarkMatrixSoak(b *testing.B) {
	w, ok := newMatrixWorld(b, storetest.SQLite(b), dendrite.Options{})
	if !ok {
		b.Skip("no homeserver in this run")
	}
	s := &soak{matrixWorld: w, network: dendrite.NewNetwork(b, w.server)}
	share := newShare(b, s.network.Address())
	w.address = share.server.URL
	w.login()
	s.program = w.serve()
	for i := range soakPeople {
		s.people = append(s.people, s.comes(fmt.Sprintf("person%d", i)))
	}
	s.meet()
	lasts := soakTime(b)
	var samples []sample
	for b.Loop() {
		samples = s.goesOn(lasts)
	}
	for _, at := range samples {
		b.Log(at)
	}
	middle, end := samples[soakSamples/2-1], samples[soakSamples-1]
	if end.goroutines > middle.goroutines+soakAsking {
		b.Errorf("goroutines: from %.0f to %.0f in the second half", middle.goroutines, end.goroutines)
	}
	if lasts/2 >= soakSettles && end.megabytes > 1.1*middle.megabytes {
		b.Errorf("memory: from %.1f to %.1f MB in the second half", middle.megabytes, end.megabytes)
	}
	slices.Sort(s.took)
	b.ReportMetric(float64(len(s.took)), "answers")
	b.ReportMetric(within(50, s.took), "p50-ms")
	b.ReportMetric(within(99, s.took), "p99-ms")
	b.ReportMetric(within(99, share.all()), "own-p99-ms")
	b.ReportMetric(end.megabytes, "MB")
	b.ReportMetric(end.megabytes-middle.megabytes, "more-MB")
	b.ReportMetric(end.goroutines-middle.goroutines, "more-goroutines")
}

func soakTime(b *testing.B) time.Duration {
	b.Helper()
	text := os.Getenv(soakVariable)
	if text == "" {
		return time.Minute
	}
	lasts, err := time.ParseDuration(text)
	if err != nil {
		b.Fatalf("%s: %v", soakVariable, err)
	}
	return lasts
}

// comes is a person with a commitment in a private room.
func (s *soak) comes(name string) *soaker {
	s.Helper()
	person, private, ref := s.settled(name)
	return &soaker{Person: person, private: private, ref: ref}
}

// meet puts each person into a room with the next one and the bot.
func (s *soak) meet() {
	s.Helper()
	for i, p := range s.people {
		next := s.people[(i+1)%len(s.people)]
		p.shared = p.Create(dendrite.Room{Name: "Shared", Encrypted: true, Invite: []string{s.bot, next.User}})
		p.AwaitMember(p.shared, s.bot, "join")
		s.must(next.Try("join", nil, "room", p.shared))
		p.AwaitMember(p.shared, next.User, "join")
	}
}

// goesOn is ordinary use for so long.
func (s *soak) goesOn(lasts time.Duration) []sample {
	over := make(chan struct{})
	var all sync.WaitGroup
	for i, p := range s.people {
		all.Go(func() { s.talks(p, i, over) })
	}
	all.Go(func() { s.moves(over) })
	began, samples := time.Now(), make([]sample, 0, soakSamples)
	tick := time.NewTicker(lasts / soakSamples)
	defer tick.Stop()
	for range soakSamples {
		<-tick.C
		at := s.looks(time.Since(began))
		fmt.Fprintln(os.Stderr, at)
		samples = append(samples, at)
	}
	close(over)
	all.Wait()
	return samples
}

// talks is one person, who says something to the bot and then something that is not for it, again and again.
func (s *soak) talks(p *soaker, turn int, over <-chan struct{}) {
	tick := time.NewTimer(time.Duration(turn) * every(soakSayings)) // they do not all speak at once
	defer tick.Stop()
	for ; ; turn++ {
		select {
		case <-tick.C:
			tick.Reset(soakPeople * every(soakSayings))
		case <-over:
			return
		}
		said := strings.ReplaceAll(soakTalk[turn%len(soakTalk)], "REF", p.ref)
		began := time.Now()
		message := p.Say(p.private, said)
		took := s.answered(p.Person, message).At.Sub(began)
		s.mu.Lock()
		s.took = append(s.took, took)
		s.mu.Unlock()
		p.Say(p.shared, "Shall we talk of "+p.ref+" tomorrow?")
	}
}

// moves invites the bot into rooms, leaves it alone in them, and cuts the network.
func (s *soak) moves(over <-chan struct{}) {
	tick := time.NewTicker(every(soakRooms))
	defer tick.Stop()
	for turn := 0; ; turn++ {
		select {
		case <-tick.C:
		case <-over:
			return
		}
		p := s.people[turn%len(s.people)]
		room := s.enter(p.Person, dendrite.Room{Name: "For a while", Encrypted: true})
		s.answered(p.Person, p.Say(room, "!accord who 25"))
		s.must(p.Try("leave", nil, "room", room))
		s.network.Cut()
		s.network.Mend()
	}
}

// sample is what the bot holds.
type sample struct {
	after                                 time.Duration
	megabytes, heap, goroutines, answered float64
}

func (s sample) String() string {
	return fmt.Sprintf("after %s: %.0f answers, %.1f MB (heap %.1f MB), %.0f goroutines",
		s.after.Round(time.Second), s.answered, s.megabytes, s.heap, s.goroutines)
}

// looks is the median of some looks at the memory, and the least of goroutines: whoever asks for the figures makes up to a
// dozen more, and what works at that very moment some too.
func (s *soak) looks(after time.Duration) sample {
	const looks = 9
	var megabytes, heap, goroutines []float64
	tick := time.NewTicker(700 * time.Millisecond)
	defer tick.Stop()
	for range looks {
		text := s.program.ask(s, "/metrics")
		megabytes = append(megabytes, gauge(text, "process_resident_memory_bytes")/1e6)
		heap = append(heap, gauge(text, "go_memstats_heap_inuse_bytes")/1e6)
		goroutines = append(goroutines, gauge(text, "go_goroutines"))
		<-tick.C
	}
	slices.Sort(megabytes)
	slices.Sort(heap)
	s.mu.Lock()
	defer s.mu.Unlock()
	return sample{after, megabytes[looks/2], heap[looks/2], slices.Min(goroutines), float64(len(s.took))}
}
