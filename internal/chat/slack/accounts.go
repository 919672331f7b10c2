package slack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
)

// Accounts are the Persons that Slack knows: what they are called, which language and time zone they have set, and
// whether they may act. What Slack says is remembered for a few minutes and kept nowhere. Accounts are safe for
// concurrent use.
type Accounts struct {
	installations *Installations
	now           func() time.Time
	guests        Guests
	mutex         sync.Mutex
	known         map[people.Identity]account
}

var _ Persons = (*Accounts)(nil)

// Guests says whether guests of a workspace may act like its members.
type Guests string

// What guests may do.
const (
	GuestsRead Guests = "read" // what is public (S-45)
	GuestsAct  Guests = "act"  // what their role lets them
)

const (
	accountLife  = 10 * time.Minute
	accountStale = 24 * time.Hour // how long what was known helps while Slack does not answer
	mostAccounts = 10_000
)

// account is what Slack says of one.
type account struct {
	name, locale, zone string
	bot, deleted       bool
	foreign            string // key of why it may not act; empty: it may
	scope              string // that the app lacks to know it
	at                 time.Time
}

// NewAccounts makes them.
func NewAccounts(installations *Installations, now func() time.Time, guests Guests) *Accounts {
	return &Accounts{installations: installations, now: now, guests: guests, known: map[people.Identity]account{}}
}

// Complete is Persons'.
func (a *Accounts) Complete(ctx context.Context, m *chat.Message, home string) error {
	found, err := a.find(ctx, people.Identity{Platform: people.Slack, Realm: m.Realm, Subject: m.Subject}, home)
	if err != nil {
		return err
	}
	found.describe(m)
	if trouble, may := found.trouble(); !may {
		return trouble
	}
	return nil
}

// describe fills in what the platform says of the person. The zone is a name and never an offset, which would be wrong
// when the clocks change (S-34).
func (a account) describe(m *chat.Message) {
	m.DisplayName = cmp.Or(a.name, m.DisplayName)
	m.Locale, m.TimeZone = cmp.Or(a.locale, m.Locale), cmp.Or(a.zone, m.TimeZone)
}

// trouble is why the account may not act.
func (a account) trouble() (problem.Problem, bool) {
	if a.foreign == "" {
		return problem.Problem{}, true
	}
	if a.scope != "" {
		return problem.New(problem.Refused, a.foreign, "scope", a.scope), false
	}
	return problem.New(problem.Refused, a.foreign), false
}

// find asks Slack, unless it was asked a while ago. Home is the workspace of the account, if the event says.
func (a *Accounts) find(ctx context.Context, who people.Identity, home string) (account, error) {
	now := a.now()
	known, ok := a.remembered(who)
	if ok && now.Sub(known.at) < accountLife {
		return known, nil
	}
	i, err := a.installations.on(ctx, who.Realm)
	if err != nil {
		return account{}, err
	}
	found, err := a.ask(ctx, i, who.Subject)
	if err != nil {
		if ok && now.Sub(known.at) < accountStale {
			return known, nil
		}
		return account{}, err
	}
	if found.foreign == "" && home != "" && !i.OrgWide() && i.Enterprise == "" && home != i.Team {
		found.foreign = "slackin.outsider"
	}
	found.at = now
	a.remember(who, found)
	return found, nil
}

func (a *Accounts) remembered(who people.Identity) (account, bool) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	known, ok := a.known[who]
	return known, ok
}

func (a *Accounts) remember(who people.Identity, found account) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if len(a.known) >= mostAccounts {
		clear(a.known)
	}
	a.known[who] = found
}

// Forget asks Slack again the next time: something about the account has changed (S-34, S-45).
func (a *Accounts) Forget(who people.Identity) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	delete(a.known, who)
}

// userInfo are the fields of users.info that matter.
type userInfo struct {
	User struct {
		TeamID   string `json:"team_id"`
		Name     string `json:"name"`
		RealName string `json:"real_name"`
		Locale   string `json:"locale"`
		TZ       string `json:"tz"`
		Deleted  bool   `json:"deleted"`
		Bot      bool   `json:"is_bot"`
		Guest    bool   `json:"is_restricted"`
		Single   bool   `json:"is_ultra_restricted"` // a guest of one room
		Stranger bool   `json:"is_stranger"`
		Profile  struct {
			DisplayName string `json:"display_name"`
		} `json:"profile"`
		Enterprise struct {
			ID string `json:"enterprise_id"`
		} `json:"enterprise_user"`
	} `json:"user"`
}

// ask reads one account. Whoever cannot be seen from the workspace does not belong to it.
func (a *Accounts) ask(ctx context.Context, i people.Installation, subject string) (account, error) {
	var info userInfo
	_, err := a.installations.api.call(ctx, "users.info", i.Token, url.Values{"user": {subject}, "include_locale": {"true"}}, &info)
	switch call := callErrorOf(err); {
	case err == nil:
	case call.code() == "user_not_found" || call.code() == "user_not_visible":
		return account{foreign: "slackin.outsider"}, nil
	case call.scope() != "": // S-48: what the app may not know it does not trust
		return account{foreign: "slackin.missing_scope", scope: call.scope()}, nil
	case fateOf(err) == fateOff:
		return account{}, errors.Join(err, a.installations.TurnOff(ctx, i.Realm, call.code()))
	default:
		return account{}, fmt.Errorf("ask who %s is: %w", subject, err)
	}
	u := info.User
	found := account{
		name: cmp.Or(u.Profile.DisplayName, u.RealName, u.Name), locale: u.Locale, zone: u.TZ, bot: u.Bot || subject == "USLACKBOT",
		deleted: u.Deleted,
	}
	found.foreign = a.foreignness(i, info)
	return found, nil
}

// foreignness is why an account may not act: whoever pressed or wrote counts, and not whoever it was shown to (S-44, S-45).
func (a *Accounts) foreignness(i people.Installation, info userInfo) string {
	u := info.User
	switch {
	case u.Stranger || !belongs(i, u.TeamID, u.Enterprise.ID):
		return "slackin.outsider"
	case u.Deleted:
		return "slackin.deactivated"
	case u.Bot:
		return "slackin.bot"
	case (u.Guest || u.Single) && a.guests != GuestsAct:
		return "slackin.guest"
	}
	return ""
}

// belongs says whether an account is of the workspace, or of the enterprise that it is in.
func belongs(i people.Installation, team, enterprise string) bool {
	if i.Enterprise != "" && enterprise != "" {
		return i.Enterprise == enterprise
	}
	return team == "" || team == i.Team || team == i.Enterprise && team != ""
}
