package queue_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/queue"
	"github.com/google/go-cmp/cmp"
)

func enqueue(t *testing.T, w *world, list ...queue.Sending) {
	t.Helper()
	if err := w.Queue.Queue(t.Context(), list); err != nil {
		t.Fatal(err)
	}
}

// played is what a sender sees of one sending whose attempts end as the plays say, and when.
func played(t *testing.T, w *world, d queue.Sending, plays ...queue.Result) []string {
	t.Helper()
	began := time.Now()
	enqueue(t, w, d)
	stop := w.work(w.sending(func(_ context.Context, d *queue.Sending) queue.Result {
		n := len(w.sight())
		w.seef("after %v: attempt %d, failures %d, unknown %v", time.Since(began).Round(time.Second), d.Attempts, d.Failures, d.Unknown)
		return plays[min(n, len(plays)-1)]
	}))
	w.until("it is done", func() bool {
		all := w.outcomes()
		return all[queue.OutcomeDone]+all[queue.OutcomeGivenUp]+all[queue.OutcomeExpired] == 1
	})
	stop()
	return w.sight()
}

func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("seen (-want +got):\n%s", diff)
	}
}

func TestWhatThePlatformWantsLaterDoesNotCount(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world) {
		now := time.Now()
		got := played(t, w, letter("k1", "A", now), queue.Later(now.Add(30*time.Second)), queue.Later(now.Add(40*time.Second)), queue.Sent("m1"))
		expect(t, got, "after 0s: attempt 1, failures 0, unknown false", "after 30s: attempt 1, failures 0, unknown false", "after 40s: attempt 1, failures 0, unknown false")
		if receipt, err := w.ReceiptOf(t.Context(), "slack", "T1", "k1"); err != nil || receipt != "m1" {
			t.Errorf("receipt: got %q, %v, want m1", receipt, err)
		}
	})
}

func TestWhatFailsIsTriedAgainEachTimeLater(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world) {
		failed := queue.Failed(errNoLuck)
		got := played(t, w, letter("k1", "A", time.Now()), failed, failed, failed, queue.Unknown(errNoLuck), queue.Sent(""))
		expect(t, got, "after 0s: attempt 1, failures 0, unknown false", "after 1s: attempt 2, failures 1, unknown false",
			"after 3s: attempt 3, failures 2, unknown false", "after 7s: attempt 4, failures 3, unknown false", "after 15s: attempt 5, failures 4, unknown true")
	})
}

func TestThePlatformSaysWhenToComeBack(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world) {
		got := played(t, w, letter("k1", "A", time.Now()), queue.FailedUntil(errNoLuck, time.Now().Add(2*time.Minute)), queue.Sent(""))
		expect(t, got, "after 0s: attempt 1, failures 0, unknown false", "after 2m0s: attempt 2, failures 1, unknown false")
	})
}

func TestWhatIsRefusedIsNotSentAgain(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world) {
		got := played(t, w, letter("k1", "A", time.Now()), queue.Refused(errNoLuck))
		expect(t, got, "after 0s: attempt 1, failures 0, unknown false")
	})
}

func TestASenderThatSaysNothingMayHaveSent(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world) {
		got := played(t, w, letter("k1", "A", time.Now()), queue.Result{}, queue.Sent(""))
		expect(t, got, "after 0s: attempt 1, failures 0, unknown false", "after 1s: attempt 2, failures 1, unknown true")
	})
}

func TestWhatWouldBeTooLateIsGivenUpAndHoldsUpNobody(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world) {
		d := letter("k1", "A", time.Now())
		d.ExpiresAt = time.Now().Add(5 * time.Second)
		got := played(t, w, d, queue.Failed(errNoLuck))
		expect(t, got, "after 0s: attempt 1, failures 0, unknown false", "after 1s: attempt 2, failures 1, unknown false",
			"after 3s: attempt 3, failures 2, unknown false")
	})
}

func TestWhatHasExpiredIsNotSent(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world) {
		old := letter("old", "A", time.Now())
		old.ExpiresAt = time.Now()
		forgotten := letter("forgotten", "A", time.Now().Add(-25*time.Hour))
		enqueue(t, w, old, forgotten, letter("new", "A", time.Now()))
		stop := w.work(w.sending(func(_ context.Context, d *queue.Sending) queue.Result {
			w.seef("%s", d.Key)
			return queue.Sent("")
		}))
		w.until("it is sent", func() bool { return w.outcomes()[queue.OutcomeDone] == 1 })
		stop()
		expect(t, w.sight(), "new")
		if got := w.outcomes()[queue.OutcomeExpired]; got != 2 {
			t.Errorf("expired: got %d, want 2", got)
		}
	})
}

func TestConversationsDoNotWaitForEachOther(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world) {
		for i := range 3 {
			for _, conversation := range []string{"A", "B", "C"} {
				enqueue(t, w, letter(fmt.Sprint(conversation, i), conversation, time.Now()))
			}
		}
		stop := w.work(w.sending(func(_ context.Context, d *queue.Sending) queue.Result {
			if d.Key == "A0" && d.Failures < 5 {
				return queue.Failed(errNoLuck)
			}
			w.seef("%s", d.Key)
			return queue.Sent("")
		}))
		w.until("all are sent", func() bool { return len(w.sight()) == 9 })
		stop()
		all := strings.Join(w.sight(), " ")
		for _, conversation := range []string{"A", "B", "C"} {
			var of []string
			for _, key := range w.sight() {
				if strings.HasPrefix(key, conversation) {
					of = append(of, key)
				}
			}
			if !slices.IsSorted(of) {
				t.Errorf("conversation %s: got %v in %s", conversation, of, all)
			}
		}
		if !strings.HasSuffix(all, "A0 A1 A2") {
			t.Errorf("order: got %s, want A last", all)
		}
	})
}

// A clock that is set back by an hour while things wait: nothing is lost, and nothing happens twice.
func TestAClockThatJumpsLosesNothing(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world) {
		var jump time.Duration
		now := func() time.Time { return time.Now().Add(jump) }
		w = newWorld(t, w.store, now)
		handled := queue.Handling{Handle: func(_ context.Context, r *queue.Received) ([]queue.Sending, error) {
			w.seef("handled %s", r.External)
			return []queue.Sending{letter(r.External, "A", now())}, nil
		}}
		send := func(_ context.Context, d *queue.Sending) queue.Result {
			if d.Failures == 0 {
				return queue.Failed(errNoLuck)
			}
			w.seef("sent %s", d.Key)
			return queue.Sent("")
		}
		for i, by := range []time.Duration{0, -5 * time.Hour, 9 * time.Hour, -10 * time.Minute} {
			w.receive(event(fmt.Sprint(i), "A", now()))
			jump += by // before anybody has looked
			stop := w.work(w.handling(handled), w.sending(send))
			w.until("it is sent", func() bool { return w.outcomes()[queue.OutcomeDone] == 2*(i+1) })
			stop()
		}
		expect(t, w.sight(), "handled 0", "sent 0", "handled 1", "sent 1", "handled 2", "sent 2", "handled 3", "sent 3")
	})
}
