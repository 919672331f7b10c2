package console

import (
	"sync"

	"golang.org/x/term"
)

// rawMode has the keys of a terminal one by one, and gives them back as they were. Entering or leaving twice is
// harmless: the editor leaves at the end of a line, and again when it is closed from elsewhere.
type rawMode struct {
	fd     int
	mu     sync.Mutex
	before *term.State // nil: not raw
}

func (m *rawMode) enter() (err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.before == nil {
		m.before, err = term.MakeRaw(m.fd)
	}
	return err
}

func (m *rawMode) leave() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.before == nil {
		return nil
	}
	before := m.before
	m.before = nil
	return term.Restore(m.fd, before)
}
