package chattest

import (
	"fmt"
	"testing"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/reply"
)

// console is the simplest Platform: the bot is asked and its answer shown, with nothing in between.
type console struct {
	t      testing.TB
	w      *World
	events int
	latest map[string]chat.Message
	shown  []Shown
}

// OnConsole is the console as a Stage: the terminal with the bot itself behind it.
func OnConsole(t testing.TB, w *World) Platform {
	return &console{t: t, w: w, latest: map[string]chat.Message{}}
}

// ConsoleLacks is what the console has not.
func ConsoleLacks() []string {
	return []string{"threads", "replies", "inbox", "guests", "outsiders", "robots", "gone", "commands", "at end", "files", "bound buttons"}
}

// Kind is Platform's.
func (c *console) Kind() people.Platform { return people.Console }

// Account is Platform's.
func (c *console) Account(name string) people.Identity {
	return people.Identity{Platform: people.Console, Realm: "local", Subject: name}
}

// Person is Platform's.
func (c *console) Person(string, Likeness) {}

// Room is Platform's.
func (c *console) Room(string, Likeness) {}

// Say is Platform's.
func (c *console) Say(y Saying) {
	if y.How == ToNobody {
		return
	}
	m := c.message(y.By, y.Room)
	m.Text, m.Locale, m.TimeZone = y.Text, y.Locale, y.Zone
	if y.How == Again {
		m = c.latest[y.By]
	}
	c.latest[y.By] = m
	c.answer(m)
}

func (c *console) message(name, room string) chat.Message {
	c.events++
	who := c.Account(name)
	m := chat.Message{
		Platform: who.Platform, Realm: who.Realm, Subject: who.Subject, DisplayName: name, Room: "private", Private: true,
		Cause: fmt.Sprintf("event %d", c.events),
	}
	if room != "" {
		m.Room, m.Private = room, false
	}
	return m
}

func (c *console) answer(m chat.Message) {
	c.t.Helper()
	answer, err := c.w.bot.Handle(c.t.Context(), m)
	c.w.must(err)
	if answer.Outcome == chat.Silent || answer.Reply.IsEmpty() {
		return
	}
	s := Shown{
		Text: reply.AsText(answer.Reply, reply.Layout{Words: c.w.catalogue.Printer(answer.Language), Screen: true}),
		Ref:  pressable{m.Room, m.Private, answer.Reply.Buttons()},
	}
	for _, b := range answer.Reply.Buttons() {
		s.Buttons = append(s.Buttons, b.Label)
	}
	if !m.Private {
		s.Room = m.Room
	}
	if m.Private || answer.Reply.Visibility == reply.Private {
		s.To = m.Subject
	}
	c.shown = append(c.shown, s)
}

// pressable is what the buttons of an answer say, and where.
type pressable struct {
	room    string
	private bool
	buttons []reply.Button
}

// Press is Platform's: the button's sentence is said.
func (c *console) Press(name string, what Shown, n int) {
	behind, _ := what.Ref.(pressable)
	room := behind.room
	if behind.private {
		room = ""
	}
	m := c.message(name, room)
	m.Text = behind.buttons[n-1].Say
	c.answer(m)
}

// Submit is Platform's.
func (c *console) Submit(name string, form Form) bool {
	m := c.message(name, form.Room)
	m.Form, m.Values = form.Name, form.Values
	c.answer(m)
	return true
}

// Shown is Platform's.
func (c *console) Shown() []Shown {
	shown := c.shown
	c.shown = nil
	return shown
}
