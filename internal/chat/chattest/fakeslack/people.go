package fakeslack

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// What people do in Slack, and what the app is told of it.

// Saying is something that somebody says. The zero How is a plain message.
type Saying struct {
	User, Room, Text string
	Thread           string        // ts of the message in whose thread it is said
	Subtype          string        // "file_share", "thread_broadcast", "bot_message", …
	Age              time.Duration // how long ago, if it is delivered late
	Both             bool          // the app is told of a mention twice, as a message and as a mention (S-03)
	MessageFirst     bool          // and of the message first
	Team             string        // of the installation that it is delivered to; empty: the user's, or the room's
}

// Says lets somebody say something. The app is told of it as Slack would: in a private conversation always, and in a room
// if the text mentions the bot (Mention).
func (s *Server) Says(user, room, text string) *Delivery {
	return s.Say(Saying{User: user, Room: room, Text: text})
}

// Mention is the bot's mention, as it stands in a text.
func (s *Server) Mention() string { return "<@" + s.Bot() + ">" }

// Say is Says in full. What the app is not told of gives a delivery that is over.
func (s *Server) Say(y Saying) *Delivery {
	s.mu.Lock()
	u, c := s.user(y.User), s.channel(y.Room)
	if !c.isPrivate() {
		c.join(u.ID)
	}
	if y.Team == "" {
		y.Team = c.Team
	}
	m := Message{User: u.ID, Text: y.Text, ThreadTS: y.Thread, By: "says"}
	if y.Subtype == "bot_message" || u.Bot {
		m.Bot = botID(u.ID)
	}
	if y.Age > 0 {
		m.TS = tsOf(s.now().Add(-y.Age))
	}
	kept := s.add(c, m)
	team := s.teams[y.Team]
	mentioned := strings.Contains(y.Text, "<@"+team.Bot+">")
	inner := saidEvent(u, c, kept, y.Subtype)
	private := c.isPrivate()
	s.mu.Unlock()
	switch {
	case private && y.Both && mentioned:
		return s.both(y, inner)
	case private:
		return s.event(y.Team, inner, s.now().Add(-y.Age))
	case mentioned && y.Both:
		return s.both(y, inner)
	case mentioned:
		return s.event(y.Team, asMention(inner), s.now().Add(-y.Age))
	}
	return &Delivery{server: s, Room: y.Room, TS: kept.TS, over: true}
}

func (s *Server) both(y Saying, inner map[string]any) *Delivery {
	first, second := asMention(inner), inner
	if y.MessageFirst {
		first, second = second, first
	}
	d := s.event(y.Team, first, s.now().Add(-y.Age))
	s.event(y.Team, second, s.now().Add(-y.Age))
	return d
}

func saidEvent(u *User, c *Channel, m *Message, subtype string) map[string]any {
	inner := map[string]any{
		"type": "message", "user": u.ID, "text": m.Text, "ts": m.TS, "event_ts": m.TS, "channel": c.ID, "team": u.Team,
		"user_team": u.Team, "source_team": u.Team, "client_msg_id": "client-" + m.TS,
		"blocks": []any{map[string]any{"type": "rich_text", "block_id": "b1", "elements": []any{map[string]any{
			"type": "rich_text_section", "elements": []any{map[string]any{"type": "text", "text": Plain(m.Text)}},
		}}}},
	}
	inner["channel_type"] = map[bool]string{true: "im", false: "channel"}[c.isPrivate()]
	if m.ThreadTS != "" {
		inner["thread_ts"] = m.ThreadTS
	}
	if subtype != "" {
		inner["subtype"] = subtype
	}
	if m.Bot != "" {
		inner["bot_id"] = m.Bot
	}
	return inner
}

func asMention(inner map[string]any) map[string]any {
	same := maps.Clone(inner)
	same["type"] = "app_mention"
	delete(same, "channel_type")
	return same
}

// Edits lets somebody change what they said. In a private conversation the app is told that a message was changed; in a
// room, if the new text mentions the bot, of the mention once more, with the ts that it had (S-58, S-61).
func (s *Server) Edits(room, ts, text string) *Delivery {
	s.mu.Lock()
	c := s.channel(room)
	m := c.find(ts)
	before := *m
	m.Text = text
	m.Edits++
	u, team := s.user(m.User), s.teams[c.Team]
	inner := saidEvent(u, c, m, "")
	inner["edited"] = map[string]any{"user": u.ID, "ts": s.ts()}
	private, mentioned := c.isPrivate(), strings.Contains(text, "<@"+team.Bot+">")
	old := saidEvent(u, c, &before, "")
	s.happened()
	s.mu.Unlock()
	switch {
	case private:
		return s.Event(team.ID, map[string]any{
			"type": "message", "subtype": "message_changed", "channel": room, "channel_type": "im", "hidden": true, "ts": inner["edited"].(map[string]any)["ts"],
			"message": inner, "previous_message": old,
		})
	case mentioned:
		return s.Event(team.ID, asMention(inner))
	}
	return &Delivery{server: s, Room: room, TS: ts, over: true}
}

