package queue_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

// inBubble runs a test on SQLite in a time of its own.
func inBubble(t *testing.T, test func(t *testing.T, w *world)) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := open(t)
		defer func() { _ = s.Close() }()
		test(t, newWorld(t, s, time.Now))
	})
}

func TestAnAnswerGoesOutAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s, time.Now)
		sent := make(chan string, 1)
		stop := w.work(
			w.handling(queue.Handling{Handle: func(_ context.Context, r *queue.Received) ([]queue.Sending, error) {
				return []queue.Sending{letter("answer/"+r.External, "A", time.Now())}, nil
			}}),
			w.sending(func(_ context.Context, d *queue.Sending) queue.Result {
				sent <- d.Key
				return queue.Sent("r")
			}),
		)
		defer stop()
		w.until("both workers have looked and found nothing", func() bool { return true })
		quick := 0
		for i := range 20 {
			began := time.Now()
			w.receive(event(fmt.Sprint(i), "A", began))
			if got := <-sent; got != fmt.Sprint("answer/", i) {
				t.Fatalf("sent: got %s", got)
			}
			if time.Since(began) < 300*time.Millisecond { // a worker that nobody wakes looks every second
				quick++
			}
		}
		if quick < 15 {
			t.Errorf("answers that went out at once: got %d of 20", quick)
		}
	})
}

func TestWhatFailsThreeTimesIsGivenUpAndTheNextOneComes(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world) {
		began := time.Now()
		w.receive(event("bad", "A", began), event("good", "A", began))
		stop := w.work(
			w.handling(queue.Handling{
				Handle: func(_ context.Context, r *queue.Received) ([]queue.Sending, error) {
					w.seef("%s, failures %d", r.External, r.Failures)
					if r.External == "bad" {
						return []queue.Sending{letter("never", "A", time.Now())}, errNoLuck
					}
					return nil, nil
				},
				GivenUp: func(_ context.Context, r *queue.Received) []queue.Sending {
					return []queue.Sending{letter("sorry/"+r.External, "A", time.Now())}
				},
			}),
			w.sending(func(_ context.Context, d *queue.Sending) queue.Result {
				w.seef("sent %s", d.Key)
				return queue.Sent("")
			}),
		)
		w.until("all is done", func() bool { return len(w.sight()) == 5 })
		stop()
		got := w.sight()
		if got[3] == "good, failures 0" {
			got[3], got[4] = got[4], got[3] // they run beside each other
		}
		want := []string{"bad, failures 0", "bad, failures 1", "bad, failures 2", "sent sorry/bad", "good, failures 0"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("seen (-want +got):\n%s", diff)
		}
		if took := time.Since(began); took < 15*time.Second || took > 60*time.Second {
			t.Errorf("three tries took %v, want some time between them", took)
		}
		given, err := w.store.GivenUp(t.Context(), 10)
		if err != nil || len(given) != 1 || given[0].Trouble != "no luck" || given[0].Attempts != 3 {
			t.Errorf("given up: got %+v, %v", given, err)
		}
	})
}

func TestWhatPanicsWhereItIsGivenUpIsGivenUpAllTheSame(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world) {
		w.receive(event("bad", "A", time.Now()), event("good", "A", time.Now()))
		stop := w.work(w.handling(queue.Handling{
			Handle: func(_ context.Context, r *queue.Received) ([]queue.Sending, error) {
				if r.External == "bad" {
					return nil, errNoLuck
				}
				w.seef("handled %s", r.External)
				return nil, nil
			},
			GivenUp: func(context.Context, *queue.Received) []queue.Sending { panic("what a person wrote") },
		}))
		w.until("the next one is handled", func() bool { return len(w.sight()) == 1 })
		stop()
		given, err := w.store.GivenUp(t.Context(), 10)
		if err != nil || len(given) != 1 || given[0].Trouble != "no luck" {
			t.Errorf("given up: got %+v, %v", given, err)
		}
	})
}

func TestAPanicIsAFailedTry(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world) {
		w.receive(event("e1", "A", time.Now()))
		enqueue(t, w, letter("k1", "A", time.Now()))
		stop := w.work(
			w.handling(queue.Handling{Handle: func(_ context.Context, r *queue.Received) ([]queue.Sending, error) {
				if r.Failures == 0 {
					panic("the secret words of a person")
				}
				w.seef("handled after %d", r.Failures)
				return nil, nil
			}}),
			w.sending(func(_ context.Context, d *queue.Sending) queue.Result {
				if d.Failures == 0 {
					panic(errNoLuck)
				}
				w.seef("sent, unknown %v", d.Unknown)
				return queue.Sent("")
			}),
		)
		w.until("both are done", func() bool { return len(w.sight()) == 2 })
		stop()
		got := w.sight()
		if got[0] != "sent, unknown true" {
			got[0], got[1] = got[1], got[0]
		}
		if diff := cmp.Diff([]string{"sent, unknown true", "handled after 1"}, got); diff != "" {
			t.Errorf("seen (-want +got):\n%s", diff)
		}
	})
}

