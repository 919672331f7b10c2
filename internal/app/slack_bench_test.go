package app_test

import (
	"context"
	"io"
	"net"
	"net/url"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/chat/chattest/fakeslack"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/pgtest"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// BenchmarkSlack is bin/bot serve as a process between the fake Slack and a database: how long an acknowledgement takes at
// 100 events a second, also while the database is half a second slow, and how long it takes from a command to its answer
// at 50 a second. Each is 1,000 of them (-short: 100). The machine should be quiet.
func BenchmarkSlack(b *testing.B) {
	on := func(name string, database func() storetest.Database) {
		b.Run(name+"/acknowledgement-100-a-second", func(b *testing.B) { acknowledgements(b, database(), quick) })
		b.Run(name+"/acknowledgement-slow-database", func(b *testing.B) { acknowledgements(b, database(), slow) })
		b.Run(name+"/acknowledgement-slow-database-sockets", func(b *testing.B) { acknowledgements(b, database(), slowOverSockets) })
		b.Run(name+"/command-to-answer-50-a-second", func(b *testing.B) { commandsAnswered(b, database()) })
	}
	on("sqlite", func() storetest.Database { return storetest.SQLite(b) })
	if dsn, ok := pgtest.DSN(b); ok {
		on("postgres", func() storetest.Database { return storetest.Postgres(b, dsn) })
	}
}

type speed string

const (
	quick           speed = "quick"
	slow            speed = "slow"
	slowOverSockets speed = "slow, over sockets"
)

func many() int {
	if testing.Short() {
		return 100
	}
	return 1000
}

const slowness = 500 * time.Millisecond

// acknowledgements measures from when Slack posts an event until it has the answer.
func acknowledgements(b *testing.B, d storetest.Database, how speed) {
	b.Helper()
	w := newSlackWorld(b, d)
	people := 200
	for n := range people {
		w.member(speaker(n))
	}
	w.through = d.Address
	var line slowLine
	if d.Dialect == "postgres" {
		w.through = line.to(b, d)
	}
	w.socket = how == slowOverSockets
	w.program().ready()
	w.reach()
	warm(w)
	switch {
	case how == quick:
	case d.Dialect == "postgres":
		line.slow.Store(true)
	default:
		holdUp(b, w)
	}
	var took []time.Duration
	for b.Loop() {
		var all []*fakeslack.Delivery
		paced(b, many(), 100, func(n int) {
			who := speaker(n % people)
			all = append(all, w.server.Says(who, w.server.Private(who), "help log"))
		})
		w.wait("every acknowledgement", time.Minute, func() bool { return acked(all) == len(all) })
		took = nil
		for _, d := range all {
			took = append(took, d.Took())
		}
	}
	report(b, took)
}

// commandsAnswered measures from when Slack posts a command until its answer is posted. 200 people take turns, each in
// private, so that each of them waits for an answer before the next command: the nth answer is that to the nth command.
func commandsAnswered(b *testing.B, d storetest.Database) {
	b.Helper()
	w := newSlackWorld(b, d)
	people := 200
	for n := range people {
		w.member(speaker(n))
	}
	w.commitment(speaker(0))
	w.program().ready()
	w.reach()
	warm(w)
	var took []time.Duration
	for b.Loop() {
		before := map[string]int{}
		for n := range people {
			before[speaker(n)] = len(answersTo(w, speaker(n)))
		}
		posted := len(w.server.Posted())
		began := map[string][]time.Time{}
		paced(b, many(), 50, func(n int) {
			who := speaker(n % people)
			d := w.server.Commands(who, w.server.Private(who), "status C-1")
			began[who] = append(began[who], d.Began)
		})
		w.wait("every answer", 2*time.Minute, func() bool { return len(w.server.Posted()) >= posted+many() })
		took = nil
		for who, times := range began {
			for n, m := range answersTo(w, who)[before[who]:] {
				took = append(took, m.At.Sub(times[n]))
			}
		}
	}
	report(b, took)
}

// answersTo are the bot's messages to somebody.
func answersTo(w *slackWorld, who string) []fakeslack.Message {
	return slices.DeleteFunc(w.server.Seen(w.server.Private(who)), func(m fakeslack.Message) bool { return m.Bot == "" })
}

// warm lets the program have done everything once.
func warm(w *slackWorld) {
	for n := range 5 {
		w.server.Says(speaker(n), w.server.Private(speaker(n)), "help")
	}
	w.wait("the first answers", time.Minute, func() bool { return len(w.server.Posted()) >= 5 })
}

// paced does something so often a second.
func paced(b *testing.B, times, aSecond int, do func(n int)) {
	b.Helper()
	ticker := time.NewTicker(time.Second / time.Duration(aSecond))
	defer ticker.Stop()
	for n := range times {
		<-ticker.C
		do(n)
	}
}

func report(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[min(int(share*float64(len(took))), len(took)-1)].Microseconds()) / 1000
	}
	b.ReportMetric(at(0.5), "ms-p50")
	b.ReportMetric(at(0.99), "ms-p99")
	b.ReportMetric(at(1), "ms-most")
	b.ReportMetric(0, "ns/op")
}

// holdUp lets somebody else hold the database's one right to write for half a second, again and again, with as much time
// between for others.
func holdUp(b *testing.B, w *slackWorld) {
	b.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	b.Cleanup(func() {
		cancel()
		<-ended
	})
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			_ = w.store.Change(ctx, w.plan.Slug, func(commitments.Tx) error {
				rest(ctx, slowness)
				return nil
			})
			rest(ctx, slowness)
		}
	}()
}

func rest(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// slowLine is a line to a database, on which the answer to everything that is asked can be made to come half a second later.
type slowLine struct {
	slow atomic.Bool
}

// to is the address of the database at the other end.
func (l *slowLine) to(b *testing.B, d storetest.Database) string {
	b.Helper()
	u, err := url.Parse(d.Address)
	if err != nil {
		b.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = listener.Close() })
	behind := u.Host
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", behind)
			if err != nil {
				_ = near.Close()
				continue
			}
			go l.carry(near, far)
		}
	}()
	u.Host = listener.Addr().String()
	return u.String()
}

// carry passes on what is asked at once, and what is answered when it is due.
func (l *slowLine) carry(near, far net.Conn) {
	go func() {
		defer far.Close()
		_, _ = io.Copy(far, near)
	}()
	type answer struct {
		text []byte
		due  time.Time
	}
	answers := make(chan answer, 1000)
	go func() {
		defer close(answers)
		for {
			buffer := make([]byte, 64<<10)
			n, err := far.Read(buffer)
			if err != nil {
				return
			}
			due := time.Now()
			if l.slow.Load() {
				due = due.Add(slowness)
			}
			answers <- answer{buffer[:n], due}
		}
	}()
	defer near.Close()
	for a := range answers {
		rest(context.Background(), time.Until(a.due))
		_, _ = near.Write(a.text) // whoever has gone does not ask again, and far ends
	}
}
