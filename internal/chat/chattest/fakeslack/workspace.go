package fakeslack

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Names and secrets of the app, alike in every server.
//
//nolint:gosec // they open nothing
const (
	AppID         = "A0001"
	ClientID      = "1.1"
	ClientSecret  = "fake-client-secret"
	SigningSecret = "fake-signing-secret"
	AppToken      = "xapp-1-A0001-fake"
)

// Scopes are those that a bot is granted, if a test does not say otherwise.
const Scopes = "commands,app_mentions:read,chat:write,im:history,im:write,files:write,users:read,channels:read,groups:read,links:read,links:write"

// Team is a workspace in which the app is installed.
type Team struct {
	ID, Name, Domain string
	Enterprise       string // id of the organisation it belongs to; empty: none
	Bot              string // id of the bot's user
	Scopes           string // empty: Scopes
	Off              bool   // uninstalled: its tokens are good no more
}

// token is what a caller may do.
type token struct {
	team       string
	scopes     string
	endsAt     time.Time // zero: never
	refresh    string    // the token that makes the next pair
	superseded bool
}

// install lets the app be in a workspace. The caller has the lock, or is New.
func (s *Server) install(t *Team) {
	if t.Scopes == "" {
		t.Scopes = Scopes
	}
	t.Bot = "UBOT" + strings.TrimPrefix(t.ID, "T")
	s.teams[t.ID] = t
	s.users[t.Bot] = &User{ID: t.Bot, Team: t.ID, Name: "accord", RealName: "Accord", Bot: true}
	s.tokens[botToken(t.ID)] = &token{team: t.ID, scopes: t.Scopes}
}

func botToken(team string) string { return "xoxb-" + team + "-fake" }

// AddTeam makes a further workspace with the app in it.
func (s *Server) AddTeam(t Team) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.install(&t)
}

// Team is the id of the first workspace.
func (s *Server) Team() string { return s.options.Team }

// Bot is the id of the bot's user in the first workspace.
func (s *Server) Bot() string { return s.BotIn(s.options.Team) }

// BotIn is the id of the bot's user in a workspace.
func (s *Server) BotIn(team string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.teams[team].Bot
}

// BotToken is the bot's token in the first workspace.
func (s *Server) BotToken() string { return botToken(s.options.Team) }

// BotTokenIn is the bot's token in a workspace.
func (s *Server) BotTokenIn(team string) string { return botToken(team) }

// Grant changes what the bot may do in a workspace: scopes, with commas between them.
func (s *Server) Grant(team, scopes string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.teams[team].Scopes = scopes
	for _, t := range s.tokens {
		if t.team == team {
			t.scopes = scopes
		}
	}
}

// Uninstall takes the app from a workspace: its tokens are good no more, and the app is told by two events, in the order
// in which Slack sends them, which is none.
func (s *Server) Uninstall(team string) []*Delivery {
	s.mu.Lock()
	s.teams[team].Off = true
	bot := s.teams[team].Bot
	s.mu.Unlock()
	return []*Delivery{
		s.Event(team, map[string]any{"type": "tokens_revoked", "tokens": map[string]any{"oauth": []string{}, "bot": []string{bot}}}),
		s.Event(team, map[string]any{"type": "app_uninstalled"}),
	}
}

// User is somebody in a workspace.
type User struct {
	ID, Team, Name, RealName string
	Locale                   string // "ar-SA"; empty: none is told
	Zone                     string // IANA; empty: none is told
	Email                    string
	Guest                    bool // is_restricted
	SingleGuest              bool // is_ultra_restricted
	Gone                     bool // deleted
	Bot                      bool
	Stranger                 bool
	Enterprise               string // id of the user in the whole organisation
}

// Person makes somebody, or changes what is known of them.
func (s *Server) Person(u User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.Team == "" {
		u.Team = s.options.Team
	}
	s.users[u.ID] = &u
}

// ChangePerson is Person, and the app is told of it by user_change.
func (s *Server) ChangePerson(u User) *Delivery {
	s.Person(u)
	s.mu.Lock()
	known := s.users[u.ID]
	s.mu.Unlock()
	return s.Event(known.Team, map[string]any{"type": "user_change", "user": known.asJSON(true)})
}

