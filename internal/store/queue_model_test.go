package store_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// rowModel is a row of the inbox or outbox as it is promised to behave.
type rowModel struct {
	name         string // external id, or key
	conversation string
	supersedes   string
	position     int
	joins        time.Time // stands aside until then; zero: it does not
	first        bool      // of its conversation
	next         time.Time // of the first: when it can be claimed
	claimed      bool
	unknown      bool
	claim        int
	attempts     int
	failures     int
	done         bool
	givenUp      bool
	receipt      string
	id           uuid.UUID
}

// queueModel is one side of the queue, for one platform.
type queueModel struct {
	rows     []*rowModel
	known    map[string]*rowModel
	position int
}

func (m *queueModel) add(row rowModel, at time.Time) *rowModel {
	if m.known[row.name] != nil {
		return nil
	}
	m.position++
	row.position = m.position
	added := &row
	m.rows = append(m.rows, added)
	m.known[row.name] = added
	m.settle(added.conversation, at)
	return added
}

// settle lets the first of a conversation be claimed if none of it can be.
func (m *queueModel) settle(conversation string, at time.Time) {
	for _, row := range m.rows {
		if row.conversation == conversation && !row.done && row.joins.IsZero() && !row.first {
			if conversation != "" && slices.ContainsFunc(m.rows, func(other *rowModel) bool {
				return other.conversation == conversation && other.first
			}) {
				return
			}
			row.first, row.next = true, at
		}
	}
}

func (m *queueModel) join(now time.Time) {
	var joined []*rowModel
	for _, row := range m.rows {
		if !row.done && !row.joins.IsZero() && !row.joins.After(now) {
			joined = append(joined, row)
		}
	}
	for _, row := range joined {
		if row.conversation == "" {
			row.first, row.next = true, row.joins
		}
		row.joins = time.Time{}
	}
	for _, row := range joined {
		m.settle(row.conversation, now)
	}
}

func (m *queueModel) take(now, until time.Time, limit int) []*rowModel {
	m.join(now)
	var due []*rowModel
	for _, row := range m.rows {
		if row.first && !row.next.After(now) {
			due = append(due, row)
		}
	}
	slices.SortFunc(due, func(a, b *rowModel) int {
		return cmp.Or(a.next.Compare(b.next), cmp.Compare(a.position, b.position))
	})
	due = due[:min(limit, len(due))]
	for _, row := range due {
		row.unknown = row.unknown || row.claimed
		row.claimed, row.next = true, until
		row.claim++
		row.attempts++
	}
	slices.SortFunc(due, func(a, b *rowModel) int { return cmp.Compare(a.position, b.position) })
	return due
}

func (m *queueModel) end(row *rowModel, now time.Time) {
	row.done, row.first, row.claimed = true, false, false
	m.settle(row.conversation, now)
}

// back gives a row back, to be claimed from next on.
func (m *queueModel) back(row *rowModel, next time.Time) {
	row.next, row.claimed = next, false
	row.claim++
}

func (m *queueModel) supersede(by *rowModel, now time.Time) {
	for _, row := range m.rows {
		if row.conversation == by.conversation && row.supersedes == by.supersedes && by.supersedes != "" &&
			!row.done && !row.claimed && row.position < by.position {
			row.done, row.first, row.joins = true, false, time.Time{}
		}
	}
	m.settle(by.conversation, now)
}

func (m *queueModel) revive(row *rowModel, now time.Time) {
	row.done, row.givenUp, row.failures, row.attempts = false, false, 0, 0
	row.claim++
	m.settle(row.conversation, now)
}

// held is one claim as a worker holds it, which may not be the last one.
type held[T any] struct {
	row   *rowModel
	claim int
	value T
}

// world is what a run of the model test works on.
type queueWorld struct {
	t        *rapid.T
	s        *store.Store
	ctx      *testing.T
	platform string
	now      time.Time
	inbox    queueModel
	outbox   queueModel
	received []held[queue.Received]
	sendings []held[queue.Sending]
}

func (w *queueWorld) draw(names ...string) string { return rapid.SampledFrom(names).Draw(w.t, "name") }
func (w *queueWorld) conversation() string        { return w.draw("", "A", "B", "C") }
func (w *queueWorld) number(most int) int         { return rapid.IntRange(1, most).Draw(w.t, "number") }

// expect demands that what a worker says of its claim counts if and only if it is the last claim.
func expectClaim[T any](w *queueWorld, h held[T], what string, err error, f func()) {
	last := h.row.claim == h.claim && !h.row.done && h.row.claimed
	if last && err != nil {
		w.t.Fatalf("%s of %s: %v", what, h.row.name, err)
	}
	if !last && !errors.Is(err, queue.ErrLost) {
		w.t.Fatalf("%s of %s: got %v, want ErrLost", what, h.row.name, err)
	}
	if last {
		f()
	}
}