func TestWhatTakesLongIsNotGivenToAnother(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world) {
		w.receive(event("e1", "A", time.Now()))
		slow := queue.Handling{Lease: 30 * time.Second, Handle: func(ctx context.Context, _ *queue.Received) ([]queue.Sending, error) {
			w.seef("began")
			timer := time.NewTimer(5 * time.Minute)
			defer timer.Stop()
			select {
			case <-timer.C:
				w.seef("ended")
				return nil, nil
			case <-ctx.Done():
				return nil, context.Cause(ctx)
			}
		}}
		other := newWorld(t, w.store, time.Now)
		stop, stopOther := w.work(w.handling(slow)), other.work(other.handling(slow))
		w.until("it is done", func() bool { return w.outcomes()[queue.OutcomeDone]+other.outcomes()[queue.OutcomeDone] == 1 })
		stop()
		stopOther()
		if diff := cmp.Diff([]string{"began", "ended"}, append(w.sight(), other.sight()...)); diff != "" {
			t.Errorf("seen (-want +got):\n%s", diff)
		}
	})
}

func TestWhoeverWasTakenOverFromIsTold(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world) {
		w.receive(event("e1", "A", time.Now()))
		var cause error
		stop := w.work(w.handling(queue.Handling{Handle: func(ctx context.Context, _ *queue.Received) ([]queue.Sending, error) {
			// Another program, whose clock is an hour ahead.
			ahead := time.Now().Add(time.Hour)
			list, err := w.store.ClaimReceived(ctx, "slack", ahead, ahead.Add(time.Hour), 1)
			if err != nil || len(list) != 1 {
				t.Errorf("the other: got %d, %v", len(list), err)
			}
			<-ctx.Done()
			cause = context.Cause(ctx)
			return []queue.Sending{letter("never", "A", time.Now())}, nil
		}}))
		w.until("it is lost", func() bool { return w.outcomes()[queue.OutcomeLost] == 1 })
		stop()
		if !errors.Is(cause, queue.ErrLost) {
			t.Errorf("the context ended because of %v, want ErrLost", cause)
		}
		if left, err := w.store.ClaimSendings(t.Context(), "slack", time.Now(), time.Now(), 10); err != nil || len(left) > 0 {
			t.Errorf("queued: got %d, %v, want nothing", len(left), err)
		}
	})
}

func TestWhoStopsEndsWhatRunsAndTakesUpNothingMore(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world) {
		for i := range 20 {
			w.receive(event(fmt.Sprint(i), "", time.Now()))
		}
		stop := w.work(w.handling(queue.Handling{AtOnce: 3, Handle: func(context.Context, *queue.Received) ([]queue.Sending, error) {
			w.seef("began")
			timer := time.NewTimer(5 * time.Second)
			defer timer.Stop()
			<-timer.C
			return nil, nil
		}}))
		w.until("three have begun", func() bool { return len(w.sight()) == 3 })
		began := time.Now()
		stop()
		if took := time.Since(began); took > 6*time.Second {
			t.Errorf("it took %v to stop", took)
		}
		if got := w.outcomes()[queue.OutcomeDone]; got != 3 || len(w.sight()) != 3 {
			t.Errorf("done: got %d of %d, want 3 of 3", got, len(w.sight()))
		}
		left, err := w.store.ClaimReceived(t.Context(), "slack", time.Now(), time.Now(), 100)
		if err != nil || len(left) != 17 {
			t.Errorf("left for others at once: got %d, %v, want 17", len(left), err)
		}
	})
}

func TestWhatNeverEndsDoesNotKeepTheProgramFromStopping(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world) {
		w.receive(event("e1", "A", time.Now()))
		stop := w.work(w.handling(queue.Handling{Handle: func(ctx context.Context, _ *queue.Received) ([]queue.Sending, error) {
			w.seef("began")
			<-ctx.Done()
			return nil, ctx.Err()
		}}))
		w.until("it has begun", func() bool { return len(w.sight()) == 1 })
		began := time.Now()
		stop()
		if took := time.Since(began); took < 10*time.Second || took > 20*time.Second {
			t.Errorf("it was given %v to end, want 15 s", took)
		}
		later := time.Now().Add(2 * time.Minute)
		left, err := w.store.ClaimReceived(t.Context(), "slack", later, later, 100)
		if err != nil || len(left) != 1 || left[0].Failures != 0 {
			t.Errorf("left for others: got %+v, %v, want one without a failure", left, err)
		}
	})
}

func TestWhatKillsEveryProgramIsGivenUpInTheEnd(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world) {
		w.receive(event("e1", "A", time.Now()))
		enqueue(t, w, letter("k1", "A", time.Now()))
		for i := range 12 { // programs that die
			at := time.Now().Add(time.Duration(i) * time.Minute)
			received, err := w.store.ClaimReceived(t.Context(), "slack", at, at.Add(time.Minute), 1)
			if err != nil || len(received) != 1 {
				t.Fatalf("claim %d: got %d, %v", i, len(received), err)
			}
			sendings, err := w.store.ClaimSendings(t.Context(), "slack", at, at.Add(time.Minute), 1)
			if err != nil || len(sendings) != 1 {
				t.Fatalf("claim %d: got %d, %v", i, len(sendings), err)
			}
		}
		stop := w.work(
			w.handling(queue.Handling{Handle: func(context.Context, *queue.Received) ([]queue.Sending, error) {
				t.Error("it was handled again")
				return nil, nil
			}}),
			w.sending(func(context.Context, *queue.Sending) queue.Result {
				t.Error("it was sent again")
				return queue.Sent("")
			}),
		)
		w.until("both are given up", func() bool { return w.outcomes()[queue.OutcomeGivenUp] == 2 })
		stop()
	})
}
