package dendrite

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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

// Event is what a person's client shows. Of changes of membership it has Room, Member and Membership alone, and of a
// redaction Room and Redacted.
type Event struct {
	Room       string  `json:"room"`
	ID         string  `json:"event"`
	Sender     string  `json:"sender"`
	Type       string  `json:"type"`
	Wire       string  `json:"wire"` // its type as it went over the network: m.room.encrypted
	Failed     bool    `json:"failed"`
	Content    Content `json:"content"`
	Relates    Relates `json:"relates"` // as it went over the network
	Member     string  `json:"member"`
	Membership string  `json:"membership"`
	Redacted   string  `json:"redacted"`

	At time.Time `json:"-"` // when it was seen
}

// Content is what a message says.
type Content struct {
	MsgType   string          `json:"msgtype"`
	Body      string          `json:"body"`
	Formatted string          `json:"formatted_body"`
	FileName  string          `json:"filename"`
	URL       string          `json:"url"`
	File      json.RawMessage `json:"file"`
	Mentions  *struct {
		Users []string `json:"user_ids"`
		Room  bool     `json:"room"`
	} `json:"m.mentions"`
	Relates Relates `json:"m.relates_to"`
	raw     json.RawMessage
}

// UnmarshalJSON also keeps the text.
func (c *Content) UnmarshalJSON(text []byte) error {
	type plain Content
	if err := json.Unmarshal(text, (*plain)(c)); err != nil {
		return err
	}
	c.raw = append(json.RawMessage(nil), text...)
	return nil
}

// Relates is what a message belongs to.
type Relates struct {
	Type    string `json:"rel_type"`
	Event   string `json:"event_id"`
	Replies struct {
		Event string `json:"event_id"`
	} `json:"m.in_reply_to"`
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

// Room is how a room is to be.
type Room struct {
	Name      string
	Encrypted bool
	Direct    bool
	Invite    []string
}

// Create makes a room, and returns its id.
func (p *Person) Create(room Room) string {
	p.t.Helper()
	var made struct{ Room string }
	p.order("create", &made, "name", room.Name, "encrypted", room.Encrypted, "direct", room.Direct, "invite", append([]string{}, room.Invite...))
	return made.Room
}

// Say says something in a room, and returns the id of the message.
func (p *Person) Say(room, text string) string { p.t.Helper(); return p.said(room, text) }

// SayInThread says something in the thread under a message.
func (p *Person) SayInThread(room, under, text string) string {
	p.t.Helper()
	return p.said(room, text, "thread", under)
}

// Reply answers a message.
func (p *Person) Reply(room, to, text string) string {
	p.t.Helper()
	return p.said(room, text, "reply", to)
}

// Edit puts a text in the place of a message.
func (p *Person) Edit(room, message, text string) string {
	p.t.Helper()
	return p.said(room, text, "replaces", message)
}

// Mention says something to somebody.
func (p *Person) Mention(room, user, text string) string {
	p.t.Helper()
	return p.said(room, text, "mentions", []string{user})
}

// SayPlainly says something without encryption, whatever the room is.
func (p *Person) SayPlainly(room, text string) string {
	p.t.Helper()
	var sent struct{ Event string }
	p.order("plain", &sent, "room", room, "text", text)
	return sent.Event
}

func (p *Person) said(room, text string, pairs ...any) string {
	p.t.Helper()
	var sent struct{ Event string }
	p.order("say", &sent, append([]any{"room", room, "text", text}, pairs...)...)
	return sent.Event
}

// React puts an emoji on a message.
func (p *Person) React(room, message, emoji string) {
	p.t.Helper()
	p.order("react", nil, "room", room, "event", message, "key", emoji)
}

// Redact takes a message back.
func (p *Person) Redact(room, message string) {
	p.t.Helper()
	p.order("redact", nil, "room", room, "event", message)
}

// Sign signs the person's device, as one does who verifies a session late.
func (p *Person) Sign(password string) { p.t.Helper(); p.order("sign", nil, "password", password) }

// Master is the public half of the key that signs somebody's other keys.
func (p *Person) Master(user string) string {
	p.t.Helper()
	var found struct{ Master string }
	p.order("identity", &found, "user", user)
	return found.Master
}

// Devices says of each of somebody's devices whether the owner has signed it.
func (p *Person) Devices(user string) map[string]bool {
	p.t.Helper()
	var found struct {
		Devices []struct {
			Device string
			Signed bool
		}
	}
	p.order("devices", &found, "user", user)
	devices := map[string]bool{}
	for _, d := range found.Devices {
		devices[d.Device] = d.Signed
	}
	return devices
}

// Fetch downloads the file of a message: as the server has it, and decrypted.
func (p *Person) Fetch(content Content) (stored, file []byte) {
	p.t.Helper()
	var came struct{ Stored, Text string }
	p.order("file", &came, "content", content.raw)
	stored, err := base64.StdEncoding.DecodeString(came.Stored)
	if err != nil {
		p.t.Fatal(err)
	}
	if file, err = base64.StdEncoding.DecodeString(came.Text); err != nil {
		p.t.Fatal(err)
	}
	return stored, file
}

// Await returns the first event that was seen, now or earlier, and that fits.
func (p *Person) Await(what string, fits func(Event) bool) Event {
	p.t.Helper()
	return p.AwaitFrom(0, what, fits)
}

// Mark is a place in what the person has seen, for AwaitFrom.
func (p *Person) Mark() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.seen)
}

// AwaitFrom returns the first event since a mark that fits.
func (p *Person) AwaitFrom(mark int, what string, fits func(Event) bool) Event {
	p.t.Helper()
	deadline := time.After(Patience)
	for i := mark; ; {
		p.mu.Lock()
		list, news := p.seen, p.news
		p.mu.Unlock()
		for ; i < len(list); i++ {
			if fits(list[i]) {
				return list[i]
			}
		}
		select {
		case <-news:
		case <-deadline:
			p.t.Fatalf("%s waits in vain for %s; seen since:\n%s", p.User, what, shown(list[mark:]))
		}
	}
}

// Seen is everything that was seen since a mark.
func (p *Person) Seen(mark int) []Event {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Event(nil), p.seen[mark:]...)
}

// Ask says something in a room, and returns the first message of another that follows and has the words in it.
func (p *Person) Ask(room, text, words string) Event {
	p.t.Helper()
	mark := p.Mark()
	p.Say(room, text)
	return p.AwaitFrom(mark, fmt.Sprintf("an answer to %q with %q", text, words), func(e Event) bool {
		return e.Room == room && e.Sender != p.User && e.Type == "m.room.message" && strings.Contains(e.Content.Body, words)
	})
}

// AwaitMember waits until somebody is in a room, or no longer.
func (p *Person) AwaitMember(room, user, membership string) {
	p.t.Helper()
	p.Await(user+" "+membership, func(e Event) bool { return e.Room == room && e.Member == user && e.Membership == membership })
}

func shown(list []Event) string {
	var b strings.Builder
	for _, e := range list {
		if e.Type != "" && e.Type != "m.room.message" && !e.Failed {
			continue
		}
		fmt.Fprintf(&b, "  %s %s %s %q\n", e.Sender+e.Member, e.Type+e.Membership, e.Wire, e.Content.Body)
	}
	return b.String()
}
