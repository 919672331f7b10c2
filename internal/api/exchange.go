package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// exchange is one request and its answer. It is the ResponseWriter of everything behind it: an answer is held back until
// it is whole, so that it can be compared with what the client has (ETag), compressed, and replaced by a problem if
// something fails. Only what stream writes goes out at once.
type exchange struct {
	under    http.ResponseWriter
	server   *Server
	request  *http.Request
	id       string
	language string // that was asked for, as it was asked for
	printer  *i18n.Printer
	address  string

	operation string
	token     people.Token // zero: nobody signed in
	actor     access.Actor
	plan      *plans.Plan // the one in the path; nil: none
	digest    hash.Hash   // of the body, as it is read

	status   int
	body     bytes.Buffer
	streamed bool
	sent     int64
}

// exchangeOf is the exchange that huma's context stands for.
func exchangeOf(ctx huma.Context) *exchange {
	_, w := humago.Unwrap(ctx)
	return w.(*exchange)
}

// Call is embedded in the input of every operation, and gives it its exchange.
type Call struct{ x *exchange }

// Resolve is called by huma when the input is complete.
func (c *Call) Resolve(ctx huma.Context) []error {
	c.x = exchangeOf(ctx)
	return nil
}

func (c *Call) exchange() *exchange { return c.x }

func (x *exchange) Header() http.Header { return x.under.Header() }

func (x *exchange) WriteHeader(status int) {
	if x.status == 0 {
		x.status = status
	}
}

func (x *exchange) Write(p []byte) (int, error) {
	x.WriteHeader(http.StatusOK)
	return x.body.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (x *exchange) Unwrap() http.ResponseWriter { return x.under }

// withDigest makes the body of the request leave its digest behind as it is read, and end at the limit.
func (x *exchange) withDigest() {
	x.digest = sha256.New()
	x.request.Body = &digested{x.request.Body, x.digest}
}

type digested struct {
	io.ReadCloser
	digest hash.Hash
}

func (d *digested) Read(p []byte) (int, error) {
	n, err := d.ReadCloser.Read(p)
	d.digest.Write(p[:n])
	return n, err
}

// finish sends the answer that was held back.
func (x *exchange) finish() {
	if x.streamed {
		return
	}
	if x.status == 0 {
		x.status = http.StatusOK
	}
	header := x.Header()
	if x.status == http.StatusOK && x.reads() {
		if header.Get("ETag") == "" {
			header.Set("ETag", weakTag(x.body.Bytes()))
		}
		if matches(x.request.Header.Get("If-None-Match"), header.Get("ETag")) {
			x.status = http.StatusNotModified
			x.body.Reset()
			header.Del("Content-Type")
		}
	}
	body := x.body.Bytes()
	if len(body) >= worthZipping && x.zips() {
		body = x.server.zipped(body)
		header.Set("Content-Encoding", "gzip")
	}
	if x.status != http.StatusNotModified && x.status != http.StatusNoContent {
		header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	x.under.WriteHeader(x.status)
	if x.request.Method != http.MethodHead && len(body) > 0 {
		n, _ := x.under.Write(body) // a client that went away is no fault of ours
		x.sent = int64(n)
	}
}

func (x *exchange) reads() bool {
	return x.request.Method == http.MethodGet || x.request.Method == http.MethodHead
}

// discard drops what was held back, so that a problem can take its place.
func (x *exchange) discard() {
	x.body.Reset()
	x.status = 0
	for _, name := range []string{"ETag", "Link", "Content-Type", "Content-Disposition", "Content-Encoding"} {
		x.Header().Del(name)
	}
}

// weakTag says that two answers with the same tag say the same.
func weakTag(body []byte) string {
	sum := sha256.Sum256(body)
	return `W/"` + hex.EncodeToString(sum[:12]) + `"`
}

// matches compares as If-None-Match wants it (RFC 9110, 13.1.2): weakly.
func matches(header, tag string) bool {
	if header == "" {
		return false
	}
	for each := range strings.SplitSeq(header, ",") {
		each = strings.TrimSpace(each)
		if each == "*" || strings.TrimPrefix(each, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
