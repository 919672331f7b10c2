package bundle

import (
	"context"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
)

// check is the first reading of a bundle: it says everything that is wrong with it, and fills the journal.
type check struct {
	*faults
	ctx     context.Context
	file    *file
	journal *journal
	seal    *sealer

	books *books // what the store holds; nil for a verification, which looks at the file alone
	terms commitments.Terms

	plan      *head
	unsure    bool // the plan's time zone is not known
	handles   map[string]bool
	keys      map[string]bool
	endorsed  map[string][]people.Endorsement
	early     []placed[people.Endorsement] // of organisations that were not read yet
	refs      map[int]bool
	counts    [inEnd]int
	shownPart int

	history []commitments.Entry // of the commitment at hand
}

func newCheck(ctx context.Context, f *file, secret [32]byte) *check {
	c := &check{
		faults: &faults{}, ctx: ctx, file: f, journal: &journal{}, seal: &sealer{secret: secret},
		handles: map[string]bool{}, keys: map[string]bool{}, refs: map[int]bool{},
		endorsed: map[string][]people.Endorsement{},
	}
	c.terms = commitments.Terms{Organisation: c.organisationKnown, Endorses: c.endorses, Member: c.memberKnown}
	return c
}

func (c *check) head(h *head) error {
	c.plan = h
	zone, err := h.plan.Zone()
	if err != nil {
		return err
	}
	c.terms.Zone, c.seal.zone, c.unsure = zone, zone, h.zoneUnknown
	steps := make(map[string]*plans.Step, len(h.plan.Steps))
	for i := range h.plan.Steps {
		steps[h.plan.Steps[i].Code] = &h.plan.Steps[i]
	}
	c.terms.Step = func(code string) (*plans.Step, bool) {
		step, ok := steps[code]
		return step, ok
	}
	if c.books == nil {
		return nil
	}
	return c.books.open(c.ctx, c.faults, h)
}

func (c *check) organisation(at place, o people.Organisation) {
	c.counts[organisations]++
	c.once(c.handles, at, "handle", o.Handle, func() bool { return c.books.organisation(o.Handle) })
}

func (c *check) member(at place, m people.Member) {
	c.counts[members]++
	c.once(c.keys, at, "key", m.Key, func() bool { return c.books.member(m.Key) })
}

// once notes a name that must not stand twice, neither in the bundle nor in the store.
func (c *check) once(seen map[string]bool, at place, field, name string, stored func() bool) {
	switch {
	case name == "":
		return
	case seen[name]:
		c.say(at, field, "bundle.twice", "value", shortened(name))
	case c.books != nil && stored():
		c.say(at, field, "bundle.in_store", "value", shortened(name))
	}
	seen[name] = true
}

func (c *check) endorsement(at place, e people.Endorsement) {
	c.counts[endorsements]++
	if e.Organisation == "" {
		return
	}
	same := func(other people.Endorsement) bool { return other.EndorsedOn == e.EndorsedOn }
	all := c.endorsed[e.Organisation]
	if slices.ContainsFunc(all, same) || c.books != nil && slices.ContainsFunc(c.books.endorsements(e.Organisation), same) {
		c.say(at, "endorsed_on", "bundle.endorsed_twice", "organisation", shortened(e.Organisation))
	}
	c.endorsed[e.Organisation] = append(all, e)
	c.early = append(c.early, placed[people.Endorsement]{at, e})
}

func (c *check) event(place, calendar.Event) { c.counts[events]++ }

// peopleRead looks at what could not be looked at before all organisations were read.
func (c *check) peopleRead() {
	for _, e := range c.early {
		if !c.organisationKnown(e.value.Organisation) {
			c.say(e.at, "organisation", "organisation.unknown", "organisation", shortened(e.value.Organisation))
		}
	}
	c.early = nil
}

func (c *check) organisationKnown(handle string) bool {
	return c.handles[handle] || c.books != nil && c.books.organisation(handle)
}

func (c *check) memberKnown(key string) bool {
	return c.keys[key] || c.books != nil && c.books.member(key)
}

func (c *check) endorses(handle string, day civil.Date) bool {
	return people.Endorses(c.endorsed[handle], day) || c.books != nil && people.Endorses(c.books.endorsements(handle), day)
}

