package app_test

import (
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const aCalendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;VALUE=DATE:20990105\r\nSUMMARY:Group\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func TestACalendarIsFetchedOverTLSFromTheHostThatWasNamed(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, aCalendar) }))
	t.Cleanup(elsewhere.Close)
	stop := make(chan struct{})
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/good":
			_, _ = fmt.Fprint(w, aCalendar)
		case "/moved":
			http.Redirect(w, r, "/good", http.StatusFound)
		case "/elsewhere":
			http.Redirect(w, r, strings.Replace(elsewhere.URL, "127.0.0.1", "localhost", 1)+"/", http.StatusFound)
		case "/plain":
			http.Redirect(w, r, strings.Replace(elsewhere.URL, "https", "http", 1), http.StatusFound)
		case "/big":
			for range 6 << 10 {
				_, _ = w.Write(make([]byte, 1<<10))
			}
		case "/slow":
			w.WriteHeader(http.StatusOK)
			w.(http.Flusher).Flush()
			<-stop
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(stop) })
	folder := t.TempDir()
	roots := filepath.Join(folder, "roots.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(roots, text, 0o600); err != nil {
		t.Fatal(err)
	}
	fetch := func(path string, more ...string) (string, error) {
		args := append([]string{"calendar", "import", "--timeout", "2s", server.URL + path}, more...)
		command := exec.CommandContext(t.Context(), os.Args[0], args...)
		command.Env = append(os.Environ(), asAPI+"=1", "SSL_CERT_FILE="+roots, "ACCORD_DATABASE=sqlite:"+filepath.Join(folder, "a.db"))
		said, err := command.CombinedOutput()
		return string(said), err
	}
	inside := []string{"--allow", "127.0.0.0/8"}
	for path, want := range map[string]string{
		"/good": "1 added", "/moved": "1 added", "/elsewhere": "points on to localhost", "/plain": "points on to 127.0.0.1", "/big": "more than 5", "/none": "answered 404",
	} {
		said, err := fetch(path, inside...)
		if !strings.Contains(said, want) || (err == nil) != strings.Contains(want, "added") {
			t.Errorf("%s: got %v: %s", path, err, said)
		}
	}
	if said, err := fetch("/good"); err == nil || !strings.Contains(said, "private network") {
		t.Errorf("into the network around it: got %v: %s", err, said)
	}
	began := time.Now()
	if said, err := fetch("/slow", inside...); err == nil || time.Since(began) > 20*time.Second {
		t.Errorf("a server that never ends: got %v after %v: %s", err, time.Since(began), said)
	}
}
