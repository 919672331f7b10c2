package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/api"
	"github.com/accord-tracker/accord/internal/clocktest"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/pgtest"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// The server and whoever asks share this process and its processors: with them apart, as in "make bench", a server
// answers more. The world is the large one: 100,000 commitments, 1,000,000 entries.

func BenchmarkList20OfAStep(b *testing.B) {
	onEach(b, func(b *testing.B, w *world) {
		w.hammer(b, "GET", "/v1/plans/hres-2018/steps/25/commitments?limit=20", nothing)
	})
}

func BenchmarkOneCommitmentWithItsJournal(b *testing.B) {
	onEach(b, func(b *testing.B, w *world) {
		w.hammer(b, "GET", "/v1/plans/hres-2018/commitments/C-12?include=entries", nothing)
	})
}

func BenchmarkLogProgress(b *testing.B) {
	onEach(b, func(b *testing.B, w *world) {
		// On many commitments in turn: the journal of one would grow beyond all that is real.
		refs := make([]string, 200)
		for i := range refs {
			refs[i] = w.registersFor(w.lead)
		}
		w.hammer(b, "POST", "/v1/plans/hres-2018/commitments/%s/progress", func(n int64) (string, string) {
			return refs[n%int64(len(refs))], fmt.Sprintf(`{"note": "note %d"}`, n)
		})
	})
}

// BenchmarkThe400thPage lists the 400th page of 20 by its cursor, beside the first.
func BenchmarkThe400thPage(b *testing.B) {
	onEach(b, func(b *testing.B, w *world) {
		pages := 400
		if testing.Short() {
			pages = 40
		}
		const list = "/v1/plans/hres-2018/commitments?limit=20&sort=due_on"
		next := ""
		for range pages - 1 {
			got := w.ask("", http.MethodGet, list+"&cursor="+next, "")
			if next = cursorOf(got.body); next == "" {
				b.Fatalf("no next page: %.200s", got.body)
			}
		}
		b.Run("first", func(b *testing.B) { w.hammer(b, "GET", list, nothing) })
		b.Run("400th", func(b *testing.B) {
			w.hammer(b, "GET", list+"&cursor="+next, nothing)
		})
	})
}

func onEach(b *testing.B, bench func(b *testing.B, w *world)) {
	b.Helper()
	size := storetest.Large()
	if testing.Short() {
		size = storetest.Small()
	}
	b.Run("sqlite", func(b *testing.B) { bench(b, large(b, storetest.SQLite(b).Open(b), size)) })
	if dsn, ok := pgtest.DSN(b); ok {
		b.Run("postgres", func(b *testing.B) { bench(b, large(b, storetest.Postgres(b, dsn).Open(b), size)) })
	}
}

func nothing(int64) (ref, body string) { return "", "" }

// large is a world of that size, in which ana is a focal point of the organisations that lead C-12.
func large(b *testing.B, s *store.Store, size storetest.World) *world {
	b.Helper()
	w := &world{TB: b, store: s, clock: clocktest.At(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)), keys: map[string]string{}, tokens: map[string]string{}}
	w.service = commitments.NewService(s, w.clock.Now)
	plan := size.Fill(b, s)
	row, err := s.Entries(b.Context(), plan.ID, "C-12", everything())
	if err != nil {
		b.Fatal(err)
	}
	w.lead = row[0].Changes[commitments.FieldLead].New.Text
	w.joins("ana", w.lead, people.FocalPoint)
	w.tokens["ana"] = w.token("ana", people.WriteScope, "")
	w.server = newServer(b, s, w.service, w.clock.Now, io.Discard, freely())
	w.web = webOf(b, w.server)
	return w
}

// hammer asks from 16 connections at once.
func (w *world) hammer(b *testing.B, method, path string, fill func(n int64) (ref, body string)) {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	defer client.CloseIdleConnections()
	var n atomic.Int64
	b.SetParallelism(8)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			ref, body := fill(n.Add(1))
			r := w.request(method, strings.Replace(path, "%s", ref, 1), body)
			response, err := client.Do(r)
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, response.Body)
			_ = response.Body.Close()
			if response.StatusCode >= http.StatusBadRequest {
				b.Errorf("got %d", response.StatusCode)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}

func (w *world) request(method, path, body string) *http.Request {
	r, err := http.NewRequestWithContext(context.Background(), method, w.web.URL+path, strings.NewReader(body))
	if err != nil {
		w.Fatal(err)
	}
	if method != http.MethodGet {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+w.tokens["ana"])
		r.Header.Set("If-Match", "*")
	}
	return r
}

func webOf(b *testing.B, server *api.Server) *httptest.Server {
	b.Helper()
	web := httptest.NewServer(server)
	b.Cleanup(web.Close)
	return web
}

func cursorOf(body string) string {
	var page api.List[api.Commitment]
	if err := json.Unmarshal([]byte(body), &page); err != nil {
		return ""
	}
	return page.Next
}

// everything is a reader from whom nothing is hidden.
func everything() access.Reader { return access.Reader{Audience: access.ToConveners, Attributed: true} }
