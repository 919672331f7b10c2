package people

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// crockford leaves out I, L, O and U, so that a code can be read out.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// draw takes so many bytes from random.
func draw(random io.Reader, bytes int) ([]byte, error) {
	raw := make([]byte, bytes)
	if _, err := io.ReadFull(random, raw); err != nil {
		return nil, fmt.Errorf("draw a secret: %w", err)
	}
	return raw, nil
}

// grouped puts a hyphen after every five letters.
func grouped(letters string) string {
	var groups []string
	for len(letters) > 5 {
		groups, letters = append(groups, letters[:5]), letters[5:]
	}
	return strings.Join(append(groups, letters), "-")
}

// hashed is what is stored of a secret: its SHA-256 in hexadecimal. Secrets are random and long enough, or short-lived,
// so that a plain hash is enough.
func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
