package dendrite

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

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
