package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

// served runs parts as bin/bot serve does, and gives its address and the function that stops it.
func served(t *testing.T, parts ...part) (address string, stop func() error) {
	t.Helper()
	p := Program{Out: io.Discard, Err: io.Discard}
	var cli botCLI
	if err := cli.Database.UnmarshalText([]byte(storetest.SQLite(t).Address)); err != nil {
		t.Fatal(err)
	}
	cli.Plan, cli.Language = "hres-2018", "en"
	h, err := openHouse(t.Context(), p, cli.Common)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.close() })
	b, err := furnishBot(t.Context(), h, &botSettings{Grace: 5 * time.Second}, p.logger(cli.Common))
	if err != nil {
		t.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	ended := make(chan error, 1)
	go func() { ended <- b.serve(ctx, listener, append(parts, b.keeper())) }()
	return "http://" + listener.Addr().String(), func() error {
		cancel()
		return <-ended
	}
}

func ask(t *testing.T, address string) (status int, body []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err = io.ReadAll(response.Body); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, body
}

func healthOf(t *testing.T, address string, wantStatus int) health {
	t.Helper()
	status, body := ask(t, address)
	var h health
	if err := json.Unmarshal(body, &h); err != nil || status != wantStatus {
		t.Fatalf("%s: got %d %s, %v, want %d", address, status, body, err, wantStatus)
	}
	return h
}

// idle is a part that waits to be stopped.
func idle(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

func TestAPartThatFailsIsRunAgainAndHoldsUpNobody(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	again := make(chan struct{})
	address, stop := served(t,
		part{name: "ill", run: func(ctx context.Context) error {
			switch runs.Add(1) {
			case 1:
				return errors.New("no luck")
			case 2:
				panic("no luck at all")
			}
			close(again)
			return idle(ctx)
		}},
		part{name: "well", run: idle, routes: map[string]http.Handler{
			"GET /well/here": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "here") }),
		}},
		part{name: "away", run: idle, well: func() error { return errors.New("the server is away\nand more") }},
	)
	if status, body := ask(t, address+"/well/here"); status != http.StatusOK || string(body) != "here" {
		t.Errorf("what a part answers: got %d %s", status, body)
	}
	<-again
	want := health{"degraded", map[string]string{"ill": "ok", "well": "ok", "away": "the server is away", "keeper": "ok"}}
	if diff := cmp.Diff(want, healthOf(t, address+"/healthz", http.StatusOK)); diff != "" {
		t.Errorf("healthz (-want +got):\n%s", diff)
	}
	want.Parts["database"] = "ok"
	if diff := cmp.Diff(want, healthOf(t, address+"/readyz", http.StatusOK)); diff != "" {
		t.Errorf("readyz (-want +got):\n%s", diff)
	}
	if status, _ := ask(t, address+"/metrics"); status != http.StatusOK {
		t.Errorf("metrics: got %d", status)
	}
	if err := stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

func TestWhyAPartIsIllIsSaidInASentence(t *testing.T) {
	t.Parallel()
	address, stop := served(t, part{name: "refused", run: idle, well: func() error {
		return fmt.Errorf("sync: %w", problem.New(problem.Refused, "matrix.token_lost", "user", "@accord:hs.example"))
	}})
	got := healthOf(t, address+"/healthz", http.StatusOK).Parts["refused"]
	if !strings.HasPrefix(got, "The database knows rooms of ") || !strings.Contains(got, "--matrix-accept-gap") {
		t.Errorf("got %q, want what happened and what to do about it", got)
	}
	if err := stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

func TestAPartThatRestsIsSaidToHaveStopped(t *testing.T) {
	t.Parallel()
	failed := make(chan struct{}, 8)
	address, stop := served(t, part{name: "ill", run: func(context.Context) error {
		failed <- struct{}{}
		return errors.New("no luck")
	}})
	<-failed
	<-failed // it rests for two seconds now
	for healthOf(t, address+"/healthz", http.StatusOK).Parts["ill"] != "stopped" {
	}
	if err := stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

func TestWhatDoesNotEndIsLeftBehind(t *testing.T) {
	t.Parallel()
	began, never := make(chan struct{}), make(chan struct{})
	defer close(never)
	_, stop := served(t, part{name: "deaf", run: func(context.Context) error {
		close(began)
		<-never
		return nil
	}})
	<-began
	if err := stop(); err == nil {
		t.Error("stop: got no error, want one that says that something did not end")
	}
}
