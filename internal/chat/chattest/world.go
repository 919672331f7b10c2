package chattest

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/clocktest"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/store"
)

// World is a bot with a store, a clock and people to talk to it. Everybody is on the console, under their first name,
// unless a Stage has put the bot on another platform.
type World struct {
	t         testing.TB
	store     *store.Store
	service   *commitments.Service
	catalogue *i18n.Catalogue
	reader    *understand.Reader
	bot       *chat.Bot
	plan      *plans.Plan
	clock     *clocktest.Clock
	line      int // of the script

	room     string // where people talk; empty: each in private
	events   int
	locales  map[string]string         // that the platform says of people
	buttons  map[string][]reply.Button // of the last answer to each
	messages map[string]chat.Message   // the last of each
	heard    map[string]reply.Reply    // what each was told unasked
	ticker   *notices.Ticker
	code     string // of the last invitation

	on      Platform           // nil: the console
	last    map[string][]Shown // on it, to each
	unasked map[string][]Shown // what each was told while others were asked, or by a clock
}

// operator is the administrator at the machine.
var operator = commitments.Origin{Actor: access.Actor{Operator: true}, Via: commitments.ViaConsole}

// beginning is when every world begins.
var beginning = civil.Date("2026-01-05").Start(time.UTC).Add(9 * time.Hour)

// NewWorld is a world with the built-in plans and nobody in it, on 5 January 2026.
func NewWorld(t testing.TB, kept *store.Store) *World {
	t.Helper()
	w := &World{
		t: t, store: kept, clock: clocktest.At(beginning),
		locales: map[string]string{}, buttons: map[string][]reply.Button{}, messages: map[string]chat.Message{},
	}
	w.service = commitments.NewService(kept, w.Now)
	alike, err := built()
	w.must(err)
	w.reader = alike.reader
	w.catalogue = alike.catalogue.WhenMissing(func(lang, key string) { t.Errorf("%s lacks %s", lang, key) })
	w.loadPlans(alike.documents)
	w.bot = w.BotOn(kept)
	return w
}

// BotOn is a bot like the world's own that works on another store.
func (w *World) BotOn(kept *store.Store) *chat.Bot {
	return chat.New(chat.Parts{
		Store: kept, Service: commitments.NewService(kept, w.Now), Reader: w.reader, Catalogue: w.catalogue,
	}, chat.Options{Now: w.Now, Platforms: w.platforms()})
}

// Given lets directives happen, one a line.
func (w *World) Given(directives string) {
	w.t.Helper()
	for line := range strings.Lines(directives) {
		if line = strings.TrimSpace(line); line != "" {
			w.line++
			w.direct("given", line)
		}
	}
}

// Bot is who is talked to.
func (w *World) Bot() *chat.Bot { return w.bot }

// Message is what somebody says in private, each with an event id of its own.
func (w *World) Message(name, text string) chat.Message {
	w.t.Helper()
	return w.message(name, text)
}

// Answer lets the bot answer a message.
func (w *World) Answer(m chat.Message) chat.Answer {
	w.t.Helper()
	answer, err := w.bot.Handle(w.t.Context(), m)
	if err != nil {
		w.t.Fatalf("%q: %v", m.Text, err)
	}
	return answer
}

// Printer says what renderers say themselves.
func (w *World) Printer(language string) *i18n.Printer { return w.catalogue.Printer(language) }

// Text is an answer as plain text.
func (w *World) Text(answer chat.Answer) string {
	if answer.Outcome == chat.Silent {
		return "(silent)"
	}
	words := w.catalogue.Printer(answer.Language)
	return hideChance(w.hideCode(reply.AsText(answer.Reply, reply.Layout{Words: words, Screen: true})))
}

// Say lets somebody say something and returns the answer as plain text.
func (w *World) Say(name, text string) string {
	w.t.Helper()
	return w.say(name, text)
}

// loadPlans brings in the built-in documents, the default plan first.
func (w *World) loadPlans(documents []*plans.Plan) {
	w.t.Helper()
	there, err := w.store.Plans(w.t.Context())
	w.must(err)
	for _, d := range documents {
		if len(there) == 0 { // else the store is Fresh
			w.do(operator, commitments.ImportPlan{Document: d})
		}
	}
	w.plan, err = w.store.PlanBySlug(w.t.Context(), plans.DefaultSlug)
	w.must(err)
}

