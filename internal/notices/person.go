package notices

import (
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/people"
)

// Mail is the platform of a Channel that is e-mail: Realm is empty, Subject the key of the member. The address is that which
// the member has confirmed by the moment of sending.
const Mail people.Platform = "mail"

// Person is who is told, with everything that decides when and how.
type Person struct {
	Actor    access.Actor // without Endorsing, which depends on the plan
	Key      string
	Name     string
	Language string         // en, fr, es or ar
	Zone     *time.Location // the person's own, or the plan's
	Settings people.Reminders
	Away     civil.Date // the first day back; zero: not away
	Holidays map[civil.Date]bool
	Snoozes  map[Subject]people.Snooze
	Channel  Channel    // where to write; zero: nowhere
	LastOn   civil.Date // the person's day of the last message; zero: none
}

// Subject is a commitment of a plan.
type Subject struct {
	Plan   [16]byte
	Number int
}

// Channel is an account or an address that can be written to.
type Channel struct {
	Platform people.Platform // slack, matrix, Mail
	Realm    string
	Subject  string
}

// None says whether there is nowhere to write.
func (c Channel) None() bool { return c.Subject == "" }
