package people

import (
	"io"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// Invitation lets whoever holds its code join an organisation in a role. The code is shown once and stored hashed.
type Invitation struct {
	ID           uuid.UUID
	CreatedAt    time.Time
	PlanID       uuid.UUID
	Organisation string // handle
	Role         Role
	CodeHash     string // HashCode of the code
	ExpiresAt    time.Time
	UsesLeft     int
	CreatedBy    uuid.UUID // member
	RevokedAt    time.Time // zero unless revoked, for instance because the code was seen in a shared room
}

// codeBits is the strength of an invitation code (domain.md: 128 bits).
const codeBits = 128

// NewCode draws a code of 128 bits from random: 26 letters and digits in groups of five, with hyphens between.
func NewCode(random io.Reader) (string, error) {
	raw, err := draw(random, codeBits/8)
	if err != nil {
		return "", err
	}
	return grouped(crockford.EncodeToString(raw)), nil
}

// NormalCode undoes what hands and eyes do to a code: case, spaces, hyphens, O for 0, I and L for 1.
func NormalCode(code string) string {
	return strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(strings.TrimSpace(code)))
}

// LooksLikeCode says whether the text could be an invitation code, so that one seen in a shared room can be revoked.
func LooksLikeCode(text string) bool {
	code := NormalCode(text)
	if len(code) != (codeBits+4)/5 {
		return false
	}
	_, err := crockford.DecodeString(code)
	return err == nil
}

// HashCode is what is stored of a code: the SHA-256 of its normal form, in hexadecimal. A code has 128 random bits, so
// that a plain hash is enough.
func HashCode(code string) string { return hashed(NormalCode(code)) }

// Open says why the invitation cannot be used at now, or nothing. The answer is the same for a code that never
// existed, one that was used up, and one that ran out: whoever guesses learns nothing.
func (i Invitation) Open(now time.Time) error {
	if i.UsesLeft < 1 || !i.RevokedAt.IsZero() || !now.Before(i.ExpiresAt) {
		return UnknownCode()
	}
	return nil
}

// UnknownCode is the one refusal of every code that cannot be used.
func UnknownCode() error { return problem.New(problem.NotFound, "join.unknown_code") }
