package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/queue"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"
)

// Account is how the bot stands with its homeserver. It is kept, sealed, so that the bot stays the one device that its
// keys belong to (M-01, M-03).
type Account struct {
	Homeserver string      `json:"homeserver"`
	User       id.UserID   `json:"user"`
	Device     id.DeviceID `json:"device"`
	Token      string      `json:"token"`
	Refresh    string      `json:"refresh,omitempty"` // of OAuth alone, like the next two
	Client     string      `json:"client,omitempty"`
	Expires    time.Time   `json:"expires,omitzero"`
}

// AccountOf is what was kept of a user; ErrNoAccount if the bot has never signed in as this user.
func AccountOf(ctx context.Context, keep queue.Keepsakes, user id.UserID) (Account, error) {
	text, err := keep.Keepsake(ctx, keepsakeOf(user))
	if err != nil {
		return Account{}, fmt.Errorf("load the account: %w", err)
	}
	if text == "" {
		return Account{}, ErrNoAccount
	}
	var a Account
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		return Account{}, fmt.Errorf("read the account: %w", err)
	}
	return a, nil
}

// ErrNoAccount says that the bot has not signed in yet.
var ErrNoAccount = errors.New("nobody has signed in yet")

func keepsakeOf(user id.UserID) string { return "matrix/account/" + user.String() }

func (a Account) save(ctx context.Context, keep queue.Keepsakes) error {
	text, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("write the account: %w", err)
	}
	if err := keep.Keep(ctx, queue.Keepsake{Name: keepsakeOf(a.User), Text: string(text)}); err != nil {
		return fmt.Errorf("keep the account: %w", err)
	}
	return nil
}

// forget makes the next SignIn the first one.
func (a Account) forget(ctx context.Context, keep queue.Keepsakes) error {
	if err := keep.Keep(ctx, queue.Keepsake{Name: keepsakeOf(a.User)}); err != nil {
		return fmt.Errorf("forget the account: %w", err)
	}
	return nil
}

// dress gives a client what the account knows, and makes it keep each new token before it is used (M-02).
func (a Account) dress(client *mautrix.Client, keep queue.Keepsakes) {
	client.UserID, client.DeviceID, client.AccessToken = a.User, a.Device, a.Token
	if a.Refresh != "" {
		client.OAuthSetTokens(a.Client, a.Refresh, a.Token, a.Expires)
	}
	client.SaveNewToken = func(ctx context.Context, refresh, token string, expires time.Time) error {
		a.Refresh, a.Token, a.Expires = refresh, token, expires
		return a.save(ctx, keep)
	}
}
