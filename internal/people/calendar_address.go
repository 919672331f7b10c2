package people

import (
	"encoding/base64"
	"io"
	"time"

	"github.com/google/uuid"
)

// CalendarAddress is where one member's calendar of one plan is read, by programs that cannot sign in. Whoever knows it
// may read it, so its secret is shown once, stored hashed, and can be revoked.
type CalendarAddress struct {
	ID        uuid.UUID
	CreatedAt time.Time
	PlanID    uuid.UUID
	MemberID  uuid.UUID
	Hash      string // HashCalendarSecret of the secret
	Label     string // where it is used
	RevokedAt time.Time
}

const calendarBytes = 24

// NewCalendarSecret draws the secret part of a calendar's address from random: 24 bytes in base64url.
func NewCalendarSecret(random io.Reader) (string, error) {
	raw, err := draw(random, calendarBytes)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// HashCalendarSecret is what is stored of a secret, in hexadecimal: no other sort of secret has the same.
func HashCalendarSecret(secret string) string { return hashed("calendar\n" + secret) }
