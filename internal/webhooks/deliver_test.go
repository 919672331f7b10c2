package webhooks_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

func TestWhatIsWrittenFromNowOnArrivesInOrderAndSigned(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.registers("ana", "ndi", "Before the webhook", "public")
		id, secret := w.subscribes("ana", commitments.AddWebhook{Label: "Chat"})
		ref := w.registers("ana", "ndi", "Joint paper", "public")
		w.logs("ana", ref, "first")
		w.logs("ana", ref, "second")
		w.pass()
		got := w.receiver.arrivals()
		want := []string{"entry.registered C-2/1", "entry.progress C-2/2", "entry.progress C-2/3"}
		if diff := cmp.Diff(want, told(got)); diff != "" {
			t.Fatalf("arrivals (-want +got):\n%s", diff)
		}
		verifier, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range got {
			if err := verifier.VerifyIgnoringTimestamp(a.body, a.header); err != nil {
				t.Errorf("%s: %v", a.id, err)
			}
			if stamp := a.header.Get("webhook-timestamp"); stamp != strconv.FormatInt(w.clock.Now().Unix(), 10) {
				t.Errorf("timestamp: got %s, want that of the attempt", stamp)
			}
			if err := verifier.VerifyIgnoringTimestamp(append(a.body, ' '), a.header); err == nil {
				t.Error("a body that was changed passes")
			}
		}
		if left := w.deliveries(id, false); len(left) != 0 {
			t.Errorf("waiting: got %v, want none", left)
		}
		if hook := w.webhook(id); hook.DeliveredAt.IsZero() || hook.Position != 4 {
			t.Errorf("webhook: got delivered at %v, position %d", hook.DeliveredAt, hook.Position)
		}
		w.pass()
		if again := w.receiver.arrivals(); len(again) != 0 {
			t.Errorf("without news: got %v", told(again))
		}
	})
}

func TestTheLibraryTakesASignatureOfThisMoment(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t).Open(t))
	w.clock.Set(time.Now())
	id, secret := w.subscribes("ana", commitments.AddWebhook{})
	w.must(w.as("ana"), commitments.TestWebhook{Plan: slug, ID: id})
	w.pass()
	got := w.receiver.arrivals()
	if diff := cmp.Diff([]string{"webhook.test"}, told(got)); diff != "" {
		t.Fatalf("arrivals (-want +got):\n%s", diff)
	}
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := verifier.Verify(got[0].body, got[0].header); err != nil {
		t.Errorf("verify: %v", err)
	}
}

func TestAWebhookMayBeginWithWhatWasWrittenBefore(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		ref := w.registers("ana", "ndi", "Joint paper", "public")
		for i := range 3 {
			w.logs("ana", ref, fmt.Sprint("news ", i))
		}
		w.subscribes("ana", commitments.AddWebhook{After: new(int64(2))})
		w.pass()
		if diff := cmp.Diff([]string{"entry.progress C-1/3", "entry.progress C-1/4"}, told(w.receiver.arrivals())); diff != "" {
			t.Errorf("arrivals (-want +got):\n%s", diff)
		}
	})
}

func TestWhatFailsIsTriedAgainLaterAndLater(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id, _ := w.subscribes("ana", commitments.AddWebhook{})
		w.receiver.answers(status(http.StatusInternalServerError))
		w.registers("ana", "ndi", "Joint paper", "public")
		var waits []string
		for range 6 {
			w.pass()
			waiting := w.deliveries(id, false)
			if len(waiting) != 1 || waiting[0].Status != 500 || waiting[0].Trouble != commitments.TroubleStatus {
				t.Fatalf("waiting: got %+v", waiting)
			}
			wait := waiting[0].NextAt.Sub(w.clock.Now())
			waits = append(waits, wait.String())
			w.clock.Forward(wait - time.Second)
			before := len(w.receiver.arrivals())
			w.pass()
			if n := len(w.receiver.arrivals()); n != 0 || before != 1 {
				t.Fatalf("tried %d times, and %d times before its time", before, n)
			}
			w.clock.Forward(time.Second)
		}
		want := []string{"5s", "20s", "1m20s", "5m20s", "21m20s", "1h25m20s"}
		if diff := cmp.Diff(want, waits); diff != "" {
			t.Errorf("waits (-want +got):\n%s", diff)
		}
		w.receiver.answers(nil)
		w.pass()
		if n := len(w.receiver.arrivals()); n != 1 || len(w.deliveries(id, false)) != 0 || w.webhook(id).Failures != 0 {
			t.Errorf("after the receiver is well: got %d arrivals, %d waiting", n, len(w.deliveries(id, false)))
		}
	})
}

func TestOneCommitmentWaitsAndTheOthersGoOn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.subscribes("ana", commitments.AddWebhook{})
		bad := w.registers("ana", "ndi", "Refused once", "public")
		good := w.registers("ana", "ndi", "Taken", "public")
		w.logs("ana", bad, "a")
		w.logs("ana", good, "b")
		w.logs("ana", bad, "c")
		w.receiver.answers(func(r http.ResponseWriter, a arrival) {
			if a.said.Data.Commitment.Ref == bad && a.said.Data.Entry.Seq == 2 {
				r.WriteHeader(http.StatusUnprocessableEntity)
			}
		})
		w.pass()
		got := w.receiver.arrivals()
		if diff := cmp.Diff([]string{"entry.registered C-1/1", "entry.progress C-1/2"}, told(of(got, bad))); diff != "" {
			t.Errorf("of the one that is refused (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"entry.registered C-2/1", "entry.progress C-2/2"}, told(of(got, good))); diff != "" {
			t.Errorf("of the other (-want +got):\n%s", diff)
		}
		w.receiver.answers(nil)
		w.clock.Forward(time.Minute)
		w.pass()
		again := w.receiver.arrivals()
		if diff := cmp.Diff([]string{"entry.progress C-1/2", "entry.progress C-1/3"}, told(again)); diff != "" {
			t.Errorf("when it is taken (-want +got):\n%s", diff)
		}
		if first := of(got, bad)[1].id; again[0].id != first {
			t.Errorf("id of the second attempt: got %s, want %s", again[0].id, first)
		}
	})
}

