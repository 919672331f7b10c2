package notices_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/notices"
)

// leave is when somebody said that they are away, and the first day back.
type leave struct {
	from  time.Time
	until civil.Date
}

func (y *year) nobodyIsWrittenToWhileAway() {
	y.Helper()
	leaves := 0
	for _, p := range y.people {
		leaves += len(p.leaves)
	}
	if leaves == 0 {
		y.Error("nobody was away: this proves nothing")
	}
	for _, l := range y.letters {
		day := civil.DateOf(l.at, l.to.zone)
		if slices.ContainsFunc(l.to.leaves, func(x leave) bool { return l.at.After(x.from) && day < x.until }) {
			y.Errorf("%s was written to on %s, and is away", l.to.key, day)
		}
	}
}

func (y *year) everybodyIsWrittenToInTheirOwnLanguage() {
	y.Helper()
	seen := map[string]bool{}
	for _, l := range y.letters {
		if seen[l.language] = true; l.language != l.to.language {
			y.Errorf("%s reads %s and was written to in %s", l.to.key, l.to.language, l.language)
		}
	}
	if len(seen) < 4 {
		y.Errorf("only %d languages: this proves nothing", len(seen))
	}
}

// whatIsCoveredIsQuiet: whoever has said something of a commitment is not asked about it for 14 days, nor is anybody else.
func (y *year) whatIsCoveredIsQuiet() {
	y.Helper()
	covered := []notices.Kind{notices.Due, notices.Overdue, notices.Deputy, notices.Stale}
	looked := 0
	for _, p := range y.people {
		for _, n := range y.decided(p) {
			if n.Outcome != notices.Sent || !slices.Contains(covered, n.Kind) {
				continue
			}
			looked++
			news := y.newsOf(n.Number)
			at := slices.IndexFunc(news, func(at time.Time) bool {
				return !at.After(n.DecidedAt) && n.SentOn.DaysSince(civil.DateOf(at, p.zone)) < notices.CoverDays
			})
			if at >= 0 {
				y.Errorf("%s was asked about C-%d (%s) on %s, with news of %v", p.key, n.Number, n.Kind, n.SentOn, news[at])
			}
		}
	}
	if looked == 0 {
		y.Error("nobody was asked about anything: this proves nothing")
	}
}

// nobodyIsNaggedFurther: after three weekly reminders without an answer no more come, whoever answers for it by then.
func (y *year) nobodyIsNaggedFurther() {
	y.Helper()
	weekly := map[int][]time.Time{}
	for _, p := range y.people {
		for _, n := range y.decided(p) {
			if n.Outcome == notices.Sent && n.Weekly() {
				weekly[n.Number] = append(weekly[n.Number], n.DecidedAt)
			}
		}
	}
	most := 0
	for number, sent := range weekly {
		slices.SortFunc(sent, time.Time.Compare)
		news := y.newsOf(number)
		for i, at := range sent {
			count := 1
			for _, later := range sent[i+1:] {
				if slices.ContainsFunc(news, func(n time.Time) bool { return n.After(at) && !n.After(later) }) {
					break
				}
				count++
			}
			if most = max(most, count); count > notices.MostWeekly {
				y.Errorf("C-%d: %d weekly reminders from %v on, without an answer", number, count, at)
			}
		}
	}
	if most < notices.MostWeekly {
		y.Errorf("nothing was overdue for long enough: %d weekly reminders at most", most)
	}
}

// newsOf is when news of a commitment was recorded.
func (y *year) newsOf(number int) (list []time.Time) {
	y.Helper()
	if list, known := y.news[number]; known {
		return list
	}
	entries, err := y.store.Entries(y.Context(), y.plan.ID, fmt.Sprintf("C-%d", number), access.Reader{Audience: access.ToConveners, Attributed: true})
	y.must(err)
	for i := range entries {
		if e := &entries[i]; e.IsNews() {
			list = append(list, e.RecordedAt)
		}
	}
	y.news[number] = list
	return list
}
