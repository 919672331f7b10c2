package matrix

import (
	"sync"

	"maunium.net/go/mautrix/id"
)

// moves counts how often people came to or left each room while this program leads.
type moves struct {
	mu    sync.Mutex
	rooms map[id.RoomID]int
}

func (m *moves) note(room id.RoomID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.rooms == nil {
		m.rooms = map[id.RoomID]int{}
	}
	m.rooms[room]++
}

func (m *moves) of(room id.RoomID) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.rooms[room]
}
