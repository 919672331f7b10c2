package fakeslack

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// View is a modal, or somebody's App Home.
type View struct {
	ID, Hash string
	Team     string
	User     string // who sees it
	Kind     string // "modal", "home"
	Callback string
	Private  string // private_metadata
	Raw      json.RawMessage
	Updates  int
	Closed   bool
	Root     string // of a pushed one
}

const triggerLife = 3 * time.Second // S-19

type trigger struct {
	team, user string
	at         time.Time
	used       bool
}

// trigger makes an id with which a view can be opened. The caller has the lock.
func (s *Server) trigger(team, user string) string {
	id := s.id("trigger.")
	s.triggers[id] = &trigger{team: team, user: user, at: s.now()}
	return id
}

// useTrigger takes the trigger of a call: once, and within three seconds.
func (c call) useTrigger() (*trigger, *refusal) {
	t := c.triggers[c.args["trigger_id"]]
	switch {
	case t == nil, t.team != c.team.ID:
		return nil, refuse("invalid_trigger_id")
	case t.used:
		return nil, refuse("exchanged_trigger_id")
	case c.now().Sub(t.at) > triggerLife:
		return nil, refuse("expired_trigger_id")
	}
	t.used = true
	return t, nil
}

// view reads and checks the view of a call.
func (c call) view(on surface) (View, *refusal) {
	raw := c.args["view"]
	var v struct {
		Type            string           `json:"type"`
		Title           map[string]any   `json:"title"`
		Submit          map[string]any   `json:"submit"`
		Close           map[string]any   `json:"close"`
		CallbackID      string           `json:"callback_id"`
		PrivateMetadata string           `json:"private_metadata"`
		Blocks          []map[string]any `json:"blocks"`
	}
	if json.Unmarshal([]byte(raw), &v) != nil || v.Type != string(on) {
		return View{}, refuse("invalid_arguments", "[ERROR] invalid view")
	}
	check := newChecker(on)
	check.all(v.Blocks)
	check.most("private_metadata", v.PrivateMetadata, 3000)
	check.most("callback_id", v.CallbackID, 255)
	if on == onModal {
		check.text("/view/title", v.Title, 24, "plain_text")
		for _, o := range []map[string]any{v.Submit, v.Close} {
			if o != nil {
				check.text("/view/submit", o, 24, "plain_text")
			}
		}
		if v.Submit == nil && hasInput(v.Blocks) {
			check.badf("submit is required when an input block is within blocks")
		}
	}
	switch {
	case len(raw) > mostView:
		return View{}, refuse("view_too_large")
	case len(check.wrong) > 0:
		return View{}, refuse("invalid_arguments", check.wrong...)
	}
	return View{Team: c.team.ID, Kind: v.Type, Callback: v.CallbackID, Private: v.PrivateMetadata, Raw: json.RawMessage(raw)}, nil
}

func hasInput(blocks []map[string]any) bool {
	for _, b := range blocks {
		if b["type"] == "input" {
			return true
		}
	}
	return false
}

func hashOf(id string, raw []byte, n int) string {
	sum := sha256.Sum256(append([]byte(id), raw...))
	return hex.EncodeToString(sum[:6]) + "." + string(rune('a'+n%26))
}

func (c call) openView() (map[string]any, *refusal) {
	v, wrong := c.view(onModal)
	if wrong != nil {
		return nil, wrong
	}
	t, wrong := c.useTrigger()
	if wrong != nil {
		return nil, wrong
	}
	v.ID, v.User = c.id("V"), t.user
	return c.show(v), nil
}

func (c call) pushView() (map[string]any, *refusal) { return c.openView() }

// show keeps the view, and tells of it.
func (c call) show(v View) map[string]any {
	v.Hash = hashOf(v.ID, v.Raw, v.Updates)
	if c.views[v.ID] == nil {
		c.Server.opened = append(c.Server.opened, v.ID)
	}
	c.views[v.ID] = &v
	return map[string]any{"view": v.asJSON()}
}

func (v View) asJSON() map[string]any {
	out := map[string]any{}
	_ = json.Unmarshal(v.Raw, &out)
	out["id"], out["hash"], out["team_id"], out["app_id"], out["root_view_id"] = v.ID, v.Hash, v.Team, AppID, v.ID
	return out
}

func (c call) updateView() (map[string]any, *refusal) {
	old := c.views[c.args["view_id"]]
	switch {
	case old == nil || old.Closed || old.Team != c.team.ID:
		return nil, refuse("not_found")
	case c.args["hash"] != "" && c.args["hash"] != old.Hash:
		return nil, refuse("hash_conflict")
	}
	v, wrong := c.view(onModal)
	if wrong != nil {
		return nil, wrong
	}
	v.ID, v.User, v.Updates = old.ID, old.User, old.Updates+1
	return c.show(v), nil
}

func (c call) publishView() (map[string]any, *refusal) {
	u := c.users[c.args["user_id"]]
	if u == nil {
		return nil, refuse("user_not_found")
	}
	old := c.homes[c.team.ID+u.ID]
	if c.args["hash"] != "" && old.ID != "" && c.args["hash"] != old.Hash {
		return nil, refuse("hash_conflict")
	}
	v, wrong := c.view(onHome)
	if wrong != nil {
		return nil, wrong
	}
	v.ID, v.User, v.Updates = old.ID, u.ID, old.Updates+1
	if v.ID == "" {
		v.ID = c.id("V")
	}
	v.Hash = hashOf(v.ID, v.Raw, v.Updates)
	c.homes[c.team.ID+u.ID] = v
	return map[string]any{"view": v.asJSON()}, nil
}

// Modals are the open modals of somebody, in the order in which they were opened.
func (s *Server) Modals(user string) []View {
	s.mu.Lock()
	defer s.mu.Unlock()
	var open []View
	for _, id := range s.opened {
		if v := s.views[id]; v.User == user && !v.Closed {
			open = append(open, *v)
		}
	}
	return open
}

// Home is somebody's App Home, as it was last published in the first workspace.
func (s *Server) Home(user string) (View, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.homes[s.options.Team+user]
	return v, ok
}

// Close closes a modal, as a person does who wants none of it.
func (s *Server) Close(view string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.views[view].Closed = true
	s.happened()
}
