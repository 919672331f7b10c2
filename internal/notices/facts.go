package notices

import (
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
)

// Facts are a notice with what is true of it now.
type Facts struct {
	Notice

	// Of a commitment.
	Ref        string                  // as one types it: of another plan than the usual one with that plan's name
	Commitment *commitments.Commitment // as the person sees it whole; nil: it is not there, or not for them
	Theirs     bool                    // they are the one to be told by the rule, today
	NewsOn     civil.Date              // the later of the days that the last news is about and was recorded on
	Told       int                     // weekly reminders about it that were sent since NewsOn
	Actor      people.Member           // whose act it tells of, by Notice.By; or the contact, of Deputy

	// Of an organisation.
	Organisation people.Organisation
	Role         people.Role   // the person's, of Welcome
	Period       civil.Quarter // of Call, and of Chase before a cutoff
	ClosesOn     civil.Date    // the last day of the period, or the day before the cutoff
	Reported     bool          // it has news in the period
	Missing      int           // open commitments without news in the period; of Chase, unanswered ones
}

// silent is why nothing is said, whatever kind it is; empty: something may be.
func (f *Facts) silent(p *Person, today civil.Date) string {
	if f.By != "" && f.By == p.Key {
		return "own_act"
	}
	c := f.Commitment
	switch {
	case f.Number == 0 && !f.Theirs:
		return "not_theirs"
	case f.Number == 0:
		return ""
	case c == nil || c.Undone:
		return "gone"
	case !c.Status.Open():
		return "closed"
	case !f.Theirs:
		return "not_theirs"
	}
	if s, ok := p.Snoozes[Subject{Plan: f.Plan, Number: f.Number}]; ok && s.On(today) && f.Kind != Asked {
		return "snoozed"
	}
	if rule, _ := RuleOf(f.Kind); rule.Covered && f.covered(today) {
		return "covered"
	}
	return ""
}

// covered says whether an entry of the last 14 days says how it stands.
func (f *Facts) covered(today civil.Date) bool {
	return !f.NewsOn.IsZero() && today.DaysSince(f.NewsOn) < CoverDays
}
