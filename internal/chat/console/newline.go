package console

import (
	"bytes"
	"io"
)

// newlines writes what the line editor draws. It draws while the terminal takes a line feed for a step down and
// nothing else, so each one gets the carriage return that it means.
type newlines struct{ out io.Writer }

func (n newlines) Write(p []byte) (int, error) {
	if _, err := n.out.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))); err != nil {
		return 0, err
	}
	return len(p), nil
}