func (w *queueWorld) receive() {
	var list []queue.Received
	var want []string
	for range w.number(4) {
		name := fmt.Sprint("e", w.number(30))
		list = append(list, queue.Received{
			Platform: w.platform, Realm: "R", External: name, Conversation: w.conversation(), Kind: "event", Payload: []byte(name), At: w.now,
		})
	}
	for _, r := range list {
		if w.inbox.add(rowModel{name: r.External, conversation: r.Conversation, joins: w.now}, w.now) != nil {
			want = append(want, r.External)
		}
	}
	fresh, err := w.s.Receive(w.ctx.Context(), list)
	if err != nil {
		w.t.Fatalf("Receive: %v", err)
	}
	w.compare("fresh", want, externals(fresh))
}

func (w *queueWorld) enqueue() {
	w.add(func(list []queue.Sending) error { return w.s.Queue(w.ctx.Context(), list) })
}

// add queues some sendings in a way, and in the model unless that is lost.
func (w *queueWorld) add(how func([]queue.Sending) error) {
	var list []queue.Sending
	for range w.number(4) - 1 {
		name := fmt.Sprint("k", w.number(40))
		d := queue.Sending{
			Platform: w.platform, Realm: "R", Key: name, Conversation: w.conversation(), Kind: queue.KindLetter, Payload: []byte(name),
			Supersedes: w.draw("", "", "home"), CreatedAt: w.now,
		}
		if w.draw("now", "now", "later") == "later" {
			d.NotBefore = w.now.Add(time.Duration(w.number(90)) * time.Second)
		}
		list = append(list, d)
	}
	if err := how(list); errors.Is(err, queue.ErrLost) {
		return
	} else if err != nil {
		w.t.Fatalf("queue: %v", err)
	}
	var added []*rowModel
	for _, d := range list {
		row := w.outbox.add(rowModel{name: d.Key, conversation: d.Conversation, supersedes: d.Supersedes, joins: d.NotBefore}, w.now)
		if row != nil {
			added = append(added, row)
		}
	}
	for _, row := range added {
		w.outbox.supersede(row, w.now)
	}
}

func (w *queueWorld) claimReceived() {
	limit := w.number(5)
	want := w.inbox.take(w.now, w.now.Add(time.Minute), limit)
	got, err := w.s.ClaimReceived(w.ctx.Context(), w.platform, w.now, w.now.Add(time.Minute), limit)
	if err != nil {
		w.t.Fatalf("ClaimReceived: %v", err)
	}
	w.compare("claimed of the inbox", stories(want, false), storiesOf(got, func(r queue.Received) string {
		return fmt.Sprintf("%s %s attempt %d claim %d failures %d", r.External, r.Payload, r.Attempts, r.Claim, r.Failures)
	}))
	for i, row := range want {
		row.id = got[i].ID
		w.received = append(w.received, held[queue.Received]{row, row.claim, got[i]})
	}
}

func (w *queueWorld) claimSendings() {
	limit := w.number(5)
	want := w.outbox.take(w.now, w.now.Add(time.Minute), limit)
	got, err := w.s.ClaimSendings(w.ctx.Context(), w.platform, w.now, w.now.Add(time.Minute), limit)
	if err != nil {
		w.t.Fatalf("ClaimSendings: %v", err)
	}
	w.compare("claimed of the outbox", stories(want, true), storiesOf(got, func(d queue.Sending) string {
		return fmt.Sprintf("%s %s attempt %d claim %d failures %d unknown %v", d.Key, d.Payload, d.Attempts, d.Claim, d.Failures, d.Unknown)
	}))
	for i, row := range want {
		row.id = got[i].ID
		w.sendings = append(w.sendings, held[queue.Sending]{row, row.claim, got[i]})
	}
}

func stories(rows []*rowModel, outbox bool) []string {
	return storiesOf(rows, func(r *rowModel) string {
		text := fmt.Sprintf("%s %s attempt %d claim %d failures %d", r.name, r.name, r.attempts, r.claim, r.failures)
		if outbox {
			text += fmt.Sprintf(" unknown %v", r.unknown)
		}
		return text
	})
}

func storiesOf[T any](list []T, f func(T) string) []string {
	var all []string
	for _, v := range list {
		all = append(all, f(v))
	}
	return all
}

