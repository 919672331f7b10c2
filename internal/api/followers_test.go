package api_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/api"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/accord-tracker/accord/internal/webhooks"
	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

const webhooksPath = "/v1/plans/hres-2018/webhooks"

// localHooks are options under which webhooks may be on this machine.
func localHooks() api.Options {
	o := freely()
	o.Webhooks = webhooks.Options{Plain: true, Allowed: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Timeout: 5 * time.Second}
	return o
}

// mailbox is a receiver that keeps what it is sent.
type mailbox struct {
	*httptest.Server
	mutex  sync.Mutex
	status int
	bodies [][]byte
	heads  []http.Header
}

func newMailbox(t *testing.T) *mailbox {
	m := &mailbox{status: http.StatusOK}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		m.mutex.Lock()
		defer m.mutex.Unlock()
		m.bodies, m.heads = append(m.bodies, body), append(m.heads, r.Header.Clone())
		w.WriteHeader(m.status)
	}))
	t.Cleanup(m.Close)
	return m
}

// delivers everything that is due.
func (w *world) delivers(o api.Options) {
	w.Helper()
	worker := webhooks.New(webhooks.Parts{
		Store: w.store, Shape: api.MessageShape, Now: w.clock.Now, Chance: func() float64 { return 1 }, Log: slog.New(slog.DiscardHandler),
	}, o.Webhooks)
	if err := worker.Pass(context.Background()); err != nil {
		w.Fatal(err)
	}
}

func decoded[T any](t testing.TB, text string) T {
	t.Helper()
	var v T
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

func TestAWebhookIsAddedTestedAndRemoved(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w, box := newWorld(t, s, localHooks()), newMailbox(t)
		body := `{"url": "` + box.URL + `", "label": "Our chat", "kinds": ["progress"]}`
		made := w.well(w.ask("ana", "POST", webhooksPath, body, "Idempotency-Key", "k1"))
		hook := decoded[api.Webhook](t, made.body)
		again := decoded[api.Webhook](t, w.well(w.ask("ana", "POST", webhooksPath, body, "Idempotency-Key", "k1")).body)
		if hook.Secret == "" || again.Secret != "" || again.ID != hook.ID {
			t.Errorf("asked again: got %v with the secret %q, want %v without one", again.ID, again.Secret, hook.ID)
		}
		one := made.header.Get("Location")
		if shown := w.well(w.ask("ana", "GET", one, "")); strings.Contains(shown.body, "whsec_") {
			t.Errorf("the secret is shown again: %s", shown.body)
		}
		w.well(w.ask("ana", "POST", one+"/test", ""))
		ref := w.registers()
		w.well(w.ask("ana", "POST", "/v1/plans/hres-2018/commitments/"+ref+"/progress", `{"note": "First <b>news</b>", "percent": 40}`, "If-Match", "*"))
		w.delivers(localHooks())
		verifier, err := standardwebhooks.NewWebhook(hook.Secret)
		if err != nil {
			t.Fatal(err)
		}
		var types []string
		for i, body := range box.bodies {
			if err := verifier.VerifyIgnoringTimestamp(body, box.heads[i]); err != nil {
				t.Errorf("verify: %v", err)
			}
			message := decoded[api.Message](t, string(body))
			types = append(types, message.Type)
			if e := message.Data.Entry; e != nil && (e.Note != "First <b>news</b>" || message.Data.Commitment.Ref != ref || *message.Data.Commitment.Percent != 40) {
				t.Errorf("message: got %s", body)
			}
		}
		slices.Sort(types)
		if diff := cmp.Diff([]string{"entry.progress", "webhook.test"}, types); diff != "" {
			t.Errorf("messages (-want +got):\n%s", diff)
		}
		w.well(w.ask("ana", "DELETE", one, ""))
		if gone := w.ask("ana", "GET", one, ""); gone.status != http.StatusNotFound {
			t.Errorf("removed: got %d", gone.status)
		}
	})
}

