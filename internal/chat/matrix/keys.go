//go:build goolm

package matrix

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/accord-tracker/accord/internal/problem"
	"github.com/rs/zerolog"
	"go.mau.fi/util/dbutil"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/crypto/attachment"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
	"maunium.net/go/mautrix/sqlstatestore"
)

// CanEncrypt says whether this build has encryption in it.
const CanEncrypt = true

// leastPickleKey is how long the key that seals the keys in the database must be at least (M-20).
const leastPickleKey = 32

// keys is the Cipher. One thing happens at a time: ratchets move on with each message, and two writers of an SQLite file
// would wait for each other while each holds what the other one needs.
type keys struct {
	parts CipherParts
	db    *dbutil.Database
	log   zerolog.Logger

	mu      sync.Mutex
	machine *crypto.OlmMachine
	store   *noting
	rooms   *sqlstatestore.SQLStateStore
}

// OpenCipher opens the database of the keys, and creates it if need be. It asks the server nothing.
func OpenCipher(parts CipherParts) (Cipher, error) { return openKeys(parts) }

func openKeys(parts CipherParts) (*keys, error) {
	if len(parts.PickleKey) < leastPickleKey {
		return nil, problem.New(problem.Invalid, "matrixkeys.pickle_short", "least", leastPickleKey)
	}
	db, err := openKeysDatabase(context.Background(), parts.Database)
	if err != nil {
		return nil, err
	}
	return &keys{parts: parts, db: db, log: libraryLog(parts.Log)}, nil
}

// Close lets go of the database.
func (k *keys) Close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.machine != nil {
		k.machine.Destroy()
		k.machine = nil
	}
	return k.db.Close()
}

// Encrypts is true.
func (*keys) Encrypts() bool { return true }

// EncryptFile gives what to upload, under a key of its own.
func (*keys) EncryptFile(content []byte) ([]byte, *event.EncryptedFileInfo, error) {
	file := attachment.NewEncryptedFile()
	sealed := slices.Clone(content)
	file.EncryptInPlace(sealed)
	return sealed, &event.EncryptedFileInfo{EncryptedFile: *file}, nil
}

var errNotStarted = errors.New("the keys are not loaded")

// load reads the account anew: another program may have been the device meanwhile.
func (k *keys) load(ctx context.Context) error {
	if k.machine != nil {
		k.machine.Destroy()
		k.machine = nil
	}
	client := k.parts.Client
	kept := crypto.NewSQLCryptoStore(k.db, dbutil.NoopLogger, client.UserID.String(), client.DeviceID, k.parts.PickleKey)
	if err := kept.DB.Upgrade(ctx); err != nil {
		return fmt.Errorf("bring up the tables of the keys: %w", err)
	}
	rooms := sqlstatestore.NewSQLStateStore(k.db, dbutil.NoopLogger, false)
	rooms.DisableNameDisambiguation = true
	if err := rooms.Upgrade(ctx); err != nil {
		return fmt.Errorf("bring up the tables of the rooms: %w", err)
	}
	device, err := kept.FindDeviceID(ctx)
	if err != nil {
		return fmt.Errorf("find the device of the keys: %w", err)
	}
	if device != "" && device != client.DeviceID {
		return problem.New(problem.Conflict, "matrixkeys.keys_of_other_device", "device", client.DeviceID, "other", device)
	}
	store := &noting{SQLCryptoStore: kept}
	machine := crypto.NewOlmMachine(client, &k.log, store, rooms)
	machine.SendKeysMinTrust = id.TrustStateCrossSignedTOFU // M-16
	machine.ShareKeysMinTrust = id.TrustStateCrossSignedTOFU
	machine.DisableRatchetTracking = true
	if err := machine.Load(ctx); err != nil {
		if device == "" {
			return fmt.Errorf("load the keys: %w", err)
		}
		return fmt.Errorf("%w (%w)", problem.New(problem.Invalid, "matrixkeys.pickle_wrong"), err)
	}
	k.store, k.rooms, k.machine = store, rooms, machine
	return nil
}
