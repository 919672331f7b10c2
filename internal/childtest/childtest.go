// Package childtest runs a program beside a test: one that is talked to line by line, that can be killed, and that does not
// outlive the test.
package childtest

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"
)

// mostLine is how long a line of a program may be.
const mostLine = 1 << 20

// Self is this test binary as another process, which is told what to be by environment variables (NAME=value).
func Self(t testing.TB, environ ...string) *exec.Cmd {
	command := exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // G702: it is this program
	command.Env = append(os.Environ(), environ...)
	return command
}

// Child is a program that runs.
type Child struct {
	t       testing.TB
	command *exec.Cmd
	in      io.WriteCloser
	out     io.Reader
	lines   *bufio.Scanner
	ended   sync.Once
}

// Start starts a program. What it says on its standard error is said by the test. When the test ends, its standard input
// does, and it is waited for: the command has the context of the test, or ends by that.
func Start(t testing.TB, command *exec.Cmd) *Child {
	t.Helper()
	c := &Child{t: t, command: command}
	command.Stderr = os.Stderr
	var err error
	if c.in, err = command.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if c.out, err = command.StdoutPipe(); err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("start %s: %v", command.Path, err)
	}
	t.Cleanup(c.end)
	c.lines = bufio.NewScanner(c.out)
	c.lines.Buffer(nil, mostLine)
	return c
}

// Tell gives it a line.
func (c *Child) Tell(line string) {
	c.t.Helper()
	if _, err := fmt.Fprintln(c.in, line); err != nil {
		c.t.Fatalf("tell %s %q: %v", c.command.Path, line, err)
	}
}

// Line is the next line that it says.
func (c *Child) Line() string {
	c.t.Helper()
	if !c.lines.Scan() {
		c.t.Fatalf("%s says nothing more: %v", c.command.Path, c.lines.Err())
	}
	return c.lines.Text()
}

// Kill kills it, as a power cut would. It may be dead already.
func (c *Child) Kill() {
	_ = c.command.Process.Kill()
	c.end()
}

func (c *Child) end() {
	c.ended.Do(func() {
		_ = c.in.Close()
		_, _ = io.Copy(io.Discard, c.out)
		_ = c.command.Wait() // however it ended
	})
}