func TestDeadLettersAreSeenAndReplayed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w, box := newWorld(t, s, localHooks()), newMailbox(t)
		one := w.well(w.ask("ana", "POST", webhooksPath, `{"url": "`+box.URL+`"}`)).header.Get("Location")
		box.status = http.StatusInternalServerError
		w.registers()
		w.delivers(localHooks())
		waiting := decoded[api.List[api.Delivery]](t, w.well(w.ask("ana", "GET", one+"/deliveries?state=waiting", "")).body)
		if len(waiting.Items) != 1 || waiting.Items[0].Status != 500 || waiting.Items[0].Trouble != commitments.TroubleStatus || waiting.Items[0].NextAt == nil {
			t.Fatalf("waiting: got %+v", waiting.Items)
		}
		w.clock.Forward(commitments.DeliveryTries)
		w.delivers(localHooks())
		dead := decoded[api.List[api.Delivery]](t, w.well(w.ask("ana", "GET", one+"/deliveries", "")).body)
		if len(dead.Items) != 1 || dead.Items[0].DeadAt == nil || dead.Items[0].ID != waiting.Items[0].ID {
			t.Fatalf("dead: got %+v", dead.Items)
		}
		if shown := decoded[api.Webhook](t, w.ask("ana", "GET", one, "").body); shown.Dead != 1 || shown.Waiting != 0 {
			t.Errorf("webhook: got %d dead and %d waiting", shown.Dead, shown.Waiting)
		}
		if none := w.ask("ana", "POST", one+"/replay", `{"deliveries": ["msg_none"]}`); none.status != http.StatusNotFound {
			t.Errorf("replay of nothing: got %d", none.status)
		}
		box.status = http.StatusOK
		if got := w.well(w.ask("ana", "POST", one+"/replay", `{}`)); strings.TrimSpace(got.body) != `{"replayed":1}` {
			t.Errorf("replay: got %s", got.body)
		}
		w.delivers(localHooks())
		if id := box.heads[len(box.heads)-1].Get("webhook-id"); id != dead.Items[0].ID {
			t.Errorf("replayed: got %s, want %s", id, dead.Items[0].ID)
		}
	})
}

func TestAWebhookIsNotSentInside(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t).Open(t), freely())
	for address, code := range map[string]string{
		"https://127.0.0.1/": "webhook.private", "https://[::1]:8080/": "webhook.private", "https://169.254.169.254/latest": "webhook.private",
		"http://example.org/": "webhook.https", "https://ana@example.org/": "webhook.url", "nonsense": "webhook.url",
	} {
		got := w.ask("ana", "POST", webhooksPath, `{"url": "`+address+`"}`)
		if p := decoded[api.Problem](t, got.body); got.status != http.StatusUnprocessableEntity || p.Code != code || len(p.Errors) != 1 || p.Errors[0].Location != "body.url" {
			t.Errorf("%s: got %d %s", address, got.status, got.body)
		}
	}
}

func TestATokenOfOneOrganisationSeesItsWebhooksAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t).Open(t), freely())
	w.well(w.ask("ana", "POST", webhooksPath, `{"url": "https://example.org/own"}`))
	w.tokens["bound"] = w.token("ana", people.WriteScope, "ndi")
	w.well(w.ask("bound", "POST", webhooksPath, `{"url": "https://example.org/bound"}`))
	for who, want := range map[string]int{"ana": 2, "bound": 1, "dan": 1, "cleo": 0, "ben": 0, "kim": 2} {
		if got := decoded[api.List[api.Webhook]](t, w.well(w.ask(who, "GET", webhooksPath, "")).body); len(got.Items) != want {
			t.Errorf("%s: got %d webhooks, want %d", who, len(got.Items), want)
		}
	}
}

type atom struct {
	Language string `xml:"lang,attr"`
	Title    string `xml:"title"`
	Updated  string `xml:"updated"`
	Entry    []struct {
		ID     string `xml:"id"`
		Title  string `xml:"title"`
		Author []struct {
			Name string `xml:"name"`
		} `xml:"author"`
		Link struct {
			Href string `xml:"href,attr"`
		} `xml:"link"`
	} `xml:"entry"`
}

