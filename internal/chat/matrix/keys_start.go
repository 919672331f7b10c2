//go:build goolm

package matrix

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/accord-tracker/accord/internal/problem"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto/ssss"
	"maunium.net/go/mautrix/id"
)

// Start loads the keys, and lets the device work only if the server has the same keys and its owner has signed it: other
// clients hide what other devices say, and write nothing for them (M-03, M-13, M-15).
func (k *keys) Start(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.begin(ctx); err != nil {
		return err
	}
	standing, err := k.standing(ctx)
	if err != nil {
		return err
	}
	switch {
	case !standing.identity:
		return problem.New(problem.Refused, "matrixkeys.no_identity", "user", k.parts.Client.UserID)
	case standing.signed && !standing.replaced:
		k.probeRecoveryKey(ctx)
		return nil
	case k.parts.RecoveryKey == "" && standing.replaced:
		return problem.New(problem.Refused, "matrixkeys.identity_replaced", "user", k.parts.Client.UserID)
	case k.parts.RecoveryKey == "":
		return problem.New(problem.Refused, "matrixkeys.unsigned", "device", k.parts.Client.DeviceID)
	}
	return k.sign(ctx)
}

// begin loads the keys and compares them with those that the server has of this device. Those of a new device are
// uploaded; those of a device that has lost its keys, or has others, are not touched.
func (k *keys) begin(ctx context.Context) error {
	if err := k.load(ctx); err != nil {
		return err
	}
	client := k.parts.Client
	answer, err := client.QueryKeys(ctx, &mautrix.ReqQueryKeys{
		DeviceKeys: mautrix.DeviceKeysRequest{client.UserID: {client.DeviceID}},
	})
	if err != nil {
		return fmt.Errorf("ask for the keys of our own device: %w", err)
	}
	theirs, there := answer.DeviceKeys[client.UserID][client.DeviceID]
	there = there && len(theirs.Keys) > 0
	shared := k.machine.GetAccount().Shared
	switch {
	case there && !shared && !k.same(theirs):
		return problem.New(problem.Conflict, "matrixkeys.keys_lost", "device", client.DeviceID)
	case there && !k.same(theirs):
		return problem.New(problem.Conflict, "matrixkeys.keys_differ", "device", client.DeviceID)
	case !there && shared:
		return problem.New(problem.Conflict, "matrixkeys.keys_gone", "device", client.DeviceID)
	case shared:
		return nil
	}
	// Not uploaded yet, or killed between the upload and the note of it.
	if err := k.machine.ShareKeys(ctx, -1); err != nil {
		return fmt.Errorf("upload the keys of our device: %w", err)
	}
	return k.store.took()
}

func (k *keys) same(theirs mautrix.DeviceKeys) bool {
	return theirs.Keys.GetEd25519(k.parts.Client.DeviceID) == k.machine.OwnIdentity().SigningKey
}

// standing is how the server shows our device to others.
type standing struct {
	identity bool // the account has cross-signing keys
	signed   bool // and they have signed this device
	replaced bool // but they are not those that we saw first
}

func (k *keys) standing(ctx context.Context) (standing, error) {
	own := k.parts.Client.UserID
	if _, err := k.machine.FetchKeys(ctx, []id.UserID{own}, true); err != nil {
		return standing{}, fmt.Errorf("ask for our own devices: %w", err)
	}
	identity, signed, err := k.machine.GetOwnVerificationStatus(ctx)
	if err != nil {
		return standing{}, fmt.Errorf("see whether our device is signed: %w", err)
	}
	known, err := k.store.GetCrossSigningKeys(ctx, own)
	if err != nil {
		return standing{}, fmt.Errorf("load our identity: %w", err)
	}
	master := known[id.XSUsageMaster]
	return standing{identity: identity, signed: signed, replaced: identity && master.Key != master.First}, nil
}

// sign signs the device with the keys that the recovery key opens. It may be done again and again.
func (k *keys) sign(ctx context.Context) error {
	switch err := k.machine.VerifyWithRecoveryKey(ctx, k.parts.RecoveryKey); {
	case errors.Is(err, mautrix.MNotFound):
		return problem.New(problem.Refused, "matrixkeys.no_secrets", "user", k.parts.Client.UserID)
	case errors.Is(err, ssss.ErrInvalidRecoveryKey), errors.Is(err, ssss.ErrIncorrectSSSSKey):
		return problem.New(problem.Refused, "matrixkeys.recovery_wrong", "user", k.parts.Client.UserID)
	case err != nil:
		return fmt.Errorf("sign our device: %w", err)
	}
	// Whoever has the recovery key is the owner: the identity that it opens is ours.
	if err := k.believe(ctx, k.parts.Client.UserID); err != nil {
		return err
	}
	now, err := k.standing(ctx)
	if err != nil {
		return err
	}
	if !now.signed {
		return problem.New(problem.Refused, "matrixkeys.recovery_wrong", "user", k.parts.Client.UserID)
	}
	return nil
}

// probeRecoveryKey warns of a recovery key that would not help when it is needed.
func (k *keys) probeRecoveryKey(ctx context.Context) {
	if k.parts.RecoveryKey == "" || k.parts.Log == nil {
		return
	}
	name, data, err := k.machine.SSSS.GetDefaultKeyData(ctx)
	if err == nil {
		_, err = data.VerifyRecoveryKey(name, k.parts.RecoveryKey)
	}
	if err != nil && !errors.Is(err, ssss.ErrUnverifiableKey) {
		k.parts.Log.WarnContext(ctx, "the recovery key does not open the account's secrets", slog.Any("why", err))
	}
}

// believe takes the cross-signing keys that somebody has now for those that we saw first.
func (k *keys) believe(ctx context.Context, user id.UserID) error {
	if _, err := k.db.Exec(ctx, "UPDATE crypto_cross_signing_keys SET first_seen_key=key WHERE user_id=$1", user); err != nil {
		return fmt.Errorf("keep whom we believe: %w", err)
	}
	return nil
}

// TrustAgain takes the identity that somebody has now for the right one. Without it, who has reset their keys is not
// believed any more: it might be the homeserver that did it (M-16, M-44).
func TrustAgain(ctx context.Context, parts CipherParts, user string) error {
	k, err := openKeys(parts)
	if err != nil {
		return err
	}
	defer func() { _ = k.Close() }()
	if err := k.load(ctx); err != nil {
		return err
	}
	whom, err := strictUser(user)
	if err != nil {
		return err
	}
	if err := k.refresh(ctx, []id.UserID{whom}); err != nil {
		return err
	}
	if err := k.believe(ctx, whom); err != nil {
		return err
	}
	k.machine.OnDevicesChanged(ctx, whom)
	return k.store.took()
}

// ForgetDevice drops the keys of a user's device. Those of rooms stay: what they open can still be read.
func ForgetDevice(ctx context.Context, database, user string) error {
	db, err := openKeysDatabase(ctx, database)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if there, err := db.TableExists(ctx, "crypto_account"); err != nil || !there {
		return err
	}
	return db.DoTxn(ctx, nil, func(ctx context.Context) error {
		for _, table := range []string{"crypto_megolm_outbound_session", "crypto_olm_session", "crypto_olm_message_hash", "crypto_account"} {
			if _, err := db.Exec(ctx, "DELETE FROM "+table+" WHERE account_id=$1", user); err != nil {
				return fmt.Errorf("forget the keys of the device: %w", err)
			}
		}
		return nil
	})
}