// user is somebody, made if need be. The caller has the lock.
func (s *Server) user(id string) *User {
	u := s.users[id]
	if u == nil {
		u = &User{ID: id, Team: s.options.Team, Name: strings.ToLower(id), RealName: id}
		s.users[id] = u
	}
	return u
}

func (u *User) asJSON(withLocale bool) map[string]any {
	out := map[string]any{
		"id": u.ID, "team_id": u.Team, "name": u.Name, "real_name": u.RealName, "deleted": u.Gone, "is_bot": u.Bot,
		"is_restricted": u.Guest || u.SingleGuest, "is_ultra_restricted": u.SingleGuest, "is_stranger": u.Stranger,
		"profile": map[string]any{"real_name": u.RealName, "display_name": u.Name, "email": u.Email},
	}
	if withLocale && u.Locale != "" {
		out["locale"] = u.Locale
	}
	if u.Zone != "" {
		out["tz"] = u.Zone
	}
	if u.Enterprise != "" {
		out["enterprise_user"] = map[string]any{"id": u.Enterprise}
	}
	return out
}

// Channel is a conversation: a room, or somebody's private one with the bot.
type Channel struct {
	ID, Name    string
	Team        string // of the workspace it is in
	With        string // the person whose private conversation it is
	Secret      bool   // is_private
	Group       bool   // is_mpim
	Shared      bool   // is_ext_shared: people of other workspaces are in it
	Frozen      bool
	BotOut      bool // the bot is no member
	Members     []string
	messages    []*Message
	lastMessage time.Time
	tokens      float64
}

// Room makes a room, or changes what it is like. Its id begins with C.
func (s *Server) Room(c Channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.channel(c.ID)
	messages := known.messages
	*known = c
	known.messages = messages
	if known.Team == "" {
		known.Team = s.options.Team
	}
	if known.Name == "" {
		known.Name = strings.ToLower(c.ID)
	}
}

// MoveRoom gives a room another id, as when it is shared, and tells the app (S-46).
func (s *Server) MoveRoom(from, to string) *Delivery {
	s.mu.Lock()
	c := s.channels[from]
	delete(s.channels, from)
	c.ID = to
	s.channels[to] = c
	team := c.Team
	s.mu.Unlock()
	return s.Event(team, map[string]any{"type": "channel_id_changed", "old_channel_id": from, "new_channel_id": to})
}

// channel is a conversation, made if need be. The caller has the lock.
func (s *Server) channel(id string) *Channel {
	c := s.channels[id]
	if c == nil {
		c = &Channel{ID: id, Name: strings.ToLower(id), Team: s.options.Team}
		s.channels[id] = c
	}
	return c
}

// Private is the id of somebody's private conversation with the bot.
func (s *Server) Private(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.private(s.user(user).Team, user).ID
}

// private is somebody's conversation with the bot of a workspace. The caller has the lock.
func (s *Server) private(team, user string) *Channel {
	id := "D" + strings.TrimPrefix(team, "T") + user
	c := s.channel(id)
	c.Team, c.With, c.Members = team, user, []string{user}
	return c
}

func (c *Channel) isPrivate() bool { return c.With != "" }

// join lets somebody be in a room. The caller has the lock.
func (c *Channel) join(user string) {
	if user != "" && !slices.Contains(c.Members, user) {
		c.Members = append(c.Members, user)
	}
}

func (c *Channel) asJSON(bot string) map[string]any {
	return map[string]any{
		"id": c.ID, "name": c.Name, "is_channel": !c.isPrivate(), "is_im": c.isPrivate(), "is_mpim": c.Group, "is_private": c.Secret || c.isPrivate(),
		"is_ext_shared": c.Shared, "is_shared": c.Shared, "is_frozen": c.Frozen, "is_member": !c.BotOut, "num_members": len(c.everybody(bot)),
		"user": c.With, "context_team_id": c.Team,
	}
}

// everybody is who is in it, the bot included.
func (c *Channel) everybody(bot string) []string {
	all := slices.Clone(c.Members)
	if !c.BotOut && !slices.Contains(all, bot) {
		all = append(all, bot)
	}
	return all
}

// People are the ids of everybody that the server knows, in order.
func (s *Server) People() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.users))
}
