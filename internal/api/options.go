package api

import (
	"net/netip"
	"time"

	"github.com/accord-tracker/accord/internal/webhooks"
)

// Options of a server. The zero Options are right for a server that nothing stands in front of.
type Options struct {
	// Origins are those of web pages that may read public data from a browser ("https://example.org"), or "*" for all.
	// None: no page of another origin can. Pages can never write.
	Origins []string
	// Proxies are the networks of proxies that are believed when they say for whom they ask (X-Forwarded-For).
	Proxies []netip.Prefix
	// PerAddress and PerToken are how many requests a minute one address and one token may make, in the long run; in a
	// short one up to Burst times as many at once. Below 0: any number.
	PerAddress int
	PerToken   int
	// Timeout is how long a request may take; what reads a whole journal may take ten times as long.
	Timeout time.Duration
	// Idle is how long a connection may be kept without a request.
	Idle time.Duration
	// Connections are how many may be open; above it the one that was idle longest is closed.
	Connections int
	// MaxImport is how many bytes an import may have.
	MaxImport int64
	// Grace is how long requests may go on once the server is told to stop.
	Grace time.Duration
	// Webhooks says where entries may be posted to.
	Webhooks webhooks.Options
	// PublicURL is how this server is called from outside, without a slash at the end: "https://accord.example.org". With
	// it the links in feeds and calendars are whole.
	PublicURL string
}

// Limits that nobody needs to set.
const (
	maxHeader  = 16 << 10
	maxBody    = 64 << 10 // of an ordinary write
	maxBulk    = 1 << 20
	maxPlan    = 4 << 20
	slowHeader = 5 * time.Second // within which the head of a request is here
	busyAfter  = 5 * time.Second // how long what reads a whole journal waits for its turn
)

func (o Options) orDefaults() Options {
	set(&o.PerAddress, 600)
	set(&o.PerToken, 1200)
	set(&o.Timeout, 30*time.Second)
	set(&o.Idle, time.Minute)
	set(&o.Connections, 2000)
	set(&o.MaxImport, 256<<20)
	set(&o.Grace, 15*time.Second)
	return o
}

func set[T comparable](option *T, value T) {
	var zero T
	if *option == zero {
		*option = value
	}
}
