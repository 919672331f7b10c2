package slack_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/accord-tracker/accord/internal/chat/chattest/fakeslack"
	"github.com/accord-tracker/accord/internal/chat/slack"
	"github.com/accord-tracker/accord/internal/clocktest"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// office is where installations are made: a fake Slack, a store and a clock.
type office struct {
	t             testing.TB
	clock         *clocktest.Clock
	server        *fakeslack.Server
	store         *store.Store
	installations *slack.Installations
}

func newOffice(t testing.TB, s *store.Store) *office {
	t.Helper()
	clock := clocktest.At(someday)
	o := &office{t: t, clock: clock, store: s, server: fakeslack.New(t, fakeslack.Options{Now: clock.Now})}
	o.installations = o.another(s)
	return o
}

// another is a further program on the same database.
func (o *office) another(s slack.InstallationStore) *slack.Installations {
	return slack.NewInstallations(slack.InstallationParts{
		Store: s, Leases: o.store, Now: o.clock.Now, API: o.server.APIURL(), ClientID: fakeslack.ClientID,
		ClientSecret: fakeslack.ClientSecret, Holder: uuid.NewString(), Log: slog.New(slog.DiscardHandler),
	})
}

// browser is somebody's, at the pages of this installation.
type browser struct {
	office  *office
	site    *httptest.Server
	client  *http.Client
	state   string
	arrived url.Values // at Slack
}

func (o *office) browser() *browser {
	o.t.Helper()
	b := &browser{office: o}
	agree := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { b.arrived = r.URL.Query() }))
	o.t.Cleanup(agree.Close)
	catalogue, err := i18n.Load()
	if err != nil {
		o.t.Fatal(err)
	}
	mux := http.NewServeMux()
	b.site = httptest.NewServer(mux)
	o.t.Cleanup(b.site.Close)
	routes := slack.OAuth{
		Installations: o.installations, Catalogue: catalogue, Address: b.site.URL, Site: agree.URL, Word: uuid.NewString,
	}.Routes()
	for pattern, h := range routes {
		mux.Handle(pattern, h)
	}
	b.newClient()
	return b
}

func (b *browser) newClient() {
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.office.t.Fatal(err)
	}
	b.client = &http.Client{Jar: jar}
}

func (b *browser) begins() {
	b.office.t.Helper()
	answer, err := b.client.Get(b.site.URL + slack.PathInstall)
	if err != nil {
		b.office.t.Fatal(err)
	}
	_ = answer.Body.Close()
	b.state = b.arrived.Get("state")
}

func (b *browser) comesBack(query url.Values) (status int, page string) {
	b.office.t.Helper()
	answer, err := b.client.Get(b.site.URL + slack.PathCallback + "?" + query.Encode())
	if err != nil {
		b.office.t.Fatal(err)
	}
	defer answer.Body.Close()
	text := make([]byte, 4096)
	n, _ := answer.Body.Read(text)
	return answer.StatusCode, string(text[:n])
}

func (b *browser) allowed(c fakeslack.Consent) url.Values {
	c.Redirect = b.site.URL + slack.PathCallback
	return url.Values{"state": {b.state}, "code": {b.office.server.Allow(c)}}
}

// S-48.
func TestTheAppIsInstalledInABrowser(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOffice(t, s)
		b := o.browser()
		b.begins()
		if got := b.arrived.Get("redirect_uri"); got != b.site.URL+slack.PathCallback || b.arrived.Get("client_id") != fakeslack.ClientID ||
			!strings.Contains(b.arrived.Get("scope"), "chat:write") || len(b.state) < 20 {
			t.Errorf("sent to Slack with %v", b.arrived)
		}
		back := b.allowed(fakeslack.Consent{Team: "T7", Scopes: strings.Join(slack.Scopes(slack.Unfurls{}), ",")})
		if status, page := b.comesBack(back); status != 200 || !strings.Contains(page, "is installed in Team T7") {
			t.Errorf("came back: got %d %s", status, page)
		}
		i, err := s.Installation(t.Context(), "T7")
		if err != nil || i.State != people.InstallationOn || i.Token != people.Hidden(o.server.BotTokenIn("T7")) || i.BotUser != o.server.BotIn("T7") ||
			i.InstalledBy != "UINSTALLER" || !strings.HasPrefix(i.Domain, "https://") {
			t.Errorf("installed: got %+v, %v", i, err)
		}
		if status, page := b.comesBack(back); status != 400 || !strings.Contains(page, "Begin again") {
			t.Errorf("came back twice: got %d %s", status, page)
		}
	})
}

