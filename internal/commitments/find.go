package commitments

import (
	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/google/uuid"
)

// Order of a list of commitments.
type Order string

const (
	ByNumber Order = ""            // C-1, C-2, …
	ByDue    Order = "due_on"      // the earliest due first, those without a date last
	ByNews   Order = "last_news"   // the longest without news first
	BestText Order = "best_match"  // with Text: the best match first
	ByNewest Order = "newest_news" // the latest news first
)

// Filter says which commitments to find. Every member that is set narrows the search; Reader always does: what the
// reader may not see is not found, not counted and not paged over. An undone commitment is never found.
type Filter struct {
	Plan         uuid.UUID
	Reader       access.Reader
	Steps        []string // codes: on any of them
	Theme        string   // key
	Organisation string   // handle: lead or partner. Only commitments that the reader sees whole are found by it
	Statuses     []Status
	Open         bool
	Country      string     // only commitments that the reader sees whole are found by it
	DueFrom      civil.Date // due on it or later
	DueTo        civil.Date // due on it or earlier
	OverdueOn    civil.Date // overdue on that day
	StaleOn      civil.Date // stale on that day
	Text         string     // words to be found in title, description, measure and notes
	Order        Order
	After        string // cursor of an earlier Page
	Limit        int    // at most 200; 0 is 50
}

// Page of commitments. Those that the reader sees without attribution come without lead, partners, countries and
// contact.
type Page struct {
	Commitments []Commitment
	Total       int    // of all pages, for this reader
	Next        string // cursor; empty on the last page
}

// StepCount says how many commitments a step holds, as far as a reader may see.
type StepCount struct {
	Live int // not withdrawn, completed ones included
	Open int
}
