package api_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"
)

// crowdAddress makes this test binary ten thousand clients of the server at that address: a process of their own, since
// one process has not the files for both ends.
const crowdAddress = "ACCORD_TEST_API_CROWD"

// crowd connects ten thousand times and says so; it then says whether the connection that has been idle longest was
// closed, and keeps the others until it is told to end.
func crowd(address string, in io.Reader, out io.Writer) error {
	conns := make([]net.Conn, 10_000)
	for i := range conns {
		var err error
		if conns[i], err = net.Dial("tcp", address); err != nil {
			return fmt.Errorf("connection %d: %w", i, err)
		}
	}
	if _, err := fmt.Fprintln(out, "connected"); err != nil {
		return err
	}
	if err := conns[0].SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return err
	}
	said := "closed"
	if _, err := conns[0].Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		said = "still open"
	}
	if _, err := fmt.Fprintln(out, said); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, in)
	return err
}

// gather starts the crowd, and returns what it says once it is there.
func gather(t *testing.T, address string) *bufio.Reader {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), crowdAddress+"="+address)
	command.Stderr = os.Stderr
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = command.Wait() // the context may have ended it
	})
	said := bufio.NewReader(out)
	if line, err := said.ReadString('\n'); err != nil || line != "connected\n" {
		t.Fatalf("ten thousand clients: got %q, %v", line, err)
	}
	return said
}
