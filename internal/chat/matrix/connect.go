package matrix

import (
	"context"
	"errors"

	"maunium.net/go/mautrix"
)

// Connector gives Parts.Connect: it signs in, and opens the keys in the database at the address, or none where
// encryption is off.
func Connector(p SignInParts, database string) func(ctx context.Context) (*mautrix.Client, Cipher, error) {
	return func(ctx context.Context) (*mautrix.Client, Cipher, error) {
		client, err := SignIn(ctx, p)
		if err != nil {
			return nil, nil, err
		}
		if p.Settings.Encryption == Off {
			return client, Plain{}, nil
		}
		cipher, err := OpenCipher(p.cipherParts(client, database))
		if err != nil {
			return nil, nil, err
		}
		return client, cipher, nil
	}
}

func (p SignInParts) cipherParts(client *mautrix.Client, database string) CipherParts {
	return CipherParts{
		Client: client, Database: database, PickleKey: []byte(p.Settings.PickleKey), RecoveryKey: p.Settings.RecoveryKey, Log: p.Log, Now: p.Now,
	}
}

// Login makes the device that Connector's connections then are, and signs it; see SignIn, SignInByOAuth and
// PrepareDevice. Done again, it changes nothing.
type Login struct {
	SignInParts
	Database string                         // address, as of store.Open
	Approve  func(a Approval) error         // with it, one signs in by OAuth where neither token nor password is given
	Show     func(recoveryKey string) error // see Preparation
}

// Do signs in and prepares the device. Where encryption is off, it signs in alone.
func (l Login) Do(ctx context.Context) (Prepared, error) {
	client, err := l.signIn(ctx)
	if err != nil {
		return Prepared{}, err
	}
	if l.Settings.Encryption == Off {
		return Prepared{Device: client.DeviceID.String()}, nil
	}
	return PrepareDevice(ctx, Preparation{
		CipherParts: l.cipherParts(client, l.Database), Password: l.Settings.Password, Show: l.Show,
	})
}

func (l Login) signIn(ctx context.Context) (*mautrix.Client, error) {
	if l.Settings.Token == "" && l.Settings.Password == "" && l.Approve != nil {
		return SignInByOAuth(ctx, l.SignInParts, l.Approve)
	}
	return SignIn(ctx, l.SignInParts)
}

// Restore is Login after the keys were lost: with the recovery key, a new device takes the place of the one that has
// lost its keys. It does nothing, and says so with ErrSound, where the device is sound (M-03, M-15).
func (l Login) Restore(ctx context.Context) (Prepared, error) {
	if l.Settings.RecoveryKey == "" {
		return Prepared{}, errRecoveryNeeded(l.Settings.User)
	}
	if l.sound(ctx) {
		return Prepared{}, ErrSound
	}
	if err := l.startOver(ctx); err != nil {
		return Prepared{}, err
	}
	return l.Do(ctx)
}

// ErrSound says that a device needs no restoring.
var ErrSound = errors.New("the device is sound")

// sound says whether the device works as it is.
func (l Login) sound(ctx context.Context) bool {
	without := l.SignInParts
	without.Settings.Password, without.Settings.RecoveryKey = "", "" // nothing is to be made
	_, cipher, err := Connector(without, l.Database)(ctx)
	if err != nil {
		return false
	}
	err = cipher.Start(ctx)
	return errors.Join(err, cipher.Close()) == nil
}

// startOver signs the old device out, where it still can be, and forgets it.
func (l Login) startOver(ctx context.Context) error {
	user, err := strictUser(l.Settings.User)
	if err != nil {
		return err
	}
	old, err := AccountOf(ctx, l.Keep, user)
	if errors.Is(err, ErrNoAccount) {
		return ForgetDevice(ctx, l.Database, user.String())
	}
	if err != nil {
		return err
	}
	if old.Token != l.Settings.Token { // which is still wanted
		client, err := newClient(l.Settings.Homeserver, l.Log)
		if err != nil {
			return err
		}
		old.dress(client, l.Keep)
		if _, err := client.Logout(ctx); err != nil && !errors.Is(err, mautrix.MUnknownToken) {
			return err
		}
	}
	if err := ForgetDevice(ctx, l.Database, user.String()); err != nil {
		return err
	}
	return old.forget(ctx, l.Keep)
}

// TrustAgain takes the identity that somebody has now for the right one. Without it, who has reset their keys is not
// believed any more: it might be the homeserver that did it (M-16, M-44).
func (l Login) TrustAgain(ctx context.Context, user string) error {
	client, err := SignIn(ctx, l.SignInParts)
	if err != nil {
		return err
	}
	return TrustAgain(ctx, l.cipherParts(client, l.Database), user)
}
