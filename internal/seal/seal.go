// Package seal keeps texts from whoever reads the database without the key: AES-256-GCM, bound to the place where a text
// stands, so that a sealed text that was moved to another row does not open. It knows no table.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// What does not open.
var (
	ErrNoKey      = errors.New("there is no key to seal with")
	ErrAnotherKey = errors.New("sealed with a key that is not here")
	ErrBroken     = errors.New("the sealed text was changed, or stands in another place than it was sealed for")
)

// mark is what sealed texts begin with; the id of the key follows.
const mark = "s1."

// Box seals with one key, and opens what that key or an older one has sealed. A nil Box has no key. It is safe for
// concurrent use.
type Box struct {
	id   string
	open map[string]cipher.AEAD // by the id of the key
}

// New makes a Box that seals with a key, and opens what the older ones have sealed too.
func New(key Key, older ...Key) (*Box, error) {
	b := &Box{id: key.ID(), open: map[string]cipher.AEAD{}}
	for _, k := range append([]Key{key}, older...) {
		block, err := aes.NewCipher(k[:])
		if err != nil {
			return nil, fmt.Errorf("make a cipher: %w", err)
		}
		if b.open[k.ID()], err = cipher.NewGCMWithRandomNonce(block); err != nil {
			return nil, fmt.Errorf("make a cipher: %w", err)
		}
	}
	return b, nil
}

// ID names the key that the Box seals with, without giving it away. It is empty for a Box without one.
func (b *Box) ID() string {
	if b == nil {
		return ""
	}
	return b.id
}

// Has says whether the Box opens what the key with this id has sealed.
func (b *Box) Has(id string) bool { return b != nil && b.open[id] != nil }

// Seal makes a text of letters, digits, "-", "_" and "." that only a Box with the key opens, and only with the same
// about: the table, column and key of the row where it will stand, such as "slack_installations/bot_token/T1". Two seals
// of one text differ. The only error is ErrNoKey.
func (b *Box) Seal(plain []byte, about string) (string, error) {
	if b == nil {
		return "", ErrNoKey
	}
	sealed := b.open[b.id].Seal(nil, nil, plain, []byte(about)) //nolint:gosec // G407: this cipher makes its own nonce
	return mark + b.id + "." + base64.RawURLEncoding.EncodeToString(sealed), nil
}

// Open gives back what was sealed, or ErrNoKey, ErrAnotherKey or ErrBroken.
func (b *Box) Open(sealed, about string) ([]byte, error) {
	if b == nil {
		return nil, ErrNoKey
	}
	id, text, ok := cut(sealed)
	if !ok {
		return nil, ErrBroken
	}
	key := b.open[id]
	if key == nil {
		return nil, fmt.Errorf("key %s: %w", id, ErrAnotherKey)
	}
	encrypted, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, ErrBroken
	}
	plain, err := key.Open(nil, nil, encrypted, []byte(about))
	if err != nil {
		return nil, ErrBroken
	}
	return plain, nil
}

// cut takes a sealed text apart.
func cut(sealed string) (id, text string, ok bool) {
	rest, ok := strings.CutPrefix(sealed, mark)
	if !ok {
		return "", "", false
	}
	return strings.Cut(rest, ".")
}
