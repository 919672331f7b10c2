package fakematrix

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"
)

// Fault is what goes wrong with requests. Those that have both the method and the text in their path suffer it, at most
// as often as Times says.
type Fault struct {
	Method string
	Path   string // a part of it
	Times  int    // 0: until it is taken away

	Status     int            // answered in the place of the work; 0: the work is done
	Code       string         // errcode
	More       map[string]any // further members of the error: soft_logout, retry_after_ms
	RetryAfter string         // the header
	Drop       bool           // the connection is cut before the work
	Cut        bool           // the connection is cut after the work: nobody knows that it was done
	Until      chan struct{}  // the request waits until this is closed

	hits int
}

// Break adds a fault and returns how to end it.
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

// faultFor counts the request. The caller has the lock.
func (s *Server) faultFor(method, path string) *Fault {
	for _, f := range s.faults {
		if (f.Method != "" && f.Method != method) || !strings.Contains(path, f.Path) {
			continue
		}
		if f.Times < 0 || (f.Times > 0 && f.hits >= f.Times) {
			continue
		}
		f.hits++
		return f
	}
	return nil
}

// wait says whether whoever asks is still there.
func (f *Fault) wait(ctx context.Context) bool {
	if f.Until == nil {
		return true
	}
	select {
	case <-f.Until:
		return true
	case <-ctx.Done():
		return false
	}
}

// before says whether there is nothing more to do.
func (f *Fault) before(w http.ResponseWriter) bool {
	if f.Drop {
		cut(w)
		return true
	}
	if f.Status == 0 {
		return false
	}
	failed := failure{Status: f.Status, Code: f.Code, Message: "broken on purpose", More: f.More}
	if f.RetryAfter != "" {
		failed.Headers = map[string]string{"Retry-After": f.RetryAfter}
	}
	failed.write(w)
	return true
}

func cut(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = connection.Close()
	}
}

// bucket limits how many messages an account may send.
type bucket struct {
	rate   float64 // a second
	burst  float64
	tokens float64
	at     time.Time
}

// LimitMessages makes the server refuse messages beyond a rate, as Synapse does: 0.2 a second, 10 at once.
func (s *Server) LimitMessages(rate float64, burst int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bucket = &bucket{rate: rate, burst: float64(burst), tokens: float64(burst), at: s.now()}
}

// spend takes a token. The caller has the lock.
func (s *Server) spend() *failure {
	b := s.bucket
	if b == nil {
		return nil
	}
	now := s.now()
	b.tokens = min(b.burst, b.tokens+now.Sub(b.at).Seconds()*b.rate)
	b.at = now
	if b.tokens >= 1 {
		b.tokens--
		return nil
	}
	wait := (1 - b.tokens) / b.rate
	return &failure{
		Status: http.StatusTooManyRequests, Code: "M_LIMIT_EXCEEDED", Message: "too many",
		More:    map[string]any{"retry_after_ms": int(wait * 1000)},
		Headers: map[string]string{"Retry-After": fmt.Sprint(int(math.Ceil(wait)))},
	}
}

// RepeatEvents lets each incremental sync bring the last n events of a room once more.
func (s *Server) RepeatEvents(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.repeats = n
}

// Requests are those that came in so far whose method is that and whose path has the text in it.
func (s *Server) Requests(method, path string) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []Request
	for _, r := range s.requests {
		if r.Method == method && strings.Contains(r.Path, path) {
			found = append(found, r)
		}
	}
	return found
}

// AllRequests are all that came in so far.
func (s *Server) AllRequests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}