func (c *check) group(g *group) error {
	c.peopleRead()
	c.counts[milestones] += len(g.milestones)
	c.counts[entries] += len(g.entries)
	if g.astray {
		c.astray(g)
	} else {
		c.counts[commitmentList]++
		c.commitment(g)
	}
	for i := range g.entries {
		if err := c.note(g, &g.entries[i]); err != nil {
			return err
		}
	}
	if c.books != nil {
		return c.books.err
	}
	return nil
}

// astray are milestones and entries that stand apart from their commitment, or have none.
func (c *check) astray(g *group) {
	key := "commitment.unknown"
	if number := numberOf(g.ref); number != 0 && c.refs[number] {
		key = "bundle.apart"
	}
	if g.ref == "" {
		return // said already
	}
	for _, m := range g.milestones {
		c.say(m.at, "commitment", key, "ref", shortened(g.ref))
	}
	for i := range g.entries {
		c.say(g.entries[i].at, "commitment", key, "ref", shortened(g.ref))
	}
	c.fill(g)
}

func (c *check) commitment(g *group) {
	switch {
	case g.number == 0:
	case c.refs[g.number]:
		c.say(g.at, "ref", "bundle.twice", "value", g.ref)
	case c.books != nil && c.books.commitment(g.ref):
		c.say(g.at, "ref", "bundle.in_store", "value", g.ref)
	}
	if g.number != 0 {
		c.refs[g.number] = true
	}
	if len(g.entries) == 0 {
		if c.books != nil || c.counts[withheldList] == 0 {
			c.say(g.at, "ref", "bundle.no_entries", "ref", shortened(g.ref))
		}
		return
	}
	c.fill(g)
	if c.books != nil {
		c.examine(g)
	}
	c.compareWithFold(g)
}

// fill gives what is not said of an entry what follows, so that the rest of the journal can be looked at.
func (c *check) fill(g *group) {
	c.history = c.history[:0]
	for i := range g.entries {
		e := &g.entries[i]
		if e.RecordedAt.IsZero() && i > 0 {
			e.RecordedAt = g.entries[i-1].RecordedAt
		} else if e.RecordedAt.IsZero() && !e.EffectiveOn.IsZero() {
			e.RecordedAt = e.EffectiveOn.Start(c.terms.Zone)
		}
		if e.EffectiveOn.IsZero() && c.unsure {
			e.faulty = append(e.faulty, "effective_on")
		}
		c.seal.date(&e.Entry)
		c.history = append(c.history, e.Entry)
	}
}

// examine holds the entries to the rule book of the journal (checks 2 to 8).
func (c *check) examine(g *group) {
	for _, fault := range commitments.Examine(c.history, c.terms) {
		if e := &g.entries[fault.Entry]; !follows(e, fault.Field) {
			c.add(e.at, fault.Field, fault.Problem)
		}
	}
}

// follows says whether what is wrong with a field only follows from what could not be read.
func follows(e *entryRecord, field string) bool {
	switch {
	case e.spoilt("kind"), e.spoilt(field):
		return true
	case field == "recorded_at" || field == "effective_on":
		return e.spoilt("recorded_at") || e.spoilt("effective_on")
	default:
		return field == "note" && (e.spoilt("takes_back") || e.spoilt("corrects"))
	}
}

func (c *check) withheld(w withheldRecord) {
	c.peopleRead()
	c.counts[withheldList]++
	if c.books != nil {
		c.say(w.at, "entry_digest", "bundle.withheld")
	}
	f := isWithheld
	if w.faulty {
		f |= isBroken
	}
	r := row{position: uint32(w.position), index: w.at.index, recordedAt: minInstant}
	if err := c.journal.add(r, name{}, f, bytesOf(w.entryDigest), ""); err != nil && c.seal.err == nil {
		c.seal.err = err
	}
}

// sealer completes entries as the chain needs them. In a bundle without digests every entry gets a new salt. Salts come
// from one secret of this import and the ordinal of the entry, so that a second reading gives the same.
type sealer struct {
	secret [32]byte
	zone   *time.Location
	err    error
}

// date fills in the day of an entry that does not say it (decision 2).
func (s *sealer) date(e *commitments.Entry) {
	if e.EffectiveOn.IsZero() {
		e.EffectiveOn = civil.DateOf(e.RecordedAt, s.zone)
	}
}

// ids makes an id; the system's randomness does not fail.
func ids() uuid.UUID { return uuid.Must(uuid.NewV7()) }
