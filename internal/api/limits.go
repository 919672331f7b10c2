package api

import (
	"fmt"
	"math"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limits are how often an address and a token may ask.
type limits struct {
	addresses *buckets
	tokens    *buckets
}

func newLimits(o Options) *limits {
	return &limits{newBuckets("address", o.PerAddress), newBuckets("token", o.PerToken)}
}

// buckets hold one limiter for each name. A limiter that is full again says nothing, and is forgotten when there are
// many.
type buckets struct {
	policy  string
	minute  int // requests a minute; below 0: any number
	mutex   sync.Mutex
	byName  map[string]*rate.Limiter
	sweepAt int
}

const fewBuckets = 1024

func newBuckets(policy string, minute int) *buckets {
	return &buckets{policy: policy, minute: minute, byName: map[string]*rate.Limiter{}, sweepAt: fewBuckets}
}

// take says whether the name may ask once more, how often it still may, and how long until it may again.
func (b *buckets) take(name string, now time.Time) (ok bool, left int, wait time.Duration) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	limiter := b.byName[name]
	if limiter == nil {
		b.sweep(now)
		limiter = rate.NewLimiter(rate.Limit(float64(b.minute)/60), b.minute)
		b.byName[name] = limiter
	}
	ok = limiter.AllowN(now, 1)
	tokens := limiter.TokensAt(now)
	if !ok {
		wait = time.Duration(math.Ceil((1-tokens)/float64(limiter.Limit()))) * time.Second
	}
	return ok, max(0, int(tokens)), max(wait, time.Second)
}

// sweep forgets limiters that are full, whenever their number has doubled.
func (b *buckets) sweep(now time.Time) {
	if len(b.byName) < b.sweepAt {
		return
	}
	for name, limiter := range b.byName {
		if limiter.TokensAt(now) >= float64(limiter.Burst()) {
			delete(b.byName, name)
		}
	}
	b.sweepAt = max(fewBuckets, 2*len(b.byName))
}

// withinLimits counts the request for its address; if it is one too many, it is answered here.
func (x *exchange) withinLimits() bool {
	trouble := x.count(x.server.limits.addresses, x.address)
	if trouble != nil {
		x.answer(trouble)
	}
	return trouble == nil
}

// count says in the header how much is left (draft-ietf-httpapi-ratelimit-headers), or refuses.
func (x *exchange) count(b *buckets, name string) *Problem {
	if b.minute < 0 {
		return nil
	}
	ok, left, wait := b.take(name, x.server.Now())
	h := x.Header()
	h.Set("Ratelimit-Policy", fmt.Sprintf(`"%s";q=%d;w=60`, b.policy, b.minute))
	h.Set("Ratelimit", fmt.Sprintf(`"%s";r=%d;t=%d`, b.policy, left, int(wait.Seconds())))
	if ok {
		return nil
	}
	h.Set("Retry-After", strconv.Itoa(int(wait.Seconds())))
	return x.trouble(http.StatusTooManyRequests, "too_many_requests", "api.too_many_requests", "seconds", int(wait.Seconds()))
}

// addressOf is who asks: the other end of the connection, or, if that is a proxy that we believe, whom the nearest
// stranger in its list says it is. Of IPv6 the network counts, because one household has many addresses.
func (s *Server) addressOf(r *http.Request) string {
	address := parseAddress(r.RemoteAddr)
	list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(list) - 1; i >= 0 && s.believes(address); i-- {
		forwarded := parseAddress(strings.TrimSpace(list[i]))
		if !forwarded.IsValid() {
			break
		}
		address = forwarded
	}
	if address.Is6() {
		if network, err := address.Prefix(64); err == nil {
			return network.String()
		}
	}
	return address.String()
}

func (s *Server) believes(address netip.Addr) bool {
	return slices.ContainsFunc(s.options.Proxies, func(p netip.Prefix) bool { return p.Contains(address) })
}

func parseAddress(text string) netip.Addr {
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	address, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return address.Unmap().WithZone("")
}
