package bundle

import (
	"strconv"
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
)

// commitmentRecord repeats the fold of the entries, as far as it says something.
type commitmentRecord struct {
	at      place
	ref     string
	number  int
	state   commitments.State // without milestones; what is empty is not said
	version *int
}

// milestoneRecord repeats the fold as well.
type milestoneRecord struct {
	at  place
	ref string
	commitments.Milestone
}

// numberOf is the number in a ref like C-12, or 0 if it is none.
func numberOf(ref string) int {
	digits, ok := strings.CutPrefix(ref, "C-")
	number, err := strconv.ParseInt(digits, 10, 32)
	if !ok || err != nil || number < 1 || strconv.FormatInt(number, 10) != digits {
		return 0
	}
	return int(number)
}

func (d *decoder) commitment(n *node) commitmentRecord {
	c := commitmentRecord{at: d.at}
	s := &c.state
	d.object(n, func(name string, n *node) bool {
		switch name {
		case "ref":
			c.ref = d.text(name, n)
		case "title":
			s.Title = d.text(name, n)
		case "description":
			s.Description = d.text(name, n)
		case "lead":
			s.Lead = d.text(name, n)
		case "partners":
			s.Partners = d.texts(name, n)
		case "steps":
			s.Steps = d.texts(name, n)
		case "countries":
			s.Countries = d.texts(name, n)
		case "cadence":
			s.Cadence = word(d, name, n, knownCadence)
		case "starts_on":
			s.StartsOn = d.date(name, n)
		case "due_on":
			s.DueOn = d.date(name, n)
		case "measure":
			s.Measure = d.text(name, n)
		case "visibility":
			s.Visibility = word(d, name, n, access.Visibility.Known)
		case "status":
			s.Status = word(d, name, n, commitments.Status.Known)
		case "percent":
			s.Percent = d.number(name, n)
		case "confidence":
			s.Confidence = word(d, name, n, commitments.Confidence.Known)
		case "version":
			c.version = d.number(name, n)
		default:
			return false
		}
		return true
	})
	d.needed("ref", c.ref)
	if c.number = numberOf(c.ref); c.ref != "" && c.number == 0 {
		d.wrong("ref", "bundle.not_ref", "ref", shortened(c.ref))
	}
	return c
}

func knownCadence(c plans.Cadence) bool { return c == plans.OneOff || c == plans.Continuing }

// milestone reads a milestone: a record of its own, or what an entry says of one.
func (d *decoder) milestone(n *node, ref func(name string, n *node) bool) commitments.Milestone {
	var m commitments.Milestone
	d.object(n, func(name string, n *node) bool {
		switch name {
		case "key":
			m.Key = d.text(name, n)
		case "title":
			m.Title = d.text(name, n)
		case "due_on":
			m.DueOn = d.date(name, n)
		case "done_on":
			m.DoneOn = d.date(name, n)
		default:
			return ref(name, n)
		}
		return true
	})
	return m
}

func (d *decoder) milestoneRecord(n *node) milestoneRecord {
	m := milestoneRecord{at: d.at}
	m.Milestone = d.milestone(n, func(name string, n *node) bool {
		if name == "commitment" {
			m.ref = d.text(name, n)
		}
		return name == "commitment"
	})
	d.needed("commitment", m.ref)
	d.needed("key", m.Key)
	return m
}
