package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/api"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// onSQLite is a world on SQLite alone, for what does not depend on the database.
func onSQLite(t testing.TB, options api.Options) *world {
	t.Helper()
	return newWorld(t, storetest.SQLite(t).Open(t), options)
}

// problemOf demands that an answer is a problem of the status, and says no more than it should.
func problemOf(t testing.TB, what string, got answer, status int) api.Problem {
	t.Helper()
	var p api.Problem
	if got.status != status || got.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%s: got %d %q %.300s, want the problem %d", what, got.status, got.header.Get("Content-Type"), got.body, status)
		return p
	}
	if err := json.Unmarshal([]byte(got.body), &p); err != nil || p.Status != status || p.Type == "" || p.Title == "" || p.RequestID == "" {
		t.Errorf("%s: not a whole problem: %v %s", what, err, got.body)
	}
	for _, leak := range []string{"goroutine", "SQLITE", "sqlite", "pgdriver", "select ", "insert into", ".go:", "huma"} {
		if strings.Contains(got.body, leak) {
			t.Errorf("%s: the problem says %q: %s", what, leak, got.body)
		}
	}
	return p
}

func TestEveryRefusalIsAProblem(t *testing.T) {
	t.Parallel()
	w := onSQLite(t, freely())
	ref := w.registers()
	progress := "/v1/plans/hres-2018/commitments/" + ref + "/progress"
	for _, c := range []struct {
		what, method, path, body string
		headers                  []string
		status                   int
	}{
		{"an address that is none", "GET", "/v2/plans", "", nil, 404},
		{"the root", "GET", "/", "", nil, 404},
		{"a method that is not taken", "PUT", "/v1/plans", "", nil, 405},
		{"a method that is none", "BREW", "/v1/plans", "", nil, 405},
		{"a body that is too large", "POST", progress, `{"note": "` + strings.Repeat("a", 10<<20) + `"}`, []string{"If-Match", "*"}, 413},
		{"a body of another type", "POST", progress, "note=a", []string{"If-Match", "*", "Content-Type", "application/x-www-form-urlencoded"}, 415},
		{"a body in XML", "POST", progress, "<note/>", []string{"If-Match", "*", "Content-Type", "text/xml"}, 415},
		{"a body that is compressed", "POST", progress, "{}", []string{"If-Match", "*", "Content-Encoding", "gzip"}, 415},
		{"a body that is no JSON", "POST", progress, `{"note": `, []string{"If-Match", "*"}, 400},
		{"two values in a body", "POST", progress, `{"note": "a"} {}`, []string{"If-Match", "*"}, 400},
		{"no body", "POST", progress, "", []string{"If-Match", "*"}, 400},
		{"a list instead of an object", "POST", progress, `[1]`, []string{"If-Match", "*"}, 422},
		{"a field that is none", "POST", progress, `{"notes": "a"}`, []string{"If-Match", "*"}, 422},
		{"a text that is a number", "POST", progress, `{"note": 1}`, []string{"If-Match", "*"}, 422},
		{"a NUL", "POST", progress, `{"note": "a\u0000b"}`, []string{"If-Match", "*"}, 422},
		{"a control character", "POST", progress, `{"note": "a\u0007b"}`, []string{"If-Match", "*"}, 422},
		{"a day that does not exist", "POST", progress, `{"note": "a", "effective_on": "2026-02-30"}`, []string{"If-Match", "*"}, 422},
		{"a key that is too long", "POST", progress, `{"note": "a"}`, []string{"If-Match", "*", "Idempotency-Key", strings.Repeat("k", 256)}, 422},
		{"a language that is none", "POST", progress, `{"note": "a"}`, []string{"If-Match", "*", "Content-Language", "???"}, 422},
		{"a number beyond all", "GET", "/v1/plans/hres-2018/entries?after=99999999999999999999", "", nil, 422},
		{"a limit beyond all", "GET", "/v1/plans/hres-2018/commitments?limit=100000", "", nil, 422},
		{"a NUL in a search", "GET", "/v1/plans/hres-2018/search?q=%00", "", nil, 422},
		{"a search that is no UTF-8", "GET", "/v1/plans/hres-2018/search?q=%ff%fe", "", nil, 422},
		{"a plan that is no UTF-8", "GET", "/v1/plans/%ff", "", nil, 422},
		{"a head that is none", "GET", "/v1/plans/hres-2018/chain/verification?head=xyz", "", nil, 422},
		{"an id that is none", "GET", "/v1/plans/hres-2018/reports/none", "", nil, 404},
		{"a plan document that is none", "POST", "/v1/plans/hres-2018/editions", "id: [", []string{"Content-Type", "application/yaml"}, 422},
	} {
		as := "ana"
		if strings.HasSuffix(c.path, "/editions") {
			as = "kim"
		}
		p := problemOf(t, c.what, w.ask(as, c.method, c.path, c.body, c.headers...), c.status)
		if c.status == 422 && len(p.Errors) == 0 && p.Code != "api.bad_text" {
			t.Errorf("%s: no value is named: %+v", c.what, p)
		}
	}
	if got := w.ask("", "GET", "/v1/plans/hres-2018/chain", ""); !strings.Contains(got.body, `"position":1,`) {
		t.Errorf("something was written: %s", got.body)
	}
}

