package people

// Room is a shared room of a chat platform. The zero Room is none.
type Room struct {
	Platform Platform
	Realm    string // workspace id, homeserver
	ID       string // as the platform writes it
}

// IsZero says whether it is no room.
func (r Room) IsZero() bool { return r == Room{} }
