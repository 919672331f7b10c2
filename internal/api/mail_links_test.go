package api_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/api"
	"github.com/accord-tracker/accord/internal/browsertest"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/seal"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/uuid"
)

// letterbox is a world whose server opens the links of e-mails.
type letterbox struct {
	*world
	box *seal.Box
	web *httptest.Server
	ref string
}

func newLetterbox(t testing.TB, s *store.Store) *letterbox {
	t.Helper()
	box, err := seal.New(seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	m := &letterbox{world: newWorld(t, s, freely()), box: box}
	catalogue, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	server := api.New(api.Parts{
		Store: s, Service: m.service, Catalogue: catalogue, Meaning: meaning, Now: m.clock.Now, Log: slog.New(slog.NewTextHandler(m.log, nil)),
		OpenMailLink: func(_ context.Context, sealed string) (people.MailLink, error) {
			text, err := m.box.Open(sealed, people.MailLinkAbout)
			if err != nil {
				return people.MailLink{}, people.ErrMailLink
			}
			return people.ParseMailLink(text)
		},
	}, freely())
	m.web = httptest.NewServer(server)
	t.Cleanup(m.web.Close)
	m.ref = m.must(m.as("ana"), commitments.Register{
		Plan: slug, Title: "Joint <paper> on the update", Lead: "ndi", Steps: []string{"25"}, DueOn: "2027-03-31",
	}).Commitment
	return m
}

// link is one to a member, in a message of its own.
func (m *letterbox) link(name string, change func(*people.MailLink)) string {
	m.Helper()
	l := people.MailLink{
		Act: people.MailNoChange, Member: m.keys[name], Plan: slug, Ref: m.ref, Sending: uuid.NewString(),
		Until: m.clock.Now().Add(people.MailLinkLasts),
	}
	if change != nil {
		change(&l)
	}
	text, err := l.Text()
	if err != nil {
		m.Fatal(err)
	}
	sealed, err := m.box.Seal(text, people.MailLinkAbout)
	if err != nil {
		m.Fatal(err)
	}
	return m.web.URL + "/mail/" + sealed
}

func (m *letterbox) ask(method, address, body string) (status int, header http.Header, page string) {
	m.Helper()
	request, err := http.NewRequestWithContext(m.Context(), method, address, strings.NewReader(body))
	if err != nil {
		m.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		m.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		m.Fatal(err)
	}
	return response.StatusCode, response.Header, string(text)
}

func (m *letterbox) position() int64 {
	m.Helper()
	plan, err := m.store.PlanBySlug(m.Context(), slug)
	if err != nil {
		m.Fatal(err)
	}
	end, err := m.store.JournalEnd(m.Context(), plan.ID)
	if err != nil {
		m.Fatal(err)
	}
	return end
}

func TestToLookAtALinkChangesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		m := newLetterbox(t, s)
		before := m.position()
		for _, act := range people.MailActs {
			address := m.link("ana", func(l *people.MailLink) { l.Act = act })
			for _, method := range []string{"GET", "HEAD", "GET"} {
				status, header, page := m.ask(method, address, "")
				if status != http.StatusOK || !strings.Contains(header.Get("Content-Security-Policy"), "default-src 'none'") || header.Get("Referrer-Policy") != "no-referrer" {
					t.Errorf("%s %s: got %d %v", method, act, status, header)
				}
				if strings.Contains(page, "<script") || strings.Contains(page, "<paper>") {
					t.Errorf("%s: got %s", act, page)
				}
			}
		}
		if after := m.position(); after != before {
			t.Errorf("the journal grew from %d to %d", before, after)
		}
		actor := m.as("ana").Actor
		records, err := s.Records(t.Context(), []uuid.UUID{actor.Member.ID})
		if err != nil || records[0].Own.Mode == people.RemindersOff {
			t.Errorf("reminders: got %v, %v", records[0].Own, err)
		}
	})
}

func TestAConfirmedLinkActsOnceAsItsMember(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		m := newLetterbox(t, s)
		address := m.link("ana", nil)
		before := m.position()
		if status, _, page := m.ask("POST", address, ""); status != http.StatusOK || !strings.Contains(page, "no change") {
			t.Errorf("got %d %s", status, page)
		}
		if status, _, page := m.ask("POST", address, ""); status != http.StatusOK || !strings.Contains(page, "before") {
			t.Errorf("a second click: got %d %s", status, page)
		}
		if after := m.position(); after != before+1 {
			t.Errorf("entries: got %d, want 1", after-before)
		}
		done := m.link("ana", func(l *people.MailLink) { l.Act = people.MailDone })
		if status, _, page := m.ask("POST", done, ""); status != http.StatusOK {
			t.Errorf("done: got %d %s", status, page)
		}
		snooze := m.link("ana", func(l *people.MailLink) { l.Act = people.MailSnooze })
		if status, _, page := m.ask("POST", snooze, ""); status != http.StatusConflict {
			t.Errorf("snoozing what is done: got %d %s", status, page)
		}
		other := m.link("olga", func(l *people.MailLink) { l.Act = people.MailNoChange })
		if status, _, page := m.ask("POST", other, ""); status != http.StatusConflict || !strings.Contains(page, "roles") {
			t.Errorf("a link gives no rights: got %d %s", status, page)
		}
	})
}