func TestAnUnknownFieldIsRefusedByName(t *testing.T) {
	t.Parallel()
	w := onSQLite(t, freely())
	got := w.ask("ana", "POST", "/v1/plans/hres-2018/commitments", `{"title": "T", "lead": "ndi", "steps": ["25"], "owner": "me", "colour": 1}`)
	p := problemOf(t, "unknown fields", got, 422)
	var places []string
	for _, fault := range p.Errors {
		places = append(places, fault.Location)
	}
	slices.Sort(places)
	if fmt.Sprint(places) != "[body.colour body.owner]" {
		t.Errorf("places: got %v, want both fields", places)
	}
}

func TestAProblemNeverRepeatsWhatWasSent(t *testing.T) {
	t.Parallel()
	w := onSQLite(t, freely())
	const secret = "hunter2-is-my-password"
	for _, body := range []string{
		`{"code": {"deep": "` + secret + `"}}`, `{"` + secret + `": `, `{"code": 12, "x": "` + secret + `"}`,
	} {
		if got := w.ask("ana", "POST", "/v1/invitations/accept", body); strings.Contains(got.body, secret) {
			t.Errorf("%s: the value is repeated: %s", body, got.body)
		}
	}
}

func TestWhatLooksLikeSQLIsText(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s, freely())
		ref := w.registers()
		for _, evil := range []string{
			`'; drop table entries; --`, `" or 1=1 --`, `?0 ?1 $1 %s`, `\'; select pg_sleep(9)--`, "a\u202eb", `{{.secret}}`, `</script><script>`,
		} {
			body, err := json.Marshal(map[string]any{"note": evil})
			if err != nil {
				t.Fatal(err)
			}
			got := w.well(w.ask("ana", "POST", "/v1/plans/hres-2018/commitments/"+ref+"/progress", string(body), "If-Match", "*"))
			var changed api.Changed
			if err := json.Unmarshal([]byte(got.body), &changed); err != nil || changed.Entry.Note != evil {
				t.Errorf("note %q came back as %v, %v", evil, changed.Entry, err)
			}
			for _, path := range []string{
				"/v1/plans/hres-2018/commitments?q=", "/v1/plans/hres-2018/commitments?organisation=", "/v1/plans/hres-2018/commitments?theme=",
				"/v1/plans/hres-2018/commitments?step=", "/v1/organisations?q=", "/v1/organisations?cursor=", "/v1/plans/hres-2018/search?q=",
				"/v1/plans/hres-2018/steps?q=",
			} {
				if got := w.ask("", "GET", path+escaped(evil), ""); got.status != http.StatusOK {
					t.Errorf("%s with %q: got %d %s", path, evil, got.status, got.body)
				}
			}
			if got := w.ask("", "GET", "/v1/plans/"+escaped(evil), ""); got.status != http.StatusNotFound {
				t.Errorf("a plan %q: got %d", evil, got.status)
			}
		}
	})
}

