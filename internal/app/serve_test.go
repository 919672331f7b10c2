package app_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/app"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
)

// lines sends what a program logs, line by line, and goes on reading when nobody listens any more.
func lines(t *testing.T, from io.Reader) <-chan string {
	t.Helper()
	out := make(chan string, 1000)
	go func() {
		defer close(out)
		for scanner := bufio.NewScanner(from); scanner.Scan(); {
			select {
			case out <- scanner.Text():
			default:
			}
		}
	}()
	return out
}

// address waits for the line that says where something listens.
func address(t *testing.T, logged <-chan string, what string) string {
	t.Helper()
	pattern := regexp.MustCompile(`msg=` + what + ` address=(\S+)`)
	for line := range logged {
		if found := pattern.FindStringSubmatch(line); found != nil {
			return found[1]
		}
	}
	t.Fatalf("the program ended before it said where %s is", what)
	return ""
}

// serving is a whole program in this process, with a commitment in its database.
type serving struct {
	api     string // base address
	metrics string
	stop    func() (status int)
}

func serve(t *testing.T, d storetest.Database, flags ...string) serving {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	read, write := io.Pipe()
	ended := make(chan int, 1)
	args := append([]string{"serve", "--database=" + d.Address, "--listen=127.0.0.1:0", "--metrics=127.0.0.1:0"}, flags...)
	go func() {
		status := app.API(ctx, app.Program{Args: args, Environ: []string{"ACCORD_LOG_FORMAT=text"}, Out: io.Discard, Err: write})
		_ = write.Close()
		ended <- status
	}()
	logged := lines(t, read)
	s := serving{metrics: "http://" + address(t, logged, "metrics"), api: "http://" + address(t, logged, "listening")}
	s.stop = sync.OnceValue(func() int {
		cancel()
		return <-ended
	})
	t.Cleanup(func() { s.stop() })
	return s
}

func get(t *testing.T, address string, headers ...string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

func TestMetricsCountByRouteAndKnowTheJournal(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		found(t, d.Open(t))
		s := serve(t, d)
		for _, path := range []string{"/v1/plans/hres-2018", "/v1/plans/hres-2018/steps/25", "/v1/plans/hres-2018/steps/31", "/wp-login.php", "/v1/calendars/a-secret.ics"} {
			get(t, s.api+path)
		}
		status, text := get(t, s.metrics+"/metrics")
		if status != http.StatusOK {
			t.Fatalf("got %d %s", status, text)
		}
		if problems, err := promlint.New(strings.NewReader(text)).Lint(); err != nil || len(problems) > 0 {
			t.Errorf("lint: %v %v", problems, err)
		}
		for _, want := range []string{
			`accord_http_requests_total{method="GET",route="/v1/plans/{plan}/steps/{step}",status="200"} 2`,
			`accord_http_requests_total{method="GET",route="/v1/plans/{plan}",status="200"} 1`,
			`accord_http_requests_total{method="GET",route="none",status="404"} 1`,
			`accord_http_requests_total{method="GET",route="/v1/calendars/{address}",status="404"} 1`,
			`accord_http_request_seconds_count{method="GET",route="/v1/plans/{plan}"} 1`,
			`accord_journal_position{plan="hres-2018"} 1`,
			`accord_webhook_deliveries{plan="hres-2018",state="waiting"} 0`,
			"accord_database_up 1", "accord_build_info{version=", "go_goroutines ",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s is missing", want)
			}
		}
		for _, typed := range []string{"wp-login", "a-secret", "/steps/25"} {
			if strings.Contains(text, typed) {
				t.Errorf("%s is in the metrics", typed)
			}
		}
		if status, _ := get(t, s.api+"/metrics"); status != http.StatusNotFound {
			t.Errorf("/metrics where the API is: got %d", status)
		}
		if status := s.stop(); status != app.ExitOK {
			t.Errorf("stopped: got status %d", status)
		}
	})
}

func TestTracesSayNothingOfPeople(t *testing.T) {
	t.Parallel()
	var mutex sync.Mutex
	var sent bytes.Buffer
	var paths []string
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		defer mutex.Unlock()
		paths = append(paths, r.URL.Path)
		_, _ = sent.ReadFrom(r.Body)
	}))
	defer collector.Close()
	d := storetest.SQLite(t)
	found(t, d.Open(t))
	s := serve(t, d, "--tracing="+collector.URL)
	get(t, s.api+"/v1/plans/hres-2018/search?q=whoistyped", "User-Agent", "Somebodys-Browser", "X-Forwarded-For", "198.51.100.77",
		"Authorization", "Bearer acc_whatever", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "tracestate", "client=theirs")
	get(t, s.api+"/v1/calendars/a-secret-address.ics")
	if status := s.stop(); status != app.ExitOK {
		t.Errorf("stopped: got status %d", status)
	}
	mutex.Lock()
	defer mutex.Unlock()
	got := sent.String()
	if len(paths) == 0 || paths[0] != "/v1/traces" {
		t.Fatalf("sent to: got %v", paths)
	}
	for _, want := range []string{"GET /v1/plans/{plan}/search", "http.route", "http.response.status_code", "show-own-calendar", "accord-api"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in the traces", want)
		}
	}
	for _, never := range []string{"whoistyped", "Somebodys", "198.51.100", "127.0.0.1", "a-secret-address", "acc_", "theirs", "client.address", "url.path"} {
		if strings.Contains(got, never) {
			t.Errorf("%s is in the traces", never)
		}
	}
}

