package people_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/people"
)

func TestALinkCodeIsKnownHoweverItIsTyped(t *testing.T) {
	t.Parallel()
	for first := range 256 {
		raw := bytes.Repeat([]byte{byte(first)}, 7)
		code, err := people.NewLinkCode(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		typed := strings.ToLower(strings.ReplaceAll(code, "0", "o"))
		if !people.LooksLikeLinkCode(code) || !people.LooksLikeLinkCode(typed) || people.HashLinkCode(typed) != people.HashLinkCode(code) {
			t.Errorf("%s, typed as %s, is not known", code, typed)
		}
		if people.HashLinkCode(code) == people.HashCode(code) {
			t.Errorf("%s has the hash of an invitation", code)
		}
	}
}

func TestWhatIsNoLinkCode(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "K7Q2M9TX4B", "K7Q2M-9TX4", "K7Q2M-9TX4BA", "after-hours", "K7Q2M_9TX4B", "2026-11-25", "K7Q2M-9TX4B-K7Q2M"} {
		if people.LooksLikeLinkCode(text) {
			t.Errorf("%q looks like a link code", text)
		}
	}
}