func TestOfTwoWritersOnOneVersionOneIsFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s, freely())
		ref := w.registers()
		statuses := w.together(8, func(int) answer {
			return w.ask("ana", "POST", "/v1/plans/hres-2018/commitments/"+ref+"/progress", `{"note": "first"}`, "If-Match", `"1"`)
		})
		if statuses[http.StatusCreated] != 1 || statuses[http.StatusPreconditionFailed] != 7 {
			t.Errorf("statuses: got %v, want one 201 and 412 for the others", statuses)
		}
	})
}

func TestAReplayedWriteActsOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s, freely())
		ref := w.registers()
		var mutex sync.Mutex
		bodies := map[string]int{}
		statuses := w.together(8, func(int) answer {
			got := w.ask("ana", "POST", "/v1/plans/hres-2018/commitments/"+ref+"/progress", `{"note": "once"}`, "If-Match", "*", "Idempotency-Key", "k")
			mutex.Lock()
			defer mutex.Unlock()
			bodies[got.body]++
			return got
		})
		if statuses[http.StatusCreated] != 8 || len(bodies) != 1 {
			t.Errorf("got %v and %d different answers, want 8 times the same", statuses, len(bodies))
		}
		if got := w.ask("", "GET", "/v1/plans/hres-2018/chain", ""); !strings.Contains(got.body, `"position":2,`) {
			t.Errorf("the chain: got %s, want two entries", got.body)
		}
	})
}

// together asks n times at once, and counts the statuses.
func (w *world) together(n int, ask func(i int) answer) map[int]int {
	var wait sync.WaitGroup
	var mutex sync.Mutex
	statuses := map[int]int{}
	for i := range n {
		wait.Go(func() {
			got := ask(i)
			mutex.Lock()
			defer mutex.Unlock()
			statuses[got.status]++
		})
	}
	wait.Wait()
	return statuses
}

func TestAnImportActsOnceAndNeverIntoAnotherPlan(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s, freely())
		w.registers()
		exported := w.well(w.ask("ana", "GET", "/v1/plans/hres-2018/export", ""))
		p := problemOf(t, "into another plan", w.ask("kim2", "POST", "/v1/plans/digital-2025/import", exported.body), 401)
		if p.Code != "api.unknown_token" {
			t.Errorf("without a token: got %s", p.Code)
		}
		// What is there already is refused, with everything that is wrong.
		p = problemOf(t, "twice", w.ask("kim", "POST", "/v1/plans/hres-2018/import", exported.body), 422)
		if p.Code != "api.bad_bundle" || len(p.Errors) == 0 {
			t.Errorf("twice: got %+v", p)
		}
		empty := w.export()
		first := w.well(w.ask("kim", "POST", "/v1/plans/hres-2018/import", empty, "Idempotency-Key", "i"))
		again := w.well(w.ask("kim", "POST", "/v1/plans/hres-2018/import", empty, "Idempotency-Key", "i"))
		if first.body != again.body || again.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("repeated: got %s then %s", first.body, again.body)
		}
		problemOf(t, "another body", w.ask("kim", "POST", "/v1/plans/hres-2018/import", empty+" ", "Idempotency-Key", "i"), 422)
	})
}

func TestATokenRunsOut(t *testing.T) {
	t.Parallel()
	w := onSQLite(t, freely())
	w.clock.Forward(commitments.TokenLasts - time.Second)
	if got := w.ask("ana", "GET", "/v1/me", ""); got.status != http.StatusOK {
		t.Errorf("in its last second: got %d", got.status)
	}
	w.clock.Forward(time.Second)
	problemOf(t, "after it", w.ask("ana", "GET", "/v1/me", ""), 401)
}

