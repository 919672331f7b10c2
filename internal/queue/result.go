package queue

import "time"

// What a Result says, for the tests of those who make one.

// Outcome is what came of the attempt.
func (r Result) Outcome() Outcome { return r.outcome }

// Receipt is the platform's id of what was sent.
func (r Result) Receipt() string { return r.receipt }

// Until is when to come back; zero: whoever keeps the rows says.
func (r Result) Until() time.Time { return r.until }

// Err is what went wrong.
func (r Result) Err() error { return r.err }
