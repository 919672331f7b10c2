package people

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
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

// crockford leaves out I, L, O and U, so that a code can be read out.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// NewCode draws a code of 128 bits from random: 26 letters and digits in groups of five, with hyphens between.
func NewCode(random io.Reader) (string, error) {
	raw := make([]byte, codeBits/8)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("draw an invitation code: %w", err)
	}
	letters := crockford.EncodeToString(raw)
	var groups []string
	for len(letters) > 5 {
		groups, letters = append(groups, letters[:5]), letters[5:]
	}
	return strings.Join(append(groups, letters), "-"), nil
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
func HashCode(code string) string {
	sum := sha256.Sum256([]byte(NormalCode(code)))
	return hex.EncodeToString(sum[:])
}

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
