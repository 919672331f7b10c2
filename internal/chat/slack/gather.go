package slack

import (
	"context"
	"sync"

	"github.com/accord-tracker/accord/internal/queue"
)

// Gathered is an Inbox that keeps together what arrives while it is busy: a few transactions at a time, each of all that
// waits, instead of one for each arrival. So an acknowledgement waits for little more than one transaction, however many
// arrive a second and however slow the database is (S-01), and the connections to it are left to those who do the work.
// It is safe for concurrent use.
type Gathered struct {
	inbox  Inbox
	places chan struct{}

	mutex   sync.Mutex
	waiting []*gathering
}

// gathering is what one caller wants kept.
type gathering struct {
	list  []queue.Received
	fresh []queue.Received
	err   error
	done  chan struct{}
}

const (
	gatheredAtOnce = 6  // transactions
	mostGathered   = 16 // callers, in one of them
)

var _ Inbox = (*Gathered)(nil)

// Gather makes one of an Inbox.
func Gather(inbox Inbox) *Gathered {
	return &Gathered{inbox: inbox, places: make(chan struct{}, gatheredAtOnce)}
}

// Receive is Inbox's. What comes with keepsakes goes by itself. Whoever gives up waiting may find that it was kept all the
// same, and then it is known when it comes again.
func (g *Gathered) Receive(ctx context.Context, list []queue.Received, keep ...queue.Keepsake) ([]queue.Received, error) {
	if len(list) == 0 || len(keep) > 0 {
		return g.inbox.Receive(ctx, list, keep...)
	}
	mine := &gathering{list: list, done: make(chan struct{})}
	g.mutex.Lock()
	g.waiting = append(g.waiting, mine)
	g.mutex.Unlock()
	for {
		select {
		case <-mine.done:
			return mine.fresh, mine.err
		case <-ctx.Done():
			return nil, ctx.Err()
		case g.places <- struct{}{}:
			g.receive(ctx)
			<-g.places
		}
	}
}

// receive keeps what waits by now, all of it together, or if that does not work each for itself: one that cannot be kept
// does not hold up others.
func (g *Gathered) receive(ctx context.Context) {
	some := g.take()
	if len(some) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), receiveTimeout)
	defer cancel()
	var all []queue.Received
	for _, s := range some {
		all = append(all, s.list...)
	}
	fresh, err := g.inbox.Receive(ctx, all)
	if err != nil && len(some) > 1 && ctx.Err() == nil {
		for _, s := range some {
			s.fresh, s.err = g.inbox.Receive(ctx, s.list)
			close(s.done)
		}
		return
	}
	tell(some, fresh, err)
}

func (g *Gathered) take() []*gathering {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	n := min(len(g.waiting), mostGathered)
	some := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	return some
}

// tell tells everybody what of theirs is new.
func tell(some []*gathering, fresh []queue.Received, err error) {
	type key struct{ realm, external string }
	found := map[key]queue.Received{}
	for _, r := range fresh {
		found[key{r.Realm, r.External}] = r
	}
	for _, s := range some {
		for _, r := range s.list {
			if kept, ok := found[key{r.Realm, r.External}]; ok {
				s.fresh = append(s.fresh, kept)
				delete(found, key{r.Realm, r.External}) // of two that are the same the first is
			}
		}
		s.err = err
		close(s.done)
	}
}