func TestALinkActsInItsPlanAndInNoOther(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		m := newLetterbox(t, s)
		const other = "digital-2025"
		documents, err := plans.BuiltIn()
		if err != nil {
			t.Fatal(err)
		}
		m.must(operator(), commitments.ImportPlan{Document: documents[1]})
		m.must(operator(), commitments.Endorse{Plan: other, Organisation: "ndi"})
		plan, err := s.PlanBySlug(t.Context(), other)
		if err != nil {
			t.Fatal(err)
		}
		there := func() commitments.Origin {
			actor, err := s.ActorByMember(t.Context(), m.as("ana").Actor.Member.ID, plan.ID, "2026-11-25")
			if err != nil {
				t.Fatal(err)
			}
			return commitments.Origin{Actor: actor, Via: commitments.ViaSlack}
		}
		ref := m.must(there(), commitments.Register{Plan: other, Title: "Model law", Lead: "ndi", Steps: []string{"1.1"}}).Commitment
		if ref != m.ref {
			t.Fatalf("%s and %s: this proves nothing", ref, m.ref)
		}
		before := m.position()
		message := uuid.NewString() // both stand in the same one
		for _, p := range []string{other, slug} {
			link := m.link("ana", func(l *people.MailLink) { l.Plan, l.Sending = p, message })
			if status, _, page := m.ask("POST", link, ""); status != http.StatusOK || strings.Contains(page, "before") {
				t.Errorf("%s: got %d %s", p, status, page)
			}
		}
		end, err := s.JournalEnd(t.Context(), plan.ID)
		if err != nil || end != 2 || m.position() != before+1 {
			t.Errorf("entries: got %d there, %d here, %v", end, m.position()-before, err)
		}
		for _, p := range []string{other, slug} {
			m.must(there(), commitments.Follow{Plan: p, Scope: commitments.OfCommitment, Object: m.ref})
		}
		link := m.link("ana", func(l *people.MailLink) { l.Act, l.Ref, l.Subscription = people.MailUnfollow, "", other+":"+m.ref })
		if status, _, page := m.ask("POST", link, ""); status != http.StatusOK {
			t.Errorf("unfollow: got %d %s", status, page)
		}
		left, err := s.SubscriptionsOf(t.Context(), plan.ID, m.as("ana").Actor.Member.ID, people.Room{})
		if err != nil || len(left) != 0 {
			t.Errorf("left of what was unfollowed: got %v, %v", left, err)
		}
	})
}

func TestOneClickOfAMailboxStopsTheMessages(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		m := newLetterbox(t, s)
		by := m.as("ana")
		stop := m.link("ana", func(l *people.MailLink) { l.Act, l.Ref = people.MailStop, "" })
		if status, _, page := m.ask("POST", stop, "List-Unsubscribe=One-Click"); status != http.StatusOK {
			t.Errorf("got %d %s", status, page)
		}
		records, err := s.Records(t.Context(), []uuid.UUID{by.Actor.Member.ID})
		if err != nil || records[0].Own.Mode != people.RemindersOff {
			t.Errorf("reminders: got %v, %v", records[0].Own, err)
		}
		m.must(by, commitments.Follow{Plan: slug, Scope: commitments.OfStep, Object: "25"})
		unfollow := m.link("ana", func(l *people.MailLink) { l.Act, l.Ref, l.Subscription = people.MailUnfollow, "", "step 25" })
		if status, _, page := m.ask("POST", unfollow, "List-Unsubscribe=One-Click"); status != http.StatusOK {
			t.Errorf("unfollow: got %d %s", status, page)
		}
		plan, err := s.PlanBySlug(t.Context(), slug)
		if err != nil {
			t.Fatal(err)
		}
		if left, err := s.SubscriptionsOf(t.Context(), plan.ID, by.Actor.Member.ID, people.Room{}); err != nil || len(left) != 0 {
			t.Errorf("subscriptions: got %v, %v", left, err)
		}
	})
}

func TestALinkThatIsOldBentOrNotOursDoesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		m := newLetterbox(t, s)
		good := m.link("ana", nil)
		gone := m.link("nobody", nil)
		before := m.position()
		for name, address := range map[string]string{"bent": good[:len(good)-2] + "AA", "cut": good[:len(good)-9], "made up": m.web.URL + "/mail/x", "of nobody": gone} {
			for _, method := range []string{"GET", "POST"} {
				if status, _, _ := m.ask(method, address, ""); status != http.StatusNotFound {
					t.Errorf("%s %s: got %d", method, name, status)
				}
			}
		}
		m.clock.Forward(people.MailLinkLasts + time.Second)
		for _, method := range []string{"GET", "POST"} {
			if status, _, page := m.ask(method, good, ""); status != http.StatusGone || !strings.Contains(page, "old") {
				t.Errorf("%s old: got %d", method, status)
			}
		}
		if after := m.position(); after != before {
			t.Errorf("the journal grew from %d to %d", before, after)
		}
	})
}

func TestThePagesOfLinksCanBeReadByEverybody(t *testing.T) {
	t.Parallel()
	m := newLetterbox(t, storetest.SQLite(t).Open(t))
	folder := t.TempDir()
	var pages []string
	keep := func(name, page string) {
		path := filepath.Join(folder, name+".html")
		if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
		pages = append(pages, path)
	}
	for _, language := range i18n.Languages() {
		m.must(m.as("ana"), commitments.SetProfile{Locale: new(language)})
		address := m.link("ana", nil)
		_, _, asks := m.ask("GET", address, "")
		keep("asks-"+language, asks)
		_, _, done := m.ask("POST", address, "")
		keep("done-"+language, done)
		if !strings.Contains(asks, `lang="`+language+`"`) || (language == "ar") != strings.Contains(asks, `dir="rtl"`) {
			t.Errorf("%s: got %s", language, asks)
		}
	}
	found, ok := browsertest.Look(t, pages...)
	if !ok {
		return
	}
	for _, page := range found {
		for _, broken := range page.Violations {
			t.Errorf("%s: %s (%s) at %v", page.Page, broken.Help, broken.Rule, broken.Where)
		}
	}
}
