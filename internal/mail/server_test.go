package mail_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/childtest"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/mail"
	"github.com/accord-tracker/accord/internal/pgtest"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/google/go-cmp/cmp"
)

// server is aiosmtpd, which is not ours, in a process of its own: it wants TLS and a login, and reads messages with the
// parser of Python.
type server struct {
	*childtest.Child
	address string
	roots   *x509.CertPool
}

// taken is a message as the server read it.
type taken struct {
	From    string
	To      []string
	UTF8    bool
	TLS     bool
	Login   bool
	Headers map[string]string
	Parts   map[string]string
	Order   []string
	Defects []string
	Longest int
}

// start starts the server. A bare "go test" leaves it out; "make test" fails without it.
func start(t *testing.T) (*server, bool) {
	t.Helper()
	if !pgtest.Required() {
		t.Logf("left out: a mail server, because %s is not all (make test runs everything)", pgtest.RequireVariable)
		return nil, false
	}
	certificate, key, roots := certificate(t)
	python := "/usr/bin/python3" // Debian's, for which Debian's aiosmtpd is
	if _, err := os.Stat(python); err != nil {
		python = "python3"
	}
	command := exec.CommandContext(t.Context(), python, filepath.Join("..", "..", "tools", "smtpd", "server.py"), certificate, key)
	s := &server{Child: childtest.Start(t, command), roots: roots}
	s.address = net.JoinHostPort("localhost", s.Line())
	return s, true
}

// certificate is one for localhost that nobody else believes.
func certificate(t *testing.T) (certificate, key string, roots *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	certificate, key = filepath.Join(folder, "certificate.pem"), filepath.Join(folder, "key.pem")
	for path, block := range map[string]*pem.Block{certificate: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	roots = x509.NewCertPool()
	if made, err := x509.ParseCertificate(der); err == nil {
		roots.AddCert(made)
	}
	return certificate, key, roots
}

func (s *server) options() mail.Options {
	return mail.Options{Address: s.address, User: "accord", Password: "secret", Roots: s.roots, Timeout: 10 * time.Second}
}

func (s *server) next(t *testing.T) taken {
	t.Helper()
	var m taken
	if err := json.Unmarshal([]byte(s.Line()), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestARealServerTakesAMessageOverTLSAndReadsItAsItWasMeant(t *testing.T) {
	t.Parallel()
	s, ok := start(t)
	if !ok {
		return
	}
	from := sender(t, ana("ana@bücher.example"), s.options())
	result := from.Send(t.Context(), reminder(t, func(l *queue.Letter) {
		l.Reply.Title = reply.Line{reply.Said("Größe – 1 Erinnerung: العربية")}
	}))
	if got := came(result); got != string(queue.OutcomeDone) {
		t.Fatalf("got %s", got)
	}
	m := s.next(t)
	if !m.TLS || !m.Login || m.From != "accord@example.org" || len(m.Defects) > 0 || m.Longest > 998 {
		t.Errorf("got TLS %v, login %v, from %s, defects %v, longest line %d", m.TLS, m.Login, m.From, m.Defects, m.Longest)
	}
	if diff := cmp.Diff([]string{"ana@xn--bcher-kva.example"}, m.To); diff != "" {
		t.Errorf("to (-want +got):\n%s", diff)
	}
	for name, want := range map[string]string{
		"subject": "Größe – 1 Erinnerung: العربية", "message-id": "<0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a44@example.org>",
		"auto-submitted": "auto-generated", "list-unsubscribe-post": "List-Unsubscribe=One-Click",
		"list-unsubscribe": "<https://accord.example.org/mail/stop.m-ana.>", "date": "Wed, 25 Nov 2026 12:00:00 +0000",
	} {
		if strings.TrimSpace(m.Headers[name]) != want {
			t.Errorf("%s: got %q, want %q", name, m.Headers[name], want)
		}
	}
	if !strings.Contains(m.Headers["to"], "Ana Núñez") {
		t.Errorf("to: got %q", m.Headers["to"])
	}
	if diff := cmp.Diff([]string{"multipart/alternative", "text/plain", "text/html"}, m.Order); diff != "" {
		t.Errorf("plain text comes first (-want +got):\n%s", diff)
	}
	text, html := m.Parts["text/plain"], m.Parts["text/html"]
	for _, want := range []string{"C-12", "Joint paper <b>", "https://accord.example.org/mail/no_change.m-ana.C-12", "https://accord.example.org/mail/snooze.m-ana.C-12"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	for _, not := range []string{"hand over", "C-12 60%", "type:"} {
		if strings.Contains(text, not) {
			t.Errorf("nobody can type %q into an e-mail:\n%s", not, text)
		}
	}
	if strings.Contains(html, "<b>") || !strings.Contains(html, "Joint paper &lt;b&gt;") || strings.Contains(html, "<script") || strings.Contains(html, "src=") {
		t.Errorf("got:\n%s", html)
	}
}

func TestARealServerRefusesForGoodOrForNow(t *testing.T) {
	t.Parallel()
	s, ok := start(t)
	if !ok {
		return
	}
	for address, want := range map[string]queue.Outcome{"bounce@example.org": queue.OutcomeGivenUp, "later@example.org": queue.OutcomeFailed} {
		if got := came(sender(t, ana(address), s.options()).Send(t.Context(), reminder(t, nil))); got != string(want) {
			t.Errorf("%s: got %s, want %s", address, got, want)
		}
	}
	wrong := s.options()
	wrong.Password = "guess"
	if got := came(sender(t, ana("ana@example.org"), wrong).Send(t.Context(), reminder(t, nil))); got != string(queue.OutcomeFailed) {
		t.Errorf("a wrong password: got %s", got)
	}
	unknown := s.options()
	unknown.Roots = x509.NewCertPool()
	if got := came(sender(t, ana("ana@example.org"), unknown).Send(t.Context(), reminder(t, nil))); got != string(queue.OutcomeFailed) {
		t.Errorf("a certificate that nobody vouches for: got %s", got)
	}
}

func TestAMessageIsReadInFourLanguages(t *testing.T) {
	t.Parallel()
	s, ok := start(t)
	if !ok {
		return
	}
	catalogue, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range i18n.Languages() {
		words := catalogue.Printer(language)
		direction := `dir="ltr"`
		if words.Direction() == bidi.RTL {
			direction = `dir="rtl"`
		}
		from := sender(t, ana("ana@example.org"), s.options())
		from.Send(t.Context(), reminder(t, func(l *queue.Letter) {
			l.Reply.Language, l.Reply.Direction = language, words.Direction()
			l.Reply.Title = reply.Line{reply.Said(words.Sentence("mail.subject_reminders"))}
		}))
		m := s.next(t)
		html := m.Parts["text/html"]
		if m.Headers["content-language"] != language || !strings.Contains(html, `lang="`+language+`"`) || !strings.Contains(html, direction) {
			t.Errorf("%s: got %q and\n%s", language, m.Headers["content-language"], html)
		}
		if !strings.Contains(m.Parts["text/plain"], words.Sentence("mail.act_done")) {
			t.Errorf("%s: got\n%s", language, m.Parts["text/plain"])
		}
	}
}