func (w *World) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("line %d: %v", w.line, err)
	}
}

func (w *World) do(by commitments.Origin, command commitments.Command) commitments.Outcome {
	w.t.Helper()
	outcome, err := w.service.Do(w.t.Context(), by, command)
	if err != nil {
		w.t.Fatalf("line %d: %s: %v", w.line, command.Verb(), err)
	}
	return outcome
}

// account is a person's account: on the console, unless the bot is elsewhere.
func (w *World) account(name string) people.Identity {
	if w.on != nil {
		return w.on.Account(name)
	}
	return people.Identity{Platform: people.Console, Realm: "local", Subject: name}
}

// as is the person as the service is told of them.
func (w *World) as(name string) commitments.Origin {
	w.t.Helper()
	actor, err := w.store.ActorByIdentity(w.t.Context(), w.account(name), w.plan.ID, civil.DateOf(w.Now(), time.UTC))
	w.must(err)
	return commitments.Origin{Actor: actor, Via: commitments.ViaConsole, Language: "en"}
}

func (w *World) say(name, text string) string {
	w.t.Helper()
	if w.on != nil {
		return w.sayOn(name, text)
	}
	if text == "(hears)" {
		return w.hears(name)
	}
	m := w.message(name, text)
	w.messages[name] = m
	answer, err := w.bot.Handle(w.t.Context(), m)
	if err != nil {
		w.t.Errorf("line %d: %s> %s: %v", w.line, name, text, err)
	}
	w.buttons[name] = answer.Reply.Buttons()
	return w.Text(answer)
}

func (w *World) message(name, text string) chat.Message {
	w.t.Helper()
	if text == "(again)" {
		return w.messages[name]
	}
	w.events++
	who := w.account(name)
	m := chat.Message{
		Platform: who.Platform, Realm: who.Realm, Subject: who.Subject, DisplayName: name, Room: "private", Private: true,
		Locale: w.locales[name], Cause: fmt.Sprintf("event %d", w.events), Text: strings.ReplaceAll(text, "CODE", w.code),
	}
	if w.room != "" {
		m.Room, m.Private = w.room, false
	}
	var number int
	if n, _ := fmt.Sscanf(text, "[%d]", &number); n == 1 {
		m.Text = w.pressed(name, number)
	}
	if form, values, ok := formIn(text); ok {
		m.Text, m.Form, m.Values = "", form, values
	}
	return m
}

func (w *World) pressed(name string, number int) string {
	w.t.Helper()
	buttons := w.buttons[name]
	if number < 1 || number > len(buttons) {
		w.t.Fatalf("line %d: the last answer to %s has %d buttons", w.line, name, len(buttons))
	}
	return buttons[number-1].Say
}

// formIn reads "{name} field: value; field: value".
func formIn(text string) (name string, values map[string]string, ok bool) {
	head, rest, ok := strings.Cut(text, "}")
	name, isForm := strings.CutPrefix(head, "{")
	if !ok || !isForm {
		return "", nil, false
	}
	values = map[string]string{}
	for pair := range strings.SplitSeq(rest, ";") {
		field, value, _ := strings.Cut(pair, ":")
		values[strings.TrimSpace(field)] = strings.TrimSpace(value)
	}
	return name, values, true
}

var codeForm = regexp.MustCompile(`\b(?:(?:[0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]|[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5})\b`)

// hideCode keeps the code of an invitation for what is said next, and takes it out of the answer, since it is another
// one each time.
func (w *World) hideCode(answer string) string {
	if code := codeForm.FindString(answer); code != "" {
		w.code = code
	}
	return codeForm.ReplaceAllString(answer, "CODE")
}

var (
	idForm     = regexp.MustCompile(`\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`)
	digestForm = regexp.MustCompile(`\b[0-9a-f]{64}\b`)
)

// hideChance takes out what is another one each time: ids, and digests, in which there is salt.
func hideChance(answer string) string {
	return digestForm.ReplaceAllString(idForm.ReplaceAllString(answer, "ID"), "DIGEST")
}
