package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"strings"
	"time"
)

// worthZipping is how many bytes an answer has before it is compressed.
const worthZipping = 1024

// zips says whether the client takes gzip and the answer is text.
func (x *exchange) zips() bool {
	if x.Header().Get("Content-Encoding") != "" || !textual(x.Header().Get("Content-Type")) {
		return false
	}
	for each := range strings.SplitSeq(x.request.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(each), ";")
		if name == "gzip" && strings.ReplaceAll(weight, " ", "") != "q=0" {
			return true
		}
	}
	return false
}

func textual(contentType string) bool {
	for _, kind := range []string{"text/", "json", "yaml", "xml"} {
		if strings.Contains(contentType, kind) && !strings.Contains(contentType, "openxml") {
			return true
		}
	}
	return false
}

func (s *Server) zipped(body []byte) []byte {
	var small bytes.Buffer
	zipper := s.zippers.Get().(*gzip.Writer)
	defer s.zippers.Put(zipper)
	zipper.Reset(&small)
	_, _ = zipper.Write(body) // a buffer takes everything
	_ = zipper.Close()
	return small.Bytes()
}

// stream sends what write writes at once, because it may be too large to hold. Before its first byte a failure can still
// become a problem; after it the connection is cut, so that nobody takes a part for the whole.
func (x *exchange) stream(contentType, fileName string, write func(io.Writer) error) error {
	header := x.Header()
	header.Set("Content-Type", contentType)
	if fileName != "" {
		header.Set("Content-Disposition", `attachment; filename="`+fileName+`"`)
	}
	out := &firstByte{x: x}
	var err error
	if x.zips() {
		zipper := x.server.zippers.Get().(*gzip.Writer)
		defer x.server.zippers.Put(zipper)
		zipper.Reset(out)
		out.zipped = true
		if err = write(zipper); err == nil {
			err = zipper.Close()
		}
	} else {
		err = write(out)
	}
	if err != nil && x.streamed {
		panic(http.ErrAbortHandler)
	}
	if err == nil && !x.streamed {
		_, err = out.Write(nil)
	}
	return err
}

// firstByte sends the head of the answer before its first byte.
type firstByte struct {
	x      *exchange
	zipped bool
}

func (w *firstByte) Write(p []byte) (int, error) {
	if !w.x.streamed {
		w.x.streamed, w.x.status = true, http.StatusOK
		if w.zipped {
			w.x.Header().Set("Content-Encoding", "gzip")
		}
		w.x.under.WriteHeader(http.StatusOK)
	}
	if w.x.request.Method == http.MethodHead {
		return len(p), nil
	}
	n, err := w.x.under.Write(p)
	w.x.sent += int64(n)
	return n, err
}

// atLength gives a request ten times as long as others, because it reads a whole journal.
func (x *exchange) atLength() (done context.CancelFunc) {
	ctx, done := context.WithTimeout(x.request.Context(), 10*x.server.options.Timeout)
	deadline, _ := ctx.Deadline()
	control := http.NewResponseController(x.under)
	// A writer that has no deadlines, as in tests, has none to move.
	_ = control.SetWriteDeadline(deadline)
	_ = control.SetReadDeadline(deadline)
	return done
}

// heavily runs what reads a whole journal, once there is room for it.
func (x *exchange) heavily(do func() error) error {
	room := x.server.strange
	if x.actor.Known() {
		room = x.server.heavy
	}
	timer := time.NewTimer(busyAfter)
	defer timer.Stop()
	select {
	case room <- struct{}{}:
	case <-timer.C:
		return x.trouble(http.StatusServiceUnavailable, "unavailable", "api.busy")
	case <-x.request.Context().Done():
		return x.request.Context().Err()
	}
	defer func() { <-room }()
	defer x.atLength()()
	return do()
}