// S-48: nobody can be made to install what somebody else has begun.
func TestABeginningIsGoodForItsBrowserAndItsTime(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.SQLite(t).Open(t))
	refused := func(name string, b *browser, query url.Values) {
		t.Helper()
		if status, _ := b.comesBack(query); status != 400 {
			t.Errorf("%s: got %d, want 400", name, status)
		}
		if all, err := o.store.Installations(t.Context()); err != nil || len(all) > 0 {
			t.Fatalf("%s: installed %v, %v", name, all, err)
		}
	}
	b := o.browser()
	refused("nothing was begun", b, url.Values{"code": {"x"}, "state": {"y"}})
	b.begins()
	stolen := b.allowed(fakeslack.Consent{Team: "T7"})
	b.newClient()
	refused("another browser", b, stolen)
	b.begins()
	refused("another browser, which has begun itself", b, stolen)
	b.begins()
	o.clock.Forward(11 * time.Minute)
	refused("too late", b, b.allowed(fakeslack.Consent{Team: "T7"}))
	b.begins()
	if status, page := b.comesBack(url.Values{"state": {b.state}, "error": {"access_denied"}}); status != 200 || !strings.Contains(page, "not installed") {
		t.Errorf("declined: got %d %s", status, page)
	}
	b.begins()
	if status, page := b.comesBack(url.Values{"state": {b.state}, "code": {"made up"}}); status != 502 || !strings.Contains(page, "log") {
		t.Errorf("a code of nobody's: got %d %s", status, page)
	}
	b.begins()
	if status, page := b.comesBack(b.allowed(fakeslack.Consent{Team: "T7", Scopes: "commands,chat:write"})); status != 200 || !strings.Contains(page, "users:read") {
		t.Errorf("a right that is lacking: got %d %s", status, page)
	}
}

// rotating is an installation whose token ends.
func (o *office) rotating() people.Installation {
	o.t.Helper()
	b := o.browser()
	b.begins()
	if status, page := b.comesBack(b.allowed(fakeslack.Consent{Team: "T7", Rotating: true})); status != 200 {
		o.t.Fatalf("install: %d %s", status, page)
	}
	i, err := o.store.Installation(o.t.Context(), "T7")
	if err != nil || i.TokenEndsAt.IsZero() || i.Refresh == "" {
		o.t.Fatalf("a token that ends: got %+v, %v", i, err)
	}
	return i
}

func (o *office) works(w *slack.Installations) error {
	client, err := w.Client(o.t.Context(), "T7")
	if err != nil {
		return err
	}
	_, err = client.AuthTestContext(o.t.Context())
	return err
}

// S-49: of several programs one changes the tokens, and all of them go on.
func TestTokensAreChangedOnceAndInTime(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOffice(t, s)
		first := o.rotating()
		o.clock.Forward(6 * time.Hour)
		if err := o.works(o.installations); err != nil || o.server.Refreshes() != 0 {
			t.Errorf("after half its life: got %v, %d refreshes", err, o.server.Refreshes())
		}
		o.clock.Forward(2 * time.Hour)
		other := o.another(s)
		var wait sync.WaitGroup
		for n := range 8 {
			w := []*slack.Installations{o.installations, other}[n%2]
			wait.Go(func() {
				if err := o.works(w); err != nil {
					t.Errorf("program %d: %v", n, err)
				}
			})
		}
		wait.Wait()
		if n := o.server.Refreshes(); n != 1 {
			t.Errorf("refreshed %d times, want once", n)
		}
		i, err := s.Installation(t.Context(), "T7")
		if err != nil || i.Token == first.Token || i.Refresh == first.Refresh || !i.TokenEndsAt.Equal(o.clock.Now().Add(12*time.Hour)) {
			t.Errorf("kept: got %+v, %v", i, err)
		}
		for range 5 { // two days and a half, without anybody doing anything but keep them
			o.clock.Forward(11 * time.Hour)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			o.installations.KeepTokens(ctx) // one round
			if err := o.works(o.installations); err != nil {
				t.Errorf("at %v: %v", o.clock.Now(), err)
			}
		}
	})
}

