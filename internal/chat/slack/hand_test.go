package slack_test

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/chat/chattest/fakeslack"
	"github.com/accord-tracker/accord/internal/people"
)

// hand is what people have done so far, and have seen.
type hand struct {
	deliveries []*fakeslack.Delivery
	latest     map[string]*fakeslack.Delivery // the last saying of each
	likeness   map[string]chattest.Likeness
	places     map[string]chattest.Likeness
	names      map[string]string // of people and rooms, by id
	seen       map[string]int    // messages, with the number of their changes
	refused    int               // calls looked at
	said       []string          // all that anybody has said
	errors     []string          // that forms were refused with
}

func newHand() hand {
	return hand{
		latest: map[string]*fakeslack.Delivery{}, likeness: map[string]chattest.Likeness{}, places: map[string]chattest.Likeness{},
		names: map[string]string{}, seen: map[string]int{},
	}
}

const elsewhere = "T0002" // the workspace of those who come from outside

// Kind is chattest.Platform's.
func (s *stage) Kind() people.Platform { return people.Slack }

// Account is chattest.Platform's.
func (s *stage) Account(name string) people.Identity {
	return people.Identity{Platform: people.Slack, Realm: s.server.Team(), Subject: s.person(name, "", "")}
}

// Person is chattest.Platform's.
func (s *stage) Person(name string, like chattest.Likeness) {
	s.hand.likeness[name] = like
	delete(s.hand.names, userID(name))
	s.person(name, "", "")
}

// Room is chattest.Platform's.
func (s *stage) Room(name string, like chattest.Likeness) {
	s.hand.places[name] = like
	delete(s.hand.names, roomID(name))
	s.place(name)
}

func userID(name string) string { return "U" + id(name) }

func roomID(name string) string { return "C" + id(name) }

func id(name string) string {
	return strings.ToUpper(strings.NewReplacer("-", "", "_", "", " ", "").Replace(name)) + "0"
}

// person makes somebody, or tells Slack what it says of them by now.
func (s *stage) person(name, locale, zone string) string {
	id := userID(name)
	if s.hand.names[id] != "" && locale == "" && zone == "" {
		return id
	}
	s.hand.names[id] = name
	like := s.hand.likeness[name]
	u := fakeslack.User{
		ID: id, Name: name, RealName: strings.ToUpper(name[:1]) + name[1:], Locale: locale, Zone: zone,
		Guest: like == chattest.Guest, Gone: like == chattest.Gone, Bot: like == chattest.Robot,
	}
	if like == chattest.Outsider {
		u.Team, u.Stranger = elsewhere, true
	}
	s.server.Person(u)
	return id
}

func (s *stage) place(name string) string {
	if name == "" {
		return ""
	}
	id := roomID(name)
	if s.hand.names[id] == "" {
		s.hand.names[id] = name
		s.server.Room(fakeslack.Channel{
			ID: id, Name: name, Shared: s.hand.places[name] == chattest.Outsider, Members: []string{s.person("bystander", "", "")},
		})
	}
	return id
}

// Say is chattest.Platform's.
func (s *stage) Say(y chattest.Saying) {
	s.t.Helper()
	user, room := s.person(y.By, y.Locale, y.Zone), s.place(y.Room)
	private := room == ""
	if private {
		room = s.server.Private(user)
	}
	s.hand.said = append(s.hand.said, y.Text)
	var d *fakeslack.Delivery
	switch y.How {
	case chattest.Again:
		d = s.server.Again(s.hand.latest[y.By])
	case chattest.Changed:
		d = s.server.Edits(room, s.hand.latest[y.By].TS, s.typed(y, private))
	case chattest.TakenBack:
		d = s.server.Deletes(room, s.hand.latest[y.By].TS)
	case chattest.ByCommand:
		d = s.server.Commands(user, room, markup(y.Text))
	default:
		d = s.server.Say(s.saying(y, user, room))
	}
	if y.How != chattest.Changed && y.How != chattest.TakenBack {
		s.hand.latest[y.By] = d
	}
	s.hand.deliveries = append(s.hand.deliveries, d)
	for n := 1; n < y.Times; n++ {
		s.hand.deliveries = append(s.hand.deliveries, s.server.Again(d))
	}
}

