package slack

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
)

// OAuth is how other workspaces install the app: a page of Slack's on which somebody agrees, and the address to which
// that brings them back (S-48).
type OAuth struct {
	Installations *Installations
	Catalogue     *i18n.Catalogue
	Address       string // of this installation, as Slack and browsers reach it: https://accord.example.org
	Site          string // of Slack; empty: https://slack.com
	Unfurls       Unfurls
	Word          func() string // makes an unguessable word
}

const (
	beginningLife = 10 * time.Minute // as long as Slack's code lives
	cookieName    = "accord_slack_install"
	wordBytes     = 20 // the least of what Word gives
)

// Routes are what it answers, by the patterns of http.ServeMux.
func (o OAuth) Routes() map[string]http.Handler {
	return map[string]http.Handler{
		"GET " + PathInstall:  http.HandlerFunc(o.begin),
		"GET " + PathCallback: http.HandlerFunc(o.finish),
	}
}

// begin sends the browser to Slack. What it takes along is good once, and only in this browser.
func (o OAuth) begin(w http.ResponseWriter, r *http.Request) {
	state, browser := o.Word(), o.Word()
	now := o.Installations.Now()
	if len(state) < wordBytes || len(browser) < wordBytes {
		o.fail(w, r, errors.New("words are too short to be unguessable"))
		return
	}
	err := o.Installations.Store.SaveBeginning(r.Context(), people.Beginning{
		StateHash: digest(state), BrowserHash: digest(browser), ExpiresAt: now.Add(beginningLife),
	}, now)
	if err != nil {
		o.fail(w, r, err)
		return
	}
	http.SetCookie(w, o.cookie(browser, int(beginningLife.Seconds())))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	http.Redirect(w, r, cmp.Or(o.Site, "https://slack.com")+"/oauth/v2/authorize?"+url.Values{
		"client_id": {o.Installations.ClientID}, "scope": {strings.Join(Scopes(o.Unfurls), ",")}, "redirect_uri": {o.redirect()}, "state": {state},
	}.Encode(), http.StatusSeeOther)
}

func (o OAuth) cookie(value string, seconds int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure where the address is https; without it only for trying things out
		Name: cookieName, Value: value, Path: PathCallback, MaxAge: seconds, HttpOnly: true,
		Secure: strings.HasPrefix(o.Address, "https://"), SameSite: http.SameSiteLaxMode,
	}
}

// redirect must be the same to the letter both times.
func (o OAuth) redirect() string { return strings.TrimSuffix(o.Address, "/") + PathCallback }

func digest(word string) string {
	sum := sha256.Sum256([]byte(word))
	return hex.EncodeToString(sum[:])
}

// finish changes the code that the browser brings for a token.
func (o OAuth) finish(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	http.SetCookie(w, o.cookie("", -1))
	cookie, err := r.Cookie(cookieName)
	if err != nil || query.Get("state") == "" {
		o.say(w, r, http.StatusBadRequest, "slackin.install_stale")
		return
	}
	begun := people.Beginning{StateHash: digest(query.Get("state")), BrowserHash: digest(cookie.Value)}
	ok, err := o.Installations.Store.UseBeginning(r.Context(), begun, o.Installations.Now())
	switch {
	case err != nil:
		o.fail(w, r, err)
	case !ok:
		o.say(w, r, http.StatusBadRequest, "slackin.install_stale")
	case query.Get("error") != "" || query.Get("code") == "":
		o.say(w, r, http.StatusOK, "slackin.install_declined")
	default:
		o.install(w, r, query.Get("code"))
	}
}

func (o OAuth) install(w http.ResponseWriter, r *http.Request, code string) {
	i, err := o.Installations.exchange(r.Context(), code, o.redirect())
	if err != nil {
		o.fail(w, r, err)
		return
	}
	if lacking := lackingScopes(i.Scopes, Scopes(o.Unfurls)); len(lacking) > 0 {
		o.say(w, r, http.StatusOK, "slackin.installed_lacking", "name", i.Name, "scopes", strings.Join(lacking, ", "))
		return
	}
	o.say(w, r, http.StatusOK, "slackin.installed", "name", i.Name)
}

// granted is what Slack gives for a code.
type granted struct {
	App      string `json:"app_id"`
	Token    string `json:"access_token"`
	Refresh  string `json:"refresh_token"`
	Seconds  int    `json:"expires_in"`
	Scope    string `json:"scope"`
	BotUser  string `json:"bot_user_id"`
	OrgWide  bool   `json:"is_enterprise_install"`
	Team     *named `json:"team"`
	Org      *named `json:"enterprise"`
	Approver named  `json:"authed_user"`
}

type named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// exchange makes an installation of a code. An installation that was there takes the new tokens, and is on again (S-50).
func (w *Installations) exchange(ctx context.Context, code, redirect string) (people.Installation, error) {
	var g granted
	_, err := w.api.call(ctx, "oauth.v2.access", "", url.Values{
		"client_id": {w.ClientID}, "client_secret": {w.ClientSecret.Reveal()}, "code": {code}, "redirect_uri": {redirect},
	}, &g)
	if err != nil {
		return people.Installation{}, err
	}
	if g.Token == "" {
		return people.Installation{}, callError{"oauth.v2.access", errors.New("the answer has no token")}
	}
	i := people.Installation{
		App: g.App, BotUser: g.BotUser, Scopes: scopesIn(g.Scope), Token: people.Hidden(g.Token), Refresh: people.Hidden(g.Refresh),
		InstalledBy: g.Approver.ID,
	}
	if g.Seconds > 0 {
		i.TokenEndsAt = w.Now().Add(time.Duration(g.Seconds) * time.Second)
	}
	if g.Org != nil {
		i.Enterprise, i.Name = g.Org.ID, g.Org.Name
	}
	if g.Team != nil && !g.OrgWide {
		i.Team, i.Name = g.Team.ID, g.Team.Name
	}
	if who, err := w.identify(ctx, i.Token); err == nil { // without it, messages have no links
		i.Domain = who.URL
	}
	return i, w.save(context.WithoutCancel(ctx), &i)
}

// lackingScopes are those that were not granted, of those that are needed.
func lackingScopes(granted, needed []string) []string {
	return slices.DeleteFunc(slices.Clone(needed), func(scope string) bool { return slices.Contains(granted, scope) })
}

var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="{{.Language}}" dir="{{.Direction}}">
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Accord</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem}</style>
<main><p>{{.Said}}</p></main>
</html>
`))

// say answers with a page of one sentence, in the browser's language: whoever installs sees what came of it.
func (o OAuth) say(w http.ResponseWriter, r *http.Request, status int, key string, args ...any) {
	words := o.Catalogue.Printer(firstLanguage(r.Header.Get("Accept-Language")))
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	w.WriteHeader(status)
	_ = page.Execute(w, map[string]any{ // whoever has gone needs no page
		"Language": words.Language(), "Direction": words.Direction(), "Said": words.Sentence(key, args...),
	})
}

func firstLanguage(accepted string) string {
	first, _, _ := strings.Cut(accepted, ",")
	first, _, _ = strings.Cut(first, ";")
	return strings.TrimSpace(first)
}

// fail says that it did not work, and leaves the reason in the log: it may be of use to nobody else.
func (o OAuth) fail(w http.ResponseWriter, r *http.Request, err error) {
	o.Installations.Log.ErrorContext(r.Context(), "the app was not installed", "error", err)
	o.say(w, r, http.StatusBadGateway, "slackin.install_failed")
}
