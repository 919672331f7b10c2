package matrix_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/store/storetest"
)

// BenchmarkACommandThroughMatrix is the time from a command's arrival at the homeserver, which takes none itself, to the
// arrival of the answer there: sync, inbox, bot, outbox and sending, in rooms that take turns.
func BenchmarkACommandThroughMatrix(b *testing.B) {
	s := newStage(b, storetest.SQLite(b))
	ana := s.member("ana")
	ref := s.commitment(ana)
	s.start()
	var rooms []string
	for range 10 {
		rooms = append(rooms, s.private(ana))
	}
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		room := rooms[len(took)%len(rooms)]
		message := s.say(room, ana, fmt.Sprintf("log %s 20%% step %d", ref, len(took)))
		s.wait("the answer", func() bool { return len(s.answersTo(room, message)) > 0 })
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	at := func(percent int) float64 {
		return float64(took[min(len(took)-1, len(took)*percent/100)].Microseconds()) / 1000
	}
	b.ReportMetric(at(50), "p50-ms")
	b.ReportMetric(at(99), "p99-ms")
}
