package fakeslack

import (
	"net/http"
	"strings"
	"time"
)

const (
	codeLife   = 10 * time.Minute // S-48
	tokenLife  = 12 * time.Hour   // S-49
	tokenGrace = 2 * time.Minute  // in which a refresh token that was used gives the same pair again
)

// code is what a person brings back to the app after allowing it.
type code struct {
	team     string
	redirect string
	scopes   string
	at       time.Time
	rotating bool
	used     bool
}

// Consent is what a person agrees to in their browser.
type Consent struct {
	Team     string // empty: the first workspace; one that is not there yet is made
	Redirect string // redirect_uri of the address that they came by; empty: none was given
	Scopes   string // empty: Scopes
	Rotating bool   // the app has token rotation on
	Whole    bool   // on the whole organisation: no team in the answer (S-47)
}

// Allow is the code with which somebody comes back to the app.
func (s *Server) Allow(c Consent) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.Team == "" {
		c.Team = s.options.Team
	}
	if c.Scopes == "" {
		c.Scopes = Scopes
	}
	if s.teams[c.Team] == nil {
		s.install(&Team{ID: c.Team, Name: "Team " + c.Team, Domain: strings.ToLower(c.Team)})
	}
	if c.Whole && s.teams[c.Team].Enterprise == "" {
		s.teams[c.Team].Enterprise = "E" + strings.TrimPrefix(c.Team, "T")
	}
	id := s.id("code.")
	s.codes[id] = &code{team: c.Team, redirect: c.Redirect, scopes: c.Scopes, at: s.now(), rotating: c.Rotating}
	return id
}

// access is oauth.v2.access: a code for a token, or a refresh token for the next pair. The caller has the lock.
func (s *Server) access(args Args, r *http.Request) (map[string]any, *refusal) {
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = args["client_id"], args["client_secret"]
	}
	switch {
	case id != ClientID:
		return nil, refuse("invalid_client_id")
	case secret != ClientSecret:
		return nil, refuse("bad_client_secret")
	case args["grant_type"] == "refresh_token":
		return s.refresh(args["refresh_token"])
	}
	c := s.codes[args["code"]]
	switch {
	case c == nil:
		return nil, refuse("invalid_code")
	case c.used:
		return nil, refuse("code_already_used")
	case s.now().Sub(c.at) > codeLife:
		return nil, refuse("invalid_code")
	case c.redirect != args["redirect_uri"]:
		return nil, refuse("bad_redirect_uri")
	}
	c.used = true
	t := s.teams[c.team]
	t.Off, t.Scopes = false, c.scopes
	if !c.rotating {
		s.tokens[botToken(t.ID)] = &token{team: t.ID, scopes: c.scopes}
		return s.granted(t, botToken(t.ID), nil), nil
	}
	return s.pair(t), nil
}

// pair makes an access token that ends, and the refresh token for the next. The caller has the lock.
func (s *Server) pair(t *Team) map[string]any {
	access, next := s.id("xoxe.xoxb-1-"+t.ID+"-"), s.id("xoxe-1-"+t.ID+"-")
	kept := &token{team: t.ID, scopes: t.Scopes, endsAt: s.now().Add(tokenLife), refresh: next}
	s.tokens[access] = kept
	return s.granted(t, access, kept)
}

func (s *Server) granted(t *Team, access string, kept *token) map[string]any {
	out := map[string]any{
		"app_id": AppID, "access_token": access, "token_type": "bot", "scope": t.Scopes, "bot_user_id": t.Bot,
		"team": map[string]any{"id": t.ID, "name": t.Name}, "authed_user": map[string]any{"id": "UINSTALLER"},
		"is_enterprise_install": false, "enterprise": nil,
	}
	if t.Enterprise != "" {
		out["enterprise"] = map[string]any{"id": t.Enterprise, "name": "Enterprise"}
	}
	if kept != nil {
		out["refresh_token"], out["expires_in"] = kept.refresh, int(tokenLife/time.Second)
	}
	return out
}

// refresh gives the next pair. A refresh token is good once; within a short grace it gives the same pair again. The caller
// has the lock.
func (s *Server) refresh(refresh string) (map[string]any, *refusal) {
	for access, t := range s.tokens {
		if t.refresh != refresh || refresh == "" {
			continue
		}
		team := s.teams[t.team]
		if team.Off {
			return nil, refuse("token_revoked")
		}
		if next := s.pairs[refresh]; next != "" {
			kept := s.tokens[next]
			if s.now().Sub(kept.endsAt.Add(-tokenLife)) > tokenGrace {
				return nil, refuse("invalid_refresh_token")
			}
			return s.granted(team, next, kept), nil
		}
		out := s.pair(team)
		next, _ := out["access_token"].(string)
		s.pairs[refresh] = next
		s.supersede(t.team, access, next)
		return out, nil
	}
	return nil, refuse("invalid_refresh_token")
}

// supersede ends the tokens before the last two: at most two are good at a time. The caller has the lock.
func (s *Server) supersede(team, previous, next string) {
	for access, t := range s.tokens {
		if t.team == team && t.refresh != "" && access != previous && access != next {
			t.superseded = true
		}
	}
}

// exchange makes a pair of a token that never ended.
func (s *Server) exchange(args Args) (map[string]any, *refusal) {
	for _, t := range s.teams {
		if botToken(t.ID) == args["token"] {
			return s.pair(t), nil
		}
	}
	return nil, refuse("invalid_auth")
}

// Refreshes is how many refreshes have given a pair.
func (s *Server) Refreshes() int {
	n := 0
	for _, c := range s.Calls("oauth.v2.access") {
		if c.Args["grant_type"] == "refresh_token" && c.Answered == "ok" {
			n++
		}
	}
	return n
}
