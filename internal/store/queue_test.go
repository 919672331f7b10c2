package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

var queueStart = time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)

func event(external, conversation string) queue.Received {
	return queue.Received{
		Platform: "slack", Realm: "T1", External: external, Conversation: conversation, Kind: "event",
		Payload: []byte("what " + external + " says"), At: queueStart,
	}
}

func letter(key, conversation string) queue.Sending {
	return queue.Sending{
		Platform: "slack", Realm: "T1", Key: key, Conversation: conversation, Kind: queue.KindLetter,
		Payload: []byte("what " + key + " says"), CreatedAt: queueStart,
	}
}

func receive(t *testing.T, s queue.Store, list ...queue.Received) []queue.Received {
	t.Helper()
	fresh, err := s.Receive(t.Context(), list)
	if err != nil {
		t.Fatalf("Receive: %v", err)
	}
	return fresh
}

func enqueue(t *testing.T, s queue.Store, list ...queue.Sending) {
	t.Helper()
	if err := s.Queue(t.Context(), list); err != nil {
		t.Fatalf("Queue: %v", err)
	}
}

func claimReceived(t *testing.T, s queue.Store, now time.Time) []queue.Received {
	t.Helper()
	list, err := s.ClaimReceived(t.Context(), "slack", now, now.Add(time.Minute), 100)
	if err != nil {
		t.Fatalf("ClaimReceived: %v", err)
	}
	return list
}

func claimSendings(t *testing.T, s queue.Store, now time.Time) []queue.Sending {
	t.Helper()
	list, err := s.ClaimSendings(t.Context(), "slack", now, now.Add(time.Minute), 100)
	if err != nil {
		t.Fatalf("ClaimSendings: %v", err)
	}
	return list
}

func externals(list []queue.Received) []string {
	var all []string
	for _, r := range list {
		all = append(all, r.External)
	}
	return all
}

func keys(list []queue.Sending) []string {
	var all []string
	for _, d := range list {
		all = append(all, d.Key)
	}
	return all
}

func expect(t *testing.T, what string, got, want []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func must(t *testing.T, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func TestWhatIsReceivedTwiceIsKeptOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		expect(t, "fresh", externals(receive(t, s, event("e1", "D1"), event("e1", "D1"), event("e2", "D1"))), []string{"e1", "e2"})
		expect(t, "fresh the second time", externals(receive(t, s, event("e1", "D1"), event("e3", "D2"))), []string{"e3"})
		other := event("e1", "D1")
		other.Realm = "T2"
		expect(t, "fresh of another workspace", externals(receive(t, s, other)), []string{"e1"})
	})
}

func TestThoseOfOneConversationAreHandledOneAfterTheOther(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		receive(t, s, event("a1", "A"), event("a2", "A"), event("b1", "B"), event("free1", ""), event("free2", ""))
		receive(t, s, event("a3", "A"))
		first := claimReceived(t, s, queueStart)
		expect(t, "claimed", externals(first), []string{"a1", "b1", "free1", "free2"})
		if got := string(first[0].Payload); got != "what a1 says" || first[0].Attempts != 1 {
			t.Errorf("payload: got %q in attempt %d", got, first[0].Attempts)
		}
		expect(t, "claimed again", externals(claimReceived(t, s, queueStart)), nil)
		must(t, "retry", s.RetryReceived(t.Context(), &first[0], queueStart.Add(time.Second), "no luck"))
		expect(t, "claimed while the first waits", externals(claimReceived(t, s, queueStart)), nil)
		second := claimReceived(t, s, queueStart.Add(time.Second))
		expect(t, "claimed after the wait", externals(second), []string{"a1"})
		if second[0].Failures != 1 || second[0].Attempts != 2 {
			t.Errorf("got %d failures in %d attempts, want 1 in 2", second[0].Failures, second[0].Attempts)
		}
		must(t, "finish", s.FinishReceived(t.Context(), &second[0], queueStart.Add(time.Second), nil))
		third := claimReceived(t, s, queueStart.Add(time.Second))
		expect(t, "claimed when the first is done", externals(third), []string{"a2"})
		must(t, "park", s.ParkReceived(t.Context(), &third[0], queueStart.Add(time.Second), "no luck at all", nil))
		expect(t, "claimed when the second is given up", externals(claimReceived(t, s, queueStart.Add(time.Second))), []string{"a3"})
	})
}

func TestWhoeverComesTooLateQueuesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		receive(t, s, event("e1", "A"))
		slow := claimReceived(t, s, queueStart)[0]
		later := queueStart.Add(2 * time.Minute)
		quick := claimReceived(t, s, later)[0]
		if err := s.FinishReceived(t.Context(), &slow, later, []queue.Sending{letter("answer/slow", "A")}); !errors.Is(err, queue.ErrLost) {
			t.Errorf("the slow one: got %v, want ErrLost", err)
		}
		for what, err := range map[string]error{
			"retry": s.RetryReceived(t.Context(), &slow, later, ""), "prolong": s.ProlongReceived(t.Context(), &slow, later),
			"park": s.ParkReceived(t.Context(), &slow, later, "", nil),
		} {
			if !errors.Is(err, queue.ErrLost) {
				t.Errorf("the slow one, %s: got %v, want ErrLost", what, err)
			}
		}
		must(t, "the quick one", s.FinishReceived(t.Context(), &quick, later, []queue.Sending{letter("answer/quick", "A")}))
		expect(t, "to be sent", keys(claimSendings(t, s, later)), []string{"answer/quick"})
		if err := s.FinishReceived(t.Context(), &quick, later, nil); !errors.Is(err, queue.ErrLost) {
			t.Errorf("done twice: got %v, want ErrLost", err)
		}
	})
}

func TestAClaimThatIsProlongedIsNotGivenToOthers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		receive(t, s, event("e1", "A"))
		enqueue(t, s, letter("k1", "A"))
		r, d := claimReceived(t, s, queueStart)[0], claimSendings(t, s, queueStart)[0]
		later := queueStart.Add(2 * time.Minute)
		must(t, "prolong", s.ProlongReceived(t.Context(), &r, later.Add(time.Second)))
		must(t, "prolong", s.ProlongSending(t.Context(), &d, later.Add(time.Second)))
		expect(t, "claimed", externals(claimReceived(t, s, later)), nil)
		expect(t, "claimed", keys(claimSendings(t, s, later)), nil)
		must(t, "finish", s.FinishReceived(t.Context(), &r, later, nil))
		must(t, "note sent", s.NoteSent(t.Context(), &d, later, "m1"))
	})
}

func TestASendingWhoseSenderDiedComesBackAsUnknown(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		enqueue(t, s, letter("k1", "A"), letter("k2", "B"), letter("k3", "C"))
		first := claimSendings(t, s, queueStart)
		for _, d := range first {
			if d.Unknown || d.Attempts != 1 {
				t.Errorf("%s: got unknown %v in attempt %d at the first claim", d.Key, d.Unknown, d.Attempts)
			}
		}
		must(t, "delay", s.DelaySending(t.Context(), &first[1], queueStart.Add(time.Minute)))
		must(t, "retry", s.RetrySending(t.Context(), &first[2], queueStart.Add(time.Minute), "refused"))
		got := map[string]string{}
		for _, d := range claimSendings(t, s, queueStart.Add(2*time.Minute)) {
			got[d.Key] = fmt.Sprintf("unknown %v, attempt %d, failures %d", d.Unknown, d.Attempts, d.Failures)
		}
		want := map[string]string{
			"k1": "unknown true, attempt 2, failures 0", "k2": "unknown false, attempt 1, failures 0", "k3": "unknown false, attempt 2, failures 1",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("claimed again (-want +got):\n%s", diff)
		}
	})
}

func TestAKeyIsSentOnceAndHasAReceipt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		receipt := func() string {
			got, err := s.ReceiptOf(t.Context(), "slack", "T1", "k1")
			must(t, "ReceiptOf", err)
			return got
		}
		if got := receipt(); got != "" {
			t.Errorf("receipt of what is not known: got %q", got)
		}
		enqueue(t, s, letter("k1", "A"), letter("k1", "B"))
		enqueue(t, s, letter("k1", "C"))
		all := claimSendings(t, s, queueStart)
		expect(t, "claimed", keys(all), []string{"k1"})
		must(t, "note sent", s.NoteSent(t.Context(), &all[0], queueStart, "1700.1"))
		enqueue(t, s, letter("k1", "A"))
		expect(t, "claimed once it was sent", keys(claimSendings(t, s, queueStart.Add(time.Hour))), nil)
		if got := receipt(); got != "1700.1" {
			t.Errorf("receipt: got %q, want 1700.1", got)
		}
	})
}

