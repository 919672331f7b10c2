package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"
)

// Serve answers requests from the listener until the context is done; then it takes no new ones, lets those that are
// being answered end (Options.Grace), and returns nil.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	crowd := newCrowd(s.options.Connections)
	server := &http.Server{
		Handler:           s.handler(),
		ReadHeaderTimeout: min(slowHeader, s.options.Timeout),
		ReadTimeout:       s.options.Timeout,
		WriteTimeout:      s.options.Timeout + s.options.Timeout/2,
		IdleTimeout:       s.options.Idle,
		MaxHeaderBytes:    maxHeader,
		ConnState:         crowd.note,
		ErrorLog:          slog.NewLogLogger(quiet{s.Log.Handler()}, slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	s.stop()
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.options.Grace)
	defer cancel()
	err := server.Shutdown(ending)
	if errors.Is(err, context.DeadlineExceeded) {
		s.Log.Warn("requests were cut off", "after", s.options.Grace.String())
		err = server.Close()
	}
	if served := <-failed; err == nil && !errors.Is(served, http.ErrServerClosed) {
		err = served
	}
	return err
}

// quiet takes what net/http complains about connections: news for whoever looks for it, and without addresses.
type quiet struct{ slog.Handler }

func (q quiet) Handle(ctx context.Context, record slog.Record) error {
	what, _, _ := strings.Cut(record.Message, " from ")
	return q.Handler.Handle(ctx, slog.NewRecord(record.Time, record.Level, what, record.PC))
}

// Ready says whether the server can do its work now: the database answers, and nobody has told it to stop.
func (s *Server) Ready(ctx context.Context) error {
	if s.stopping.Err() != nil {
		return fmt.Errorf("stopping: %w", s.stopping.Err())
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	return s.Store.Ping(ctx)
}
