package slack

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/people"
)

// Tokens that end are changed for new ones in time (S-49): Slack's live for twelve hours. Of several programs one does
// it, and what Slack gave is kept before it is used.
const (
	changeBefore = 5 * time.Hour // about 60 % of twelve hours have gone by
	changeLease  = time.Minute
	changeRound  = 10 * time.Minute
)

// errBusy says that somebody else is changing the tokens; it passes.
var errBusy = errors.New("the token is being changed")

// fresh is the installation with a token that holds, which may be a new one.
func (w *Installations) fresh(ctx context.Context, i people.Installation) (people.Installation, error) {
	if i.TokenEndsAt.IsZero() || w.Now().Before(i.TokenEndsAt.Add(-changeBefore)) {
		return i, nil
	}
	changed, err := w.change(ctx, i)
	if err != nil && w.Now().Before(i.TokenEndsAt.Add(-callTimeout)) {
		if !errors.Is(err, errBusy) {
			w.Log.WarnContext(ctx, "a token could not be changed yet", "realm", i.Realm, "error", err)
		}
		return i, nil
	}
	return changed, err
}

// change gets a new pair of tokens under a lease, unless somebody else has meanwhile.
func (w *Installations) change(ctx context.Context, i people.Installation) (people.Installation, error) {
	name, holder := "slack/token/"+i.Realm, w.holder()
	held, err := w.Leases.HoldLease(ctx, name, holder, w.Now(), w.Now().Add(changeLease))
	if err != nil {
		return i, err
	}
	if !held {
		return i, errBusy
	}
	defer func() { _ = w.Leases.ReleaseLease(context.WithoutCancel(ctx), name, holder) }() // else it runs out by itself
	now, err := w.Store.Installation(ctx, i.Realm)
	if err != nil || now.Token != i.Token {
		return now, err
	}
	return w.changed(ctx, now)
}

// holder is another one for each time that a lease is asked for: within one program too, one at a time has it.
func (w *Installations) holder() string {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.turns++
	return fmt.Sprintf("%s %d", w.Holder, w.turns)
}

func (w *Installations) changed(ctx context.Context, i people.Installation) (people.Installation, error) {
	var given struct {
		Token   string `json:"access_token"`
		Refresh string `json:"refresh_token"`
		Seconds int    `json:"expires_in"`
	}
	_, err := w.api.call(ctx, "oauth.v2.access", "", url.Values{
		"client_id": {w.ClientID}, "client_secret": {w.ClientSecret.Reveal()}, "grant_type": {"refresh_token"},
		"refresh_token": {i.Refresh.Reveal()},
	}, &given)
	if err != nil {
		return i, errors.Join(err, w.unchangeable(ctx, i, callErrorOf(err).code()))
	}
	if given.Token == "" || given.Refresh == "" || given.Seconds <= 0 {
		return i, callError{"oauth.v2.access", errors.New("the answer has no tokens")}
	}
	i.Token, i.Refresh = people.Hidden(given.Token), people.Hidden(given.Refresh)
	i.TokenEndsAt, i.ChangedAt = w.Now().Add(time.Duration(given.Seconds)*time.Second), w.Now()
	if err := w.Store.SaveInstallation(context.WithoutCancel(ctx), i); err != nil {
		return i, fmt.Errorf("keep the new tokens of %s: %w", i.Realm, err)
	}
	return i, nil
}

// unchangeable ends an installation whose tokens can never be changed again. If Slack's answer to an earlier try was lost,
// and its time of grace is over, only installing anew helps; until the token ends it is good all the same.
func (w *Installations) unchangeable(ctx context.Context, i people.Installation, why string) error {
	switch why {
	case "invalid_refresh_token":
		if w.Now().Before(i.TokenEndsAt.Add(-callTimeout)) {
			return nil
		}
	case "token_revoked", "account_inactive":
	default:
		return nil
	}
	return w.end(ctx, people.Installation{Realm: i.Realm, State: people.InstallationBroken, Why: why}, w.Now())
}

// callErrorOf is the callError in an error; the zero one, which has no code, if there is none.
func callErrorOf(err error) callError {
	call, ok := errors.AsType[callError](err)
	if !ok {
		return callError{"", slack.SlackErrorResponse{}}
	}
	return call
}

// KeepTokens changes in time the tokens of installations that nobody uses meanwhile, until the context is done.
func (w *Installations) KeepTokens(ctx context.Context) {
	timer := time.NewTicker(changeRound)
	defer timer.Stop()
	for {
		w.keepTokens(ctx)
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
	}
}

func (w *Installations) keepTokens(ctx context.Context) {
	all, err := w.Store.Installations(ctx)
	if err != nil {
		w.Log.WarnContext(ctx, "installations cannot be listed", "error", err)
		return
	}
	for _, i := range all {
		if i.State != people.InstallationOn || i.TokenEndsAt.IsZero() {
			continue
		}
		if _, err := w.on(ctx, i.Realm); err != nil {
			w.Log.WarnContext(ctx, "a token could not be kept", "realm", i.Realm, "error", err)
		}
	}
}
