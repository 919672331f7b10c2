package people

import (
	"io"
	"regexp"
	"time"

	"github.com/google/uuid"
)

// Link is a further account of a member on its way. The member was given a code in an account of theirs; whoever says it
// in another account asks to be them; and only the member, in an account that is known already, lets it be so (I-02).
type Link struct {
	MemberID  uuid.UUID
	CodeHash  string // HashLinkCode of the code
	ExpiresAt time.Time
	Asked     Identity // Platform, Realm and Subject of the account that has said the code; zero until then
	Name      string   // of that account, as its platform shows it; nobody is known by it
}

// LinkLasts is how long all of it may take.
const LinkLasts = 10 * time.Minute

const (
	linkCodeBits   = 50
	linkCodeLength = linkCodeBits / 5
)

// NewLinkCode draws a code of 50 bits from random: two groups of five letters and digits. It works once, for ten minutes,
// and whoever guesses has five tries.
func NewLinkCode(random io.Reader) (string, error) {
	raw, err := draw(random, (linkCodeBits+7)/8)
	if err != nil {
		return "", err
	}
	return grouped(crockford.EncodeToString(raw)[:linkCodeLength]), nil
}

var linkCode = regexp.MustCompile(`^[0-9A-Za-z]{5}-[0-9A-Za-z]{5}$`)

// LooksLikeLinkCode says whether the text could be the code of a link. Some words with a hyphen could.
func LooksLikeLinkCode(text string) bool {
	if !linkCode.MatchString(text) {
		return false
	}
	_, err := crockford.DecodeString(NormalCode(text) + "000000") // whole bytes
	return err == nil
}

// HashLinkCode is what is stored of a code: no other sort of secret has the same.
func HashLinkCode(code string) string { return hashed("link\n" + NormalCode(code)) }
