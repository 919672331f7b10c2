package fakeslack

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

func (c call) open() (map[string]any, *refusal) {
	ids := strings.Split(c.args["users"], ",")
	if c.args["users"] == "" {
		return nil, refuse("users_list_not_supplied")
	}
	if len(ids) > 1 {
		return nil, refuse("not_enough_users") // conversations of several are none of this bot's
	}
	u := c.users[ids[0]]
	switch {
	case u == nil:
		return nil, refuse("user_not_found")
	case u.ID == c.user:
		return nil, refuse("cannot_dm_bot")
	case u.Gone:
		return nil, refuse("user_disabled")
	}
	at := c.private(c.team.ID, u.ID)
	return map[string]any{"no_op": true, "already_open": true, "channel": at.asJSON(c.user)}, nil
}

// at is the conversation that the call names, if the bot can see it.
func (c call) at() (*Channel, *refusal) {
	id := c.args["channel"]
	at := c.channels[id]
	switch {
	case at == nil, at.Team != c.team.ID && !at.Shared, (at.Secret || at.Group) && at.BotOut:
		return nil, refuse("channel_not_found")
	}
	return at, nil
}

// kind is the conversation's, as scopes have it.
func (c *Channel) kind() string {
	switch {
	case c.isPrivate():
		return "im"
	case c.Group:
		return "mpim"
	case c.Secret:
		return "groups"
	}
	return "channels"
}

// described is the conversation, if the app may know what it is like.
func (c call) described() (*Channel, *refusal) {
	at, wrong := c.at()
	if wrong != nil {
		return nil, wrong
	}
	return at, c.needs(at.kind() + ":read")
}

func (c call) needs(scope string) *refusal {
	if slices.Contains(strings.Split(c.team.Scopes, ","), scope) {
		return nil
	}
	return &refusal{code: "missing_scope", needed: scope, provided: c.team.Scopes}
}

func (c call) info() (map[string]any, *refusal) {
	at, wrong := c.described()
	if wrong != nil {
		return nil, wrong
	}
	return map[string]any{"channel": at.asJSON(c.user)}, nil
}

func (c call) members() (map[string]any, *refusal) {
	at, wrong := c.described()
	if wrong != nil {
		return nil, wrong
	}
	return map[string]any{"members": at.everybody(c.user), "response_metadata": map[string]any{"next_cursor": ""}}, nil
}

func (c call) history() (map[string]any, *refusal) {
	at, wrong := c.readable()
	if wrong != nil {
		return nil, wrong
	}
	return c.page(at, func(m *Message) bool { return m.ThreadTS == "" || m.ThreadTS == m.TS || m.Broadcast })
}

func (c call) replies() (map[string]any, *refusal) {
	at, wrong := c.readable()
	if wrong != nil {
		return nil, wrong
	}
	ts := c.args["ts"]
	if at.find(ts) == nil {
		return nil, refuse("thread_not_found")
	}
	return c.page(at, func(m *Message) bool { return m.TS == ts || m.ThreadTS == ts })
}

// readable is the conversation, if the app may read what was said in it: of im:history that is private ones alone.
func (c call) readable() (*Channel, *refusal) {
	at, wrong := c.at()
	if wrong != nil {
		return nil, wrong
	}
	if wrong := c.needs(at.kind() + ":history"); wrong != nil {
		return nil, wrong
	}
	if at.BotOut {
		return nil, refuse("not_in_channel")
	}
	return at, nil
}

// page is the latest that stand there, the newest first.
func (c call) page(at *Channel, here func(*Message) bool) (map[string]any, *refusal) {
	limit := c.args.limit(100, 999)
	list := []map[string]any{}
	more := false
	for _, m := range slices.Backward(at.messages) {
		if m.To != "" || m.Deleted || !here(m) || m.TS <= c.args["oldest"] && c.args["oldest"] != "" {
			continue
		}
		if latest := c.args["latest"]; latest != "" && m.TS >= latest {
			continue
		}
		if len(list) == limit {
			more = true
			break
		}
		list = append(list, m.asJSON(c.args.yes("include_all_metadata")))
	}
	return map[string]any{"messages": list, "has_more": more, "response_metadata": map[string]any{"next_cursor": ""}}, nil
}

func (m *Message) asJSON(withMetadata bool) map[string]any {
	out := map[string]any{"type": "message", "ts": m.TS, "text": m.Text, "user": m.User}
	if m.Bot != "" {
		out["bot_id"], out["app_id"] = m.Bot, AppID
	}
	if m.ThreadTS != "" {
		out["thread_ts"] = m.ThreadTS
	}
	if len(m.Blocks) > 0 {
		out["blocks"] = m.Blocks
	}
	if m.Metadata != nil {
		out["metadata"] = m.Metadata
		if !withMetadata {
			out["metadata"] = map[string]any{"event_type": m.metadataType()}
		}
	}
	return out
}

func (m *Message) metadataType() string {
	var meta struct {
		EventType string `json:"event_type"`
	}
	_ = json.Unmarshal(m.Metadata, &meta)
	return meta.EventType
}

func (c call) userInfo() (map[string]any, *refusal) {
	u := c.users[c.args["user"]]
	if u == nil {
		return nil, refuse("user_not_found")
	}
	// Of people of elsewhere no locale is told (S-44).
	return map[string]any{"user": u.asJSON(c.args.yes("include_locale") && u.Team == c.team.ID)}, nil
}

var conversationID = regexp.MustCompile(`^[CGDZ][A-Z0-9]{2,}$`)