// forgetful loses what it is given, as a program does that dies between Slack's answer and the commit.
type forgetful struct {
	slack.InstallationStore
	mutex sync.Mutex
	times int
}

func (f *forgetful) SaveInstallation(ctx context.Context, i people.Installation) error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.times > 0 {
		f.times--
		return errors.New("killed")
	}
	return f.InstallationStore.SaveInstallation(ctx, i)
}

// S-49: an answer that was lost is asked for again while Slack lets us; later an administrator must see to it.
func TestALostAnswerIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		after time.Duration
		state people.InstallationState
	}{{time.Minute, people.InstallationOn}, {5 * time.Hour, people.InstallationBroken}} {
		o := newOffice(t, storetest.SQLite(t).Open(t))
		o.rotating()
		o.clock.Forward(8 * time.Hour)
		dying := o.another(&forgetful{InstallationStore: o.store, times: 1})
		if err := o.works(dying); err != nil { // the old token still holds
			t.Errorf("while the old token holds: %v", err)
		}
		if o.server.Refreshes() != 1 {
			t.Fatalf("refreshed %d times", o.server.Refreshes())
		}
		o.clock.Forward(c.after)
		err := o.works(o.installations)
		i, lookErr := o.store.Installation(t.Context(), "T7")
		if lookErr != nil || i.State != c.state || (err == nil) != (c.state == people.InstallationOn) {
			t.Errorf("%v later: got %v (%s) and %v, %v, want %s", c.after, i.State, i.Why, err, lookErr, c.state)
		}
	}
}

// S-43: the same user id in two workspaces is two people; S-50: one that has ended is not spoken to.
func TestEachWorkspaceHasItsOwnToken(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.SQLite(t).Open(t))
	o.server.AddTeam(fakeslack.Team{ID: "T7", Name: "Seven", Domain: "seven"})
	for _, team := range []string{o.server.Team(), "T7"} {
		i, err := o.installations.Adopt(t.Context(), people.Hidden(o.server.BotTokenIn(team)))
		if err != nil || i.Realm != team {
			t.Fatalf("adopt %s: got %v, %v", team, i.Realm, err)
		}
		client, err := o.installations.Client(t.Context(), team)
		if err != nil {
			t.Fatal(err)
		}
		if who, err := client.AuthTestContext(t.Context()); err != nil || who.TeamID != team {
			t.Errorf("client of %s: got %v, %v", team, who, err)
		}
	}
	for range 2 {
		if err := o.installations.TurnOff(t.Context(), "T7", "token_revoked"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := o.installations.Client(t.Context(), "T7"); !errors.Is(err, commitments.ErrNotFound) {
		t.Errorf("an ended installation: got %v, want ErrNotFound", err)
	}
	if _, err := o.installations.Adopt(t.Context(), "xoxb-wrong"); !slack.IsOver(err) || strings.Contains(err.Error(), "xoxb") {
		t.Errorf("a wrong token: got %v", err)
	}
}

// S-42, S-51: calls end after a while, and no error has a token or an address in it.
func TestErrorsOfCallsSayNothingSecret(t *testing.T) {
	t.Parallel()
	secret := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	secret.Close()
	w := slack.NewInstallations(slack.InstallationParts{Now: time.Now, API: secret.URL + "/xapp-in-the-address/"})
	_, err := w.Adopt(t.Context(), "xoxb-secret")
	if err == nil || strings.Contains(fmt.Sprint(err), "xapp-") || strings.Contains(fmt.Sprint(err), "xoxb-") {
		t.Errorf("got %v", err)
	}
}

// The doctor's look at an installation: scopes and clock.
func TestAnInstallationIsExamined(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.SQLite(t).Open(t))
	o.server.Grant(o.server.Team(), "commands,chat:write")
	standing, err := o.installations.Examine(t.Context(), "", people.Hidden(o.server.BotToken()))
	if err != nil || standing.Name == "" || !strings.Contains(strings.Join(standing.Lacking, " "), "users:read") {
		t.Errorf("got %+v, %v", standing, err)
	}
	if err := o.installations.CheckSocket(t.Context(), people.Hidden(fakeslack.AppToken)); err != nil {
		t.Error(err)
	}
	if word, ok := slack.Refusal(o.installations.CheckSocket(t.Context(), "xapp-wrong")); !ok || word != "invalid_auth" {
		t.Errorf("a wrong app token: got %q", word)
	}
}

