package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const (
	firstRest = time.Second     // before a part that ended with an error is run again
	mostRest  = 5 * time.Minute // the same, after many
	restedFor = 10 * time.Minute
)

// watch runs parts, runs those again that end with an error, and says how they are.
type watch struct {
	house *botHouse
	parts []part

	mutex sync.Mutex
	ill   map[string]string // why a part does not run, by its name
}

func newWatch(b *botHouse, parts []part) *watch {
	return &watch{house: b, parts: parts, ill: map[string]string{}}
}

func (w *watch) names() []string {
	names := make([]string, len(w.parts))
	for i, p := range w.parts {
		names[i] = p.name
	}
	return names
}

// start runs the parts beside each other. The channel is closed when all have ended.
func (w *watch) start(ctx context.Context) (ended <-chan struct{}) {
	var group sync.WaitGroup
	for _, p := range w.parts {
		if p.run != nil {
			group.Go(func() { w.keepUp(ctx, p) })
		}
	}
	all := make(chan struct{})
	go func() {
		defer close(all)
		group.Wait()
	}()
	return all
}

// keepUp runs a part until the context is done.
func (w *watch) keepUp(ctx context.Context, p part) {
	rest := firstRest
	for ctx.Err() == nil {
		began := w.house.now()
		err := safely(ctx, p)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			err = errors.New("it ended by itself")
		}
		w.say(p.name, err.Error())
		w.house.log.Error("a part ended", "part", p.name, "error", err)
		if w.house.now().Sub(began) > restedFor {
			rest = firstRest
		}
		timer := time.NewTimer(rest)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
		rest = min(2*rest, mostRest)
		w.say(p.name, "")
	}
}

// safely makes an error of a panic.
func safely(ctx context.Context, p part) (err error) {
	defer func() {
		if said := recover(); said != nil {
			err = fmt.Errorf("panic: %T\n%s", said, debug.Stack())
		}
	}()
	return p.run(ctx)
}

func (w *watch) say(name, why string) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if why == "" {
		delete(w.ill, name)
		return
	}
	w.ill[name] = why
}

// state of each part: "ok", or why not.
func (w *watch) state() (state map[string]string, well bool) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	state, well = map[string]string{}, true
	for _, p := range w.parts {
		state[p.name] = "ok"
		if why := w.ill[p.name]; why != "" {
			state[p.name], well = "stopped", false
			continue
		}
		if p.well != nil {
			if err := p.well(); err != nil {
				state[p.name], well = w.why(err), false
			}
		}
	}
	return state, well
}

// why is what may be said of an error to whoever asks: of a refusal, the sentence that says what to do about it.
func (w *watch) why(err error) string {
	if said, ok := errors.AsType[saidError](inWords(w.house.printer, err)); ok {
		return said.sentence
	}
	return brief(err)
}

// brief is the beginning of an error.
func brief(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	if runes := []rune(line); len(runes) > 200 {
		line = string(runes[:200])
	}
	return line
}

// handler answers what the parts answer, and how they are: /healthz is 200 as long as the program runs, and says what is
// ill; /readyz is 503 while the database does not answer: a platform that is away must not keep the others from getting in.
func (w *watch) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(rw http.ResponseWriter, _ *http.Request) {
		state, well := w.state()
		answer(rw, http.StatusOK, health{word(well), state})
	})
	mux.HandleFunc("GET /readyz", func(rw http.ResponseWriter, r *http.Request) {
		state, well := w.state()
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		status := http.StatusOK
		state["database"] = "ok"
		if err := w.house.store.Ping(ctx); err != nil {
			state["database"], well, status = "does not answer", false, http.StatusServiceUnavailable
		}
		answer(rw, status, health{word(well), state})
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(w.house.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 2, Timeout: 10 * time.Second}))
	for _, p := range w.parts {
		patterns := make([]string, 0, len(p.routes))
		for pattern := range p.routes {
			patterns = append(patterns, pattern)
		}
		slices.Sort(patterns)
		for _, pattern := range patterns {
			mux.Handle(pattern, p.routes[pattern])
		}
	}
	return mux
}

type health struct {
	Status string            `json:"status"` // ok, degraded
	Parts  map[string]string `json:"parts"`
}

func word(well bool) string {
	if well {
		return "ok"
	}
	return "degraded"
}

func answer(rw http.ResponseWriter, status int, h health) {
	rw.Header().Set("Content-Type", "application/json")
	rw.Header().Set("Cache-Control", "no-store")
	rw.WriteHeader(status)
	text, err := json.Marshal(h)
	if err != nil {
		panic(err) // a bug: texts have a JSON
	}
	_, _ = rw.Write(text) // whoever asked may be gone
}
