package api_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/api"
	"github.com/accord-tracker/accord/internal/browsertest"
)

func TestAnAddressAndATokenHaveLimits(t *testing.T) {
	t.Parallel()
	w := onSQLite(t, api.Options{PerAddress: 30, PerToken: 5})
	for i := range 5 {
		got := w.ask("ana", "GET", "/v1/me", "")
		if want := fmt.Sprintf(`"token";r=%d;t=1`, 4-i); got.status != http.StatusOK || got.header.Get("Ratelimit") != want {
			t.Errorf("request %d: got %d %q, want %q", i, got.status, got.header.Get("Ratelimit"), want)
		}
	}
	got := w.ask("ana", "GET", "/v1/me", "")
	problemOf(t, "one too many", got, http.StatusTooManyRequests)
	if got.header.Get("Retry-After") != "12" || got.header.Get("Ratelimit-Policy") != `"token";q=5;w=60` {
		t.Errorf("one too many: got %q %q", got.header.Get("Retry-After"), got.header.Get("Ratelimit-Policy"))
	}
	w.clock.Forward(12 * time.Second)
	if got := w.ask("ana", "GET", "/v1/me", ""); got.status != http.StatusOK {
		t.Errorf("twelve seconds later: got %d", got.status)
	}
	refused := 0
	for range 40 {
		if w.ask("", "GET", "/v1/plans", "").status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 5 {
		t.Errorf("an address: %d of 40 were refused, want those beyond 30 a minute", refused)
	}
}

func TestProxiesAreBelievedOnlyIfTheyAreNamed(t *testing.T) {
	t.Parallel()
	limit := func(options api.Options) (refused int) {
		options.PerAddress = 2
		w := onSQLite(t, options)
		for i := range 4 {
			if w.ask("", "GET", "/v1/plans", "", "X-Forwarded-For", fmt.Sprintf("203.0.113.%d", i)).status == http.StatusTooManyRequests {
				refused++
			}
		}
		return refused
	}
	if got := limit(api.Options{}); got != 2 {
		t.Errorf("whoever says it is somebody else: %d of 4 refused, want 2", got)
	}
	if got := limit(api.Options{Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}}); got != 0 {
		t.Errorf("behind a proxy: %d of 4 refused, want none", got)
	}
}

func TestPagesOfOtherOriginsReadOnlyIfTheyMay(t *testing.T) {
	t.Parallel()
	w := onSQLite(t, freely())
	if got := w.ask("", "GET", "/v1/plans", "", "Origin", "https://a.example"); got.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("by default: got %q", got.header.Get("Access-Control-Allow-Origin"))
	}
	options := freely()
	options.Origins = []string{"https://a.example"}
	w = onSQLite(t, options)
	for _, c := range []struct {
		origin, method, asked, allowed string
		status                         int
	}{
		{"https://a.example", "GET", "", "https://a.example", 200},
		{"https://b.example", "GET", "", "", 200},
		{"https://a.example", "OPTIONS", "GET", "https://a.example", 204},
		{"https://a.example", "OPTIONS", "POST", "", 405},
		{"https://b.example", "OPTIONS", "GET", "", 405},
	} {
		got := w.ask("", c.method, "/v1/plans", "", "Origin", c.origin, "Access-Control-Request-Method", c.asked)
		if got.status != c.status || got.header.Get("Access-Control-Allow-Origin") != c.allowed || got.header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%+v: got %d %q", c, got.status, got.header.Get("Access-Control-Allow-Origin"))
		}
	}
}

func TestAnswersAreCompressedForWhoeverTakesIt(t *testing.T) {
	t.Parallel()
	w := onSQLite(t, freely())
	for range 10 {
		w.registers()
	}
	plain := w.ask("", "GET", "/v1/plans/hres-2018/steps", "", "Accept-Encoding", "identity")
	for path, body := range map[string]string{
		"/v1/plans/hres-2018/steps": plain.body, "/v1/plans/hres-2018/export": "", "/v1/plans/hres-2018/feed.atom": "",
	} {
		got := w.ask("", "GET", path, "", "Accept-Encoding", "br, gzip")
		if got.header.Get("Content-Encoding") != "gzip" || !strings.Contains(got.header.Get("Vary"), "Accept-Encoding") {
			t.Fatalf("%s: got %v", path, got.header)
		}
		reader, err := gzip.NewReader(strings.NewReader(got.body))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(reader)
		if err != nil || (body != "" && string(text) != body) || len(text) < 3*len(got.body) {
			t.Errorf("%s: got %d bytes of %d, %v", path, len(got.body), len(text), err)
		}
	}
	if got := w.ask("", "GET", "/v1/plans/hres-2018/steps", "", "Accept-Encoding", "gzip;q=0"); got.header.Get("Content-Encoding") != "" {
		t.Error("compressed for whoever does not take it")
	}
}

