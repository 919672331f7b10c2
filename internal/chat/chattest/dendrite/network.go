package dendrite

import (
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// Network is the way to a server, which can be cut and made slow.
type Network struct {
	to       string
	listener net.Listener

	mu    sync.Mutex
	cut   bool
	delay time.Duration // of each piece, in both directions
	open  map[net.Conn]bool
}

// NewNetwork is a way to the server; it ends with the test.
func NewNetwork(t testing.TB, server *Server) *Network {
	t.Helper()
	var listening net.ListenConfig
	l, err := listening.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &Network{to: strings.TrimPrefix(server.Address(), "http://"), listener: l, open: map[net.Conn]bool{}}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { n.carry(c) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		n.Cut()
		all.Wait()
	})
	return n
}

// Address is the base address of the server's client API over this way.
func (n *Network) Address() string { return "http://" + n.listener.Addr().String() }

// Cut ends all connections, in the middle of what they carry, and refuses new ones.
func (n *Network) Cut() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cut = true
	for c := range n.open {
		_ = c.Close()
	}
}

// Mend lets connections through again.
func (n *Network) Mend() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cut = false
}

// Slow delays each piece that goes one way or the other.
func (n *Network) Slow(delay time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.delay = delay
}

// add notes an open connection; it says false while the way is cut.
func (n *Network) add(c net.Conn) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.cut {
		_ = c.Close()
		return false
	}
	n.open[c] = true
	return true
}

func (n *Network) remove(c net.Conn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.open, c)
	_ = c.Close()
}

func (n *Network) wait() time.Duration {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.delay
}

// carry connects one connection with the server until either side ends it.
func (n *Network) carry(c net.Conn) {
	if !n.add(c) {
		return
	}
	defer n.remove(c)
	var dialer net.Dialer
	server, err := dialer.DialContext(context.Background(), "tcp", n.to)
	if err != nil || !n.add(server) {
		return
	}
	defer n.remove(server)
	var both sync.WaitGroup
	both.Go(func() { n.pass(server, c) })
	both.Go(func() { n.pass(c, server) })
	both.Wait()
}

func (n *Network) pass(to, from net.Conn) {
	defer func() { _, _ = to.Close(), from.Close() }()
	piece := make([]byte, 32<<10)
	for {
		size, err := from.Read(piece)
		if size > 0 {
			if delay := n.wait(); delay > 0 {
				timer := time.NewTimer(delay)
				<-timer.C
			}
			if _, failed := to.Write(piece[:size]); failed != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
