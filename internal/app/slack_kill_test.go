package app_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/chat/chattest/fakeslack"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// slackEvents is how many events the test of kills has; with ACCORD_TEST_SLACK_EVENTS=10000 it is that of the figures.
func slackEvents(t testing.TB) int {
	t.Helper()
	text := os.Getenv("ACCORD_TEST_SLACK_EVENTS")
	if text == "" {
		return 600
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// S-01, S-02, S-12, S-35: whatever is acknowledged is done once and answered, though the programs are killed three times on the way.
func TestProgramsThatAreKilledDoEveryCommandOnceAndAnswerIt(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		for _, socket := range []bool{false, true} {
			t.Run(fmt.Sprintf("socket=%t", socket), func(t *testing.T) {
				t.Parallel() // what a dead program was working on is left alone for a minute
				own := d
				if socket {
					own = anotherDatabase(t, d)
				}
				w := newSlackWorld(t, own)
				w.socket = socket
				killed(t, w, slackEvents(t))
			})
		}
	})
}

func killed(t *testing.T, w *slackWorld, events int) {
	t.Helper()
	speakers := max(60, events/40)
	for n := range speakers {
		w.member(speaker(n))
	}
	ref := w.commitment(speaker(0))
	w.program()
	if w.database.Dialect == "postgres" {
		w.program() // a replica
	}
	for _, p := range w.programs {
		p.ready()
	}
	w.reach()
	began := time.Now()
	deliveries := make([]*fakeslack.Delivery, events)
	for n := range events {
		who := speaker(n % speakers)
		deliveries[n] = w.server.Says(who, w.server.Private(who), fmt.Sprintf("log %s event %d held", ref, n))
	}
	for kill := range 3 {
		some := events * (kill + 1) / 5
		w.await("some to be done", 5*time.Minute, func() bool { return acked(deliveries) >= some })
		p := w.programs[kill%len(w.programs)]
		p.kill()
		p.start()
	}
	w.await("everything to be acknowledged", 5*time.Minute, func() bool { return acked(deliveries) == events })
	t.Logf("%d acknowledged in %v", events, time.Since(began).Round(time.Second))
	w.await("every answer", max(10*time.Minute, time.Duration(events)*300*time.Millisecond), func() bool { return len(w.server.Posted()) >= events && len(answered(w.server)) == events })
	doubled := len(w.server.Posted()) - events
	t.Logf("%d events in %v, killed 3 times: %d answers more than one each", events, time.Since(began).Round(time.Second), doubled)
	if most := max(1, events/1000); doubled > most {
		t.Errorf("answers that came twice: %d, and at most %d", doubled, most)
	}
	got := w.notes()
	for n := range events {
		if got[fmt.Sprintf("event %d held", n)] != 1 {
			t.Fatalf("event %d: %d effects of %d", n, got[fmt.Sprintf("event %d held", n)], len(got))
		}
	}
	for _, p := range w.programs {
		checkLog(t, p.said.String())
	}
}

// await looks four times a second: what is asked takes a while to count.
func (w *slackWorld) await(what string, most time.Duration, holds func() bool) {
	w.t.Helper()
	ticker := time.NewTicker(250 * time.Millisecond)
	defer ticker.Stop()
	for end := time.Now().Add(most); !holds(); <-ticker.C {
		if time.Now().After(end) {
			w.wait(what, time.Millisecond, func() bool { return false })
		}
	}
}

func speaker(n int) string { return fmt.Sprintf("U%04d", n) }

func acked(deliveries []*fakeslack.Delivery) int {
	n := 0
	for _, d := range deliveries {
		if d.Acked() {
			n++
		}
	}
	return n
}

// answered are the different answers that were posted.
func answered(server *fakeslack.Server) map[string]bool {
	found := map[string]bool{}
	for _, m := range server.Posted() {
		found[m.Text] = true
	}
	return found
}
