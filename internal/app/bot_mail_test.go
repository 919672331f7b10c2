package app_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/mail"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/app"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// mailServer takes every message and hands it on.
func mailServer(t *testing.T) (address string, taken <-chan string) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	messages := make(chan string, 10)
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go takeMail(connection, messages)
		}
	}()
	return listener.Addr().String(), messages
}

func takeMail(connection net.Conn, messages chan<- string) {
	defer func() { _ = connection.Close() }()
	said := bufio.NewReader(connection)
	_, _ = fmt.Fprint(connection, "220 test\r\n")
	var text strings.Builder
	for data := false; ; {
		line, err := said.ReadString('\n')
		switch {
		case err != nil:
			return
		case data && line == ".\r\n":
			messages <- text.String()
			data = false
		case data:
			text.WriteString(strings.TrimPrefix(line, "."))
			continue
		case strings.HasPrefix(line, "DATA"):
			data = true
			_, _ = fmt.Fprint(connection, "354 go on\r\n")
			continue
		}
		_, _ = fmt.Fprint(connection, "250 OK\r\n")
	}
}

// plainOf is the plain text of a message.
func plainOf(t *testing.T, message string) string {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(message))
	if err != nil {
		t.Fatal(err)
	}
	_, parameters, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	part, err := multipart.NewReader(m.Body, parameters["boundary"]).NextRawPart()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(part))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAnAddressIsConfirmedThroughBothPrograms(t *testing.T) {
	t.Parallel()
	d := storetest.SQLite(t)
	s := d.Open(t)
	found(t, s)
	member, err := s.MemberByIdentity(t.Context(), ana)
	if err != nil {
		t.Fatal(err)
	}
	smtp, taken := mailServer(t)
	api := serve(t, d)
	ctx, cancel := context.WithCancel(t.Context())
	ended, log, secrets := make(chan int, 1), &spoken{}, []string{"ana@example.org"}
	go func() {
		ended <- app.Bot(ctx, app.Program{
			Args: []string{
				"serve", "--log-level=debug", "--database=" + d.Address, "--listen=127.0.0.1:0", "--smtp-address=" + smtp, "--smtp-from=Accord <accord@example.org>",
				"--smtp-public-url=" + api.api,
			},
			Out: log, Err: log,
		})
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
		discreet(t, log.String(), secrets...)
	})
	var said strings.Builder
	status := app.API(t.Context(), app.Program{
		Args: []string{"email", "set", member.Key, "ana@example.org", "--database=" + d.Address}, Out: &said, Err: &said,
	})
	if status != app.ExitOK {
		t.Fatalf("email set: got %d: %s", status, said.String())
	}
	var text string
	select {
	case message := <-taken:
		text = plainOf(t, message)
	case <-time.After(time.Minute):
		t.Fatal("a minute, and no e-mail came")
	}
	link := regexp.MustCompile(regexp.QuoteMeta(api.api) + `/mail/[\w.-]+`).FindString(text)
	if link == "" {
		t.Fatalf("no link in\n%s", text)
	}
	secrets = append(secrets, link[strings.LastIndex(link, "/")+1:])
	address := func() string {
		m, err := s.Member(t.Context(), member.ID)
		if err != nil {
			t.Fatal(err)
		}
		return m.Email
	}
	if status, _ := get(t, link); status != http.StatusOK || address() != "" {
		t.Errorf("looking at it: got %d, and the address %q", status, address())
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, link, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK || address() != "ana@example.org" {
		t.Errorf("confirming it: got %d, and the address %q", response.StatusCode, address())
	}
}

func TestSettingsOfEMailThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	for want, flags := range map[string][]string{
		"host:port":         {"--smtp-address=localhost", "--smtp-from=a@example.org", "--smtp-public-url=https://example.org"},
		"ACCORD_SMTP_FROM":  {"--smtp-address=localhost:25", "--smtp-public-url=https://example.org"},
		"ACCORD_PUBLIC_URL": {"--smtp-address=localhost:25", "--smtp-from=a@example.org"},
	} {
		var said strings.Builder
		args := append([]string{"serve", "--database=" + storetest.SQLite(t).Address, "--listen=127.0.0.1:0"}, flags...)
		if status := app.Bot(t.Context(), app.Program{Args: args, Out: io.Discard, Err: &said}); status != app.ExitFailure || !strings.Contains(said.String(), want) {
			t.Errorf("%v: got %d: %s", flags, status, said.String())
		}
	}
}