func (w *queueWorld) compare(what string, want, got []string) {
	if diff := gocmp.Diff(want, got); diff != "" {
		w.t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

// noteReceived says something of one that was ever claimed.
func (w *queueWorld) noteReceived() {
	if len(w.received) == 0 {
		return
	}
	h := rapid.SampledFrom(w.received).Draw(w.t, "held")
	r, ctx := h.value, w.ctx.Context()
	next := w.now.Add(time.Duration(w.number(90)) * time.Second)
	switch what := w.draw("finish", "finish", "retry", "park", "prolong"); what {
	case "finish":
		w.add(func(list []queue.Sending) error {
			err := w.s.FinishReceived(ctx, &r, w.now, list)
			expectClaim(w, h, what, err, func() { w.inbox.end(h.row, w.now) })
			return err
		})
	case "retry":
		expectClaim(w, h, what, w.s.RetryReceived(ctx, &r, next, "trouble"), func() {
			w.inbox.back(h.row, next)
			h.row.failures++
		})
	case "park":
		expectClaim(w, h, what, w.s.ParkReceived(ctx, &r, w.now, "trouble", nil), func() {
			w.inbox.end(h.row, w.now)
			h.row.givenUp = true
		})
	case "prolong":
		expectClaim(w, h, what, w.s.ProlongReceived(ctx, &r, next), func() { h.row.next = next })
	}
}

func (w *queueWorld) noteSending() {
	if len(w.sendings) == 0 {
		return
	}
	h := rapid.SampledFrom(w.sendings).Draw(w.t, "held")
	d, ctx := h.value, w.ctx.Context()
	next := w.now.Add(time.Duration(w.number(90)) * time.Second)
	switch what := w.draw("sent", "sent", "delay", "retry", "unknown", "drop", "prolong"); what {
	case "sent":
		expectClaim(w, h, what, w.s.NoteSent(ctx, &d, w.now, "receipt of "+d.Key), func() {
			w.outbox.end(h.row, w.now)
			h.row.receipt, h.row.unknown = "receipt of "+d.Key, false
		})
	case "delay":
		expectClaim(w, h, what, w.s.DelaySending(ctx, &d, next), func() {
			w.outbox.back(h.row, next)
			h.row.attempts--
		})
	case "retry", "unknown":
		d.Unknown = what == "unknown"
		expectClaim(w, h, what, w.s.RetrySending(ctx, &d, next, "trouble"), func() {
			w.outbox.back(h.row, next)
			h.row.failures++
			h.row.unknown = d.Unknown
		})
	case "drop":
		expectClaim(w, h, what, w.s.DropSending(ctx, &d, w.now, "trouble"), func() {
			w.outbox.end(h.row, w.now)
			h.row.givenUp = true
		})
	case "prolong":
		expectClaim(w, h, what, w.s.ProlongSending(ctx, &d, next), func() { h.row.next = next })
	}
}

func (w *queueWorld) revive() {
	side := &w.inbox
	if w.draw("inbox", "outbox") == "outbox" {
		side = &w.outbox
	}
	for _, row := range side.rows {
		if row.givenUp {
			if err := w.s.Revive(w.ctx.Context(), row.id, w.now); err != nil {
				w.t.Fatalf("revive %s: %v", row.name, err)
			}
			side.revive(row, w.now)
			return
		}
	}
}

func (w *queueWorld) receipts() {
	name := fmt.Sprint("k", w.number(40))
	want := ""
	if row := w.outbox.known[name]; row != nil {
		want = row.receipt
	}
	if got, err := w.s.ReceiptOf(w.ctx.Context(), w.platform, "R", name); err != nil || got != want {
		w.t.Fatalf("ReceiptOf %s: got %q, %v, want %q", name, got, err, want)
	}
}

// check compares what waits and what was given up.
func (w *queueWorld) check() {
	all, err := w.s.Waiting(w.ctx.Context())
	if err != nil {
		w.t.Fatalf("Waiting: %v", err)
	}
	count := func(m queueModel) (waiting, given int) {
		for _, row := range m.rows {
			if !row.done {
				waiting++
			}
			if row.givenUp {
				given++
			}
		}
		return waiting, given
	}
	var want, got []string
	for _, side := range []struct {
		name string
		m    queueModel
	}{{"inbox", w.inbox}, {"outbox", w.outbox}} {
		if waiting, given := count(side.m); waiting+given > 0 {
			want = append(want, fmt.Sprintf("%s: %d wait, %d given up", side.name, waiting, given))
		}
	}
	for _, b := range all {
		name := "outbox"
		if b.Inbox {
			name = "inbox"
		}
		if b.Platform == w.platform {
			got = append(got, fmt.Sprintf("%s: %d wait, %d given up", name, b.Waiting, b.GivenUp))
		}
	}
	w.compare("waiting", want, got)
}

func TestTheQueueDoesWhatIsPromisedOfIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		runs := 0
		rapid.Check(t, func(r *rapid.T) {
			runs++
			w := &queueWorld{
				t: r, s: s, ctx: t, platform: fmt.Sprint("p", runs), now: queueStart,
				inbox: queueModel{known: map[string]*rowModel{}}, outbox: queueModel{known: map[string]*rowModel{}},
			}
			r.Repeat(map[string]func(*rapid.T){
				"":         func(*rapid.T) { w.check() },
				"receive":  func(*rapid.T) { w.receive() },
				"enqueue":  func(*rapid.T) { w.enqueue() },
				"claim":    func(*rapid.T) { w.claimReceived() },
				"send":     func(*rapid.T) { w.claimSendings() },
				"handled":  func(*rapid.T) { w.noteReceived() },
				"sent":     func(*rapid.T) { w.noteSending() },
				"revive":   func(*rapid.T) { w.revive() },
				"receipts": func(*rapid.T) { w.receipts() },
				"time":     func(*rapid.T) { w.now = w.now.Add(time.Duration(w.number(60)) * time.Second) },
			})
		})
	})
}
