//go:build !linux

package pgtest

import "os/exec"

// apply changes nothing: elsewhere the server runs as whoever runs the tests.
func (account) apply(*exec.Cmd) {}
