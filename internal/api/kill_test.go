package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/api"
	"github.com/accord-tracker/accord/internal/childtest"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/pgtest"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// serverAddress makes this test binary a server on the database at that address: a process that can be killed.
const serverAddress = "ACCORD_TEST_API_DATABASE"

func TestMain(m *testing.M) {
	if address := os.Getenv(serverAddress); address != "" {
		if err := serveUntilKilled(address, os.Stdout); err != nil {
			_, _ = fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if address := os.Getenv(crowdAddress); address != "" {
		if err := crowd(address, os.Stdin, os.Stdout); err != nil {
			_, _ = fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(storetest.Main(m))
}

// serveUntilKilled says on the first line where it listens.
func serveUntilKilled(address string, out io.Writer) error {
	s, err := store.Open(context.Background(), address, store.Options{})
	if err != nil {
		return err
	}
	server, err := serverOf(s, commitments.NewService(s, time.Now), time.Now, io.Discard, freely())
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(out, "http://"+listener.Addr().String()); err != nil {
		return err
	}
	return server.Serve(context.Background(), listener)
}

// killable is a server process.
type killable struct {
	*childtest.Child
	url string
}

func start(t *testing.T, database string) *killable {
	t.Helper()
	server := childtest.Start(t, childtest.Self(t, serverAddress+"="+database))
	return &killable{server, server.Line()}
}

// noting sends a note with its own text as its key, and says whether it was acknowledged.
func noting(client *http.Client, url, token, ref, note string) (acknowledged bool, status int) {
	body := fmt.Sprintf(`{"note": %q}`, note)
	r, err := http.NewRequest(http.MethodPost, url+"/v1/plans/hres-2018/commitments/"+ref+"/progress", strings.NewReader(body))
	if err != nil {
		return false, 0
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("If-Match", "*")
	r.Header.Set("Idempotency-Key", strings.ReplaceAll(note, " ", "-"))
	response, err := client.Do(r)
	if err != nil {
		return false, 0
	}
	defer func() { _ = response.Body.Close() }()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return false, 0
	}
	return response.StatusCode == http.StatusCreated, response.StatusCode
}

// notes counts the notes in the journal, and demands that the chain holds.
func (w *world) notes() map[string]int {
	w.Helper()
	counted := map[string]int{}
	previous := commitments.Genesis
	for after := int64(0); ; {
		got := w.well(w.ask("kim", "GET", fmt.Sprintf("/v1/plans/hres-2018/entries?limit=1000&after=%d", after), ""))
		var page api.Followed
		if err := json.Unmarshal([]byte(got.body), &page); err != nil {
			w.Fatal(err)
		}
		for _, place := range page.Items {
			if commitments.LinkDigest(previous, place.EntryDigest) != place.Digest {
				w.Fatalf("the chain breaks at %d", place.Position)
			}
			previous = place.Digest
			if place.Entry != nil && place.Entry.Note != "" {
				counted[place.Entry.Note]++
			}
		}
		if after = page.Last; after == page.Head {
			return counted
		}
	}
}

func TestAServerThatIsKilledUnderLoadLosesNothingAcknowledgedAndDoublesNothing(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		w := newWorldAt(t, d.Open(t), freely(), time.Now().UTC())
		refs := []string{w.registers(), w.registers(), w.registers(), w.registers()}
		const kills = 6
		client := &http.Client{Timeout: 10 * time.Second}
		acknowledged := map[string]bool{}
		var mutex sync.Mutex
		for round := range kills {
			server := start(t, d.Address)
			var wait sync.WaitGroup
			for writer, ref := range refs {
				wait.Go(func() {
					for n := 0; ; n++ {
						note := fmt.Sprintf("note %d %d %d", writer, round, n)
						ok, _ := noting(client, server.url, w.tokens["ana"], ref, note)
						if !ok {
							// In flight when it was killed: written or not, and sent again to the next one.
							mutex.Lock()
							acknowledged[note] = false
							mutex.Unlock()
							return
						}
						mutex.Lock()
						acknowledged[note] = true
						mutex.Unlock()
					}
				})
			}
			<-time.After(time.Duration(100+rand.IntN(200)) * time.Millisecond) // the moment of a crash is no event that one could wait for
			server.Kill()
			wait.Wait()
			client.CloseIdleConnections()
		}
		server := start(t, d.Address)
		for note, ok := range acknowledged {
			var writer, round, n int
			if _, err := fmt.Sscanf(note, "note %d %d %d", &writer, &round, &n); err != nil {
				t.Fatal(err)
			}
			if !ok || n%7 == 0 { // some that were acknowledged are sent again as well
				if ok, status := noting(client, server.url, w.tokens["ana"], refs[writer], note); !ok {
					t.Errorf("%s, sent again: got %d", note, status)
				}
			}
		}
		server.Kill()
		notes := w.notes()
		for note := range acknowledged {
			if notes[note] != 1 {
				t.Errorf("%s is there %d times", note, notes[note])
			}
		}
		if len(notes) != len(acknowledged) {
			t.Errorf("got %d notes, want the %d that were sent", len(notes), len(acknowledged))
		}
		t.Logf("%d notes over %d kills", len(notes), kills)
	})
}

func TestPostgresThatRestartsUnderLoadIsAnswered503AndForgiven(t *testing.T) {
	t.Parallel()
	server, ok := pgtest.Private(t, pgtest.Options{Volatile: true})
	if !ok {
		return
	}
	s, err := store.Open(t.Context(), server.DSN(), store.Options{Connections: 8})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	w := newWorld(t, s, freely())
	ref := w.registers()
	client := w.web.Client()
	stopped := make(chan struct{})
	var wait sync.WaitGroup
	var mutex sync.Mutex
	statuses, acknowledged := map[int]int{}, map[string]bool{}
	for writer := range 4 {
		wait.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stopped:
					return
				default:
				}
				note := fmt.Sprintf("note %d %d", writer, n)
				ok, status := noting(client, w.web.URL, w.tokens["ana"], ref, note)
				mutex.Lock()
				statuses[status]++
				acknowledged[note] = ok
				mutex.Unlock()
			}
		})
	}
	await := func(status, more int) {
		t.Helper()
		for deadline := time.Now().Add(30 * time.Second); ; {
			mutex.Lock()
			seen := statuses[status]
			mutex.Unlock()
			if seen >= more {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("waiting for %d answers %d: got %v", more, status, statuses)
			}
			<-time.After(5 * time.Millisecond)
		}
	}
	await(http.StatusCreated, 20)
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	await(http.StatusServiceUnavailable, 20)
	got := w.ask("", "GET", "/v1/plans/hres-2018/commitments", "")
	problemOf(t, "while it is away", got, http.StatusServiceUnavailable)
	if got.header.Get("Retry-After") == "" {
		t.Error("while it is away: no Retry-After")
	}
	problemOf(t, "/readyz while it is away", w.ask("", "GET", "/readyz", ""), http.StatusServiceUnavailable)
	if err := server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	mutex.Lock()
	before := statuses[http.StatusCreated]
	mutex.Unlock()
	await(http.StatusCreated, before+20)
	close(stopped)
	wait.Wait()
	for status := range statuses {
		if status != http.StatusCreated && status != http.StatusServiceUnavailable {
			t.Errorf("statuses: got %v, want 201 and 503 alone", statuses)
		}
	}
	for note, ok := range acknowledged {
		if again, status := noting(client, w.web.URL, w.tokens["ana"], ref, note); !ok && !again {
			t.Errorf("%s, sent again: got %d", note, status)
		}
	}
	notes := w.notes()
	for note := range acknowledged {
		if notes[note] != 1 {
			t.Errorf("%s is there %d times", note, notes[note])
		}
	}
}
