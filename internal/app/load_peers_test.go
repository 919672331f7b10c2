package app_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/accord-tracker/accord/internal/pgtest"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// loadPocketBase lists 20 of 1,000 rows of PocketBase, as it comes (make bench builds it), in the same way.
func loadPocketBase(b *testing.B) {
	b.Helper()
	program, err := filepath.Abs("../../.cache/bin/pocketbase")
	if err != nil {
		b.Fatal(err)
	}
	folder, listen := b.TempDir(), freeAddress(b)
	create := exec.CommandContext(b.Context(), program, "superuser", "create", "a@example.org", "0123456789", "--dir", folder)
	if said, err := create.CombinedOutput(); err != nil {
		b.Fatalf("pocketbase: %v\n%s", err, said)
	}
	s := served{address: "http://" + listen}
	s.pid = running(b, onProcessor(b, "0", program, "serve", "--http", listen, "--dir", folder), s.address+"/api/health")
	fillPocketBase(b, s.address)
	b.Run("list-20", func(b *testing.B) { s.wrk(b, "/api/collections/commitments/records?perPage=20", "") })
}

// fillPocketBase makes a collection that anybody may read, of rows as long as ours.
func fillPocketBase(b *testing.B, address string) {
	b.Helper()
	var session struct{ Token string }
	post(b, address+"/api/collections/_superusers/auth-with-password", "", map[string]any{"identity": "a@example.org", "password": "0123456789"}, &session)
	fields := []map[string]any{}
	for _, name := range []string{"ref", "title", "description", "status", "lead", "due_on"} {
		fields = append(fields, map[string]any{"name": name, "type": "text"})
	}
	post(b, address+"/api/collections", session.Token, map[string]any{
		"name": "commitments", "type": "base", "listRule": "", "viewRule": "", "fields": fields,
	}, nil)
	for i := range 1000 {
		post(b, address+"/api/collections/commitments/records", session.Token, map[string]any{
			"ref": fmt.Sprintf("C-%d", i), "title": "Submit a joint paper on the update of General Comment 25",
			"description": "A paper of several organisations, which the Committee is given before its session.",
			"status":      "in_progress", "lead": "ndi", "due_on": "2027-03-31",
		}, nil)
	}
}

func post(b *testing.B, address, token string, body, answer any) {
	b.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		b.Fatal(err)
	}
	request, err := http.NewRequestWithContext(b.Context(), http.MethodPost, address, bytes.NewReader(text))
	if err != nil {
		b.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(response.Body)
		b.Fatalf("%s: %s: %s", address, response.Status, said)
	}
	if answer != nil {
		if err := json.NewDecoder(response.Body).Decode(answer); err != nil {
			b.Fatal(err)
		}
	}
}

var transactions = regexp.MustCompile(`tps = ([0-9.]+) \(without`)

// loadPlainly lets pgbench ask, from 16 connections on the second processor, with what the list of a step asks the
// first time: the statements that go over the wire to PostgreSQL.
func (p programs) loadPlainly(b *testing.B, d storetest.Database) {
	b.Helper()
	wire := listenIn(b, d.Address)
	s := p.serve(b, storetest.Database{Address: wire.address})
	wire.forget()
	response, err := http.Get(s.address + plan + "/steps/25/commitments?limit=20")
	if err != nil {
		b.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	script := wire.script()
	if !strings.Contains(script, "commitment_steps") {
		b.Fatalf("over the wire went:\n%s", script)
	}
	file := filepath.Join(b.TempDir(), "list.sql")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		b.Fatal(err)
	}
	bin, err := pgtest.Program(b.Context(), "pgbench")
	if err != nil {
		b.Fatal(err)
	}
	command := onProcessor(b, "1", bin, "--no-vacuum", "--client", "16", "--time", "10", "--file", file, plainly(b, d.Address))
	said, err := command.CombinedOutput()
	rate := transactions.FindSubmatch(said)
	if err != nil || rate == nil {
		b.Fatalf("pgbench: %v\n%s", err, said)
	}
	b.ReportMetric(number(b, rate[1]), "transactions/s")
	b.ReportMetric(0, "ns/op")
}

// plainly is the address as libpq reads it, which knows the schema as one of the options.
func plainly(b *testing.B, dsn string) string {
	b.Helper()
	address, err := url.Parse(dsn)
	if err != nil {
		b.Fatal(err)
	}
	q := address.Query()
	if schema := q.Get("search_path"); schema != "" {
		q.Del("search_path")
		q.Set("options", "-csearch_path="+schema)
	}
	address.RawQuery = strings.ReplaceAll(q.Encode(), "+", "%20")
	return address.String()
}

// wire is between a program and PostgreSQL, and hears what is asked by the simple protocol.
type wire struct {
	address string // of the database, through it
	mutex   sync.Mutex
	heard   []string
}

func listenIn(b *testing.B, dsn string) *wire {
	b.Helper()
	address, err := url.Parse(dsn)
	if err != nil {
		b.Fatal(err)
	}
	server := address.Host
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = l.Close() })
	address.Host = l.Addr().String()
	w := &wire{address: address.String()}
	go func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			to, err := net.Dial("tcp", server)
			if err != nil {
				_ = from.Close()
				continue
			}
			go func() { _, _ = io.Copy(from, to); _ = from.Close() }()
			go func() { _ = w.listen(from, to); _ = to.Close() }()
		}
	}()
	return w
}

// listen hands on what a client says: a message without a kind first, then kind, length and text, over and over.
func (w *wire) listen(from io.Reader, to io.Writer) error {
	head := 4
	for {
		message := make([]byte, head)
		if _, err := io.ReadFull(from, message); err != nil {
			return err
		}
		rest := make([]byte, binary.BigEndian.Uint32(message[head-4:])-4)
		if _, err := io.ReadFull(from, rest); err != nil {
			return err
		}
		if head == 5 && message[0] == 'Q' {
			w.mutex.Lock()
			w.heard = append(w.heard, strings.TrimRight(string(rest), "\x00"))
			w.mutex.Unlock()
		}
		if _, err := to.Write(slices.Concat(message, rest)); err != nil {
			return err
		}
		head = 5
	}
}

func (w *wire) forget() {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.heard = nil
}

// script is what was heard, as pgbench reads it: a colon would begin one of its variables.
func (w *wire) script() string {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return strings.ReplaceAll(strings.Join(w.heard, ";\n"), ":", "\\:") + ";\n"
}
