package notices

// Rule is when a kind of notice is due, and to whom.
type Rule struct {
	Kind Kind
	// Days are those on which it is due, counted from what it is anchored to: the due day of a commitment, the day of
	// its last news, the end of a period. Negative ones are before it.
	Days []int
	To   Recipient
	// Covered says that an entry of the last CoverDays days keeps it quiet.
	Covered bool
	// Ahead says that one which falls on a day off comes on the working day before, not the one after.
	Ahead bool
}

// Recipient is who is told.
type Recipient string

const (
	ToContact   Recipient = "contact"   // of the commitment: whom it was handed to, or who registered it
	ToDeputies  Recipient = "deputies"  // of the lead organisation
	ToLeaders   Recipient = "leaders"   // focal points of the organisation, or its deputies where there is none
	ToConveners Recipient = "conveners" // of the plan
	ToPerson    Recipient = "person"    // whom the notice is for by itself
)

// CoverDays is how long an entry keeps reminders of its commitment quiet (chat.md).
const CoverDays = 14
