package reports

import (
	"bytes"
	"crypto/sha256"
)

// apart leaves out of two documents the rows that both have, so that two long documents that differ in little are
// compared in little memory. It relies on JSON giving each row a line of its own; a document in another form stays whole.
func apart(was, is []byte) (before, after []byte) {
	return without(was, rowsOf(is)), without(is, rowsOf(was))
}

func rowsOf(figures []byte) map[[sha256.Size]byte]bool {
	rows := map[[sha256.Size]byte]bool{}
	for i, line := range bytes.Split(figures, []byte{'\n'}) {
		if row, ok := rowIn(i, line); ok {
			rows[sha256.Sum256(row)] = true
		}
	}
	return rows
}

// rowIn is the row on a line, if it holds one; the first line is the head.
func rowIn(i int, line []byte) ([]byte, bool) {
	row := bytes.TrimSuffix(line, []byte{','})
	return row, i > 0 && bytes.HasPrefix(row, []byte{'{'}) && bytes.HasSuffix(row, []byte{'}'})
}

func without(figures []byte, shared map[[sha256.Size]byte]bool) []byte {
	var left bytes.Buffer
	first := true // of a list: no comma before it
	for i, line := range bytes.Split(figures, []byte{'\n'}) {
		row, ok := rowIn(i, line)
		switch {
		case !ok:
			left.Write(line)
			first = true
		case !shared[sha256.Sum256(row)]:
			if !first {
				left.WriteByte(',')
			}
			left.Write(row)
			first = false
		}
	}
	return left.Bytes()
}
