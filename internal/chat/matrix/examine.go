package matrix

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/problem"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"
)

// Standing is how the homeserver shows the bot's device to others.
type Standing struct {
	Device string
	Signed bool // by its owner; whether rightly so, the clients of others see for themselves
}

// Examine looks at the device that has signed in, and changes nothing. It is ErrNoAccount if none has.
func Examine(ctx context.Context, p SignInParts) (Standing, error) {
	user, err := strictUser(p.Settings.User)
	if err != nil {
		return Standing{}, err
	}
	kept, err := AccountOf(ctx, p.Keep, user)
	if err != nil {
		return Standing{}, err
	}
	client, err := newClient(p.Settings.Homeserver, p.Log)
	if err != nil {
		return Standing{}, err
	}
	kept.dress(client, p.Keep)
	who, err := client.Whoami(ctx)
	if err != nil {
		return Standing{}, fmt.Errorf("ask the homeserver who we are: %w", refusal(err, user))
	}
	keys, err := client.QueryKeys(ctx, &mautrix.ReqQueryKeys{DeviceKeys: mautrix.DeviceKeysRequest{user: {who.DeviceID}}})
	if err != nil {
		return Standing{}, fmt.Errorf("ask for the keys of our own device: %w", err)
	}
	return Standing{Device: who.DeviceID.String(), Signed: signedBy(keys, user, who.DeviceID)}, nil
}

// signedBy says whether there is a signature of the owner on the device.
func signedBy(keys *mautrix.RespQueryKeys, user id.UserID, device id.DeviceID) bool {
	for _, key := range keys.SelfSigningKeys[user].Keys {
		if _, ok := keys.DeviceKeys[user][device].Signatures[user][id.NewKeyID(id.KeyAlgorithmEd25519, key.String())]; ok {
			return true
		}
	}
	return false
}

func refusal(err error, user id.UserID) error {
	if hasCode(err, mautrix.MUnknownToken.ErrCode) {
		return problem.New(problem.Refused, "matrixkeys.signed_out", "user", user)
	}
	return err
}