// Deletes lets somebody delete what they said.
func (s *Server) Deletes(room, ts string) *Delivery {
	s.mu.Lock()
	c := s.channel(room)
	m := c.find(ts)
	m.Deleted = true
	inner := map[string]any{
		"type": "message", "subtype": "message_deleted", "channel": room, "hidden": true, "deleted_ts": ts, "ts": s.ts(),
		"previous_message": saidEvent(s.user(m.User), c, m, ""),
	}
	private, team := c.isPrivate(), c.Team
	s.happened()
	s.mu.Unlock()
	if !private {
		return &Delivery{server: s, Room: room, TS: ts, over: true}
	}
	inner["channel_type"] = "im"
	return s.Event(team, inner)
}

// Echoes tells the app of something that the bot itself has said, as Slack does in private conversations (S-57).
func (s *Server) Echoes(m Message) *Delivery {
	return s.Event(s.options.Team, map[string]any{
		"type": "message", "user": m.User, "bot_id": m.Bot, "app_id": AppID, "text": m.Text, "ts": m.TS, "channel": m.Room,
		"channel_type": "im", "team": s.options.Team, "bot_profile": map[string]any{"id": m.Bot, "app_id": AppID},
	})
}

// Commands lets somebody give the slash command in a room (S-22, S-23): it is seen by nobody else.
func (s *Server) Commands(user, room, text string) *Delivery {
	s.mu.Lock()
	u, c := s.user(user), s.channel(room)
	if !c.isPrivate() {
		c.join(user)
	}
	team := s.teams[c.Team]
	d := &Delivery{Kind: KindCommand, Room: room, Trigger: s.trigger(team.ID, user)}
	d.payload = map[string]any{
		"token": "deprecated", "team_id": team.ID, "team_domain": team.Domain, "channel_id": c.ID, "channel_name": c.Name,
		"user_id": u.ID, "user_name": u.Name, "command": "/accord", "text": text, "api_app_id": AppID, "is_enterprise_install": "false",
		"response_url": s.responseURL(responseAddress{team: team.ID, room: c.ID, user: user}), "trigger_id": d.Trigger,
	}
	s.mu.Unlock()
	return s.bring(d)
}

// OpensHome lets somebody look at the App Home.
func (s *Server) OpensHome(user string) *Delivery {
	s.mu.Lock()
	team := s.user(user).Team
	room := s.private(team, user).ID
	s.mu.Unlock()
	return s.Event(team, map[string]any{"type": "app_home_opened", "user": user, "channel": room, "tab": "home"})
}

// Shares lets somebody post links of the domains that the app unfolds, wherever the bot is or not (S-53).
func (s *Server) Shares(user, room string, addresses ...string) *Delivery {
	s.mu.Lock()
	u, c := s.user(user), s.channel(room)
	kept := s.add(c, Message{User: u.ID, Text: "<" + strings.Join(addresses, "> <") + ">", By: "says"})
	team := c.Team
	s.mu.Unlock()
	var links []any
	for _, a := range addresses {
		_, rest, _ := strings.Cut(a, "://")
		domain, _, _ := strings.Cut(rest, "/")
		links = append(links, map[string]any{"url": a, "domain": domain})
	}
	return s.Event(team, map[string]any{
		"type": "link_shared", "user": u.ID, "channel": c.ID, "message_ts": kept.TS, "source": "conversations_history",
		"unfurl_id": kept.TS, "links": links,
	})
}

// Joins tells the app that somebody, or the bot itself, has come into a room.
func (s *Server) Joins(user, room string) *Delivery {
	s.mu.Lock()
	c := s.channel(room)
	if team := s.teams[c.Team]; user == team.Bot {
		c.BotOut = false
	} else {
		c.join(user)
	}
	inner := map[string]any{"type": "member_joined_channel", "user": user, "channel": room, "channel_type": "C", "team": c.Team}
	team := c.Team
	s.mu.Unlock()
	return s.Event(team, inner)
}

// blocksOf are the blocks of a message or view, each with the id that Slack gives to those that have none.
func blocksOf(raw json.RawMessage) []map[string]any {
	var blocks []map[string]any
	_ = json.Unmarshal(raw, &blocks)
	return slices.Clone(blocks)
}
