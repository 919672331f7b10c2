//go:build goolm

package app_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/chat/chattest/dendrite"
)

// share stands between the bot and its homeserver and measures the bot's own share of each answer: from the end of the
// sync that brings a message to the beginning of the request that answers it. What is encrypted says in the clear what
// it answers.
type share struct {
	server *httptest.Server

	mu      sync.Mutex
	brought map[string]time.Time // messages, by their event id
	took    []time.Duration
}

// newShare is a way to the server at an address; it ends with the test.
func newShare(t testing.TB, address string) *share {
	t.Helper()
	to, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	s := &share{brought: map[string]time.Time{}}
	s.server = httptest.NewServer(&httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(to); s.asked(t, r.Out) },
		ModifyResponse: s.told,
		ErrorHandler:   func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }, // as a cut network does
	})
	t.Cleanup(s.server.Close)
	return s
}

// asked notes which message a request answers.
func (s *share) asked(t testing.TB, r *http.Request) {
	if r.Method != http.MethodPut || !strings.Contains(r.URL.Path, "/send/") {
		return
	}
	at := time.Now()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Errorf("read what the bot sends: %v", err)
	}
	r.Body = io.NopCloser(bytes.NewReader(text))
	var sent struct {
		Relates dendrite.Relates `json:"m.relates_to"`
	}
	if json.Unmarshal(text, &sent) != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if since, ok := s.brought[sent.Relates.Replies.Event]; ok {
		s.took = append(s.took, at.Sub(since))
		delete(s.brought, sent.Relates.Replies.Event)
	}
}

// told notes the messages of a sync, which the bot has as soon as it is written.
func (s *share) told(r *http.Response) error {
	if !strings.HasSuffix(r.Request.URL.Path, "/sync") {
		return nil
	}
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	r.Body = io.NopCloser(bytes.NewReader(text))
	var sync struct {
		Rooms struct {
			Join map[string]struct {
				Timeline struct {
					Events []struct {
						ID string `json:"event_id"`
					}
				}
			}
		}
	}
	if err := json.Unmarshal(text, &sync); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	at := time.Now()
	for _, room := range sync.Rooms.Join {
		for _, e := range room.Timeline.Events {
			s.brought[e.ID] = at
		}
	}
	return nil
}

// forget drops what was measured so far.
func (s *share) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.took = nil
}

// all are the shares so far, the shortest first.
func (s *share) all() []time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(slices.Values(s.took))
}

// within is the time that so many of a hundred took at most, in milliseconds; the list is sorted.
func within(hundredths int, list []time.Duration) float64 {
	if len(list) == 0 {
		return 0
	}
	return float64(list[min(len(list)-1, len(list)*hundredths/100)].Microseconds()) / 1000
}
