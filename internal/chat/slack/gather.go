package slack

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/accord-tracker/accord/internal/queue"
)

// gathered keeps together in an Inbox what arrives while it is busy: a few statements at a time, each of all that
// waits, instead of one for each arrival. They begin apart from each other, so that whoever arrives waits for a part of one
// and then for the next: an acknowledgement takes little longer than the database does, however many arrive a second (S-01).
// Those of one conversation are kept in the order in which they arrived. It is safe for concurrent use.
type gathered struct {
	inbox Inbox
	now   func() time.Time

	mutex   sync.Mutex
	waiting []*gathering
	known   map[event]*gathering // what waits, is being kept, or was kept lately
	most    int                  // of them, before those that were kept are forgotten
	busy    map[talk]bool        // conversations of which something is being kept
	leads   int                  // goroutines that keep what waits
	pausing bool                 // one of them is about to
	begun   []time.Time          // when the statements began that are not over, the first one first
	last    time.Time            // when one may begin, the last of those who have asked
	took    time.Duration        // the last one that was over
}

// gathering is what one caller wants kept.
type gathering struct {
	list  []queue.Received
	fresh []queue.Received
	err   error
	done  chan struct{}
	first *gathering // which wants the same kept, and came before; nil: none did
}

// event is what platforms know what they tell us by.
type event struct{ realm, external string }

func eventOf(r queue.Received) event { return event{r.Realm, r.External} }

// talk is a conversation.
type talk struct{ realm, conversation string }

// GatheredAtOnce is how many statements, and so connections to the database, keep what arrives at the same time.
const GatheredAtOnce = 6

const (
	mostGathered = 200    // callers, in one statement
	mostKnown    = 10_000 // events that are remembered
)

// gather makes one for an Inbox.
func gather(inbox Inbox, now func() time.Time) *gathered {
	return &gathered{inbox: inbox, now: now, known: map[event]*gathering{}, most: mostKnown, busy: map[talk]bool{}}
}

// add lets some be kept. Its place is behind all that was added before. What comes again while it waits, or soon after it was
// kept, does not make the others wait longer: Slack sends everything again that is not acknowledged in time.
func (g *gathered) add(list []queue.Received) *gathering {
	mine := &gathering{list: list, done: make(chan struct{})}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if len(list) == 1 {
		if first := g.known[eventOf(list[0])]; first != nil {
			return &gathering{first: first, done: first.done}
		}
		g.remember(eventOf(list[0]), mine)
	}
	g.waiting = append(g.waiting, mine)
	if !g.pausing && g.leads < GatheredAtOnce {
		g.pausing = true
		g.leads++
		go g.lead()
	}
	return mine
}

func (g *gathered) remember(e event, mine *gathering) {
	if len(g.known) >= g.most {
		maps.DeleteFunc(g.known, func(_ event, s *gathering) bool { return s.list == nil })
		g.most = max(mostKnown, 2*len(g.known))
	}
	g.known[e] = mine
}

// wait returns what of it is new, once it is kept. Whoever gives up waiting may find that it was kept all the same, and then it
// is known when it comes again.
func (mine *gathering) wait(ctx context.Context) ([]queue.Received, error) {
	select {
	case <-mine.done:
		if mine.first != nil {
			return nil, mine.first.err
		}
		return mine.fresh, mine.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// lead keeps what waits, until nothing does or another lead is about to.
func (g *gathered) lead() {
	for more := true; more; {
		g.pause()
		some, began := g.take()
		if len(some) == 0 {
			return
		}
		g.receive(some)
		more = g.leave(some, began)
	}
}

// pause waits until the next statement may begin: as far from the one before as lets them follow each other evenly. While
// one takes much longer than the last one did, nobody knows how long they will take: then the distance doubles each time.
func (g *gathered) pause() {
	g.mutex.Lock()
	now, apart := g.now(), g.took/GatheredAtOnce
	if len(g.begun) > 0 {
		if elapsed := now.Sub(g.begun[0]); elapsed > 2*g.took {
			apart = elapsed
		}
	}
	wait := max(0, min(g.last.Add(apart).Sub(now), apart)) // never longer, whatever the clock does
	g.last = now.Add(wait)
	g.mutex.Unlock()
	if wait > 0 {
		<-time.After(wait)
	}
}

// take takes what waits, but for conversations of which something is being kept: whoever keeps that comes back. If there
// is nothing, the lead ends.
func (g *gathered) take() (some []*gathering, began time.Time) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.pausing = false
	held := map[talk]bool{}
	g.waiting = slices.DeleteFunc(g.waiting, func(s *gathering) bool {
		later := len(some) == mostGathered || slices.ContainsFunc(s.list, func(r queue.Received) bool {
			return g.busy[talkOf(r)] || held[talkOf(r)]
		})
		if !later {
			some = append(some, s)
			return true
		}
		for _, r := range s.list {
			held[talkOf(r)] = r.Conversation != ""
		}
		return false
	})
	for _, s := range some {
		for _, r := range s.list {
			g.busy[talkOf(r)] = r.Conversation != ""
		}
	}
	if len(some) == 0 {
		g.leads--
		return nil, began
	}
	began = g.now()
	g.begun = append(g.begun, began)
	return some, began
}

func talkOf(r queue.Received) talk { return talk{r.Realm, r.Conversation} }

// leave tells everybody that theirs is done. The lead goes on with what waits by now, unless another one is about to.
func (g *gathered) leave(some []*gathering, began time.Time) (more bool) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.took = min(max(g.now().Sub(began), 0), receiveTimeout)
	i := slices.Index(g.begun, began)
	g.begun = slices.Delete(g.begun, i, i+1)
	for _, s := range some {
		for _, r := range s.list {
			delete(g.busy, talkOf(r))
			switch {
			case g.known[eventOf(r)] != s:
			case s.err != nil:
				delete(g.known, eventOf(r))
			default:
				g.known[eventOf(r)] = &gathering{done: s.done} // without what it says
			}
		}
		close(s.done)
	}
	if g.pausing {
		g.leads--
		return false
	}
	g.pausing = true
	return true
}

// receive keeps some, all of it together, or if that does not work each for itself: one that cannot be kept does not hold
// up others. Nobody waits for it alone, so it ends by itself.
func (g *gathered) receive(some []*gathering) {
	ctx, cancel := context.WithTimeout(context.Background(), receiveTimeout)
	defer cancel()
	var all []queue.Received
	for _, s := range some {
		all = append(all, s.list...)
	}
	fresh, err := g.keep(ctx, all)
	if err != nil && len(some) > 1 && ctx.Err() == nil {
		for _, s := range some {
			s.fresh, s.err = g.keep(ctx, s.list)
		}
		return
	}
	deal(some, fresh, err)
}

// keep makes an error of a panic, which would end more than one arrival here.
func (g *gathered) keep(ctx context.Context, list []queue.Received) (fresh []queue.Received, err error) {
	defer func() {
		if said := recover(); said != nil {
			err = fmt.Errorf("panic with a %T", said)
		}
	}()
	return g.inbox.Receive(ctx, list)
}

// deal gives everybody what of theirs is new.
func deal(some []*gathering, fresh []queue.Received, err error) {
	found := map[event]queue.Received{}
	for _, r := range fresh {
		found[eventOf(r)] = r
	}
	for _, s := range some {
		for _, r := range s.list {
			if kept, ok := found[eventOf(r)]; ok {
				s.fresh = append(s.fresh, kept)
				delete(found, eventOf(r)) // of two that are the same the first is
			}
		}
		s.err = err
	}
}
