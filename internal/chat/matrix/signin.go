package matrix

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/queue"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"
)

// SignInParts are what SignIn works with.
type SignInParts struct {
	Settings Settings
	Keep     queue.Keepsakes
	Log      *slog.Logger
	Now      func() time.Time
}

// SignIn gives a client that acts as the bot's device: the one that was kept, or else the one of the token, or else a
// new one by the password. A device that is there is never replaced, and none is ever made twice: call it under the
// account's lease (M-01, M-03, M-06). Refusals are problems for the operator; other errors may go away by themselves.
func SignIn(ctx context.Context, p SignInParts) (*mautrix.Client, error) {
	user, err := strictUser(p.Settings.User)
	if err != nil {
		return nil, err
	}
	client, err := newClient(p.Settings.Homeserver, p.Log)
	if err != nil {
		return nil, err
	}
	kept, err := AccountOf(ctx, p.Keep, user)
	if err != nil && !errors.Is(err, ErrNoAccount) {
		return nil, err
	}
	kept.User, kept.Homeserver = user, p.Settings.Homeserver
	if p.Settings.Token != "" {
		kept.Token, kept.Refresh = p.Settings.Token, ""
	}
	if kept.Token != "" {
		return client, p.resume(ctx, client, kept)
	}
	if p.Settings.Password == "" {
		return nil, problem.New(problem.Refused, "matrixkeys.no_credentials", "user", user)
	}
	return client, p.byPassword(ctx, client, kept)
}

// resume goes on with a token, and sees that it belongs to the user and the device that were kept.
func (p SignInParts) resume(ctx context.Context, client *mautrix.Client, a Account) error {
	a.dress(client, p.Keep)
	who, err := client.Whoami(ctx)
	switch {
	case errors.Is(err, mautrix.MUnknownToken) && softLogout(err) && p.Settings.Password != "":
		return p.byPassword(ctx, client, a)
	case errors.Is(err, mautrix.MUnknownToken):
		return problem.New(problem.Refused, "matrixkeys.signed_out", "user", a.User)
	case err != nil:
		return fmt.Errorf("ask the homeserver who we are: %w", err)
	case who.UserID != a.User:
		return problem.New(problem.Refused, "matrixkeys.other_account", "user", a.User, "other", who.UserID)
	case who.DeviceID == "":
		return problem.New(problem.Refused, "matrixkeys.no_device", "user", a.User)
	case a.Device != "" && who.DeviceID != a.Device:
		return problem.New(problem.Refused, "matrixkeys.other_device", "device", a.Device, "other", who.DeviceID)
	}
	// Of OAuth, the first answer may have come after a refresh that was kept already.
	if kept, err := AccountOf(ctx, p.Keep, a.User); err == nil && kept.Device == who.DeviceID && kept.Homeserver == a.Homeserver && kept.Token == client.AccessToken {
		client.DeviceID = kept.Device
		return nil
	}
	a.Device, a.Token = who.DeviceID, client.AccessToken
	a.dress(client, p.Keep)
	return a.save(ctx, p.Keep)
}

// byPassword signs in as the device that was kept, or as a new one.
func (p SignInParts) byPassword(ctx context.Context, client *mautrix.Client, a Account) error {
	client.AccessToken = ""
	answer, err := client.Login(ctx, &mautrix.ReqLogin{
		Type:       mautrix.AuthTypePassword,
		Identifier: mautrix.UserIdentifier{Type: mautrix.IdentifierTypeUser, User: a.User.String()},
		Password:   p.Settings.Password, DeviceID: a.Device, InitialDeviceDisplayName: "Accord",
	})
	switch {
	case errors.Is(err, mautrix.MForbidden):
		return problem.New(problem.Refused, "matrixkeys.password", "user", a.User)
	case err != nil:
		return fmt.Errorf("sign in: %w", err)
	case answer.UserID != a.User:
		return problem.New(problem.Refused, "matrixkeys.other_account", "user", a.User, "other", answer.UserID)
	}
	a.Device, a.Token, a.Refresh = answer.DeviceID, answer.AccessToken, ""
	a.dress(client, p.Keep)
	return a.save(ctx, p.Keep)
}

// strictUser takes only ids that every server of today would give out: look-alikes are left to no parser (M-43).
func strictUser(text string) (id.UserID, error) {
	user := id.UserID(text)
	if _, server, err := user.ParseAndValidateStrict(); err != nil || server == "" {
		return "", problem.New(problem.Invalid, "matrixkeys.user", "user", text)
	}
	return user, nil
}

// softLogout says whether the server wants the same device to sign in again, rather than to be forgotten.
func softLogout(err error) bool {
	var failed mautrix.HTTPError
	if !errors.As(err, &failed) || failed.RespError == nil {
		return false
	}
	soft, _ := failed.RespError.ExtraData["soft_logout"].(bool)
	return soft
}

// requestTimeout is more than a sync waits.
const requestTimeout = 60 * time.Second

func newClient(homeserver string, log *slog.Logger) (*mautrix.Client, error) {
	client, err := mautrix.NewClient(homeserver, "", "")
	if err != nil || client.HomeserverURL.Host == "" {
		return nil, problem.New(problem.Invalid, "matrixkeys.homeserver", "address", homeserver)
	}
	client.Client = &http.Client{Timeout: requestTimeout, Transport: http.DefaultTransport.(*http.Transport).Clone()}
	client.Log = libraryLog(log)
	client.IgnoreRateLimit = true // the outbox waits, never the library (M-33)
	client.StateStore = nil
	return client, nil
}
