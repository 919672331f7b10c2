package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
)

// Installations are the Workspaces that the database knows. They are safe for concurrent use.
type Installations struct {
	InstallationParts
	api   webAPI
	mutex sync.Mutex
	turns int // of asking for a lease
}

// InstallationParts are what Installations work with.
type InstallationParts struct {
	Store        InstallationStore
	Leases       queue.Leases
	Now          func() time.Time
	Log          *slog.Logger
	HTTP         *http.Client // nil: one with callTimeout
	API          string       // where Slack's methods are; empty: Slack's own
	ClientID     string       // with the secret, for tokens that end, and for installing by OAuth
	ClientSecret people.Hidden
	Holder       string // of leases: another one in each program
}

// InstallationStore keeps installations. What is not found is commitments.ErrNotFound.
type InstallationStore interface {
	SaveInstallation(ctx context.Context, i people.Installation) error
	Installation(ctx context.Context, realm string) (people.Installation, error)
	Installations(ctx context.Context) ([]people.Installation, error)
	EndInstallation(ctx context.Context, end people.Installation, since time.Time) (ended bool, err error)
	MoveRealm(ctx context.Context, from, to string) error
	SaveBeginning(ctx context.Context, b people.Beginning, now time.Time) error
	UseBeginning(ctx context.Context, b people.Beginning, now time.Time) (bool, error)
}

var _ Workspaces = (*Installations)(nil)

// NewInstallations makes them.
func NewInstallations(parts InstallationParts) *Installations {
	if parts.Log == nil {
		parts.Log = slog.New(slog.DiscardHandler)
	}
	return &Installations{InstallationParts: parts, api: newWebAPI(parts.API, parts.HTTP)}
}

// Client is Workspaces'.
func (w *Installations) Client(ctx context.Context, realm string) (*slack.Client, error) {
	i, err := w.on(ctx, realm)
	if err != nil {
		return nil, err
	}
	return w.api.client(i.Token), nil
}

// on is the installation of a realm with a token that holds.
func (w *Installations) on(ctx context.Context, realm string) (people.Installation, error) {
	i, err := w.Store.Installation(ctx, realm)
	if err != nil {
		return i, err
	}
	if i.State != people.InstallationOn {
		return i, fmt.Errorf("the installation is %s: %w", i.State, commitments.ErrNotFound)
	}
	return w.fresh(ctx, i)
}

// TurnOff is Workspaces'.
func (w *Installations) TurnOff(ctx context.Context, realm, why string) error {
	return w.end(ctx, people.Installation{Realm: realm, State: people.InstallationOff, Why: why}, w.Now())
}

// end ends an installation that was there at an instant; one that was made anew since then stays. What was recorded
// stays, whatever happens to it (S-50).
func (w *Installations) end(ctx context.Context, end people.Installation, since time.Time) error {
	end.ChangedAt = w.Now()
	ended, err := w.Store.EndInstallation(ctx, end, since)
	if err != nil {
		return fmt.Errorf("end the installation of %s: %w", end.Realm, err)
	}
	if ended {
		w.Log.ErrorContext(ctx, "an installation has ended: an administrator must see to it", "realm", end.Realm,
			"state", string(end.State), "why", end.Why)
	}
	return nil
}

// identified is what Slack says of a token.
type identified struct {
	URL          string `json:"url"`
	Team         string `json:"team"`
	TeamID       string `json:"team_id"`
	UserID       string `json:"user_id"`
	EnterpriseID string `json:"enterprise_id"`
	OrgWide      bool   `json:"is_enterprise_install"`
	scopes       []string
	at           time.Time // by Slack's clock, in whole seconds; zero if it did not say
}

func (w *Installations) identify(ctx context.Context, token people.Hidden) (identified, error) {
	var who identified
	header, err := w.api.call(ctx, "auth.test", token, url.Values{}, &who)
	if header != nil {
		who.scopes = scopesIn(header.Get("X-Oauth-Scopes"))
		who.at, _ = http.ParseTime(header.Get("Date"))
	}
	return who, err
}

func scopesIn(list string) []string {
	scopes := strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
	slices.Sort(scopes)
	return scopes
}

// Adopt makes an installation of a bot's token that an administrator has set: of one workspace, without OAuth.
func (w *Installations) Adopt(ctx context.Context, token people.Hidden) (people.Installation, error) {
	who, err := w.identify(ctx, token)
	if err != nil {
		return people.Installation{}, err
	}
	i := people.Installation{
		Enterprise: who.EnterpriseID, Team: who.TeamID, Name: who.Team, Domain: who.URL, BotUser: who.UserID, Scopes: who.scopes, Token: token,
	}
	if who.OrgWide {
		i.Team = ""
	}
	return i, w.save(ctx, &i)
}

// save keeps an installation that is on from now on.
func (w *Installations) save(ctx context.Context, i *people.Installation) error {
	i.Realm = realmOf(i.Enterprise, i.Team, i.OrgWide())
	if i.Realm == "" {
		return errors.New("the installation is of no workspace and no enterprise")
	}
	i.State, i.Why, i.InstalledAt, i.ChangedAt = people.InstallationOn, "", w.Now(), w.Now()
	if err := w.Store.SaveInstallation(ctx, *i); err != nil {
		return fmt.Errorf("save the installation of %s: %w", i.Realm, err)
	}
	w.Log.InfoContext(ctx, "installed", "realm", i.Realm, "app", i.App)
	return w.gather(ctx, i)
}

// gather takes the accounts of an enterprise's workspaces along when it has the app as a whole from now on.
func (w *Installations) gather(ctx context.Context, i *people.Installation) error {
	if !i.OrgWide() {
		return nil
	}
	all, err := w.Store.Installations(ctx)
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.Enterprise != i.Enterprise || other.Realm == i.Realm {
			continue
		}
		if err := w.Store.MoveRealm(ctx, other.Realm, i.Realm); err != nil {
			return fmt.Errorf("move the accounts of %s: %w", other.Realm, err)
		}
	}
	return nil
}

// realmOf is the realm of an installation: a user id is unique within the workspace, or within the enterprise if it has
// the app as a whole (S-43).
func realmOf(enterprise, team string, orgWide bool) string {
	if orgWide && enterprise != "" {
		return enterprise
	}
	return team
}
