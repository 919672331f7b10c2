package fakeslack

import (
	"encoding/json"
	"fmt"
	"maps"
)

// Button is one that people see.
type Button struct {
	Action, Block string // ids
	Label, Value  string
	Accessible    string // what a screen reader says
	Address       string // where it leads; empty: it is pressed
	Asks          bool   // Slack asks before it counts
	Dead          bool   // nothing is behind it: it has no action
}

// Buttons are those of a message, in the order in which people see them.
func (m Message) Buttons() []Button { return buttonsOf(m.Blocks) }

// Buttons are those of a view.
func (v View) Buttons() []Button {
	var inner struct {
		Blocks json.RawMessage `json:"blocks"`
	}
	_ = json.Unmarshal(v.Raw, &inner)
	return buttonsOf(inner.Blocks)
}

func buttonsOf(raw json.RawMessage) []Button {
	var list []Button
	for i, b := range blocksOf(raw) {
		block, _ := b["block_id"].(string)
		if block == "" {
			block = fmt.Sprintf("b%d", i+1)
		}
		elements, _ := b["elements"].([]any)
		if b["type"] != "actions" {
			elements = nil
		}
		if b["accessory"] != nil {
			elements = append(elements, b["accessory"])
		}
		for _, e := range elements {
			o, _ := e.(map[string]any)
			if o["type"] == "button" {
				list = append(list, buttonOf(o, block))
			}
		}
	}
	return list
}

func buttonOf(o map[string]any, block string) Button {
	b := Button{Block: block, Asks: o["confirm"] != nil}
	b.Action, _ = o["action_id"].(string)
	b.Value, _ = o["value"].(string)
	b.Address, _ = o["url"].(string)
	b.Accessible, _ = o["accessibility_label"].(string)
	b.Label, _ = member(o, "text")["text"].(string)
	return b
}

// Clicks lets somebody press a button of a message. Whoever presses need not be who it was shown to, and the message may
// be gone by now.
func (s *Server) Clicks(user string, m Message, b Button) *Delivery {
	s.mu.Lock()
	c := s.channel(m.Room)
	payload := s.interaction("block_actions", user, c.Team)
	if !c.isPrivate() {
		c.join(user)
	}
	payload["container"] = map[string]any{
		"type": "message", "message_ts": m.TS, "channel_id": m.Room, "is_ephemeral": m.To != "", "thread_ts": orNil(m.ThreadTS),
	}
	payload["channel"] = map[string]any{"id": c.ID, "name": c.Name}
	if m.To == "" {
		payload["message"] = m.asJSON(true)
	}
	payload["response_url"] = s.responseURL(responseAddress{team: c.Team, room: c.ID, user: user, message: m.TS})
	payload["state"] = map[string]any{"values": map[string]any{}}
	payload["actions"] = []any{s.action(b)}
	d := &Delivery{Kind: KindInteraction, Room: m.Room, TS: m.TS, Trigger: fmt.Sprint(payload["trigger_id"]), payload: payload}
	s.mu.Unlock()
	return s.bring(d)
}

// ClicksIn lets somebody press a button of a view: of App Home, or of a modal.
func (s *Server) ClicksIn(user string, v View, b Button) *Delivery {
	s.mu.Lock()
	payload := s.interaction("block_actions", user, v.Team)
	payload["container"] = map[string]any{"type": "view", "view_id": v.ID}
	payload["view"] = v.asJSON()
	payload["actions"] = []any{s.action(b)}
	d := &Delivery{Kind: KindInteraction, Trigger: fmt.Sprint(payload["trigger_id"]), payload: payload}
	s.mu.Unlock()
	return s.bring(d)
}

func (s *Server) action(b Button) map[string]any {
	return map[string]any{
		"type": "button", "action_id": b.Action, "block_id": b.Block, "value": b.Value, "action_ts": s.ts(),
		"text": map[string]any{"type": "plain_text", "text": b.Label},
	}
}

// interaction is what all have in common. The caller has the lock.
func (s *Server) interaction(kind, user, team string) map[string]any {
	u, t := s.user(user), s.teams[team]
	return map[string]any{
		"type": kind, "api_app_id": AppID, "token": "deprecated", "trigger_id": s.trigger(team, user), "is_enterprise_install": false,
		"team": map[string]any{"id": t.ID, "domain": t.Domain}, "enterprise": nil,
		"user": map[string]any{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": u.Team},
	}
}

// Shortcut lets somebody choose a message shortcut of the app.
func (s *Server) Shortcut(user string, m Message, callback string) *Delivery {
	s.mu.Lock()
	c := s.channel(m.Room)
	payload := s.interaction("message_action", user, c.Team)
	payload["callback_id"], payload["message_ts"], payload["message"] = callback, m.TS, m.asJSON(true)
	payload["channel"] = map[string]any{"id": c.ID, "name": c.Name}
	payload["response_url"] = s.responseURL(responseAddress{team: c.Team, room: c.ID, user: user})
	d := &Delivery{Kind: KindInteraction, Room: m.Room, TS: m.TS, Trigger: fmt.Sprint(payload["trigger_id"]), payload: payload}
	s.mu.Unlock()
	return s.bring(d)
}

// Submits lets somebody fill in a modal and send it: values by block id, of several choices one a line. What is not given
// stays as it was shown.
func (s *Server) Submits(v View, values map[string]string) *Delivery {
	s.mu.Lock()
	payload := s.interaction("view_submission", v.User, v.Team)
	view := v.asJSON()
	view["state"] = map[string]any{"values": v.state(values)}
	payload["view"], payload["response_urls"] = view, []any{}
	d := &Delivery{Kind: KindInteraction, Trigger: fmt.Sprint(payload["trigger_id"]), payload: payload}
	s.mu.Unlock()
	return s.bring(d)
}

// Field is an input of a modal.
type Field struct {
	Block, Action, Kind, Value, Label string
	Options                           []string // their values
}

// Fields are the inputs of a view.
func (v View) Fields() []Field {
	var inner struct {
		Blocks json.RawMessage `json:"blocks"`
	}
	_ = json.Unmarshal(v.Raw, &inner)
	var list []Field
	for _, b := range blocksOf(inner.Blocks) {
		e := member(b, "element")
		if b["type"] != "input" || e == nil {
			continue
		}
		f := Field{Value: shownIn(e)}
		f.Block, _ = b["block_id"].(string)
		f.Action, _ = e["action_id"].(string)
		f.Kind, _ = e["type"].(string)
		f.Label, _ = member(b, "label")["text"].(string)
		options, _ := e["options"].([]any)
		for _, o := range options {
			option, _ := o.(map[string]any)
			f.Options = append(f.Options, fmt.Sprint(option["value"]))
		}
		list = append(list, f)
	}
	return list
}

// shownIn is what an input shows before anybody types.
func shownIn(e map[string]any) string {
	for _, name := range []string{"initial_value", "initial_date"} {
		if text, _ := e[name].(string); text != "" {
			return text
		}
	}
	value, _ := member(e, "initial_option")["value"].(string)
	several, _ := e["initial_options"].([]any)
	for _, o := range several {
		option, _ := o.(map[string]any)
		if value != "" {
			value += "\n"
		}
		value += fmt.Sprint(option["value"])
	}
	return value
}

func (v View) state(given map[string]string) map[string]any {
	values := map[string]any{}
	for _, f := range v.Fields() {
		value, ok := given[f.Block]
		if !ok {
			value = f.Value
		}
		state := map[string]any{"type": f.Kind}
		maps.Copy(state, f.state(value))
		values[f.Block] = map[string]any{f.Action: state}
	}
	return values
}
