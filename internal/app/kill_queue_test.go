package app_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/seal"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// workerAddress and workerLedger make this test binary a process that handles and sends what waits, and dies now and then
// where it hurts most. What it sends it writes to the ledger, a file that stands for the platform.
const (
	workerAddress = "ACCORD_TEST_WORKER"
	workerLedger  = "ACCORD_TEST_WORKER_LEDGER"
)

// deadly is once in how many steps the process kills itself between an effect and the note of it.
const deadly = 250

func mayDie() {
	if rand.IntN(deadly) == 0 {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
}

// queueWorker logs each event as a note on C-1 with the event as its cause, answers it, and writes the answer to the
// ledger. It works until it is killed.
func queueWorker(address, path string) error {
	ctx := context.Background()
	box, err := seal.Parse(storetest.SecretKey)
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, address, store.Options{Box: box})
	if err != nil {
		return err
	}
	plan, err := s.PlanBySlug(ctx, plans.DefaultSlug)
	if err != nil {
		return err
	}
	actor, err := s.ActorByIdentity(ctx, ana, plan.ID, civil.DateOf(time.Now(), time.UTC))
	if err != nil {
		return err
	}
	ledger, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	service := commitments.NewService(s, time.Now)
	q := queue.New(queue.Parts{Store: s, Now: time.Now, Chance: rand.Float64, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	ended := make(chan error, 2)
	go func() {
		ended <- q.Handle(ctx, queue.Handling{Platform: "test", Lease: 2 * time.Second, Handle: func(ctx context.Context, r *queue.Received) ([]queue.Sending, error) {
			by := commitments.Origin{Actor: actor, Via: commitments.ViaConsole, Cause: r.External}
			_, err := service.Do(ctx, by, commitments.Log{Plan: plan.Slug, Ref: "C-1", Note: "note " + string(r.Payload)})
			mayDie()
			return []queue.Sending{{
				Key: "answer/" + r.ID.String(), Platform: "test", Realm: "r", Conversation: r.Conversation, Kind: queue.KindLetter,
				Payload: r.Payload, CreatedAt: time.Now(),
			}}, err
		}})
	}()
	go func() {
		ended <- q.Send(ctx, queue.Delivery{Platform: "test", Lease: 2 * time.Second, Send: func(_ context.Context, d *queue.Sending) queue.Result {
			line := "sent"
			if d.Unknown {
				line = "again"
			}
			_, err := fmt.Fprintf(ledger, "%s %s\n", line, d.Payload)
			mayDie()
			if err != nil {
				return queue.Unknown(err)
			}
			return queue.Sent(d.ID.String())
		}})
	}()
	return errors.Join(<-ended, <-ended)
}

// workers are processes that are started again whenever they die, and are killed at any time.
type workers struct {
	address string
	ledger  string
}

// keep runs one process after the other until done.
func (w *workers) keep(ctx context.Context) (kills int, err error) {
	for ctx.Err() == nil {
		life, end := context.WithTimeout(ctx, 2*time.Second+time.Duration(rand.IntN(4000))*time.Millisecond)
		command := exec.CommandContext(life, os.Args[0]) // killed, not asked, when its life ends
		command.Env = append(os.Environ(), workerAddress+"="+w.address, workerLedger+"="+w.ledger)
		said := &strings.Builder{}
		command.Stderr = said
		err := command.Run()
		end()
		if died, ok := errors.AsType[*exec.ExitError](err); !ok || died.ExitCode() != -1 {
			return kills, fmt.Errorf("a worker ended by itself: %w, said %s", err, said)
		}
		kills++
	}
	return kills, nil
}

func TestKilledWorkersHandleEverythingOnceAndDoubleNothingThatTheyCouldKnow(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		const events, conversations = 1000, 25
		box, err := seal.Parse(storetest.SecretKey)
		if err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(t.Context(), d.Address, store.Options{Box: box})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		found(t, s)
		w := &workers{address: d.Address, ledger: filepath.Join(t.TempDir(), "ledger")}
		if err := os.WriteFile(w.ledger, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		programs := 1
		if d.Dialect == "postgres" {
			programs = 2
		}
		ctx, cancel := context.WithCancel(t.Context())
		type end struct {
			kills int
			err   error
		}
		ended := make(chan end, programs)
		for range programs {
			go func() {
				kills, err := w.keep(ctx)
				ended <- end{kills, err}
			}()
		}
		for n := 0; n < events; n += 10 { // as platforms send them: some twice
			var list []queue.Received
			for i := range 12 {
				number := min(n+i, events-1)
				list = append(list, queue.Received{
					Platform: "test", Realm: "r", External: fmt.Sprint("e", number), Conversation: fmt.Sprint("c", number%conversations),
					Kind: "event", Payload: fmt.Appendf(nil, "%d", number), At: time.Now(),
				})
			}
			if _, err := s.Receive(t.Context(), list); err != nil {
				t.Fatal(err)
			}
		}
		waitUntilNothingWaits(t, s)
		cancel()
		kills := 0
		for range programs {
			e := <-ended
			if e.err != nil {
				t.Error(e.err)
			}
			kills += e.kills
		}
		if got := holds(t, s, events, kills); got != events+1 {
			t.Errorf("entries: got %d, want %d", got, events+1)
		}
		doubled := ledgerHolds(t, w.ledger, events, conversations)
		t.Logf("%s: killed %d times; %d of %d answers went out twice, each as one that may have arrived", d.Dialect, kills, doubled, events)
		if kills < 3 {
			t.Errorf("killed %d times only", kills)
		}
	})
}

func waitUntilNothingWaits(t *testing.T, s *store.Store) {
	t.Helper()
	deadline, every := time.NewTimer(4*time.Minute), time.NewTicker(100*time.Millisecond)
	defer deadline.Stop()
	defer every.Stop()
	for {
		waiting, err := s.Waiting(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		left := 0
		for _, b := range waiting {
			left += b.Waiting
			if b.GivenUp > 0 {
				t.Fatalf("given up: %+v", b)
			}
		}
		if left == 0 {
			return
		}
		select {
		case <-every.C:
		case <-deadline.C:
			t.Fatalf("still waiting: %+v", waiting)
		}
	}
}

// ledgerHolds demands that every answer arrived, in the order of its conversation, and a second time only as one that
// may have arrived. It returns how many did.
func ledgerHolds(t *testing.T, path string, events, conversations int) (doubled int) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	arrived, last := map[int]int{}, map[int]int{}
	for line := range strings.Lines(string(text)) {
		var how string
		var n int
		if _, err := fmt.Sscanf(line, "%s %d", &how, &n); err != nil {
			t.Fatalf("ledger: %q: %v", line, err)
		}
		if arrived[n]++; arrived[n] > 1 {
			doubled++
			if how != "again" {
				t.Errorf("answer %d arrived %d times, and was not known to be unknown", n, arrived[n])
			}
			continue
		}
		if before, ok := last[n%conversations]; ok && before > n {
			t.Errorf("answer %d arrived after %d", n, before)
		}
		last[n%conversations] = n
	}
	if len(arrived) != events {
		t.Errorf("answers that arrived: got %d, want %d", len(arrived), events)
	}
	return doubled
}