func TestWhatIsKnownIsNotSentAgain(t *testing.T) {
	t.Parallel()
	w := onSQLite(t, freely())
	w.registers()
	for _, path := range []string{"/v1/plans", "/v1/plans/hres-2018/commitments", "/v1/plans/hres-2018/commitments/C-1", "/v1/plans/hres-2018/entries", "/openapi.json", "/docs"} {
		first := w.well(w.ask("", "GET", path, ""))
		again := w.ask("", "GET", path, "", "If-None-Match", first.header.Get("ETag"))
		if again.status != http.StatusNotModified || again.body != "" || again.header.Get("ETag") != first.header.Get("ETag") {
			t.Errorf("%s: got %d %q, want 304", path, again.status, again.body)
		}
		head := w.ask("", "HEAD", path, "", "Accept-Encoding", "identity")
		if head.status != http.StatusOK || head.body != "" || head.header.Get("Content-Length") == "0" {
			t.Errorf("HEAD %s: got %d %q %v", path, head.status, head.body, head.header.Get("Content-Length"))
		}
	}
	first := w.ask("", "GET", "/v1/plans/hres-2018/commitments", "")
	w.registers()
	if got := w.ask("", "GET", "/v1/plans/hres-2018/commitments", "", "If-None-Match", first.header.Get("ETag")); got.status != http.StatusOK {
		t.Errorf("after a change: got %d, want the list", got.status)
	}
}

func TestThePageOfTheDocumentLoadsNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	w := onSQLite(t, freely())
	got := w.well(w.ask("", "GET", "/docs", ""))
	for _, from := range []string{"<script", "<link", "<img", "@import", "url(", "<iframe"} {
		if strings.Contains(got.body, from) {
			t.Errorf("the page has %s", from)
		}
	}
	if !strings.HasPrefix(got.header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("policy: got %q", got.header.Get("Content-Security-Policy"))
	}
	for _, op := range w.server.Operations() {
		if !strings.Contains(got.body, `id="`+op.OperationID+`"`) {
			t.Errorf("the page lacks %s", op.OperationID)
		}
	}
	if strings.Contains(got.body, "`") {
		t.Error("the page has backticks, want code")
	}
}

func TestEverybodyCanReadThePageOfTheDocument(t *testing.T) {
	t.Parallel()
	w := onSQLite(t, freely())
	page := filepath.Join(t.TempDir(), "docs.html")
	if err := os.WriteFile(page, []byte(w.well(w.ask("", "GET", "/docs", "")).body), 0o600); err != nil {
		t.Fatal(err)
	}
	found, ok := browsertest.Look(t, page)
	if !ok {
		return
	}
	for _, broken := range found[0].Violations {
		t.Errorf("%s (%s) at %v", broken.Help, broken.Rule, broken.Where)
	}
}

// served is a server on a listener of its own, as bin/api serve runs it; stop tells it to end.
func served(t *testing.T, options api.Options) (w *world, address string, stop func() error) {
	t.Helper()
	w = onSQLite(t, options)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.server.Serve(ctx, listener) }()
	stop = func() error {
		cancel()
		return <-ended
	}
	t.Cleanup(cancel)
	return w, listener.Addr().String(), stop
}

// raw sends bytes and returns the first line of what comes back, empty if the connection was closed without a word.
func raw(t *testing.T, address, text string) (line, rest string) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, text); err != nil {
		return "", ""
	}
	all, _ := io.ReadAll(bufio.NewReader(conn)) // a connection that is cut is an answer too
	line, rest, _ = strings.Cut(string(all), "\r\n")
	return line, rest
}

