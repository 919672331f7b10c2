package notices

import (
	"context"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
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

// meet reads people as decisions need them, each once. Who is not there any more is left out.
func meet(ctx context.Context, store interface {
	Records(ctx context.Context, members []uuid.UUID) ([]Record, error)
}, h Home, members []uuid.UUID,
) (map[uuid.UUID]*Person, error) {
	records, err := store.Records(ctx, distinctIDs(members))
	if err != nil {
		return nil, err
	}
	known := make(map[uuid.UUID]*Person, len(records))
	for i := range records {
		p := records[i].Person(h)
		known[records[i].Member.ID] = &p
	}
	return known, nil
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
