package queue

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"
)

const (
	usualAtOnce = 8
	usualLease  = 15 * time.Second // prolonged every third of it, while something is worked on
	poll        = time.Second      // after which a worker looks that nobody has woken
	mostPoll    = 15 * time.Second // while the database does not answer
	grace       = 15 * time.Second // that what runs has when the program is told to stop
	mostAhead   = 30 * time.Minute // that anything is put off; it is asked again then
	tooFar      = 2 * time.Hour    // ahead: what was written so was written when the clock was wrong
)

// worker takes up rows and works on them, a few at the same time.
type worker[T any] struct {
	queue   *Queue
	bell    bell
	atOnce  int
	lease   time.Duration
	claim   func(ctx context.Context, platform string, now, until time.Time, limit int) ([]T, error)
	recall  func(ctx context.Context, platform string, now, far time.Time) error
	prolong func(ctx context.Context, row *T, until time.Time) error
	work    func(ctx context.Context, row *T)

	group sync.WaitGroup
	mutex sync.Mutex
	busy  int
	last  time.Time // that was looked
}

// run works until the context is done; then it takes up nothing more, lets what runs end, and returns nil.
func (w *worker[T]) run(ctx context.Context) error {
	w.atOnce, w.lease = orUsual(w.atOnce, usualAtOnce), orUsual(w.lease, usualLease)
	working, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer w.group.Wait()
	stop := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel()
		case <-working.Done():
		}
	})
	defer stop()
	w.loop(ctx, working)
	return nil
}

func (w *worker[T]) loop(ctx, working context.Context) {
	rung := w.queue.hear(w.bell)
	wait := poll
	for ctx.Err() == nil {
		more, err := w.takeUp(ctx, working)
		switch {
		case err != nil && ctx.Err() == nil:
			w.queue.log.Warn("the queue waits", "platform", w.bell.platform, "error", err)
			wait = min(2*wait, mostPoll)
		case err == nil:
			wait = poll
		}
		if more {
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-rung:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// takeUp claims as many as there is room for, and begins to work on them. More says that there may be others to claim.
func (w *worker[T]) takeUp(ctx, working context.Context) (more bool, err error) {
	free := w.free()
	if free == 0 {
		return false, nil
	}
	now := w.queue.now()
	if now.Before(w.last.Add(-poll)) || w.last.IsZero() { // the clock was set back, perhaps before the program began
		if err := w.recall(ctx, w.bell.platform, now, now.Add(tooFar)); err != nil {
			return false, err
		}
	}
	w.last = now
	// A claim that is cut short may have been made all the same: it is waited for.
	claimed, err := w.claim(context.WithoutCancel(ctx), w.bell.platform, now, now.Add(w.lease), free)
	if err != nil {
		return false, err
	}
	for i := range claimed {
		w.start(working, &claimed[i])
	}
	return len(claimed) == free && w.free() > 0, nil
}

func (w *worker[T]) free() int {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.atOnce - w.busy
}

func (w *worker[T]) start(ctx context.Context, row *T) {
	w.count(1)
	w.group.Go(func() {
		defer w.queue.ring(w.bell) // there is room, and perhaps the next of the conversation
		defer w.count(-1)
		ctx, end := w.hold(ctx, row)
		defer end()
		w.work(ctx, row)
	})
}

func (w *worker[T]) count(n int) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.busy += n
}

// hold keeps others from being given the row while it is worked on. If they were all the same, the context ends because
// of ErrLost.
func (w *worker[T]) hold(ctx context.Context, row *T) (held context.Context, end func()) {
	held, lose := context.WithCancelCause(ctx)
	ended := make(chan struct{})
	claimed := *row // what works on the row may write to it meanwhile
	go func() {
		defer close(ended)
		timer := time.NewTicker(w.lease / 3)
		defer timer.Stop()
		for {
			select {
			case <-held.Done():
				return
			case <-timer.C:
			}
			if err := w.prolong(held, &claimed, w.queue.now().Add(w.lease)); errors.Is(err, ErrLost) {
				lose(ErrLost)
			}
		}
	}()
	return held, func() {
		lose(nil)
		<-ended
	}
}

// persist does what must be noted, again and again for a while if the database does not let it.
func (q *Queue) persist(ctx context.Context, f func(ctx context.Context) error) error {
	wait := 50 * time.Millisecond
	for try := 1; ; try++ {
		err := f(ctx)
		if err == nil || errors.Is(err, ErrLost) || try == 8 {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return err
		case <-timer.C:
		}
		wait *= 2
	}
}

// wakeAt rings at an instant, if that is sooner than the worker would look by itself.
func (q *Queue) wakeAt(b bell, at time.Time) {
	if wait := at.Sub(q.now()); wait < poll {
		time.AfterFunc(max(wait, 0), func() { q.ring(b) })
	}
}

// someOf is between half of a wait and all of it, by chance: those who failed together do not come back together.
func (q *Queue) someOf(wait time.Duration) time.Duration {
	return wait/2 + time.Duration(q.chance()*float64(wait/2))
}

// doubled is a wait after so many doublings, at most the most.
func doubled(wait time.Duration, times int, most time.Duration) time.Duration {
	for range times {
		if wait *= 2; wait >= most {
			return most
		}
	}
	return wait
}

func orUsual[N int | time.Duration](n, usual N) N {
	if n <= 0 {
		return usual
	}
	return n
}

// panicked is a panic as an error. What was said at it may repeat what a person wrote, but for errors of the runtime.
func panicked(said any) error {
	if err, ok := said.(runtime.Error); ok {
		return fmt.Errorf("panic: %w\n%s", err, debug.Stack())
	}
	return fmt.Errorf("panic with a %T\n%s", said, debug.Stack())
}
