package commitments

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// Genesis is the digest that stands before the first entry of a plan: 64 zeros.
var Genesis = strings.Repeat("0", 2*sha256.Size)

const saltBytes = 16

// NewSalt draws the salt of a new entry from random: 16 bytes, as 32 hexadecimal digits.
func NewSalt(random io.Reader) (string, error) {
	raw := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("draw a salt: %w", err)
	}
	return hex.EncodeToString(raw), nil
}

// Links are the digests of one entry (bundle.md, "The chain"): 64 lower-case hexadecimal digits each.
type Links struct {
	Text  string // text_digest
	Entry string // entry_digest
	Chain string // digest
}

// Link computes the digests of the entry, given the digest of the entry at the position before it, or Genesis. Its
// text enters as a salted hash; where the salt is gone, the TextDigest that a redaction left is taken as it is.
func Link(previous string, e *Entry) Links {
	links := Digests(e)
	links.Chain = LinkDigest(previous, links.Entry)
	return links
}

// Digests are the links of the entry that do not depend on those before it; Chain is left out.
func Digests(e *Entry) Links {
	var links Links
	if e.Salt != "" {
		links.Text = hexDigest(canonicalText([]byte(e.Salt), e.Note, e.Evidence))
	} else {
		links.Text = e.TextDigest
	}
	links.Entry = hexDigest(canonicalEntry(nil, e, links.Text))
	return links
}

// LinkDigest is the digest of an entry of which only the entry digest is known, because it is withheld.
func LinkDigest(previous, entryDigest string) string {
	return hexDigest([]byte(previous + entryDigest))
}

func hexDigest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