func TestTricksWithPathsLeadNowhere(t *testing.T) {
	t.Parallel()
	_, address, _ := served(t, freely())
	for _, target := range []string{
		"/v1/plans/../plans", "//v1/plans", "/v1//plans", "/v1/plans/", "/v1/./plans", "/v1/plans/%2e%2e/plans", "/v1/plans/hres-2018%2fcommitments",
		"/..%2f..%2fetc/passwd", "/v1/plans/%00", "/v1/plans/hres-2018/commitments/%2e%2e%2f%2e%2e", "*", "/v1/plans;a=b", "/v1/plans/hres-2018\\commitments",
	} {
		line, rest := raw(t, address, "GET "+target+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		if !strings.Contains(line, " 404 ") && !strings.Contains(line, " 400 ") && !strings.Contains(line, " 422 ") {
			t.Errorf("%s: got %q %.200s", target, line, rest)
		}
	}
}

func TestHeadersCannotBeInjected(t *testing.T) {
	t.Parallel()
	_, address, _ := served(t, freely())
	for _, text := range []string{
		"GET /v1/plans/a%0d%0aSet-Cookie:%20x=y HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"GET /v1/organisations?limit=1&x=%0d%0aSet-Cookie:%20x=y HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"GET /v1/organisations?limit=1&q=%0d%0aSet-Cookie:%20x=y HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: a\rSet-Cookie: x=y\r\n\r\n",
		"GET /v1/plans HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: <script>\r\n\r\n",
	} {
		_, rest := raw(t, address, text)
		head, _, _ := strings.Cut(rest, "\r\n\r\n")
		if strings.Contains(head, "Set-Cookie") || strings.Contains(head, "<script>") {
			t.Errorf("%q: got the head %q", text, head)
		}
	}
}

func TestSlowClientsAreNotWaitedFor(t *testing.T) {
	t.Parallel()
	options := freely()
	options.Timeout, options.Idle = 300*time.Millisecond, 300*time.Millisecond
	w, address, _ := served(t, options)
	begun := time.Now()
	// A body that does not come.
	line, _ := raw(t, address, "POST /v1/plans/hres-2018/commitments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\nAuthorization: Bearer "+
		w.tokens["ana"]+"\r\n\r\n{")
	if line != "" && !strings.Contains(line, " 408 ") && !strings.Contains(line, " 400 ") {
		t.Errorf("a slow body: got %q", line)
	}
	// A connection that says nothing, and one that stops after an answer.
	raw(t, address, "")
	raw(t, address, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
	// Half a head.
	raw(t, address, "GET /healthz HTTP/1.1\r\nHost: x\r\n")
	if took := time.Since(begun); took > 12*time.Second {
		t.Errorf("slow clients were waited for: %v", took)
	}
}

func TestTenThousandIdleConnectionsKeepNobodyOut(t *testing.T) {
	t.Parallel()
	options := freely()
	options.Connections = 200
	_, address, _ := served(t, options)
	others := gather(t, address)
	client := http.Client{Timeout: 10 * time.Second}
	for range 5 {
		response, err := client.Get("http://" + address + "/healthz")
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("beside ten thousand idle connections: got %v, %v", response, err)
		}
		_ = response.Body.Close()
		client.CloseIdleConnections()
	}
	if line := others.Line(); line != "closed" {
		t.Errorf("the one that was idle longest: got %q, want that it was closed", line)
	}
}

func TestAServerThatIsToldToStopEndsWhatItDoes(t *testing.T) {
	t.Parallel()
	w, address, stop := served(t, freely())
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	body := `{"title": "Late", "lead": "ndi", "steps": ["25"]}`
	_, err = fmt.Fprintf(conn, "POST /v1/plans/hres-2018/commitments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\nAuthorization: Bearer %s\r\n\r\n",
		len(body), w.tokens["ana"])
	if err != nil {
		t.Fatal(err)
	}
	answers := bufio.NewReader(conn)
	if line, err := answers.ReadString('\n'); err != nil || !strings.Contains(line, " 100 ") {
		t.Fatalf("the request was not begun: got %q, %v", line, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	for w.ask("", "GET", "/readyz", "").status != http.StatusServiceUnavailable { // once it was told, it is not ready
	}
	if _, err := io.WriteString(conn, body); err != nil {
		t.Fatal(err)
	}
	_, _ = answers.ReadString('\n') // the empty line after 100 Continue
	line, err := answers.ReadString('\n')
	if err != nil || !strings.Contains(line, " 201 ") {
		t.Errorf("the request that had begun: got %q, %v", line, err)
	}
	if err := <-ended; err != nil {
		t.Errorf("the server: %v", err)
	}
	if _, err := net.Dial("tcp", address); err == nil {
		t.Error("it still takes connections")
	}
}
