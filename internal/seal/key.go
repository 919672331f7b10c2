package seal

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrKey says that a text is no key. It never repeats the text.
var ErrKey = errors.New("a key is 32 bytes, as 64 hexadecimal digits or 44 characters of base64")

// keySize is that of AES-256.
const keySize = 32

// Key is what a Box seals with.
type Key [keySize]byte

// NewKey makes one.
func NewKey() Key {
	var k Key
	_, _ = rand.Read(k[:]) // it never fails (crypto/rand)
	return k
}

// Text is the key as it is kept in a file or a variable: base64.
func (k Key) Text() string { return base64.StdEncoding.EncodeToString(k[:]) }

// ID names the key without giving it away: eight hexadecimal digits of a digest.
func (k Key) ID() string {
	digest := sha256.Sum256(append([]byte("accord key id\x00"), k[:]...))
	return hex.EncodeToString(digest[:4])
}

// Format keeps the key out of whatever prints it.
func (k Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[key "+k.ID()+"]") }

// ParseKeys reads keys with spaces or commas between them. A Box is to seal with the first; the others are older ones.
func ParseKeys(text string) ([]Key, error) {
	fields := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,\t\r\n", r) })
	if len(fields) == 0 {
		return nil, ErrKey
	}
	keys := make([]Key, len(fields))
	for i, field := range fields {
		var err error
		if keys[i], err = parseKey(field); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

func parseKey(text string) (Key, error) {
	raw, err := hex.DecodeString(text)
	if err != nil {
		text = strings.NewReplacer("-", "+", "_", "/", "=", "").Replace(text)
		if raw, err = base64.RawStdEncoding.DecodeString(text); err != nil {
			return Key{}, ErrKey
		}
	}
	if len(raw) != keySize {
		return Key{}, ErrKey
	}
	return Key(raw), nil
}

// Parse makes a Box of the keys in a text.
func Parse(text string) (*Box, error) {
	keys, err := ParseKeys(text)
	if err != nil {
		return nil, err
	}
	return New(keys[0], keys[1:]...)
}
