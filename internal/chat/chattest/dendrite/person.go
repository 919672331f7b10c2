package dendrite

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/pgtest"
)

// Patience is how long a person waits for anything.
const Patience = 60 * time.Second

// Person is somebody with a client that is not ours.
type Person struct {
	User   string
	Device string

	t       testing.TB
	in      io.WriteCloser
	mu      sync.Mutex
	next    int
	answers map[int]chan answer
	seen    []Event
	news    chan struct{} // closed when something was seen, and made anew
}

type answer struct {
	ok  json.RawMessage
	err error
}

// Client says how somebody's client is.
type Client struct {
	Unsigned bool // the owner has not signed the device
	Lax      bool // it also believes devices that their owners have not signed
}

// Join registers somebody and starts their client.
func (s *Server) Join(t testing.TB, name string) *Person {
	t.Helper()
	password := s.Register(t, name)
	return s.SignIn(t, name, password, Client{})
}

// SignIn starts a client of somebody who has registered.
func (s *Server) SignIn(t testing.TB, name, password string, client Client) *Person {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatalf("%s=all, but node is not installed", pgtest.RequireVariable)
	}
	script := filepath.Join(root(t), "tools", "matrixperson", "person.js")
	if _, err := os.Stat(filepath.Join(filepath.Dir(script), "node_modules", "matrix-js-sdk")); err != nil {
		t.Fatalf("%s=all, but tools/matrixperson has no modules (npm ci --ignore-scripts)", pgtest.RequireVariable)
	}
	command := exec.CommandContext(context.WithoutCancel(t.Context()), node, script)
	command.Stderr = os.Stderr
	dieWithUs(command)
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("start node: %v", err)
	}
	p := &Person{t: t, in: in, answers: map[int]chan answer{}, news: make(chan struct{})}
	read := make(chan struct{})
	go func() { defer close(read); p.read(out) }()
	t.Cleanup(func() {
		_ = in.Close()
		<-read
		_ = command.Wait()
	})
	var who struct{ User, Device string }
	p.order("start", &who, "address", s.Address(), "user", name, "password", password, "signed", !client.Unsigned, "strict", !client.Lax)
	p.User, p.Device = who.User, who.Device
	return p
}

// read takes in what the client says until it ends.
func (p *Person) read(out io.Reader) {
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var said struct {
			ID    int
			OK    json.RawMessage
			Error string
			Event *Event
		}
		if json.Unmarshal(line, &said) != nil {
			continue
		}
		p.mu.Lock()
		switch {
		case said.Event != nil:
			said.Event.At = time.Now()
			p.seen = append(p.seen, *said.Event)
			close(p.news)
			p.news = make(chan struct{})
		case p.answers[said.ID] != nil:
			a := answer{ok: said.OK}
			if said.Error != "" {
				a.err = errors.New(said.Error)
			}
			p.answers[said.ID] <- a
			delete(p.answers, said.ID)
		}
		p.mu.Unlock()
	}
}

// Try gives the client an order, with alternating names and values, and reads its answer into ok, which may be nil.
func (p *Person) Try(name string, ok any, pairs ...any) error {
	order := map[string]any{"do": name}
	for i := 0; i+1 < len(pairs); i += 2 {
		order[pairs[i].(string)] = pairs[i+1]
	}
	p.mu.Lock()
	p.next++
	id := p.next
	order["id"] = id
	came := make(chan answer, 1)
	p.answers[id] = came
	text, err := json.Marshal(order)
	if err == nil {
		_, err = p.in.Write(append(text, '\n'))
	}
	p.mu.Unlock()
	if err != nil {
		return err
	}
	select {
	case a := <-came:
		if a.err != nil {
			return fmt.Errorf("%s: %w", name, a.err)
		}
		if ok == nil {
			return nil
		}
		return json.Unmarshal(a.ok, ok)
	case <-time.After(Patience):
		return fmt.Errorf("%s: no answer", name)
	}
}

func (p *Person) order(name string, ok any, pairs ...any) {
	p.t.Helper()
	if err := p.Try(name, ok, pairs...); err != nil {
		p.t.Fatalf("%s: %v", p.User, err)
	}
}