func TestACollectorThatIsAwayStopsNobody(t *testing.T) {
	t.Parallel()
	d := storetest.SQLite(t)
	s := serve(t, d, "--tracing=http://127.0.0.1:1")
	if status, _ := get(t, s.api+"/v1/plans/hres-2018"); status != http.StatusOK {
		t.Errorf("got %d", status)
	}
	if status := s.stop(); status != app.ExitOK {
		t.Errorf("stopped: got status %d", status)
	}
}

func TestSettingsOfWhatRunsBesideAreChecked(t *testing.T) {
	t.Parallel()
	for _, flag := range []string{"--tracing=collector", "--public-url=accord.example.org", "--webhook-allow=10.0.0.1", "--metrics=nowhere:nothing"} {
		var said strings.Builder
		d := storetest.SQLite(t)
		status := app.API(t.Context(), app.Program{
			Args: []string{"serve", "--database=" + d.Address, "--listen=127.0.0.1:0", flag}, Out: io.Discard, Err: &said,
		})
		name, _, _ := strings.Cut(flag, "=")
		if status != app.ExitFailure || !strings.Contains(said.String(), name) {
			t.Errorf("%s: got status %d and %q", flag, status, said.String())
		}
	}
}

// killing is a receiver that kills the sender before it answers some of the messages.
type killing struct {
	mutex   sync.Mutex
	process *os.Process
	deadly  []int64 // positions, each once
	ids     map[int64][]string
	first   []int64 // positions in the order of their first arrival
	killed  chan struct{}
	last    chan struct{} // the message at the last position was answered
	end     int64
}

func (k *killing) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	var message struct {
		Data struct{ Position int64 }
	}
	_ = json.NewDecoder(r.Body).Decode(&message)
	k.mutex.Lock()
	defer k.mutex.Unlock()
	at := message.Data.Position
	if len(k.ids[at]) == 0 {
		k.first = append(k.first, at)
	}
	k.ids[at] = append(k.ids[at], r.Header.Get("webhook-id"))
	if i := slices.Index(k.deadly, at); i >= 0 {
		k.deadly = slices.Delete(k.deadly, i, i+1)
		_ = k.process.Kill()
		k.killed <- struct{}{}
		return
	}
	if at == k.end {
		close(k.last)
	}
}

func TestAKilledServerDeliversEachWebhookAtLeastOnceAndInOrder(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := d.Open(t)
		found(t, s)
		const end = 8
		k := &killing{deadly: []int64{1, 4, 7}, ids: map[int64][]string{}, killed: make(chan struct{}), last: make(chan struct{}), end: end}
		receiver := httptest.NewServer(k)
		t.Cleanup(receiver.Close)
		subscribeAndWrite(t, s, receiver.URL, end)
		for running := true; running; {
			command := exec.CommandContext(t.Context(), os.Args[0], "serve", "--listen=127.0.0.1:0", "--webhook-http",
				"--webhook-allow=127.0.0.0/8", "--webhook-timeout=250ms")
			command.Env = append(os.Environ(), asAPI+"=1", "ACCORD_DATABASE="+d.Address)
			k.mutex.Lock() // the process is known before its first message is looked at
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			k.process = command.Process
			k.mutex.Unlock()
			select {
			case <-k.killed:
			case <-k.last:
				_ = command.Process.Kill()
				running = false
			case <-time.After(time.Minute):
				t.Fatal("a minute, and nothing came")
			}
			_ = command.Wait() // it was killed: that is no failure
		}
		k.mutex.Lock()
		defer k.mutex.Unlock()
		if len(k.first) != end || !slices.IsSorted(k.first) {
			t.Errorf("order: got %v", k.first)
		}
		for at := int64(1); at <= end; at++ {
			want := 1
			if at == 1 || at == 4 || at == 7 {
				want = 2
			}
			if ids := k.ids[at]; len(ids) < want || len(slices.Compact(slices.Clone(ids))) != 1 {
				t.Errorf("position %d: got the ids %v, want one of them %d times", at, ids, want)
			}
		}
	})
}

// subscribeAndWrite adds a webhook for the whole journal and writes until it has so many entries.
func subscribeAndWrite(t *testing.T, s *store.Store, address string, end int64) {
	t.Helper()
	plan, err := s.PlanBySlug(t.Context(), plans.DefaultSlug)
	if err != nil {
		t.Fatal(err)
	}
	actor, err := s.ActorByIdentity(t.Context(), ana, plan.ID, civil.DateOf(time.Now(), time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	service := commitments.NewService(s, time.Now)
	by := commitments.Origin{Actor: actor, Via: commitments.ViaConsole}
	commands := []commitments.Command{commitments.AddWebhook{Plan: plan.Slug, URL: address, Plain: true, After: new(int64(0))}}
	for range end - 1 {
		commands = append(commands, commitments.Log{Plan: plan.Slug, Ref: "C-1", Note: "news"})
	}
	for _, cmd := range commands {
		if _, err := service.Do(t.Context(), by, cmd); err != nil {
			t.Fatalf("%s: %v", cmd.Verb(), err)
		}
	}
}
