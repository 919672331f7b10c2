package matrix

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/accord-tracker/accord/internal/problem"
	"maunium.net/go/mautrix"
)

// fatal is an error after which the account cannot be used until the operator has done something.
type fatal struct{ error }

func (f fatal) Unwrap() error { return f.error }

// isFatal says whether it makes no sense to go on: the token is gone, the account is locked, or a refusal for the
// operator. Errors are looked for however deep they are wrapped (M-12).
func isFatal(err error) bool {
	if _, own := errors.AsType[fatal](err); own {
		return true
	}
	if _, ok := problem.Of(err); ok {
		return true
	}
	return errors.Is(err, mautrix.MUnknownToken) || errors.Is(err, mautrix.MMissingToken) ||
		hasCode(err, "M_USER_DEACTIVATED") || hasCode(err, "M_USER_LOCKED") || hasCode(err, "M_USER_SUSPENDED")
}

// hasCode says whether the server gave this reason.
func hasCode(err error, code string) bool { return errorCode(err) == code }

// errorCode is the reason that the server gave; empty if it gave none.
func errorCode(err error) string {
	var told mautrix.HTTPError
	if errors.As(err, &told) && told.RespError != nil {
		return told.RespError.ErrCode
	}
	return ""
}

// status is the status that the server answered with; 0 if nobody knows what it did.
func status(err error) int {
	var told mautrix.HTTPError
	if errors.As(err, &told) && told.Response != nil && told.WrappedError == nil {
		return told.Response.StatusCode
	}
	return 0
}

// longestWait is how long the server may send us away at most.
const longestWait = 10 * time.Minute

// limited says whether the server wants to be left alone, and how long: the header first, then the body, which older
// servers use (M-33).
func limited(err error, now time.Time) (wait time.Duration, ok bool) {
	var told mautrix.HTTPError
	if !errors.As(err, &told) || told.Response == nil || told.Response.StatusCode != http.StatusTooManyRequests {
		return 0, false
	}
	wait = 5 * time.Second
	if said, ok := retryAfter(told.Response.Header.Get("Retry-After"), now); ok {
		wait = said
	} else if told.RespError != nil {
		if ms, ok := milliseconds(told.RespError.ExtraData["retry_after_ms"]); ok {
			wait = ms
		}
	}
	return min(max(wait, 100*time.Millisecond), longestWait), true
}

func retryAfter(header string, now time.Time) (time.Duration, bool) {
	if seconds, err := strconv.Atoi(header); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second, true
	}
	if at, err := http.ParseTime(header); err == nil {
		return at.Sub(now), true
	}
	return 0, false
}

func milliseconds(v any) (time.Duration, bool) {
	switch v := v.(type) {
	case float64:
		return time.Duration(v) * time.Millisecond, true
	case json.Number:
		n, err := v.Int64()
		return time.Duration(n) * time.Millisecond, err == nil
	}
	return 0, false
}

// health is how the account fares, for those who look after it.
type health struct {
	mu     sync.Mutex
	synced time.Time
	why    error
}

// Health is the instant of the last good sync of this program, zero if it never led, and what is wrong since, if
// anything is.
func (a *Adapter) Health() (synced time.Time, why error) {
	a.health.mu.Lock()
	defer a.health.mu.Unlock()
	return a.health.synced, a.health.why
}

func (h *health) good(at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.synced, h.why = at, nil
}

func (h *health) fail(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.why = err
}
