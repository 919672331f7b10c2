package matrix

import (
	"context"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// Plain is the Cipher of a bot whose encryption is off: it reads nothing that is encrypted, and writes nothing into a
// room that is (M-20).
type Plain struct{}

// Start does nothing: there are no keys.
func (Plain) Start(context.Context) error { return nil }

// Take does nothing.
func (Plain) Take(context.Context, *mautrix.RespSync, string) error { return nil }

// Encrypt is ErrCannotEncrypt.
func (Plain) Encrypt(context.Context, id.RoomID, event.Type, any) (*event.EncryptedEventContent, error) {
	return nil, ErrCannotEncrypt
}

// Decrypt is ErrUnreadable.
func (Plain) Decrypt(context.Context, *event.Event) (*event.Event, error) { return nil, ErrUnreadable }

// AskForKey does nothing.
func (Plain) AskForKey(context.Context, *event.Event) error { return nil }

// EncryptFile is ErrCannotEncrypt.
func (Plain) EncryptFile([]byte) ([]byte, *event.EncryptedFileInfo, error) {
	return nil, nil, ErrCannotEncrypt
}

// Encrypts is false.
func (Plain) Encrypts() bool { return false }

// Close does nothing.
func (Plain) Close() error { return nil }
