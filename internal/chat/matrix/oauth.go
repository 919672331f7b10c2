package matrix

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"
	"maunium.net/go/mautrix/oauth"
)

// Approval is what a person does in a browser, so that the bot may sign in.
type Approval struct {
	Address string // to open
	Code    string // to type there, where the address does not hold it
}

// SignInByOAuth signs in with the grant for devices without a browser of their own: approve is told where a person says
// yes, and then this waits for it. From then on SignIn goes on with what was kept (M-01).
func SignInByOAuth(ctx context.Context, p SignInParts, approve func(Approval) error) (*mautrix.Client, error) {
	user, err := strictUser(p.Settings.User)
	if err != nil {
		return nil, err
	}
	kept, err := AccountOf(ctx, p.Keep, user)
	if err == nil && kept.Token != "" {
		return SignIn(ctx, p)
	}
	if err != nil && !errors.Is(err, ErrNoAccount) {
		return nil, err
	}
	client, err := newClient(p.Settings.Homeserver, p.Log)
	if err != nil {
		return nil, err
	}
	kept.User, kept.Homeserver = user, p.Settings.Homeserver
	if kept.Device == "" {
		kept.Device = id.DeviceID("ACCORD" + uuid.NewString()[:8])
	}
	if err := p.grant(ctx, client, &kept, approve); err != nil {
		return nil, err
	}
	return client, p.resume(ctx, client, kept)
}

// grant registers the program with the server, and gets the tokens.
func (p SignInParts) grant(ctx context.Context, client *mautrix.Client, a *Account, approve func(Approval) error) error {
	meta, err := client.OAuthGetServerMetadata(ctx)
	if errors.Is(err, mautrix.MUnrecognized) || errors.Is(err, mautrix.MNotFound) || (err == nil && meta.DeviceAuthorizationEndpoint == "") {
		return problem.New(problem.Refused, "matrixkeys.no_oauth", "address", a.Homeserver)
	}
	if err != nil {
		return fmt.Errorf("ask how to sign in: %w", err)
	}
	registered, err := client.OAuthRegisterClient(ctx, &oauth.ClientMetadata{
		ApplicationType: oauth.ApplicationTypeNative, ClientName: "Accord", ClientURI: "https://github.com/accord-tracker/accord",
		GrantTypes:              []oauth.GrantType{oauth.GrantTypeDeviceCode, oauth.GrantTypeRefreshToken},
		TokenEndpointAuthMethod: oauth.AuthMethodNone,
	})
	if err != nil {
		return fmt.Errorf("register with the server: %w", err)
	}
	a.Client = registered.ClientID
	code, err := client.OAuthGenerateDeviceCode(ctx, oauth.GenerateDeviceCodeParams{
		Scopes: oauth.ScopeList{oauth.ScopeClientAPI, oauth.ScopeDevice(a.Device)}, UserIDHint: a.User, ClientID: a.Client,
	})
	if err != nil {
		return fmt.Errorf("ask to sign in: %w", err)
	}
	address := code.VerificationURIComplete
	if address == "" {
		address = code.VerificationURI
	}
	if err := approve(Approval{Address: address, Code: code.UserCode}); err != nil {
		return err
	}
	tokens, expires, err := p.poll(ctx, client, code, a.Client)
	if err != nil {
		return err
	}
	a.Token, a.Refresh, a.Expires = tokens.AccessToken, tokens.RefreshToken, expires
	return nil
}

const (
	pollInterval = 5 * time.Second // where the server names none
	slowDown     = 5 * time.Second // longer, each time that it is asked for (RFC 8628)
)

// poll asks again and again whether somebody has said yes.
func (p SignInParts) poll(ctx context.Context, client *mautrix.Client, code *oauth.DeviceCodeResponse, name string) (*oauth.TokenResponse, time.Time, error) {
	interval := code.Interval.Duration
	if interval <= 0 {
		interval = pollInterval
	}
	if lasts := code.ExpiresIn.Duration; lasts > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, lasts)
		defer cancel()
	}
	for {
		if err := pause(ctx, interval); err != nil {
			if errors.Is(err, context.DeadlineExceeded) {
				return nil, time.Time{}, problem.New(problem.Refused, "matrixkeys.not_approved")
			}
			return nil, time.Time{}, err
		}
		asked := p.Now()
		tokens, err := client.OAuthPollDeviceCode(ctx, oauth.PollDeviceCodeParams{DeviceCode: code.DeviceCode, ClientID: name})
		switch errorCode(err) {
		case "authorization_pending":
		case "slow_down":
			interval += slowDown
		case "access_denied", "expired_token":
			return nil, time.Time{}, problem.New(problem.Refused, "matrixkeys.not_approved")
		default:
			if err != nil {
				return nil, time.Time{}, fmt.Errorf("wait for the approval: %w", err)
			}
			return tokens, asked.Add(tokens.ExpiresIn.Duration), nil
		}
	}
}
