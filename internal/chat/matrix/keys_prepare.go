//go:build goolm

package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/problem"
	"maunium.net/go/mautrix"
)

// PrepareDevice does once what Start then only looks at: it gives the account cross-signing keys where it has none, and
// signs the device with them, or with those that the recovery key opens. It never replaces keys that are there (M-13,
// M-14). Done again, it changes nothing.
func PrepareDevice(ctx context.Context, p Preparation) (Prepared, error) {
	k, err := openKeys(p.CipherParts)
	if err != nil {
		return Prepared{}, err
	}
	defer func() { _ = k.Close() }()
	if err := k.begin(ctx); err != nil {
		return Prepared{}, err
	}
	standing, err := k.standing(ctx)
	if err != nil {
		return Prepared{}, err
	}
	done := Prepared{Device: p.Client.DeviceID.String(), Fingerprint: k.machine.Fingerprint(), NewIdentity: !standing.identity}
	switch {
	case !standing.identity:
		return done, k.createIdentity(ctx, p)
	case standing.signed && !standing.replaced:
		return done, nil
	case p.RecoveryKey == "":
		return done, errRecoveryNeeded(p.Client.UserID.String())
	}
	return done, k.sign(ctx)
}

// createIdentity makes cross-signing keys, shows the recovery key that opens them, and only then publishes them: a
// recovery key that nobody has seen would be lost for good.
func (k *keys) createIdentity(ctx context.Context, p Preparation) error {
	secret, err := k.machine.SSSS.GenerateAndUploadKey(ctx, "")
	if err != nil {
		return fmt.Errorf("make a recovery key: %w", err)
	}
	identity, err := k.machine.GenerateCrossSigningKeys()
	if err != nil {
		return fmt.Errorf("make cross-signing keys: %w", err)
	}
	if err := k.machine.UploadCrossSigningKeysToSSSS(ctx, secret, identity); err != nil {
		return fmt.Errorf("keep the cross-signing keys: %w", err)
	}
	if err := k.machine.SSSS.SetDefaultKeyID(ctx, secret.ID); err != nil {
		return fmt.Errorf("keep the cross-signing keys: %w", err)
	}
	if err := p.Show(secret.RecoveryKey()); err != nil {
		return fmt.Errorf("show the recovery key: %w", err)
	}
	approval := ""
	err = k.machine.PublishCrossSigningKeys(ctx, identity, func(asked *mautrix.RespUserInteractive) any {
		if p.Password == "" {
			approval = approvalAddress(asked)
			return nil
		}
		return &mautrix.ReqUIAuthLogin{
			BaseAuthData: mautrix.BaseAuthData{Type: mautrix.AuthTypePassword, Session: asked.Session},
			User:         p.Client.UserID.String(), Password: p.Password,
		}
	})
	var failed mautrix.HTTPError
	switch {
	case errors.As(err, &failed) && failed.IsStatus(401) && approval != "":
		return problem.New(problem.Refused, "matrixkeys.approval", "address", approval)
	case errors.As(err, &failed) && failed.IsStatus(401):
		return problem.New(problem.Refused, "matrixkeys.password_needed", "user", p.Client.UserID)
	case err != nil:
		return fmt.Errorf("publish the cross-signing keys: %w", err)
	}
	if err := k.machine.SignOwnDevice(ctx, k.machine.OwnIdentity()); err != nil {
		return fmt.Errorf("sign our device: %w", err)
	}
	if err := k.machine.SignOwnMasterKey(ctx); err != nil {
		return fmt.Errorf("sign our identity: %w", err)
	}
	return k.store.took()
}

// approvalAddress is where a person approves new cross-signing keys, of a server with OAuth (MSC4312).
func approvalAddress(asked *mautrix.RespUserInteractive) string {
	for _, stage := range []mautrix.AuthType{"m.oauth", "org.matrix.cross_signing_reset"} {
		text, err := json.Marshal(asked.Params[stage])
		if err != nil {
			continue
		}
		var parameters struct {
			URL string `json:"url"`
		}
		if json.Unmarshal(text, &parameters) == nil && parameters.URL != "" {
			return parameters.URL
		}
	}
	return ""
}