func (s *stage) saying(y chattest.Saying, user, room string) fakeslack.Saying {
	said := fakeslack.Saying{User: user, Room: room, Text: s.typed(y, strings.HasPrefix(room, "D")), Age: y.Age, Both: y.How == chattest.AtTheEnd}
	if y.In != nil {
		m, _ := y.In.Ref.(fakeslack.Message)
		said.Thread = m.TS
	}
	if y.How == chattest.InThread && said.Thread == "" {
		root := s.server.Say(fakeslack.Saying{User: user, Room: room, Text: "let us talk about the plan"})
		said.Thread = root.TS
	}
	return said
}

// typed is what somebody says as it stands in an event: with the mention, and with entities.
func (s *stage) typed(y chattest.Saying, private bool) string {
	text := markup(y.Text)
	switch {
	case private, y.How == chattest.ToNobody:
		return text
	case y.How == chattest.AtTheEnd:
		return text + " " + s.server.Mention()
	}
	return s.server.Mention() + " " + text
}

// markup is what Slack makes of what is typed.
func markup(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

// Press is chattest.Platform's.
func (s *stage) Press(name string, what chattest.Shown, n int) {
	s.t.Helper()
	m, ok := what.Ref.(fakeslack.Message)
	if !ok {
		s.t.Fatalf("no message: %+v", what)
	}
	b, ok := numbered(m, n)
	if !ok {
		s.t.Fatalf("%q has no button for number %d", what.Text, n)
	}
	s.hand.deliveries = append(s.hand.deliveries, s.server.Clicks(s.person(name, "", ""), m, b))
}

var numberedLine = regexp.MustCompile(`(?m)^\[(\d+)\] (.*)$`)

// numbered is the button that a number of the text stands for: of those whose label the line begins with, the one that
// comes as many lines later.
func numbered(m fakeslack.Message, n int) (fakeslack.Button, bool) {
	taken := map[string]bool{}
	for _, found := range numberedLine.FindAllStringSubmatch(textOf(m), -1) {
		for _, b := range m.Buttons() {
			if taken[b.Action] || !strings.HasPrefix(b.Action, "press:") || !strings.HasPrefix(found[2], chattest.Alike(b.Label)) {
				continue
			}
			if found[1] == fmt.Sprint(n) {
				return b, true
			}
			taken[b.Action] = true
			break
		}
	}
	return fakeslack.Button{}, false
}

// textOf is what a screen reader reads of a message.
func textOf(m fakeslack.Message) string { return chattest.Alike(fakeslack.Plain(m.Text)) }

// Submit is chattest.Platform's: the form is opened by a button of what was shown, or else of App Home.
func (s *stage) Submit(name string, form chattest.Form) bool {
	s.t.Helper()
	user := s.person(name, "", "")
	view, ok := s.opened(user, form)
	if !ok {
		return false // nobody offers it to somebody who may not
	}
	values := map[string]string{}
	for _, f := range view.Fields() {
		values[f.Block] = form.Values[f.Block]
	}
	d := s.server.Submits(view, values)
	s.hand.deliveries = append(s.hand.deliveries, d)
	s.settle()
	if len(d.Answer()) > 4 {
		s.hand.errors = append(s.hand.errors, string(d.Answer()))
	}
	return true
}

// opened is the modal with a form.
func (s *stage) opened(user string, form chattest.Form) (fakeslack.View, bool) {
	if form.From != nil {
		if m, ok := form.From.Ref.(fakeslack.Message); ok {
			for _, b := range m.Buttons() {
				if v, ok := s.tries(user, form.Name, b, func() *fakeslack.Delivery { return s.server.Clicks(user, m, b) }); ok {
					return v, true
				}
			}
		}
	}
	s.hand.deliveries = append(s.hand.deliveries, s.server.OpensHome(user))
	s.settle()
	home, _ := s.server.Home(user)
	for _, b := range home.Buttons() {
		if v, ok := s.tries(user, form.Name, b, func() *fakeslack.Delivery { return s.server.ClicksIn(user, home, b) }); ok {
			return v, true
		}
	}
	return fakeslack.View{}, false
}

// tries presses a button that opens a form, and says whether it was the one.
func (s *stage) tries(user, form string, b fakeslack.Button, press func() *fakeslack.Delivery) (fakeslack.View, bool) {
	if !strings.HasPrefix(b.Action, "form:") {
		return fakeslack.View{}, false
	}
	s.hand.deliveries = append(s.hand.deliveries, press())
	s.settle()
	for _, v := range s.server.Modals(user) {
		if strings.Contains(v.Private, `"`+form+`"`) {
			return v, true
		}
		s.server.Close(v.ID)
	}
	return fakeslack.View{}, false
}
