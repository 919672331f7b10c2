// Package api serves what chat can do to programs, as JSON over HTTP: small, complete, boring. Every change goes through
// commitments.Service.Do and every read through what access lets the reader see, so that a program has the rights of the
// member it acts for and no others. It knows no database: what it reads is declared in store.go.
//
// A request becomes an exchange (exchange.go), is signed in (signin.go), and reaches one of the operations that routes.go
// lists; whatever goes wrong leaves as a problem (problem.go). Beside them stand the feeds (feeds.go) and the pages behind
// the links of e-mails (mail_links.go).
package api

import (
	"cmp"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/danielgtaylor/huma/v2"
)

// Parts are what a server is made of.
type Parts struct {
	Store     Store
	Service   *commitments.Service
	Catalogue *i18n.Catalogue
	// Meaning says what an error of the store means for whoever asked.
	Meaning func(error) Meaning
	Now     func() time.Time
	Log     *slog.Logger
	Version string // of the program, for the document
	// OpenMailLink opens a link that stands in an e-mail; what is not ours is people.ErrMailLink. Nil: no e-mail is sent here.
	OpenMailLink func(ctx context.Context, sealed string) (people.MailLink, error)
	// Observe is told of every request that was answered, and Around is put around the whole server by Serve; both may be nil.
	Observe func(context.Context, Observed)
	Around  func(http.Handler) http.Handler
}

// Meaning of an error of the store.
type Meaning int

const (
	Unexplained Meaning = iota // a fault of ours: 500
	Unavailable                // the database does not answer, is locked, full or cannot be written now: 503
	BadCursor                  // not a cursor of this list: 422
	BadText                    // text that cannot be kept: 422
)

// Server is the API. It is an http.Handler, safe for concurrent use.
type Server struct {
	Parts
	options  Options
	mux      *http.ServeMux
	api      huma.API
	limits   *limits
	heavy    chan struct{} // what reads a whole journal takes one of these,
	strange  chan struct{} // and if nobody is signed in one of these, so that strangers do not keep members waiting
	figures  *figureCache
	uses     *tokenUses
	resolver *stepFinder
	zippers  sync.Pool
	stopping context.Context // done when the server is about to stop: /readyz says so
	stop     context.CancelFunc
}

// heavyAtOnce is how many requests of members may read a whole journal at once.
const heavyAtOnce = 2

// New makes the server of parts.
func New(parts Parts, options Options) *Server {
	options = options.orDefaults()
	s := &Server{
		Parts: parts, options: options, mux: http.NewServeMux(), limits: newLimits(options),
		heavy: make(chan struct{}, heavyAtOnce), strange: make(chan struct{}, 1), figures: newFigureCache(), uses: newTokenUses(), resolver: new(stepFinder),
	}
	s.zippers.New = func() any { return fastest() }
	s.stopping, s.stop = context.WithCancel(context.Background())
	s.document()
	s.routes()
	s.finishDocument()
	s.mailLinkRoutes()
	return s
}

// fastest compresses little and quickly: what is sent is small, and the processor is shared with the database.
func fastest() *gzip.Writer {
	w, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
	if err != nil {
		panic(fmt.Sprintf("api: %v", err)) // the level is a constant
	}
	return w
}

// Document is the OpenAPI document as it is served, JSON.
func (s *Server) Document() ([]byte, error) { return s.api.OpenAPI().MarshalJSON() }

// Operations are all operations, by address and method.
func (s *Server) Operations() []*huma.Operation {
	var all []*huma.Operation
	for _, path := range s.api.OpenAPI().Paths {
		for _, op := range []*huma.Operation{path.Get, path.Post, path.Put, path.Patch, path.Delete} {
			if op != nil {
				all = append(all, op)
			}
		}
	}
	slices.SortFunc(all, func(a, b *huma.Operation) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Method, b.Method))
	})
	return all
}
