package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// connection is one socket. One goroutine reads it, and does nothing else, so that signs of life are always answered;
// another one lets be kept what was read, and each is acknowledged once it is (S-14).
type connection struct {
	sockets *Sockets
	socket  *websocket.Conn
	read    chan envelope
	timers  []*time.Timer // the first one says that it was quiet for too long

	ready   chan struct{} // closed when Slack has said hello
	leaving chan struct{} // closed when Slack wants it closed, or it is too old
	ended   chan struct{} // closed when nothing of it runs any more

	mutex  sync.Mutex
	cause  error
	wanted bool // Slack wants it closed
	proved bool // something came over it, or it lived for a while

	writing sync.Mutex
	deaf    bool // nothing can be written to it any more
}

// envelope is what Slack puts around what it tells us.
type envelope struct {
	ID      string          `json:"envelope_id"`
	Type    string          `json:"type"`
	Reason  string          `json:"reason"`
	Payload json.RawMessage `json:"payload"`
	Answers bool            `json:"accepts_response_payload"`
}

const (
	mostRead     = 2 * mostBody // of one envelope
	readAhead    = 256
	acksAtOnce   = 256
	writeTimeout = 10 * time.Second
	mostAck      = 20_000 // bytes; Slack drops longer ones without a word (S-13)
)

var (
	errQuiet  = errors.New("no sign of life")
	errClosed = errors.New("closed")
)

func newConnection(s *Sockets, socket *websocket.Conn) *connection {
	return &connection{
		sockets: s, socket: socket, read: make(chan envelope, readAhead), ready: make(chan struct{}), leaving: make(chan struct{}),
		ended: make(chan struct{}),
	}
}

// run begins to read and to acknowledge.
func (c *connection) run(ctx context.Context) {
	c.socket.SetReadLimit(mostRead)
	waits := c.sockets.Waits
	c.timers = []*time.Timer{
		time.AfterFunc(waits.Quiet, func() { c.end(errQuiet) }), time.AfterFunc(waits.Renewal, c.leave), time.AfterFunc(waits.Hello, c.prove),
	}
	answer := c.socket.PingHandler()
	c.socket.SetPingHandler(func(text string) error {
		c.alive()
		return answer(text)
	})
	var group sync.WaitGroup
	group.Go(func() {
		defer close(c.read)
		c.safely(c.listen)
	})
	group.Go(func() {
		defer c.drop()
		c.safely(func() error {
			c.acknowledge(context.WithoutCancel(ctx))
			return nil
		})
	})
	go func() {
		group.Wait()
		for _, t := range c.timers {
			t.Stop()
		}
		c.end(errClosed)
		if c.isReady() {
			c.sockets.wentDown()
		}
		close(c.ended)
	}()
}

// safely ends the connection after an error or a panic, and nothing else (S-14).
func (c *connection) safely(f func() error) {
	defer func() {
		if said := recover(); said != nil {
			c.end(fmt.Errorf("panic with a %T", said))
		}
	}()
	if err := f(); err != nil {
		c.end(err)
	}
}

// stay returns when the connection is of no use any more: it has ended, for the reason that is returned if that is for
// good, or Slack wants it closed.
func (c *connection) stay(ctx context.Context) error {
	select {
	case <-ctx.Done():
		c.close()
	case <-c.ended:
	case <-c.leaving:
	}
	if why := c.why(); errors.Is(why, ErrStopped) {
		c.close()
		return why
	}
	return nil
}

func (c *connection) alive() { c.timers[0].Reset(c.sockets.Waits.Quiet) }

// drop lets whoever reads go on to the end of the socket.
func (c *connection) drop() {
	for range c.read { // nobody acknowledges any more: Slack sends it again
	}
}

// listen reads until the socket is closed.
func (c *connection) listen() error {
	for {
		_, text, err := c.socket.ReadMessage()
		if err != nil {
			return err
		}
		c.alive()
		var e envelope
		if json.Unmarshal(text, &e) != nil {
			c.sockets.Ingress.Count(Unreadable)
			continue
		}
		if err := c.hear(e); err != nil {
			return err
		}
	}
}

