package reply

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// safeAddress is the address of a link in plain ASCII, if it may be one: http or https with a host and without a user
// name, or mailto; and no address that a chat client shows as the name of a person or room.
func safeAddress(address string) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(clean(address)))
	if err != nil || u.User != nil {
		return "", false
	}
	switch u.Scheme = strings.ToLower(u.Scheme); u.Scheme {
	case "http", "https":
		if u.Hostname() == "" || isMention(u) {
			return "", false
		}
	case "mailto":
		if u.Opaque == "" {
			return "", false
		}
	default:
		return "", false
	}
	if u.Scheme == "mailto" {
		return ascii(u.String()), true
	}
	return strings.ReplaceAll(ascii(u.String()), "@", "%40"), true
}

// isMention says whether Matrix clients would show the link as a person or a room, and notify them.
func isMention(u *url.URL) bool {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	return host == "matrix.to" || strings.HasSuffix(host, ".matrix.to")
}

// ascii writes every byte that has no place in an address (RFC 3986) as %XX.
func ascii(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c > ' ' && c < 0x7f && !strings.ContainsRune("\"<>\\^`{|}", rune(c)) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

var looksLikeAddress = regexp.MustCompile(`(?i)^\S*(?:://|www\.)\S*$|^[\pL\d-]+(?:\.[\pL\d-]+)*\.\pL{2,}(?:[/?#:]\S*)?$`)

// honestLabel is the label of a link: the given one, unless it is empty or pretends to be another address.
func honestLabel(label, address string) string {
	label = clean(label)
	if label == "" {
		return address
	}
	if looksLikeAddress.MatchString(label) && !sameHost(label, address) {
		return address
	}
	return label
}

func sameHost(label, address string) bool {
	if !strings.Contains(label, "://") {
		label = "https://" + label
	}
	shown, err := url.Parse(label)
	led, err2 := url.Parse(address)
	return err == nil && err2 == nil && shown.User == nil && strings.EqualFold(shown.Hostname(), led.Hostname())
}
