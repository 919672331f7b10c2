package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/feeds"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/webhooks"
)

type calendarImportCommand struct {
	Source  string        `arg:"" help:"A file in iCalendar form, - for standard input, or an https address."`
	Name    string        `help:"Under which name a file is known, so that a later one takes its place; else the name of the file."`
	Kind    string        `help:"The kind of events whose categories name none." default:"other"`
	Allow   []string      `help:"Private networks that the address may lead into." placeholder:"NETWORK" env:"ACCORD_CALENDAR_ALLOW"`
	Timeout time.Duration `help:"How long the server has to send the calendar." default:"30s"`
	Dry     bool          `name:"dry-run" help:"Say what would be imported, and write nothing."`
}

const (
	mostCalendar  = 5 << 20 // bytes
	megabyte      = 1 << 20
	calendarYears = 2 // how far ahead what recurs is counted out
)

// Run imports a calendar: events that came from the same source before are changed, not doubled.
func (c calendarImportCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		kind := calendar.Kind(c.Kind)
		if !kind.Known() {
			return problem.New(problem.Invalid, "calendar.import.kind", "kind", c.Kind)
		}
		text, source, err := c.read(ctx, p)
		if err != nil {
			return err
		}
		plan, err := h.plan(ctx, "")
		if err != nil {
			return err
		}
		zone, err := plan.Zone()
		if err != nil {
			return err
		}
		today, err := h.today(plan)
		if err != nil {
			return err
		}
		list, leftOut, err := feeds.ReadCalendar(bytes.NewReader(text), feeds.Reading{
			From: today, To: today.AddMonths(12 * calendarYears), Zone: zone, Kind: kind,
		})
		if err != nil {
			return problem.New(problem.Invalid, "calendar.import.not_a_calendar", "trouble", err.Error())
		}
		if leftOut > 0 {
			_, _ = fmt.Fprintln(p.Err, h.printer.Plural("calendar.import.left_out", leftOut))
		}
		if c.Dry {
			for _, e := range list {
				_, _ = fmt.Fprintf(p.Out, "%s  %s  %s\n", e.Event.StartsOn, e.Event.Kind, e.Event.Title)
			}
			_, _ = fmt.Fprintln(p.Out, h.printer.Sentence("calendar.import.would", "source", source, "count", len(list)))
			return nil
		}
		made, err := h.service.Do(ctx, operator(), commitments.ImportEvents{Plan: plan.Slug, Source: source, Events: list})
		if err != nil {
			return err
		}
		i := made.Imported
		_, _ = fmt.Fprintln(p.Out, h.printer.Sentence("calendar.import.done",
			"source", source, "added", i.Added, "changed", i.Changed, "removed", i.Removed, "same", i.Same))
		return nil
	})
}

// read is the text of the calendar, and the name of where it came from.
func (c calendarImportCommand) read(ctx context.Context, p Program) (text []byte, source string, err error) {
	name := c.Name
	switch {
	case c.Source == "-":
		text, err = atMost(p.In)
	case strings.Contains(c.Source, "://"):
		text, err = c.fetch(ctx)
	default:
		var file *os.File
		if file, err = os.Open(c.Source); err != nil {
			return nil, "", fmt.Errorf("open a calendar: %w", err)
		}
		defer func() { _ = file.Close() }()
		text, err = atMost(file)
	}
	if name == "" {
		name = c.Source
	}
	return text, name, err
}

func atMost(r io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, mostCalendar+1))
	if err != nil {
		return nil, fmt.Errorf("read a calendar: %w", err)
	}
	if len(text) > mostCalendar {
		return nil, problem.New(problem.Invalid, "calendar.import.too_big", "limit", mostCalendar/megabyte)
	}
	return text, nil
}

// fetch gets a calendar from where the administrator says: over TLS, from outside, within a time and a size, and from no
// other host than the one that was named.
func (c calendarImportCommand) fetch(ctx context.Context) ([]byte, error) {
	u, err := url.Parse(c.Source)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return nil, problem.New(problem.Invalid, "calendar.import.not_https")
	}
	client, err := c.client(u.Hostname())
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("ask for a calendar: %w", err)
	}
	request.Header.Set("Accept", "text/calendar")
	request.Header.Set("User-Agent", "Accord")
	response, err := client.Do(request)
	if trouble, ok := problem.Of(err); ok {
		return nil, trouble
	}
	if webhooks.IsRefusedAddress(err) {
		return nil, problem.New(problem.Refused, "calendar.import.not_outside")
	}
	if err != nil {
		return nil, fmt.Errorf("fetch a calendar: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, problem.New(problem.NotFound, "calendar.import.status", "status", response.StatusCode)
	}
	return atMost(response.Body)
}

func (c calendarImportCommand) client(host string) (*http.Client, error) {
	allowed, err := networks("--allow", c.Allow)
	if err != nil {
		return nil, err
	}
	dialer := webhooks.Dialer(allowed, c.Timeout)
	transport := &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: c.Timeout, ResponseHeaderTimeout: c.Timeout, DisableKeepAlives: true}
	return &http.Client{Transport: transport, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		switch {
		case r.URL.Scheme != "https" || !strings.EqualFold(r.URL.Hostname(), host):
			return problem.New(problem.Refused, "calendar.import.redirected", "host", r.URL.Hostname())
		case len(via) >= 5:
			return errors.New("too many redirects")
		}
		return nil
	}}, nil
}
