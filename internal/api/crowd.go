package api

import (
	"net"
	"net/http"
	"sync"
)

// crowd keeps the number of connections in bounds: when there are too many, the one that has been without a request
// longest is closed, so that idle ones cannot keep others out. What works is never closed.
type crowd struct {
	most  int
	mutex sync.Mutex
	all   map[net.Conn]struct{}
	idle  map[net.Conn]uint64 // by the order in which they became idle
	turn  uint64
}

func newCrowd(most int) *crowd {
	return &crowd{most: most, all: map[net.Conn]struct{}{}, idle: map[net.Conn]uint64{}}
}

// note is http.Server's ConnState.
func (c *crowd) note(conn net.Conn, state http.ConnState) {
	if victim := c.change(conn, state); victim != nil {
		_ = victim.Close() // it is gone either way
	}
}

func (c *crowd) change(conn net.Conn, state http.ConnState) (victim net.Conn) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	switch state {
	case http.StateNew, http.StateIdle:
		c.turn++
		c.all[conn], c.idle[conn] = struct{}{}, c.turn
	case http.StateActive:
		delete(c.idle, conn)
	case http.StateHijacked, http.StateClosed:
		delete(c.all, conn)
		delete(c.idle, conn)
	}
	if state != http.StateNew || len(c.all) <= c.most {
		return nil
	}
	oldest := c.turn
	for each, turn := range c.idle {
		if turn <= oldest && each != conn {
			victim, oldest = each, turn
		}
	}
	if victim != nil {
		delete(c.all, victim)
		delete(c.idle, victim)
	}
	return victim
}