// S-47: an enterprise that has the app as a whole is one installation, which takes over the accounts of its workspaces.
func TestAnEnterpriseIsOneInstallation(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.SQLite(t).Open(t))
	grid := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "auth.test") {
			_, _ = fmt.Fprint(w, `{"ok":true,"url":"https://grid.enterprise.slack.com/","team":"Grid","team_id":"E1","enterprise_id":"E1","user_id":"UBOT","is_enterprise_install":true}`)
			return
		}
		_, _ = fmt.Fprint(w, `{"ok":true,"app_id":"A1","access_token":"xoxb-grid","scope":"commands","bot_user_id":"UBOT","team":null,`+
			`"enterprise":{"id":"E1","name":"Grid"},"is_enterprise_install":true,"authed_user":{"id":"U1"}}`)
	}))
	t.Cleanup(grid.Close)
	service := commitments.NewService(o.store, o.clock.Now)
	operator := commitments.Origin{Via: commitments.ViaConsole}
	operator.Actor.Operator = true
	for _, realm := range []string{"T1", "T2"} {
		who := people.Identity{Platform: people.Slack, Realm: realm, Subject: "U" + realm}
		if _, err := service.Do(t.Context(), operator, commitments.Introduce{Identity: who, Name: realm}); err != nil {
			t.Fatal(err)
		}
	}
	err := o.store.SaveInstallation(t.Context(), people.Installation{
		Realm: "T1", Enterprise: "E1", Team: "T1", Token: "xoxb-t1", State: people.InstallationOn, InstalledAt: someday, ChangedAt: someday,
	})
	if err != nil {
		t.Fatal(err)
	}
	w := slack.NewInstallations(slack.InstallationParts{Store: o.store, Leases: o.store, Now: o.clock.Now, API: grid.URL, ClientID: "1", ClientSecret: "2"})
	o.installations = w
	b := o.browser()
	b.begins()
	if status, page := b.comesBack(url.Values{"state": {b.state}, "code": {"x"}}); status != 200 {
		t.Fatalf("install: %d %s", status, page)
	}
	i, err := o.store.Installation(t.Context(), "E1")
	if err != nil || !i.OrgWide() || i.Name != "Grid" || i.Token != "xoxb-grid" {
		t.Errorf("got %+v, %v", i, err)
	}
	for who, known := range map[people.Identity]bool{
		{Platform: people.Slack, Realm: "E1", Subject: "UT1"}: true, {Platform: people.Slack, Realm: "T1", Subject: "UT1"}: false,
		{Platform: people.Slack, Realm: "T2", Subject: "UT2"}: true,
	} {
		if _, err := o.store.MemberByIdentity(t.Context(), who); (err == nil) != known {
			t.Errorf("%v: got %v, want known: %t", who, err, known)
		}
	}
}
