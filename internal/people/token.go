package people

import (
	"encoding/base64"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Scope of a token: how much of what its member may do a program may do with it. Each holds those before it.
type Scope string

const (
	ReadScope  Scope = "read"
	WriteScope Scope = "write" // what members of organisations do
	AdminScope Scope = "admin" // what only conveners do
)

// Scopes lists them from the least to the most.
var Scopes = [...]Scope{ReadScope, WriteScope, AdminScope}

// Known says whether s is one of Scopes.
func (s Scope) Known() bool { return slices.Contains(Scopes[:], s) }

// Holds says whether a token of scope s may be used for what asks for other.
func (s Scope) Holds(other Scope) bool {
	return s.Known() && slices.Index(Scopes[:], s) >= slices.Index(Scopes[:], other)
}

// Token lets a program act as a member, never with more rights than the member has at that moment. Its secret is shown
// once and stored hashed.
type Token struct {
	ID           uuid.UUID
	CreatedAt    time.Time
	Hash         string // HashToken of the secret
	Label        string // what it is for
	MemberID     uuid.UUID
	PlanID       uuid.UUID // the one plan it is for; zero: any
	Organisation string    // handle of the one organisation it acts for; empty: any of the member's
	Scope        Scope
	ExpiresAt    time.Time
	LastUsedAt   time.Time // zero: never; kept to the minute
	RevokedAt    time.Time // zero: not revoked
	CreatedBy    uuid.UUID // member; zero: the administrator at the machine
}

// Live says whether the token can be used at now.
func (t Token) Live(now time.Time) bool { return t.RevokedAt.IsZero() && now.Before(t.ExpiresAt) }

const (
	tokenMark  = "acc_" // so that a token that leaked is found by its look
	tokenBytes = 32
)

// NewTokenSecret draws the secret of a token from random: acc_ and 32 bytes in base64url.
func NewTokenSecret(random io.Reader) (string, error) {
	raw, err := draw(random, tokenBytes)
	if err != nil {
		return "", err
	}
	return tokenMark + base64.RawURLEncoding.EncodeToString(raw), nil
}

// LooksLikeToken says whether the text could be the secret of a token.
func LooksLikeToken(s string) bool {
	rest, marked := strings.CutPrefix(s, tokenMark)
	return marked && len(rest) == base64.RawURLEncoding.EncodedLen(tokenBytes)
}

// HashToken is what is stored of a secret: its SHA-256 in hexadecimal. It has 256 random bits, so that a plain hash is
// enough.
func HashToken(secret string) string { return hashed(secret) }