func (w *world) feed(path string, headers ...string) (atom, answer) {
	w.Helper()
	got := w.well(w.ask("", "GET", path, "", headers...))
	var f atom
	if err := xml.Unmarshal([]byte(got.body), &f); err != nil {
		w.Fatalf("%s: %v in %s", path, err, got.body)
	}
	return f, got
}

// makes a commitment of ndi for each visibility, titled by it.
func (w *world) makesOneOfEach(due string) {
	w.Helper()
	for _, visibility := range access.Visibilities {
		w.well(w.ask("ana", "POST", "/v1/plans/hres-2018/commitments",
			`{"title": "`+string(visibility)+` & <i>", "lead": "ndi", "steps": ["25"], "due_on": "`+due+`", "visibility": "`+string(visibility)+`"}`))
	}
}

func TestFeedsShowWhatThePublicMaySee(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s, freely())
		w.makesOneOfEach("2027-03-31")
		titles := func(f atom) []string {
			all := []string{}
			for _, e := range f.Entry {
				_, rest, _ := strings.Cut(e.Title, " ")
				word, _, _ := strings.Cut(strings.TrimLeft(rest, "\u2068\u2066"), " ")
				if all = append(all, word); word == "unattributed" && len(e.Author) > 0 {
					t.Errorf("%s says whose it is: %v", e.Title, e.Author)
				}
				if word == "public" && (len(e.Author) != 1 || e.Author[0].Name != "National Democratic Institute") {
					t.Errorf("%s: got authors %v", e.Title, e.Author)
				}
			}
			slices.Sort(all)
			return all
		}
		const base = "/v1/plans/hres-2018"
		for path, want := range map[string][]string{
			base + "/feed.atom":                      {"public", "unattributed"},
			base + "/steps/25/feed.atom":             {"public", "unattributed"},
			base + "/steps/29c/feed.atom":            {},
			base + "/organisations/ndi/feed.atom":    {"public"},
			base + "/organisations/anfrel/feed.atom": {},
		} {
			f, got := w.feed(path)
			if diff := cmp.Diff(want, titles(f)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
			if kind := got.header.Get("Content-Type"); kind != "application/atom+xml" {
				t.Errorf("%s: got type %s", path, kind)
			}
			member := w.ask("kim", "GET", path, "")
			if member.body != got.body {
				t.Errorf("%s: a convener gets another feed", path)
			}
			if same := w.ask("", "GET", path, "", "If-None-Match", got.header.Get("ETag")); same.status != http.StatusNotModified || same.body != "" {
				t.Errorf("%s: unchanged, got %d", path, same.status)
			}
		}
		for _, path := range []string{base + "/steps/99/feed.atom", base + "/organisations/nobody/feed.atom", "/v1/plans/none/feed.atom"} {
			if got := w.ask("", "GET", path, ""); got.status != http.StatusNotFound {
				t.Errorf("%s: got %d", path, got.status)
			}
		}
	})
}

func TestAFeedSpeaksTheLanguageThatIsAskedFor(t *testing.T) {
	t.Parallel()
	options := freely()
	options.PublicURL = "https://accord.example.org"
	w := newWorld(t, storetest.SQLite(t).Open(t), options)
	w.makesOneOfEach("2027-03-31")
	const path = "/v1/plans/hres-2018/feed.atom"
	byHeader, first := w.feed(path, "Accept-Language", "fr")
	byQuery, _ := w.feed(path + "?language=fr")
	if byHeader.Language != "fr" || byHeader.Title != byQuery.Title || !strings.HasPrefix(byHeader.Title, "Du nouveau") {
		t.Errorf("in French: got %q and %q", byHeader.Title, byQuery.Title)
	}
	if link := byHeader.Entry[0].Link.Href; !strings.HasPrefix(link, "https://accord.example.org/v1/plans/hres-2018/commitments/C-") {
		t.Errorf("link: got %s", link)
	}
	if english, other := w.feed(path); english.Language != "en" || other.header.Get("ETag") == first.header.Get("ETag") {
		t.Errorf("in English: got %q with the tag of French", english.Language)
	}
}

