package notices

import (
	"time"

	"github.com/accord-tracker/accord/internal/civil"
)

// Decision is what is to be done about all that waits for one person: a message with its lines, silence, or to look
// again later. Every notice is in exactly one of Lines and Later.
type Decision struct {
	Send  bool
	Key   string     // of the sending: "notice/<member key>/<day>"; empty without Send
	Day   civil.Date // the person's day
	Lines []Line     // said, in the order in which they are shown; and those that end in silence
	Later []Later    // look again
	Until time.Time  // after it the message is not sent any more: it would be night
}

// Later says that a notice is to be looked at again, and why not now.
type Later struct {
	Notice Notice
	At     time.Time
	Reason string // "night", "away", "day_off", "told_today", as in Notice.Reason
}
