package notices_test

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/queue"
)

var refForm = regexp.MustCompile(`log (C-\d+) no change`)

// read is a letter as it arrived.
func (y *year) read(s queue.Sending) letter {
	y.Helper()
	found, err := queue.LetterOf(s)
	y.must(err)
	at := slices.IndexFunc(y.people, func(p *person) bool {
		return p.account.Subject == found.Subject && string(p.account.Platform) == s.Platform && p.account.Realm == s.Realm
	})
	if at < 0 {
		y.Fatalf("a letter to %s on %s, who is nobody", found.Subject, s.Platform)
	}
	l := letter{at: y.now, to: y.people[at], sending: s, language: found.Reply.Language}
	for _, b := range found.Reply.Buttons() {
		if ref := refForm.FindStringSubmatch(b.Say); ref != nil {
			l.refs = append(l.refs, ref[1])
		}
	}
	return l
}

// check holds the year to plain statements.
func (y *year) check() {
	y.Helper()
	y.Logf("%d letters to %d people", len(y.letters), len(y.people))
	if len(y.letters) < len(y.people) {
		y.Errorf("only %d letters: this year proves nothing", len(y.letters))
	}
	y.nobodyGetsTwoADay()
	y.nothingComesAtNight()
	y.nobodyIsToldOfTheirOwnAct()
	y.everySilenceHasAReason()
	y.eachDueCommitmentWasRemindedUnlessCovered()
	y.nobodyIsWrittenToWhileAway()
	y.everybodyIsWrittenToInTheirOwnLanguage()
	y.whatIsCoveredIsQuiet()
	y.nobodyIsNaggedFurther()
}

func (y *year) nobodyGetsTwoADay() {
	y.Helper()
	seen, keys := map[string]bool{}, map[string]bool{}
	for _, l := range y.letters {
		day := l.to.key + " " + string(civil.DateOf(l.at, l.to.zone))
		if seen[day] {
			y.Errorf("two messages: %s", day)
		}
		if keys[l.sending.Key] {
			y.Errorf("sent twice: %s", l.sending.Key)
		}
		seen[day], keys[l.sending.Key] = true, true
	}
}

func (y *year) nothingComesAtNight() {
	y.Helper()
	for _, l := range y.letters {
		p, local := l.to, l.at.In(l.to.zone)
		day, clock := civil.DateOf(l.at, p.zone), local.Format("15:04")
		own := p.settings.Clock
		if own == "" {
			own = "09:00"
		}
		days := p.settings.Days
		if len(days) == 0 {
			days = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
		}
		switch {
		case clock < own || clock >= "20:00":
			y.Errorf("%s was written to at %s in %v, whose hour is %s", p.key, clock, p.zone, own)
		case !slices.Contains(days, day.Weekday()):
			y.Errorf("%s was written to on a %v", p.key, day.Weekday())
		case p.holidays[day]:
			y.Errorf("%s was written to on a holiday, %s", p.key, day)
		case p.settings.Mode == people.RemindersOff && len(l.refs) > 1:
			y.Errorf("%s has reminders off, and got %v", p.key, l.refs)
		}
	}
}

func (y *year) nobodyIsToldOfTheirOwnAct() {
	y.Helper()
	told := 0
	for _, p := range y.people {
		for _, n := range y.decided(p) {
			if n.Outcome == notices.Sent && n.By == p.key {
				y.Errorf("%s is told of their own act: %+v", p.key, n)
			}
			if n.Outcome == notices.Sent && n.By != "" {
				told++
			}
		}
	}
	if told == 0 {
		y.Error("nobody is told of what others did: this proves nothing")
	}
}

func (y *year) decided(p *person) []notices.Notice {
	y.Helper()
	decided, _, err := y.store.NoticesOf(y.Context(), p.id, 100_000)
	y.must(err)
	return decided
}

