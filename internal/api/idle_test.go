package api_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/childtest"
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

// gather starts the crowd, and returns it once it is there.
func gather(t *testing.T, address string) *childtest.Child {
	t.Helper()
	crowd := childtest.Start(t, childtest.Self(t, crowdAddress+"="+address))
	if line := crowd.Line(); line != "connected" {
		t.Fatalf("ten thousand clients: got %q", line)
	}
	return crowd
}