func TestAReceiverSaysHowLongItWantsToBeLeftAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t).Open(t))
	w.subscribes("ana", commitments.AddWebhook{})
	w.receiver.answers(func(r http.ResponseWriter, _ arrival) {
		r.Header().Set("Retry-After", "1800")
		r.WriteHeader(http.StatusTooManyRequests)
	})
	w.registers("ana", "ndi", "One", "public")
	w.pass()
	w.registers("ana", "ndi", "Another, that was never tried", "public")
	w.receiver.arrivals()
	w.receiver.answers(nil)
	w.clock.Forward(29 * time.Minute)
	w.pass()
	if got := w.receiver.arrivals(); len(got) != 0 {
		t.Errorf("after 29 minutes: got %v, want nothing", told(got))
	}
	w.clock.Forward(time.Minute)
	w.pass()
	if got := w.receiver.arrivals(); len(got) != 2 {
		t.Errorf("after 30 minutes: got %v, want both", told(got))
	}
}

func TestAfterThreeDaysADeliveryIsDeadAndCanBeReplayed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id, _ := w.subscribes("ana", commitments.AddWebhook{})
		w.receiver.answers(status(http.StatusBadGateway))
		ref := w.registers("ana", "ndi", "Joint paper", "public")
		w.logs("ana", ref, "behind the first")
		started := w.clock.Now()
		for len(w.deliveries(id, true)) < 2 {
			w.pass()
			w.clock.Forward(10 * time.Minute)
			if w.clock.Now().Sub(started) > 5*24*time.Hour {
				t.Fatal("five days, and still tried")
			}
		}
		dead := w.deliveries(id, true)
		if lived := dead[0].DeadAt.Sub(started); lived < commitments.DeliveryTries || lived > commitments.DeliveryTries+time.Hour {
			t.Errorf("given up after %v, want three days", lived)
		}
		attempts := ids(w.receiver.arrivals())
		slices.Sort(attempts)
		if distinct := slices.Compact(slices.Clone(attempts)); len(distinct) != 2 || len(attempts) < 12 {
			t.Errorf("got %d attempts with %d ids, want many with two", len(attempts), len(distinct))
		}
		w.receiver.answers(nil)
		w.must(w.as("ana"), commitments.ReplayDeliveries{Plan: slug, ID: id, Deliveries: []string{dead[1].ID}})
		w.clock.Forward(time.Minute)
		w.pass()
		if diff := cmp.Diff([]string{dead[1].ID}, ids(w.receiver.arrivals())); diff != "" {
			t.Errorf("the one that was replayed (-want +got):\n%s", diff)
		}
		w.must(w.as("ana"), commitments.ReplayDeliveries{Plan: slug, ID: id})
		w.pass()
		if diff := cmp.Diff([]string{dead[0].ID}, ids(w.receiver.arrivals())); diff != "" {
			t.Errorf("the rest (-want +got):\n%s", diff)
		}
		if left := w.deliveries(id, true); len(left) != 0 {
			t.Errorf("dead: got %d, want none", len(left))
		}
	})
}

func TestWhatWasGivenUpIsForgottenAfterAMonth(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t).Open(t))
	id, _ := w.subscribes("ana", commitments.AddWebhook{})
	w.receiver.answers(status(http.StatusBadRequest))
	w.registers("ana", "ndi", "Joint paper", "public")
	w.pass()
	w.clock.Forward(commitments.DeliveryTries)
	w.pass()
	if n := len(w.deliveries(id, true)); n != 1 {
		t.Fatalf("dead: got %d, want 1", n)
	}
	w.clock.Forward(29 * 24 * time.Hour)
	w.pass()
	if n := len(w.deliveries(id, true)); n != 1 {
		t.Errorf("after 29 days: got %d, want 1", n)
	}
	w.clock.Forward(2 * 24 * time.Hour)
	w.pass()
	if n := len(w.deliveries(id, true)); n != 0 {
		t.Errorf("after 31 days: got %d, want 0", n)
	}
}

func TestWithANewSecretTheOldOneSignsForADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t).Open(t))
	id, old := w.subscribes("ana", commitments.AddWebhook{})
	fresh := w.must(w.as("ana"), commitments.RotateWebhookSecret{Plan: slug, ID: id}).Code
	verifies := func(secret string, a arrival) bool {
		verifier, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		return verifier.VerifyIgnoringTimestamp(a.body, a.header) == nil
	}
	for _, step := range []struct {
		wait time.Duration
		old  bool
	}{{0, true}, {23 * time.Hour, true}, {2 * time.Hour, false}} {
		w.clock.Forward(step.wait)
		w.must(w.as("ana"), commitments.TestWebhook{Plan: slug, ID: id})
		w.pass()
		got := w.receiver.arrivals()
		if len(got) != 1 || !verifies(fresh, got[0]) || verifies(old, got[0]) != step.old {
			t.Errorf("after %v more: got %d arrivals, want both secrets to verify: %v", step.wait, len(got), step.old)
		}
	}
}
