package matrix

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// Cipher reads and writes encrypted messages as one device of one account. Plain is the one that cannot; the other one
// is built with the tag goolm (OpenCipher). All methods but Start may be called at the same time.
type Cipher interface {
	// Start loads the keys of the device, and makes sure that the server has them and that the device is signed by its
	// own user. It is called each time the lease was taken, before the first sync. What it returns is for the operator:
	// the account is then neither read nor written to (M-03, M-13, M-15).
	Start(ctx context.Context) error
	// Take is handed each sync before its token is kept: to-device events, device lists, counts of one-time keys, and
	// the state of rooms (members, encryption, history visibility), with contents parsed. The same sync may come twice,
	// and an error lets it come again (M-07, M-09, M-11).
	Take(ctx context.Context, sync *mautrix.RespSync, since string) error
	// Encrypt is for everybody who is in the room now; it asks the server for what Take has not told it. It is
	// ErrCannotEncrypt of Plain.
	Encrypt(ctx context.Context, room id.RoomID, kind event.Type, content any) (*event.EncryptedEventContent, error)
	// Decrypt gives the event as it was before its encryption, with Mautrix.TrustState and Mautrix.WasEncrypted set. The
	// same event may be decrypted again. ErrNoKey says that the key may still come, ErrUnreadable that it will not.
	Decrypt(ctx context.Context, evt *event.Event) (*event.Event, error)
	// AskForKey asks the sender's device, and our own others, for the key of an event that Decrypt had no key for.
	AskForKey(ctx context.Context, evt *event.Event) error
	// EncryptFile gives what to upload, and what the message says of it but for the address (M-21).
	EncryptFile(content []byte) ([]byte, *event.EncryptedFileInfo, error)
	// Encrypts says whether it can at all: false is Plain.
	Encrypts() bool
	// Close lets go of the keys' database.
	Close() error
}

// What a Cipher says of an event or a message.
var (
	ErrNoKey         = errors.New("there is no key for it yet")
	ErrUnreadable    = errors.New("it cannot be decrypted")
	ErrCannotEncrypt = errors.New("encryption is off")
)

// KeysSchema is where the keys are in a PostgreSQL database whose address names no schema; else in <schema>_matrix.
const KeysSchema = "accord_matrix"

// CipherParts are what OpenCipher works with.
type CipherParts struct {
	Client      *mautrix.Client
	Database    string // address, as of store.Open; the keys have a schema of their own on PostgreSQL, a file of their own beside SQLite's
	PickleKey   []byte // seals the keys in the database (M-20)
	RecoveryKey string // of the account's secret storage; may be empty (M-13)
	Log         *slog.Logger
	Now         func() time.Time
}
