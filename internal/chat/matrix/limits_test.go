package matrix

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"maunium.net/go/mautrix"
	"pgregory.net/rapid"
)

var start = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)

// M-33.
func TestThePaceIsABurstAndThenOneEachInterval(t *testing.T) {
	t.Parallel()
	now := start
	p := newPacer(Pace{}, func() time.Time { return now })
	for i := range 10 {
		if _, ok := p.answer(1); !ok {
			t.Fatalf("message %d of the burst waits", i+1)
		}
	}
	again, ok := p.answer(1)
	if ok || again.Sub(now) != 5*time.Second {
		t.Errorf("the eleventh: got %v, %v, want 5 s later", again.Sub(now), ok)
	}
	now = again
	if _, ok := p.answer(1); !ok {
		t.Error("it waits when its time has come")
	}
	if until := p.close(time.Minute); until.Sub(now) != time.Minute {
		t.Errorf("closed until %v", until)
	}
	if again, ok := p.answer(1); ok || again.Sub(now) != time.Minute {
		t.Errorf("while closed: got %v, %v", again.Sub(now), ok)
	}
}

// M-33: no window of any length sees more than the burst and its share.
func TestThePaceHoldsOverEveryWindow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := start
		p := newPacer(Pace{}, func() time.Time { return now })
		var sent []time.Time
		for range rapid.IntRange(1, 80).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 8000).Draw(t, "ms")) * time.Millisecond)
			if _, ok := p.answer(1); ok {
				sent = append(sent, now)
			}
		}
		for i := range sent {
			for j := i; j < len(sent); j++ {
				if most := 10 + int(sent[j].Sub(sent[i])/(5*time.Second)); j-i+1 > most {
					t.Fatalf("%d messages in %v", j-i+1, sent[j].Sub(sent[i]))
				}
			}
		}
	})
}

// M-33: answers do not wait behind notices, and a thousand notices are not looked at a thousand times.
func TestNoticesLeaveRoomForAnswersAndWaitInLine(t *testing.T) {
	t.Parallel()
	now := start
	p := newPacer(Pace{}, func() time.Time { return now })
	var turns []time.Time
	for range 40 {
		if again, ok := p.notice(1); !ok {
			turns = append(turns, again)
		}
	}
	if len(turns) != 33 {
		t.Errorf("%d of 40 notices wait, want 33", len(turns))
	}
	for range 3 {
		if _, ok := p.answer(1); !ok {
			t.Error("an answer waits behind notices")
		}
	}
	looked, sent := 0, 0
	for waiting := turns; len(waiting) > 0 && looked < 1000; {
		now = waiting[0]
		looked++
		if again, ok := p.notice(1); ok {
			sent++
			waiting = waiting[1:]
		} else {
			waiting = append(waiting[1:], again)
		}
	}
	if sent != 33 || looked > 99 {
		t.Errorf("%d notices went out after %d looks", sent, looked)
	}
}

func tooMany(header string, body map[string]any) error {
	response := &http.Response{StatusCode: http.StatusTooManyRequests, Header: http.Header{}}
	if header != "" {
		response.Header.Set("Retry-After", header)
	}
	return fmt.Errorf("send: %w", mautrix.HTTPError{Response: response, RespError: &mautrix.RespError{ErrCode: "M_LIMIT_EXCEEDED", ExtraData: body}})
}

// M-33: the header first, then the body.
func TestTheServerSaysHowLongToWait(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want time.Duration
	}{
		"header":          {tooMany("7", nil), 7 * time.Second},
		"header and body": {tooMany("7", map[string]any{"retry_after_ms": 2500.0}), 7 * time.Second},
		"body":            {tooMany("", map[string]any{"retry_after_ms": 2500.0}), 2500 * time.Millisecond},
		"number":          {tooMany("", map[string]any{"retry_after_ms": json.Number("2500")}), 2500 * time.Millisecond},
		"date":            {tooMany(start.Add(time.Minute).Format(http.TimeFormat), nil), time.Minute},
		"nothing":         {tooMany("", nil), 5 * time.Second},
		"nonsense":        {tooMany("-3", map[string]any{"retry_after_ms": "soon"}), 5 * time.Second},
		"for ever":        {tooMany("99999999", nil), 10 * time.Minute},
		"now":             {tooMany("0", nil), 100 * time.Millisecond},
	} {
		if got, ok := limited(c.err, start); !ok || got != c.want {
			t.Errorf("%s: got %v, %v, want %v", name, got, ok, c.want)
		}
	}
	if _, ok := limited(fmt.Errorf("other"), start); ok {
		t.Error("another error is taken for a limit")
	}
}

// M-12.
func TestFatalErrorsAreFoundHoweverDeepTheyAreWrapped(t *testing.T) {
	t.Parallel()
	told := func(code string) error {
		return fmt.Errorf("a: %w", fmt.Errorf("b: %w", mautrix.HTTPError{
			Response: &http.Response{StatusCode: http.StatusUnauthorized}, RespError: &mautrix.RespError{ErrCode: code, StatusCode: http.StatusUnauthorized},
		}))
	}
	for _, code := range []string{"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_USER_LOCKED"} {
		if !isFatal(told(code)) {
			t.Errorf("%s is not fatal", code)
		}
	}
	for _, code := range []string{"M_FORBIDDEN", "M_LIMIT_EXCEEDED", "M_UNKNOWN"} {
		if isFatal(told(code)) {
			t.Errorf("%s is fatal", code)
		}
	}
}