func (c *connection) hear(e envelope) error {
	switch e.Type {
	case "hello":
		if !c.isReady() {
			c.sockets.cameUp()
			close(c.ready)
		}
	case "disconnect":
		return c.disconnect(e.Reason)
	default:
		if e.ID != "" {
			c.prove()
			c.read <- e
		}
	}
	return nil
}

// disconnect: before a connection ends Slack says why (S-11).
func (c *connection) disconnect(reason string) error {
	if reason == "link_disabled" {
		return errors.Join(ErrStopped, errors.New("socket mode was switched off for the app"))
	}
	c.leave()
	return nil
}

// leave makes room for a successor.
func (c *connection) leave() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if !c.wanted {
		c.wanted = true
		close(c.leaving)
	}
}

// acknowledge keeps what was read, and acknowledges it on the connection that it came over, many at a time: none waits for
// the database to have kept another. What was read when the connection ends is still kept; Slack will send it again, and
// then it is known.
func (c *connection) acknowledge(ctx context.Context) {
	var group sync.WaitGroup
	defer group.Wait()
	places := make(chan struct{}, acksAtOnce)
	for e := range c.read {
		places <- struct{}{}
		a := c.arrival(e)
		kept := c.sockets.Ingress.take(ctx, a)
		group.Go(func() {
			defer func() { <-places }()
			c.safely(func() error {
				c.settle(e, a, kept)
				return nil
			})
		})
	}
}

// settle acknowledges an envelope once it is kept.
func (c *connection) settle(e envelope, a arrival, kept func() error) {
	if err := kept(); err != nil {
		c.sockets.Log.Error("what Slack sent was not kept", "envelope", e.ID, "error", err)
		return
	}
	c.ack(e, a.answer)
}

func (c *connection) arrival(e envelope) arrival {
	in := c.sockets.Ingress
	switch e.Type {
	case "events_api":
		return in.event(e.Payload)
	case "slash_commands":
		body, ok := readRaw(e.Payload)
		if !ok {
			return arrival{what: Unreadable}
		}
		return in.command(commandOf(body))
	case "interactive":
		return in.interaction(e.Payload)
	}
	return arrival{what: Ignored}
}

// ack acknowledges, with nothing but what is wrong with a form (S-13).
func (c *connection) ack(e envelope, answer []byte) {
	said := struct {
		ID      string          `json:"envelope_id"`
		Payload json.RawMessage `json:"payload,omitempty"`
	}{ID: e.ID}
	if e.Answers && len(answer) < mostAck {
		said.Payload = answer
	}
	text, err := json.Marshal(said)
	if err != nil {
		c.end(fmt.Errorf("write an acknowledgement: %w", err))
		return
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.deaf {
		return
	}
	slow := time.AfterFunc(writeTimeout, func() { c.end(errors.New("an acknowledgement cannot be written")) })
	defer slow.Stop()
	if err := c.socket.WriteMessage(websocket.TextMessage, text); err != nil {
		c.deaf = true
		c.end(err)
	}
}

// end closes the socket, for the first reason that is given.
func (c *connection) end(why error) {
	c.mutex.Lock()
	if c.cause == nil {
		c.cause = why
	}
	c.mutex.Unlock()
	_ = c.socket.Close() // reading and writing end by it
}

// linger lets a connection that Slack wants closed go on until Slack closes it, but not for ever.
func (c *connection) linger(most time.Duration) {
	timer := time.AfterFunc(most, func() { c.end(errClosed) })
	go func() {
		<-c.ended
		timer.Stop()
	}()
}

// close ends the connection and waits until nothing of it runs. A nil connection is closed.
func (c *connection) close() {
	if c == nil {
		return
	}
	c.end(errClosed)
	<-c.ended
}

func (c *connection) why() error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.cause
}

// asked says whether Slack wants it closed. A nil connection was none.
func (c *connection) asked() bool {
	if c == nil {
		return false
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.wanted
}

func (c *connection) prove() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.proved = true
}

// lasted says whether the connection was of use, so that its end is no failure.
func (c *connection) lasted() bool {
	if c == nil {
		return false
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.proved
}

func (c *connection) isReady() bool {
	select {
	case <-c.ready:
		return true
	default:
		return false
	}
}
