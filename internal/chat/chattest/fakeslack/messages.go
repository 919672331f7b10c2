package fakeslack

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Message is one in a conversation.
type Message struct {
	Room     string
	TS       string
	ThreadTS string // of the message in whose thread it stands; empty: none
	User     string // who wrote it
	Bot      string // bot_id, of a bot's
	To       string // the person who alone sees it (ephemeral); empty: everybody
	Text     string // as Slack keeps it: mrkdwn with entities
	Blocks   json.RawMessage
	Metadata json.RawMessage
	Files    []File
	By       string // the method that posted it, or "says", or "response_url"
	Edits    int    // how often it was changed
	Deleted  bool
	At       time.Time

	Broadcast   bool
	UnfurlLinks bool // links in it would be unfolded
	UnfurlMedia bool
	NamesAlive  bool // link_names or parse: full
}

func (c *Channel) find(ts string) *Message {
	at := slices.IndexFunc(c.messages, func(m *Message) bool { return m.TS == ts && !m.Deleted })
	if at < 0 {
		return nil
	}
	return c.messages[at]
}

// add puts a message into a conversation. The caller has the lock.
func (s *Server) add(c *Channel, m Message) *Message {
	m.Room, m.At = c.ID, s.now()
	if m.TS == "" {
		m.TS = s.ts()
	}
	c.messages = append(c.messages, &m)
	s.happened()
	return &m
}

// Seen is everything that was said in a conversation and is still there, in order, what one person alone sees included.
func (s *Server) Seen(room string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Message
	if c := s.channels[room]; c != nil {
		for _, m := range c.messages {
			if !m.Deleted {
				list = append(list, *m)
			}
		}
	}
	return list
}

// Posted is everything that the bots have said, everywhere, in order.
func (s *Server) Posted() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Message
	for _, c := range s.channels {
		for _, m := range c.messages {
			if m.Bot != "" && !m.Deleted {
				list = append(list, *m)
			}
		}
	}
	slices.SortFunc(list, func(a, b Message) int { return strings.Compare(a.TS, b.TS) })
	return list
}

// to is where a message may be posted: a conversation, or a person whose private one it is.
func (c call) to() (*Channel, *refusal) {
	id := c.args["channel"]
	if u := c.users[id]; u != nil && !u.Bot {
		if u.Gone {
			return nil, refuse("user_disabled")
		}
		return c.private(c.team.ID, id), nil
	}
	at, wrong := c.at()
	switch {
	case wrong != nil:
		return nil, wrong
	case at.Frozen:
		return nil, refuse("is_archived")
	case at.BotOut:
		return nil, refuse("not_in_channel")
	}
	return at, nil
}

// content reads and checks what a message says.
func (c call) content(most int) (Message, *refusal) {
	m := Message{
		User: c.user, Bot: botID(c.user), Text: c.args["text"], ThreadTS: c.args["thread_ts"], Broadcast: c.args.yes("reply_broadcast"),
		UnfurlLinks: c.args["unfurl_links"] != "false" && c.args["unfurl_links"] != "0",
		UnfurlMedia: c.args["unfurl_media"] != "false" && c.args["unfurl_media"] != "0",
		NamesAlive:  c.args.yes("link_names") || c.args["parse"] == "full",
	}
	if raw := c.args["blocks"]; raw != "" && raw != "[]" && raw != "null" {
		m.Blocks = json.RawMessage(raw)
	}
	switch {
	case m.Text == "" && m.Blocks == nil && c.args["attachments"] == "":
		return m, refuse("no_text")
	case runes(m.Text) > most:
		return m, refuse("msg_too_long")
	case c.args["markdown_text"] != "" && (m.Text != "" || m.Blocks != nil):
		return m, refuse("markdown_text_conflict")
	}
	if wrong := checkBlocks(m.Blocks, onMessage); wrong != nil {
		return m, wrong
	}
	if raw := c.args["metadata"]; raw != "" {
		var meta struct {
			EventType    string         `json:"event_type"`
			EventPayload map[string]any `json:"event_payload"`
		}
		if json.Unmarshal([]byte(raw), &meta) != nil || meta.EventType == "" {
			return m, refuse("invalid_metadata_format")
		}
		m.Metadata = json.RawMessage(raw)
	}
	return m, nil
}

func (c call) postMessage() (map[string]any, *refusal) {
	at, wrong := c.to()
	if wrong != nil {
		return nil, wrong
	}
	m, wrong := c.content(mostText)
	if wrong != nil {
		return nil, wrong
	}
	if m.ThreadTS != "" && at.find(m.ThreadTS) == nil {
		m.ThreadTS = "" // Slack posts it outside
	}
	if retryAfter := c.spend(at); retryAfter != "" {
		return nil, &refusal{code: "ratelimited", retryAfter: retryAfter}
	}
	m.By = "chat.postMessage"
	kept := c.add(at, m)
	return map[string]any{"channel": at.ID, "ts": kept.TS, "message": kept.asJSON(true)}, nil
}

func (c call) postEphemeral() (map[string]any, *refusal) {
	at, wrong := c.to()
	if wrong != nil {
		return nil, wrong
	}
	m, wrong := c.content(mostText)
	if wrong != nil {
		return nil, wrong
	}
	if m.To = c.args["user"]; !slices.Contains(at.Members, m.To) {
		return nil, refuse("user_not_in_channel")
	}
	m.By = "chat.postEphemeral"
	kept := c.add(at, m)
	return map[string]any{"message_ts": kept.TS}, nil
}

func (c call) update() (map[string]any, *refusal) {
	at, wrong := c.to()
	if wrong != nil {
		return nil, wrong
	}
	old := at.find(c.args["ts"])
	switch {
	case old == nil || old.To != "":
		return nil, refuse("message_not_found")
	case old.User != c.user:
		return nil, refuse("cant_update_message")
	}
	m, wrong := c.content(mostUpdate)
	if wrong != nil {
		return nil, wrong
	}
	old.Text, old.Blocks, old.NamesAlive = m.Text, m.Blocks, m.NamesAlive
	if m.Metadata != nil {
		old.Metadata = m.Metadata
	}
	old.Edits++
	return map[string]any{"channel": at.ID, "ts": old.TS, "text": old.Text, "message": old.asJSON(true)}, nil
}

func (c call) deleteMessage() (map[string]any, *refusal) {
	at, wrong := c.to()
	if wrong != nil {
		return nil, wrong
	}
	old := at.find(c.args["ts"])
	switch {
	case old == nil || old.To != "":
		return nil, refuse("message_not_found")
	case old.User != c.user:
		return nil, refuse("cant_delete_message")
	}
	old.Deleted = true
	return map[string]any{"channel": at.ID, "ts": old.TS}, nil
}

func (c call) permalink() (map[string]any, *refusal) {
	at, wrong := c.at()
	if wrong != nil {
		return nil, wrong
	}
	ts := c.args["message_ts"]
	if at.find(ts) == nil {
		return nil, refuse("message_not_found")
	}
	return map[string]any{"channel": at.ID, "permalink": permalink(c.team, at.ID, ts)}, nil
}

func permalink(t *Team, room, ts string) string {
	return "https://" + t.Domain + ".slack.com/archives/" + room + "/p" + strings.ReplaceAll(ts, ".", "")
}