func TestTheUseOfATokenIsNotedToTheMinute(t *testing.T) {
	t.Parallel()
	w := onSQLite(t, freely())
	for range 3 {
		w.well(w.ask("olga", "GET", "/v1/me", ""))
		w.clock.Forward(25 * time.Second)
	}
	got := w.well(w.ask("olga", "GET", "/v1/me", ""))
	if !strings.Contains(got.body, `"last_used_at":"2026-11-25T09:00:00Z"`) {
		t.Errorf("used: got %s, want the first use of the minute", got.body)
	}
	if again := w.well(w.ask("olga", "GET", "/v1/me", "")); !strings.Contains(again.body, `"last_used_at":"2026-11-25T09:01:15Z"`) {
		t.Errorf("a minute later: got %s", again.body)
	}
}

func TestATokenOfAnOrganisationGoesNoFurther(t *testing.T) {
	t.Parallel()
	w := onSQLite(t, freely())
	code := w.must(operator(), commitments.Invite{Plan: slug, Organisation: "anfrel", Role: people.FocalPoint}).Code
	w.must(w.as("ana"), commitments.Join{Code: code})
	w.must(operator(), commitments.AppointConvener{Plan: slug, Member: w.keys["ana"]})
	w.keys["robot"] = w.keys["ana"]
	w.tokens["robot"] = w.token("robot", people.AdminScope, "anfrel")
	body := `{"title": "T", "lead": "%s", "steps": ["25"]}`
	if got := w.ask("robot", "POST", "/v1/plans/hres-2018/commitments", fmt.Sprintf(body, "anfrel")); got.status != http.StatusCreated {
		t.Errorf("for its own: got %d %s", got.status, got.body)
	}
	problemOf(t, "for another of the member's", w.ask("robot", "POST", "/v1/plans/hres-2018/commitments", fmt.Sprintf(body, "ndi")), 403)
	problemOf(t, "as a convener", w.ask("robot", "POST", "/v1/plans/hres-2018/endorsements", `{"organisation": "outside"}`), 403)
	got := w.well(w.ask("robot", "GET", "/v1/plans/hres-2018/tokens", ""))
	if strings.Contains(got.body, "of ana") || !strings.Contains(got.body, "of robot") {
		t.Errorf("tokens: got %s, want those of the organisation alone", got.body)
	}
}

func TestTheLogHasNothingPersonal(t *testing.T) {
	t.Parallel()
	w := onSQLite(t, freely())
	ref := w.registers()
	w.ask("ana", "POST", "/v1/plans/hres-2018/commitments/"+ref+"/progress", `{"note": "a private matter"}`, "If-Match", "*")
	w.ask("ana", "GET", "/v1/plans/hres-2018/search?q=whistleblower", "")
	w.ask("", "GET", "/v1/plans/nobody@example.org", "")
	log := w.log.String()
	for _, secret := range []string{w.tokens["ana"], "Bearer", "private matter", "whistleblower", "127.0.0.1", "example.org", w.keys["ana"]} {
		if strings.Contains(log, secret) {
			t.Errorf("the log has %q:\n%s", secret, log)
		}
	}
	if !strings.Contains(log, "operation=log-progress status=201") {
		t.Errorf("the log lacks the request:\n%s", log)
	}
}

func TestAStoreThatFailsIsNotExplained(t *testing.T) {
	t.Parallel()
	d := storetest.SQLite(t)
	s, err := store.Open(t.Context(), d.Address, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, s, freely())
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/v1/plans", "/v1/plans/hres-2018/commitments", "/v1/plans/hres-2018/export", "/v1/plans/hres-2018/chain/verification"} {
		got := w.ask("", "GET", path, "")
		if got.status != http.StatusInternalServerError && got.status != http.StatusServiceUnavailable {
			t.Errorf("%s: got %d %s", path, got.status, got.body)
		}
		problemOf(t, path, got, got.status)
	}
	problemOf(t, "/readyz", w.ask("", "GET", "/readyz", ""), 503)
	if got := w.ask("", "GET", "/healthz", ""); got.status != http.StatusOK {
		t.Errorf("/healthz: got %d, want that the process lives", got.status)
	}
}

func escaped(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		_, _ = fmt.Fprintf(&b, "%%%02x", c)
	}
	return b.String()
}
