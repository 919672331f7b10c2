package chattest

import (
	"regexp"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
)

// directive is a line that begins with @: its form, and what it does with what the form captures. Days go on, never
// back: what was registered long ago comes before "@today" of the conversation.
type directive struct {
	form *regexp.Regexp
	do   func(w *World, with []string)
}

func directives() []directive {
	return []directive{
		// The day, from 9:00 UTC on.
		{regexp.MustCompile(`^@today (\d{4}-\d\d-\d\d)$`), (*World).today},
		// Time goes by: 20m, 48h.
		{regexp.MustCompile(`^@later (\S+)$`), (*World).later},
		// An organisation that endorses the plan; with "listed" it is only listed.
		{regexp.MustCompile(`^@(organisation|listed) (\S+) (.+?)(?: \((\S+)\))?$`), (*World).organisation},
		// An organisation that endorses another plan as well.
		{regexp.MustCompile(`^@endorses (\S+) (\S+)$`), func(w *World, with []string) {
			w.do(operator, commitments.Endorse{Plan: with[0], Organisation: with[1], EndorsedOn: civil.DateOf(w.Now(), time.UTC)})
		}},
		// A member of an organisation; the name is the account as well. Locale and time zone may follow.
		{regexp.MustCompile(`^@member (\S+) of (\S+) as (\S+)(?: in (\S+))?$`), (*World).member},
		// A convener of the plan.
		{regexp.MustCompile(`^@convener (\S+)(?: in (\S+))?$`), (*World).convener},
		// What the platform says of somebody's language.
		{regexp.MustCompile(`^@locale (\S+) (\S+)$`), func(w *World, with []string) { w.locales[with[0]] = with[1] }},
		// Where people talk from here on: a shared room, or "private".
		{regexp.MustCompile(`^@in (\S+)$`), (*World).in},
		// A commitment: steps, title, and due, with, visibility, measure, cadence, country.
		{regexp.MustCompile(`^@registered by (\S+) for (\S+?): ([^;]+)(;.*)?$`), (*World).registered},
		// Progress: a percentage, a status, or neither, and a note.
		{regexp.MustCompile(`^@logged by (\S+) on (\S+):(?: (\d+)%)?(?: \[(\w+)\])?(?: (.+))?$`), (*World).logged},
		{regexp.MustCompile(`^@paused by (\S+) (\S+) because (.+)$`), func(w *World, with []string) {
			w.do(w.as(with[0]), commitments.Pause{Plan: w.plan.Slug, Ref: with[1], Reason: with[2]})
		}},
		{regexp.MustCompile(`^@withdrawn by (\S+) (\S+) because (.+)$`), func(w *World, with []string) {
			w.do(w.as(with[0]), commitments.Withdraw{Plan: w.plan.Slug, Ref: with[1], Reason: with[2]})
		}},
		// What is due by now is said; the first time it only begins.
		{regexp.MustCompile(`^@reminders$`), func(w *World, _ []string) { w.hearing() }},
		// A member leaves; an organisation endorses no more from a day on.
		{regexp.MustCompile(`^@endorsement of (\S+) ends (\S+)$`), func(w *World, with []string) {
			w.do(operator, commitments.EndEndorsement{Plan: w.plan.Slug, Organisation: with[0], EndedOn: civil.Date(with[1])})
		}},
	}
}

func (w *World) direct(path, line string) {
	w.t.Helper()
	for _, d := range directives() {
		if found := d.form.FindStringSubmatch(line); found != nil {
			d.do(w, found[1:])
			return
		}
	}
	w.t.Fatalf("%s:%d: no such directive: %s", path, w.line, line)
}

func (w *World) today(with []string) {
	day, err := civil.ParseDate(with[0])
	w.must(err)
	next := day.Start(time.UTC).Add(9 * time.Hour)
	if next.Before(w.Now()) {
		w.t.Fatalf("line %d: it is %v already", w.line, w.Now())
	}
	w.clock.Set(next)
}

func (w *World) later(with []string) {
	d, err := time.ParseDuration(with[0])
	w.must(err)
	w.Forward(d)
}

func (w *World) in(with []string) {
	w.room = with[0]
	if w.room == "private" {
		w.room = ""
	}
}

func (w *World) organisation(with []string) {
	w.do(operator, commitments.ListOrganisations{Plan: w.plan.Slug, Organisations: []people.Organisation{
		{Handle: with[1], Name: with[2], Acronym: with[3], Kind: "ngo"},
	}})
	if with[0] == "organisation" {
		today := civil.DateOf(w.Now(), time.UTC)
		w.do(operator, commitments.Endorse{Plan: w.plan.Slug, Organisation: with[1], EndorsedOn: today})
	}
}

func (w *World) member(with []string) {
	w.introduce(with[0], with[3])
	invited := w.do(operator, commitments.Invite{Plan: w.plan.Slug, Organisation: with[1], Role: people.Role(with[2])})
	w.do(w.as(with[0]), commitments.Join{Code: invited.Code, Identity: w.account(with[0])})
}

func (w *World) convener(with []string) {
	w.introduce(with[0], with[1])
	w.do(operator, commitments.AppointConvener{Plan: w.plan.Slug, Member: w.as(with[0]).Actor.Member.Key})
}

// introduce makes a member of somebody who is none yet.
func (w *World) introduce(name, locale string) {
	if _, err := w.store.MemberByIdentity(w.t.Context(), w.account(name)); err == nil {
		return
	}
	called := strings.ToUpper(name[:1]) + name[1:]
	w.do(operator, commitments.Introduce{Identity: w.account(name), Name: called, Locale: locale})
}

func (w *World) registered(with []string) {
	by := w.as(with[0])
	c := commitments.Register{
		Plan: w.plan.Slug, Lead: by.Actor.Organisations()[0], Steps: strings.Split(with[1], ","), Title: strings.TrimSpace(with[2]),
	}
	if slug, code, other := strings.Cut(with[1], ":"); other {
		c.Plan, c.Steps = slug, strings.Split(code, ",")
	}
	for option := range strings.SplitSeq(with[3], ";") {
		if name, value, ok := strings.Cut(strings.TrimSpace(option), " "); ok {
			w.option(&c, name, value)
		}
	}
	w.do(by, c)
}

func (w *World) option(c *commitments.Register, name, value string) {
	w.t.Helper()
	switch name {
	case "due":
		c.DueOn = civil.Date(value)
	case "with":
		c.Partners = strings.Split(value, ",")
	case "visibility":
		c.Visibility = access.Visibility(value)
	case "measure":
		c.Measure = value
	case "cadence":
		c.Cadence = plans.Cadence(value)
	case "country":
		c.Countries = strings.Split(value, ",")
	case "description":
		c.Description = value
	default:
		w.t.Fatalf("line %d: a commitment has no %s here", w.line, name)
	}
}

func (w *World) logged(with []string) {
	c := commitments.Log{Plan: w.plan.Slug, Ref: with[1], Status: commitments.Status(with[3]), Note: with[4]}
	if with[2] != "" {
		n := 0
		for _, digit := range with[2] {
			n = n*10 + int(digit-'0')
		}
		c.Percent = commitments.Percent(n)
	}
	w.do(w.as(with[0]), c)
}
