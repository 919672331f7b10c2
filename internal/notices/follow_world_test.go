package notices_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/store"
)

// house is a plan with people who follow something, two programs that tell them, and an outbox that tests look into. It is
// Wednesday, 25 November 2026, 10:00 in the time zone of the plan.
type house struct {
	testing.TB
	store     *store.Store
	service   *commitments.Service
	plan      *plans.Plan
	catalogue *i18n.Catalogue
	now       time.Time
	follows   []*notices.Follows
	ticker    *notices.Ticker
	language  string // of rooms
}

// lobby is a room on Slack.
var lobby = people.Room{Platform: people.Slack, Realm: "T1", ID: "C1"}

func newHouse(t testing.TB, s *store.Store) *house {
	t.Helper()
	h := &house{TB: t, store: s, language: "en", now: time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return h.now }
	h.service = commitments.NewService(s, clock)
	documents, err := plans.BuiltIn()
	h.check(err)
	h.do(operator(), commitments.ImportPlan{Document: documents[0]})
	h.plan, err = s.PlanBySlug(t.Context(), slug)
	h.check(err)
	catalogue, err := i18n.Load()
	h.check(err)
	h.catalogue = catalogue.WhenMissing(func(language, key string) { t.Errorf("%s lacks %s", language, key) })
	for _, handle := range []string{"ndi", "anfrel"} {
		h.do(operator(), commitments.ListOrganisations{Plan: slug, Organisations: []people.Organisation{{Handle: handle, Name: strings.ToUpper(handle), Kind: "ngo"}}})
		h.do(operator(), commitments.Endorse{Plan: slug, Organisation: handle})
	}
	home := notices.Home{Zone: time.UTC, Platforms: []people.Platform{people.Slack, notices.Mail}}
	for range 2 {
		h.follows = append(h.follows, notices.NewFollows(notices.FollowParts{
			Store: s, Catalogue: h.catalogue, Home: home, Now: clock, Log: slog.New(slog.DiscardHandler),
			RoomLanguage: func(context.Context, people.Room) (string, error) { return h.language, nil },
		}))
	}
	h.ticker = notices.New(notices.Parts{Store: s, Catalogue: h.catalogue, Sources: []notices.Source{h.follows[0], notices.NewEvents(s)}},
		notices.Options{Home: home, Now: clock})
	h.joins("ana", "ndi", people.FocalPoint)
	h.joins("bob", "ndi", people.Contributor)
	h.joins("dan", "anfrel", people.FocalPoint)
	h.pass()
	h.tick()
	h.drain()
	return h
}

func (h *house) check(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) do(by commitments.Origin, command commitments.Command) commitments.Outcome {
	h.Helper()
	outcome, err := h.service.Do(h.Context(), by, command)
	if err != nil {
		h.Fatalf("%s: %v", command.Verb(), err)
	}
	return outcome
}

func onSlack(name string) people.Identity {
	return people.Identity{Platform: people.Slack, Realm: "T1", Subject: "U-" + name}
}

func (h *house) joins(name, organisation string, role people.Role) {
	h.Helper()
	code := h.do(operator(), commitments.Invite{Plan: slug, Organisation: organisation, Role: role}).Code
	called := strings.ToUpper(name[:1]) + name[1:]
	h.do(commitments.Origin{}, commitments.Join{Code: code, Identity: onSlack(name), Name: called, Locale: "en"})
}

func (h *house) as(name string) commitments.Origin {
	h.Helper()
	actor, err := h.store.ActorByIdentity(h.Context(), onSlack(name), h.plan.ID, civil.DateOf(h.now, time.UTC))
	h.check(err)
	return commitments.Origin{Actor: actor, Via: commitments.ViaSlack, Language: "en"}
}

func (h *house) registers(name, title string, change func(*commitments.Register)) string {
	h.Helper()
	by := h.as(name)
	c := commitments.Register{Plan: slug, Title: title, Lead: by.Actor.Organisations()[0], Steps: []string{"25"}, DueOn: "2027-03-31"}
	if change != nil {
		change(&c)
	}
	return h.do(by, c).Commitment
}

func (h *house) logs(name, ref, note string) {
	h.Helper()
	h.do(h.as(name), commitments.Log{Plan: slug, Ref: ref, Note: note})
}

func (h *house) followed(name string, room people.Room, scope commitments.Scope, object string, cadence commitments.FollowCadence) {
	h.Helper()
	h.do(h.as(name), commitments.Follow{Plan: slug, Room: room, Scope: scope, Object: object, Cadence: cadence})
}

// pass lets both programs tell what is new, one after the other.
func (h *house) pass() {
	h.Helper()
	for _, f := range h.follows {
		h.check(f.Pass(h.Context()))
	}
}

func (h *house) tick() {
	h.Helper()
	_, err := h.ticker.Tick(h.Context())
	h.check(err)
}

// sent is a letter as it left.
type sent struct {
	queue.Letter
	key, platform, text string
}

// drain takes what waits out of the outbox, as an adapter would, and gives it.
func (h *house) drain() []sent {
	h.Helper()
	var all []sent
	for _, platform := range []string{"slack", "mail"} {
		for {
			some, err := h.store.ClaimSendings(h.Context(), platform, h.now, h.now.Add(time.Minute), 50)
			h.check(err)
			if len(some) == 0 {
				break
			}
			for i := range some {
				letter, err := queue.LetterOf(some[i])
				h.check(err)
				text := reply.AsText(letter.Reply, reply.Layout{Words: h.catalogue.Printer(letter.Reply.Language)})
				all = append(all, sent{letter, some[i].Key, platform, text})
				h.check(h.store.NoteSent(h.Context(), &some[i], h.now, fmt.Sprint("receipt ", len(all))))
			}
		}
	}
	slices.SortStableFunc(all, func(a, b sent) int { return strings.Compare(a.key, b.key) })
	return all
}

// only is the one letter that left.
func (h *house) only() sent {
	h.Helper()
	h.pass()
	all := h.drain()
	if len(all) != 1 {
		h.Fatalf("letters: got %d (%v), want one", len(all), all)
	}
	return all[0]
}

func (h *house) none(why string) {
	h.Helper()
	h.pass()
	if all := h.drain(); len(all) != 0 {
		h.Errorf("%s: got %v", why, all)
	}
}

// to are those for one account.
func to(subject string, all []sent) []sent {
	return slices.DeleteFunc(all, func(s sent) bool { return s.Subject != subject })
}

// in is somebody with regard to another plan.
func (h *house) in(slug, name string) commitments.Origin {
	h.Helper()
	plan, err := h.store.PlanBySlug(h.Context(), slug)
	h.check(err)
	actor, err := h.store.ActorByIdentity(h.Context(), onSlack(name), plan.ID, civil.DateOf(h.now, time.UTC))
	h.check(err)
	return commitments.Origin{Actor: actor, Via: commitments.ViaSlack, Language: "en"}
}
