//go:build goolm

package app_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/chat/chattest/dendrite"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// BenchmarkMatrixAnswer is from saying something until the answer is seen by the other client, decrypted; and the bot's
// own share of it, from the sync to the request that sends.
func BenchmarkMatrixAnswer(b *testing.B) {
	w, ok := newMatrixWorld(b, storetest.SQLite(b), dendrite.Options{})
	if !ok {
		b.Skip("no homeserver in this run")
	}
	share := newShare(b, w.server.Address())
	w.address = share.server.URL
	w.login()
	w.serve()
	ana, room, ref := w.settled("ana")
	var took []time.Duration
	share.forget()
	for b.Loop() {
		mark, began := ana.Mark(), time.Now()
		message := ana.Say(room, "log "+ref+" no change")
		answer := ana.AwaitFrom(mark, "an answer", func(e dendrite.Event) bool {
			return e.Relates.Replies.Event == message && !e.Failed && e.Sender == w.bot
		})
		took = append(took, answer.At.Sub(began))
	}
	slices.Sort(took)
	if len(share.all()) != len(took) {
		b.Errorf("own shares: got %d, want one of each of %d answers", len(share.all()), len(took))
	}
	b.ReportMetric(within(50, took), "p50-ms")
	b.ReportMetric(within(99, took), "p99-ms")
	b.ReportMetric(within(50, share.all()), "own-p50-ms")
	b.ReportMetric(within(99, share.all()), "own-p99-ms")
}

// gauge is a single number among the metrics.
func gauge(metrics, name string) float64 {
	found := regexp.MustCompile(`(?m)^` + name + ` (\S+)$`).FindStringSubmatch(metrics)
	if found == nil {
		return 0
	}
	value, _ := strconv.ParseFloat(found[1], 64)
	return value
}

// BenchmarkMatrixStart is from the start of the program with 200 encrypted rooms to its first answer.
func BenchmarkMatrixStart(b *testing.B) {
	const rooms = 200
	w, ok := newMatrixWorld(b, storetest.SQLite(b), dendrite.Options{})
	if !ok {
		b.Skip("no homeserver in this run")
	}
	w.login()
	bot := w.serve()
	ana, room, _ := w.settled("ana")
	for inviter := range (rooms + 7) / 8 { // nobody may invite more than ten times an hour
		person := w.server.Join(b, fmt.Sprintf("person%d", inviter))
		for i := range 8 {
			w.enter(person, dendrite.Room{Name: fmt.Sprintf("Room %d", i), Encrypted: true})
		}
	}
	for b.Loop() {
		b.StopTimer()
		bot.stop()
		mark := ana.Mark()
		message := ana.Say(room, "who 25")
		b.StartTimer()
		bot = w.serve()
		ana.AwaitFrom(mark, "the first answer", func(e dendrite.Event) bool {
			return e.Relates.Replies.Event == message && e.Sender == w.bot && !e.Failed
		})
	}
}

// BenchmarkMatrixThousandCommands says 1,000 things in 50 encrypted rooms while the bot is killed five times, and sees
// that each has one effect and one answer.
func BenchmarkMatrixThousandCommands(b *testing.B) {
	const people, each, kills, commands = 5, 10, 5, 20
	w, ok := newMatrixWorld(b, storetest.SQLite(b), dendrite.Options{})
	if !ok {
		b.Skip("no homeserver in this run")
	}
	w.login()
	bot := w.serve()
	_, _, ref := w.settled("lea")
	type place struct {
		person *dendrite.Person
		room   string
	}
	var places []place
	for i := range people {
		person := w.server.Join(b, fmt.Sprintf("person%d", i))
		w.link(person.User)
		for range each {
			places = append(places, place{person, w.enter(person, dendrite.Room{Name: "Room", Encrypted: true})})
		}
	}
	for round := 0; b.Loop(); round++ {
		var mu sync.Mutex
		said := make([]map[string]string, people)
		for i := range said {
			said[i] = map[string]string{}
		}
		for part := range kills {
			var all sync.WaitGroup
			for i, at := range places {
				all.Go(func() {
					for n := range commands / kills {
						note := fmt.Sprintf("round %d, place %d, part %d, number %d", round, i, part, n)
						message := at.person.Say(at.room, "!accord log "+ref+" "+note)
						mu.Lock()
						said[i/each][note] = message
						mu.Unlock()
					}
				})
			}
			all.Wait()
			bot.kill()
			bot = w.serve()
		}
		for i := range people {
			for _, message := range said[i] {
				w.answered(places[i*each].person, message)
			}
			w.once(places[i*each].person, said[i])
		}
	}
	if strings.Contains(bot.log.String(), "panic") {
		b.Errorf("the bot panicked:\n%s", bot.log)
	}
}
