package store

import (
	"context"
	"runtime"
	"sync"
)

// turns let those who write to one thing do so one after the other, first come, first served. Their own programs alone
// keep to it: it is there so that nobody waits long, and not for what is true.
type turns struct {
	mutex sync.Mutex
	of    map[string]*turn
}

type turn struct {
	taken chan struct{} // full while somebody writes
	asked int           // by how many; those who write among them
}

// wait waits for the turn of a key. With one processor, those who write one after the other also keep everything else from
// running while they wait for the disk: each lets the others through first.
func (t *turns) wait(ctx context.Context, key string) (leave func(), err error) {
	mine := t.ask(key)
	select {
	case mine.taken <- struct{}{}:
		runtime.Gosched()
		return func() { <-mine.taken; t.forget(key) }, nil
	case <-ctx.Done():
		t.forget(key)
		return nil, ctx.Err()
	}
}

func (t *turns) ask(key string) *turn {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	mine, ok := t.of[key]
	if !ok {
		if t.of == nil {
			t.of = map[string]*turn{}
		}
		mine = &turn{taken: make(chan struct{}, 1)}
		t.of[key] = mine
	}
	mine.asked++
	return mine
}

func (t *turns) forget(key string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.of[key].asked--; t.of[key].asked == 0 {
		delete(t.of, key)
	}
}