func (w *world) calendar(path string) []string {
	w.Helper()
	got := w.well(w.ask("", "GET", path, ""))
	read, err := ics.ParseCalendar(strings.NewReader(got.body))
	if err != nil {
		w.Fatalf("%s: %v", path, err)
	}
	found := []string{}
	for _, e := range read.Events() {
		title := ics.FromText(e.GetProperty(ics.ComponentPropertySummary).Value)
		for _, word := range []string{"UPR", "unattributed", "public", "endorsers", "conveners"} {
			if strings.Contains(title, word) {
				found = append(found, word)
				break
			}
		}
	}
	slices.Sort(found)
	return found
}

func TestCalendarsShowWhatTheirReadersMaySee(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s, freely())
		w.makesOneOfEach("2027-03-31")
		w.well(w.ask("ana", "POST", "/v1/plans/hres-2018/events", `{"kind": "upr_session", "title": "UPR 55", "starts_on": "2027-01-20"}`))
		const addresses = "/v1/plans/hres-2018/calendar-addresses"
		address := func(who string) string {
			return decoded[api.CalendarAddress](t, w.well(w.ask(who, "POST", addresses, `{"label": "Telephone"}`)).body).Address
		}
		for path, want := range map[string][]string{
			"/v1/plans/hres-2018/calendar.ics":                      {"UPR", "public", "unattributed"},
			"/v1/plans/hres-2018/organisations/ndi/calendar.ics":    {"UPR", "public"},
			"/v1/plans/hres-2018/organisations/anfrel/calendar.ics": {"UPR"},
			address("cleo"): {"UPR", "conveners", "endorsers", "public"},
			address("ben"):  {"UPR"},
			address("kim"):  {"UPR"},
		} {
			if diff := cmp.Diff(want, w.calendar(path)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
		}
	})
}

func TestASecretCalendarEndsWithItsAddressAndItsMember(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t).Open(t), freely())
	const addresses = "/v1/plans/hres-2018/calendar-addresses"
	made := decoded[api.CalendarAddress](t, w.well(w.ask("cleo", "POST", addresses, `{}`, "Idempotency-Key", "k")).body)
	again := decoded[api.CalendarAddress](t, w.well(w.ask("cleo", "POST", addresses, `{}`, "Idempotency-Key", "k")).body)
	other := decoded[api.CalendarAddress](t, w.well(w.ask("cleo", "POST", addresses, `{}`)).body)
	if again.ID != made.ID || again.Address != "" || made.Address == "" {
		t.Errorf("asked again: got %+v", again)
	}
	secret := strings.TrimSuffix(strings.TrimPrefix(made.Address, "/v1/calendars/"), ".ics")
	if strings.Contains(w.log.String(), secret) {
		t.Error("the log has the secret")
	}
	if got := w.ask("ana", "DELETE", addresses+"/"+made.ID.String(), ""); got.status != http.StatusNotFound {
		t.Errorf("revoked by another: got %d", got.status)
	}
	w.calendar(made.Address)
	w.well(w.ask("cleo", "DELETE", addresses+"/"+made.ID.String(), ""))
	if got := w.ask("", "GET", made.Address, ""); got.status != http.StatusNotFound {
		t.Errorf("after it was revoked: got %d", got.status)
	}
	list := decoded[api.List[api.CalendarAddress]](t, w.well(w.ask("cleo", "GET", addresses, "")).body)
	if len(list.Items) != 2 || strings.Contains(w.ask("cleo", "GET", addresses, "").body, "/v1/calendars/") {
		t.Errorf("list: got %+v", list.Items)
	}
	w.must(w.as("ana"), commitments.RemoveMember{Plan: slug, Organisation: "ndi", Member: w.keys["cleo"]})
	if got := w.ask("", "GET", other.Address, ""); got.status != http.StatusNotFound {
		t.Errorf("after its member has left: got %d", got.status)
	}
	if got := w.ask("", "GET", "/v1/calendars/guess.ics", ""); got.status != http.StatusNotFound {
		t.Errorf("a guess: got %d", got.status)
	}
}
