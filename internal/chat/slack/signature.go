package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/people"
)

// mostSkew is how far Slack's clock and ours may be apart.
const mostSkew = 5 * time.Minute

// signed says whether Slack has signed the body just now (S-08): by an HMAC of the time and the raw bytes. Without a
// secret nothing is.
func signed(header http.Header, body []byte, secret people.Hidden, now time.Time) bool {
	seconds, err := strconv.ParseInt(header.Get("X-Slack-Request-Timestamp"), 10, 64)
	if err != nil || secret == "" {
		return false
	}
	if skew := now.Unix() - seconds; skew > int64(mostSkew.Seconds()) || skew < -int64(mostSkew.Seconds()) {
		return false
	}
	hexed, ok := strings.CutPrefix(header.Get("X-Slack-Signature"), "v0=")
	given, err := hex.DecodeString(hexed)
	if !ok || err != nil {
		return false
	}
	mac := hmac.New(sha256.New, []byte(secret.Reveal()))
	_, _ = mac.Write([]byte("v0:" + header.Get("X-Slack-Request-Timestamp") + ":")) // it never fails (hash.Hash)
	_, _ = mac.Write(body)
	return hmac.Equal(given, mac.Sum(nil))
}
