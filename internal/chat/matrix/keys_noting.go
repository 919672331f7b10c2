//go:build goolm

package matrix

import (
	"context"
	"time"

	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/id"
)

// noting is the store of the keys. The library goes on when a write fails: what it received is then in its memory alone,
// and gone with it. noting remembers the failure, so that Take can ask for the same sync again.
type noting struct {
	*crypto.SQLCryptoStore
	failure error
}

// note keeps the first failure.
func (n *noting) note(err error) error {
	if err != nil && n.failure == nil {
		n.failure = err
	}
	return err
}

// took gives what was noted, once.
func (n *noting) took() error {
	err := n.failure
	n.failure = nil
	return err
}

func (n *noting) PutAccount(ctx context.Context, account *crypto.OlmAccount) error {
	return n.note(n.SQLCryptoStore.PutAccount(ctx, account))
}

func (n *noting) AddSession(ctx context.Context, key id.SenderKey, session *crypto.OlmSession) error {
	return n.note(n.SQLCryptoStore.AddSession(ctx, key, session))
}

func (n *noting) UpdateSession(ctx context.Context, key id.SenderKey, session *crypto.OlmSession) error {
	return n.note(n.SQLCryptoStore.UpdateSession(ctx, key, session))
}

func (n *noting) PutOlmHash(ctx context.Context, hash [32]byte, at time.Time) error {
	return n.note(n.SQLCryptoStore.PutOlmHash(ctx, hash, at))
}

func (n *noting) PutGroupSession(ctx context.Context, session *crypto.InboundGroupSession) error {
	return n.note(n.SQLCryptoStore.PutGroupSession(ctx, session))
}

func (n *noting) PutDevices(ctx context.Context, user id.UserID, devices map[id.DeviceID]*id.Device) error {
	return n.note(n.SQLCryptoStore.PutDevices(ctx, user, devices))
}

func (n *noting) RemoveOutboundGroupSession(ctx context.Context, room id.RoomID) error {
	return n.note(n.SQLCryptoStore.RemoveOutboundGroupSession(ctx, room))
}