func TestWhatIsNotToBeSentYetHoldsUpNobody(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		notice, free := letter("notice", "A"), letter("free", "")
		notice.NotBefore, free.NotBefore = queueStart.Add(time.Hour), queueStart.Add(time.Hour)
		enqueue(t, s, notice, free, letter("a1", "A"), letter("a2", "A"))
		now := claimSendings(t, s, queueStart)
		expect(t, "at once", keys(now), []string{"a1"})
		expect(t, "before the hour is over", keys(claimSendings(t, s, queueStart.Add(59*time.Second))), nil)
		later := queueStart.Add(time.Hour)
		again := claimSendings(t, s, later)
		expect(t, "an hour later", keys(again), []string{"free", "a1"})
		must(t, "note sent", s.NoteSent(t.Context(), &again[1], later, ""))
		expect(t, "then", keys(claimSendings(t, s, later)), []string{"notice"})
	})
}

func TestWhatIsSupersededIsDroppedUnlessItIsOnItsWay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		home := func(key string) queue.Sending {
			d := letter(key, "A")
			d.Supersedes = "home"
			return d
		}
		enqueue(t, s, home("h1"), letter("a1", "A"), home("h2"))
		expect(t, "the first is dropped", keys(claimSendings(t, s, queueStart)), []string{"a1"})
		enqueue(t, s, home("h3"), home("h4"))
		later := queueStart.Add(2 * time.Minute)
		all := claimSendings(t, s, later)
		must(t, "note sent", s.NoteSent(t.Context(), &all[0], later, ""))
		all = claimSendings(t, s, later)
		expect(t, "the last is left", keys(all), []string{"h4"})
		enqueue(t, s, home("h4"), home("h5"))
		must(t, "note sent", s.NoteSent(t.Context(), &all[0], later, "r4"))
		expect(t, "what was on its way was sent", keys(claimSendings(t, s, later)), []string{"h5"})
		free := letter("f1", "")
		free.Supersedes = "x"
		enqueue(t, s, free)
		free.Key = "f2"
		enqueue(t, s, free)
		expect(t, "without a conversation", keys(claimSendings(t, s, later)), []string{"f2"})
	})
}

func TestALeaseIsHeldByOne(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		hold := func(holder string, now time.Time) bool {
			held, err := s.HoldLease(t.Context(), "sync", holder, now, now.Add(time.Minute))
			must(t, "HoldLease", err)
			return held
		}
		for i, c := range []struct {
			holder string
			after  time.Duration
			want   bool
		}{
			{"a", 0, true},
			{"b", time.Second, false},
			{"a", 30 * time.Second, true},
			{"b", 80 * time.Second, false},
			{"b", 90 * time.Second, true},
			{"a", 91 * time.Second, false},
		} {
			if got := hold(c.holder, queueStart.Add(c.after)); got != c.want {
				t.Errorf("%d: %s after %v: got %v, want %v", i, c.holder, c.after, got, c.want)
			}
		}
		must(t, "release another's", s.ReleaseLease(t.Context(), "sync", "a"))
		if hold("a", queueStart.Add(92*time.Second)) {
			t.Error("a lease was released that is somebody else's")
		}
		must(t, "release", s.ReleaseLease(t.Context(), "sync", "b"))
		if !hold("a", queueStart.Add(93*time.Second)) {
			t.Error("a lease that was given back is not free")
		}
	})
}

func TestAKeepsakeMovesWithWhatCameUnderIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		kept := func() string {
			text, err := s.Keepsake(t.Context(), "sync")
			must(t, "Keepsake", err)
			return text
		}
		if got := kept(); got != "" {
			t.Errorf("nothing was kept: got %q", got)
		}
		_, err := s.Receive(t.Context(), []queue.Received{event("e1", "A")}, queue.Keepsake{Name: "sync", Text: "s1"})
		must(t, "Receive", err)
		if got := kept(); got != "s1" {
			t.Errorf("got %q, want s1", got)
		}
		_, err = s.Receive(t.Context(), []queue.Received{event("bad\x00", "A")}, queue.Keepsake{Name: "sync", Text: "s2"})
		if !errors.Is(err, store.ErrText) {
			t.Errorf("an id with a NUL: got %v, want ErrText", err)
		}
		if got := kept(); got != "s1" {
			t.Errorf("after a failure: got %q, want s1", got)
		}
		must(t, "Keep", s.Keep(context.WithoutCancel(t.Context()), queue.Keepsake{Name: "sync", Text: "s3"}))
		if got := kept(); got != "s3" {
			t.Errorf("got %q, want s3", got)
		}
	})
}
