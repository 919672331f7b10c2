package fakeslack

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"time"
)

// Fault is what goes wrong with calls of a method. Those of the Method suffer it, at most as often as Times says.
type Fault struct {
	Method string // "chat.postMessage"; "upload", "response_url"; empty: every call
	Times  int    // 0: until it is mended
	After  int    // so many calls are spared first
	Team   string // only calls of this workspace; empty: all

	Code       string        // Slack's word: answered in the place of the work, with 200
	Status     int           // HTTP status, in the place of the work
	RetryAfter string        // the header, in seconds; with Status 429
	Drop       bool          // the connection is cut before the work
	Cut        bool          // the connection is cut after the work: nobody knows that it was done (S-35)
	Garbage    bool          // the work is done, and the answer is no JSON
	Late       time.Duration // the answer comes so much later, the work being done
	Until      chan struct{} // nothing happens before this is closed

	hits, seen int
}

// Break adds a fault, and returns how to mend it.
func (s *Server) Break(f Fault) (mend func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	added := &f
	s.faults = append(s.faults, added)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		added.Times = -1
	}
}

// faultFor counts the call. The caller has the lock.
func (s *Server) faultFor(method, team string) *Fault {
	for _, f := range s.faults {
		if f.Method != "" && f.Method != method || f.Team != "" && f.Team != team {
			continue
		}
		if f.Times < 0 || f.Times > 0 && f.hits >= f.Times {
			continue
		}
		if f.seen++; f.seen <= f.After {
			continue
		}
		f.hits++
		return f
	}
	return nil
}

// before says whether the fault has answered already.
func (f *Fault) before(ctx context.Context, w http.ResponseWriter) bool {
	if f == nil {
		return false
	}
	if f.Until != nil {
		select {
		case <-f.Until:
		case <-ctx.Done():
			return true
		}
	}
	switch {
	case f.Drop:
		cut(w)
	case f.Status != 0:
		if f.RetryAfter != "" {
			w.Header().Set("Retry-After", f.RetryAfter)
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(f.Status)
		if f.Status == http.StatusTooManyRequests {
			_, _ = w.Write([]byte(`{"ok":false,"error":"ratelimited"}`))
		}
	case f.Code != "":
		writeJSON(w, refusal{code: f.Code}.body())
	default:
		return false
	}
	return true
}

// after says whether the fault has answered in the place of what was done.
func (f *Fault) after(ctx context.Context, w http.ResponseWriter) bool {
	if f == nil {
		return false
	}
	if f.Late > 0 {
		timer := time.NewTimer(f.Late)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return true
		}
	}
	switch {
	case f.Cut:
		cut(w)
	case f.Garbage:
		_, _ = w.Write([]byte("<html>upstream connect error"))
	default:
		return false
	}
	return true
}

func cut(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = connection.Close()
	}
}

// pace limits posting in a conversation.
type pace struct {
	rate, burst float64
}

// LimitPosts makes the server answer 429 with Retry-After beyond a rate of messages in a conversation: Slack's is about
// one a second (S-39).
func (s *Server) LimitPosts(rate float64, burst int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pace = &pace{rate: rate, burst: float64(burst)}
	for _, c := range s.channels {
		c.tokens, c.lastMessage = float64(burst), s.now()
	}
}

// spend takes a token of the conversation. It says "" or the Retry-After. The caller has the lock.
func (s *Server) spend(c *Channel) (retryAfter string) {
	if s.pace == nil {
		return ""
	}
	now := s.now()
	if c.lastMessage.IsZero() {
		c.tokens = s.pace.burst
	} else {
		c.tokens = min(s.pace.burst, c.tokens+now.Sub(c.lastMessage).Seconds()*s.pace.rate)
	}
	c.lastMessage = now
	if c.tokens >= 1 {
		c.tokens--
		return ""
	}
	return strconv.Itoa(int(math.Ceil((1 - c.tokens) / s.pace.rate)))
}
