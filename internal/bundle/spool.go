package bundle

import (
	"fmt"
	"io"
	"os"
)

// spool keeps bytes until they are needed: a few in memory, many in a file that only this user can read and that is
// gone when the spool is closed.
type spool struct {
	memory []byte // what is not in the file yet
	file   *os.File
	size   int64 // of the file
}

const spoolMemory = 1 << 20

// Write never writes a part.
func (s *spool) Write(b []byte) (int, error) {
	s.memory = append(s.memory, b...)
	if len(s.memory) < spoolMemory {
		return len(b), nil
	}
	return len(b), s.flush()
}

func (s *spool) flush() error {
	if s.file == nil {
		file, err := os.CreateTemp("", "accord-bundle-*")
		if err != nil {
			return fmt.Errorf("make a file to keep a part of the bundle: %w", err)
		}
		s.file = file
		_ = os.Remove(file.Name()) // where an open file cannot be removed, Close does it
	}
	n, err := s.file.Write(s.memory)
	s.size += int64(n)
	if err != nil {
		return fmt.Errorf("keep a part of the bundle: %w", err)
	}
	s.memory = s.memory[:0]
	return nil
}

// ReadAt reads what lies wholly in the file or wholly in memory.
func (s *spool) ReadAt(b []byte, at int64) (int, error) {
	if at >= s.size {
		if at-s.size >= int64(len(s.memory)) {
			return 0, io.EOF
		}
		return copy(b, s.memory[at-s.size:]), nil
	}
	return s.file.ReadAt(b, at)
}

// WriteAt puts other bytes in the place of some that lie wholly in the file or wholly in memory.
func (s *spool) WriteAt(b []byte, at int64) (int, error) {
	if at >= s.size {
		return copy(s.memory[at-s.size:], b), nil
	}
	return s.file.WriteAt(b, at)
}

// WriteTo writes all that was kept.
func (s *spool) WriteTo(w io.Writer) (int64, error) {
	var copied int64
	if s.file != nil {
		n, err := io.Copy(w, io.NewSectionReader(s.file, 0, s.size))
		if copied += n; err != nil {
			return copied, err
		}
	}
	n, err := w.Write(s.memory)
	return copied + int64(n), err
}

// close forgets everything.
func (s *spool) close() {
	if s.file != nil {
		_ = s.file.Close()
		_ = os.Remove(s.file.Name())
	}
	*s = spool{}
}
