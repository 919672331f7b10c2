package bundle

import (
	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/people"
)

// ignored is a sink that takes no notice of anything but groups.
type ignored struct{}

func (ignored) head(*head) error                        { return nil }
func (ignored) organisation(place, people.Organisation) {}
func (ignored) member(place, people.Member)             {}
func (ignored) endorsement(place, people.Endorsement)   {}
func (ignored) event(place, calendar.Event)             {}
func (ignored) withheld(withheldRecord)                 {}
