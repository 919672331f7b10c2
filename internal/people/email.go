package people

import (
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
)

// EmailConfirmation is an address that a member has named and that waits for the code that was sent there. Nothing else
// is sent to it before.
type EmailConfirmation struct {
	MemberID  uuid.UUID
	Address   string
	CodeHash  string // HashEmailCode of the code
	ExpiresAt time.Time
	FirstAt   time.Time // when the first of the codes was sent that Sent counts
	Sent      int       // codes of the last day, to whatever address
}

// EmailCodeLasts is how long a code may take to come back.
const EmailCodeLasts = time.Hour

const emailCodeBits = 40

// NewEmailCode draws a code of 40 bits from random, eight letters and digits: short enough to be typed, and useless after
// an hour.
func NewEmailCode(random io.Reader) (string, error) {
	raw, err := draw(random, emailCodeBits/8)
	if err != nil {
		return "", err
	}
	return crockford.EncodeToString(raw), nil
}

// HashEmailCode is what is stored of a code: no other sort of secret has the same.
func HashEmailCode(member uuid.UUID, code string) string {
	return hashed("email\n" + member.String() + "\n" + NormalCode(code))
}

const (
	mostAddress = 254 // RFC 5321, 4.5.3.1.3, without the angle brackets
	mostLocal   = 64
)

// ValidEmail says whether the text is an address of one mailbox that can stand in a header as it is: no display name, no
// comment, no quotation, no white space, nothing that ends a line. Letters of all scripts may be in it (RFC 6531).
func ValidEmail(address string) bool {
	local, domain, ok := strings.Cut(address, "@")
	if !ok || len(address) > mostAddress || local == "" || len(local) > mostLocal || !utf8.ValidString(address) {
		return false
	}
	if strings.ContainsFunc(address, unfit) || strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(address, "..") {
		return false
	}
	labels := strings.Split(domain, ".")
	for _, label := range labels {
		if label == "" || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") || strings.ContainsFunc(label, notInDomain) {
			return false
		}
	}
	return len(labels) > 1
}

func unfit(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Cf) || r == utf8.RuneError || strings.ContainsRune(`<>()[]\,;:"`, r)
}

func notInDomain(r rune) bool {
	return r != '-' && !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
}