// everySilenceHasAReason: and nothing waits for longer than somebody is away.
func (y *year) everySilenceHasAReason() {
	y.Helper()
	reasons := map[string]int{}
	for _, p := range y.people {
		decided, waiting, err := y.store.NoticesOf(y.Context(), p.id, 100_000)
		y.must(err)
		sent := map[civil.Date]bool{}
		for _, n := range decided {
			reasons[string(n.Outcome)+" "+n.Reason]++
			if n.Reason == "" || n.DecidedAt.IsZero() || !n.At.IsZero() || (n.Outcome != notices.Sent && n.Outcome != notices.Silent) {
				y.Errorf("no reason on record: %+v", n)
			}
			if n.Outcome == notices.Sent {
				sent[n.SentOn] = true
			}
		}
		for _, n := range waiting {
			if n.At.Before(y.now) && p.away[1] < civil.DateOf(y.now, p.zone) {
				y.Errorf("left behind: %+v", n)
			}
		}
		got := 0
		for _, l := range y.letters {
			if l.to == p {
				got++
			}
		}
		if got != len(sent) {
			y.Errorf("%s has %d days on record and got %d letters", p.key, len(sent), got)
		}
	}
	y.Logf("reasons: %v", reasons)
}

// eachDueCommitmentWasRemindedUnlessCovered looks at commitments whose day came and went with nothing said of them for
// six weeks around it, and that were nobody else's meanwhile.
func (y *year) eachDueCommitmentWasRemindedUnlessCovered() {
	y.Helper()
	checked := 0
	for _, ref := range y.refs {
		c, err := y.store.Commitment(y.Context(), y.plan.ID, ref, access.Reader{Audience: access.ToConveners, Attributed: true})
		y.must(err)
		entries, err := y.store.Entries(y.Context(), y.plan.ID, ref, access.Reader{Audience: access.ToConveners, Attributed: true})
		y.must(err)
		if c.DueOn.IsZero() || c.Cadence != plans.OneOff {
			continue
		}
		from, to := c.DueOn.AddDays(-45), c.DueOn.AddDays(20)
		p := y.contact(entries, to)
		closed := slices.ContainsFunc(entries, func(e commitments.Entry) bool {
			return e.Stated().Closed() && civil.DateOf(e.RecordedAt, time.UTC) <= to
		})
		if closed || y.said(entries, from, to) || from < civil.DateOf(y.began, time.UTC) || to >= civil.DateOf(y.now, time.UTC) {
			continue
		}
		if p.settings.Mode == people.RemindersOff || y.snoozed(p, c.Number) {
			continue
		}
		checked++
		if !slices.ContainsFunc(y.letters, func(l letter) bool {
			day := civil.DateOf(l.at, p.zone)
			return l.to == p && day >= c.DueOn.AddDays(-31) && day <= to && slices.Contains(l.refs, ref)
		}) && !y.hidden(p, c.Number, from, to) {
			y.Errorf("%s was due on %s and %s heard nothing of it: %v", ref, c.DueOn, p.key, y.about(p, c.Number))
		}
	}
	if checked < y.least {
		y.Errorf("only %d commitments to look at: this proves nothing", checked)
	}
	y.Logf("%d due commitments were looked at", checked)
}

// contact is who answered for the commitment on a day.
func (y *year) contact(entries []commitments.Entry, day civil.Date) *person {
	who := entries[0].Member
	for _, e := range entries {
		if e.ToMember != "" && civil.DateOf(e.RecordedAt, time.UTC) <= day {
			who = e.ToMember
		}
	}
	return y.byKey[who]
}

func (y *year) said(entries []commitments.Entry, from, to civil.Date) bool {
	return slices.ContainsFunc(entries, func(e commitments.Entry) bool {
		day := civil.DateOf(e.RecordedAt, time.UTC)
		return day >= from && day <= to
	})
}

func (y *year) snoozed(p *person, number int) bool {
	return slices.ContainsFunc(y.decided(p), func(n notices.Notice) bool {
		return n.Number == number && (n.Kind == notices.Snoozed || n.Reason == "snoozed")
	})
}

// hidden says whether the reminder was a line beyond those that have buttons, which letters are known by.
func (y *year) hidden(p *person, number int, from, to civil.Date) bool {
	return slices.ContainsFunc(y.decided(p), func(n notices.Notice) bool {
		return n.Number == number && n.Outcome == notices.Sent && n.SentOn >= from && n.SentOn <= to && y.wrote(p, n.SentOn)
	})
}

func (y *year) wrote(p *person, day civil.Date) bool {
	return slices.ContainsFunc(y.letters, func(l letter) bool { return l.to == p && strings.HasSuffix(l.sending.Key, string(day)) })
}

func (y *year) about(p *person, number int) []string {
	var all []string
	for _, n := range y.decided(p) {
		if n.Number == number {
			all = append(all, string(n.Kind)+" "+n.Anchor+" "+string(n.Outcome)+" "+n.Reason+" "+string(n.SentOn))
		}
	}
	return all
}
