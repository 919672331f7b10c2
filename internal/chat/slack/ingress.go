package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"github.com/accord-tracker/accord/internal/queue"
)

// Ingress is where everything that Slack tells us comes in, over HTTP or a socket (S-17): it becomes a row of the inbox,
// and only then it is acknowledged. Nothing else happens before the acknowledgement (S-01, S-12).
type Ingress struct {
	IngressParts
	gathered *gathered
	opening  sync.WaitGroup
	places   chan struct{} // of forms that are being opened
}

// IngressParts are what an Ingress works with.
type IngressParts struct {
	Inbox Inbox
	Forms Forms
	Now   func() time.Time
	Log   *slog.Logger
	Count func(What) // everything that comes in; nil: nobody asks
}

// Inbox keeps what was received.
type Inbox interface {
	Receive(ctx context.Context, list []queue.Received, keep ...queue.Keepsake) (fresh []queue.Received, err error)
}

// Forms opens and checks forms, which cannot wait for the inbox. Output is one.
type Forms interface {
	OpenForm(ctx context.Context, pressed Pressed) error
	CheckSubmission(raw []byte) (answer []byte)
}

// What became of something that came in.
type What string

// What can become of it.
const (
	Received     What = "received"
	Known        What = "known"      // it had come before
	Ignored      What = "ignored"    // it is not for us
	Unreadable   What = "unreadable" // signed by Slack, and nothing that we know
	Opened       What = "opened"     // a form, which is opened at once
	Corrected    What = "corrected"  // a form with something wrong in it
	RateLimited  What = "rate_limited"
	NotKept      What = "not_kept" // the inbox could not be written: Slack sends it again
	BadSignature What = "bad_signature"
	TooLarge     What = "too_large"
)

const (
	receiveTimeout = 2500 * time.Millisecond // Slack waits three seconds
	openTimeout    = 30 * time.Second
	mostOpening    = 64
)

// NewIngress makes an Ingress.
func NewIngress(parts IngressParts) *Ingress {
	if parts.Log == nil {
		parts.Log = slog.New(slog.DiscardHandler)
	}
	if parts.Count == nil {
		parts.Count = func(What) {}
	}
	return &Ingress{IngressParts: parts, gathered: gather(parts.Inbox, parts.Now), places: make(chan struct{}, mostOpening)}
}

// arrival is something of Slack's that was read: what is to be kept of it, if anything, and what to acknowledge it with.
type arrival struct {
	row    queue.Received
	keep   bool
	answer []byte   // JSON; empty: nothing
	open   *Pressed // a form that is to be opened at once
	what   What     // if nothing is kept
}

// event reads an event.
func (in *Ingress) event(text []byte) arrival {
	body, ok := readRaw(text)
	if !ok {
		return arrival{what: Unreadable}
	}
	switch body.text("type") {
	case "app_rate_limited":
		in.Log.Error("Slack has stopped telling us things for a while: there are too many", "realm", body.text("team_id"))
		return arrival{what: RateLimited}
	case "event_callback":
		row, ok := readOuter(body).received()
		return in.arrived(row, ok)
	}
	return arrival{what: Ignored}
}

func (in *Ingress) arrived(row queue.Received, ok bool) arrival {
	if !ok {
		return arrival{what: Ignored}
	}
	row.At = in.Now()
	return arrival{row: row, keep: true}
}

// command reads a slash command.
func (in *Ingress) command(c command) arrival {
	row, ok := c.received()
	return in.arrived(row, ok)
}

// interaction reads what was pressed or submitted.
func (in *Ingress) interaction(text []byte) arrival {
	body, ok := readRaw(text)
	if !ok {
		return arrival{what: Unreadable}
	}
	row, ok := interactionReceived(body, text)
	switch {
	case !ok:
		return arrival{what: Ignored}
	case OpensForm(text):
		return arrival{what: Opened, open: &Pressed{Realm: row.Realm, ID: row.External, Raw: text}}
	}
	switch body.text("type") {
	case "block_actions":
		return in.arrived(row, true)
	case "view_submission":
		if answer := in.Forms.CheckSubmission(text); answer != nil {
			return arrival{what: Corrected, answer: answer}
		}
		return in.arrived(row, true)
	}
	return arrival{what: Ignored}
}

// take keeps what is to be kept of an arrival, and opens its form. Only if what it returns gives no error may the arrival be
// acknowledged. What was taken before it in its conversation is kept before it.
func (in *Ingress) take(ctx context.Context, a arrival) (kept func() error) {
	if a.open != nil {
		in.open(ctx, *a.open)
	}
	if !a.keep {
		in.Count(a.what)
		return func() error { return nil }
	}
	mine := in.gathered.add([]queue.Received{a.row})
	return func() error {
		ctx, cancel := context.WithTimeout(ctx, receiveTimeout)
		defer cancel()
		fresh, err := mine.wait(ctx)
		switch {
		case err != nil:
			in.Count(NotKept)
			return fmt.Errorf("keep what was received: %w", err)
		case len(fresh) == 0:
			in.Count(Known)
		default:
			in.Count(Received)
		}
		return nil
	}
}

// open opens a form beside the acknowledgement: its trigger lives for three seconds (S-19).
func (in *Ingress) open(ctx context.Context, pressed Pressed) {
	select {
	case in.places <- struct{}{}:
	default:
		in.Log.Error("too many forms are being opened: one is not", "interaction", pressed.ID)
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), openTimeout)
	in.opening.Go(func() {
		defer func() { <-in.places }()
		defer cancel()
		if err := in.openSafely(ctx, pressed); err != nil {
			in.Log.Warn("a form was not opened", "interaction", pressed.ID, "error", err)
		}
	})
}

// openSafely makes an error of a panic.
func (in *Ingress) openSafely(ctx context.Context, pressed Pressed) (err error) {
	defer func() {
		if said := recover(); said != nil {
			err = fmt.Errorf("panic with a %T", said)
		}
	}()
	return in.Forms.OpenForm(ctx, pressed)
}

// Wait waits for forms that are being opened.
func (in *Ingress) Wait() { in.opening.Wait() }

var errUnreadable = errors.New("unreadable")

// payloadOf is the payload of an interaction, which stands in a form in the body, and nowhere else (S-08).
func payloadOf(body []byte) ([]byte, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil || form.Get("payload") == "" {
		return nil, errUnreadable
	}
	return []byte(form.Get("payload")), nil
}
