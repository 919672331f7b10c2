package storetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/uuid"
)

// entry makes the k-th entry of a commitment, without its digest.
func (m *maker) entry(c, k int) commitments.Entry {
	r := dice(c, k)
	position := int64(m.positions[m.first[c]+k])
	recorded := start.Add(time.Duration(float64(span) * float64(position) / float64(m.total))).Truncate(time.Second)
	e := commitments.Entry{
		ID: uuid.UUID(id(r)), PlanID: m.plan.ID, CommitmentID: m.ids[c], Commitment: fmt.Sprintf("C-%d", c+1), Seq: k + 1,
		Position: position, EffectiveOn: civil.DateOf(recorded, time.UTC), RecordedAt: recorded,
		Member: memberOf(m.lead(c)), Via: commitments.ViaSlack, Salt: fmt.Sprintf("%016x%016x", r.Uint64(), r.Uint64()),
	}
	switch last := k == entriesOf(c)-1; {
	case k == 0:
		e.Kind, e.Changes = commitments.KindRegistered, m.initial(c, e.EffectiveOn)
	case last && c%20 == 0:
		e.Kind, e.Note = commitments.KindWithdrawn, "funding ended, "+sentence(r)
	case last && c%6 == 0:
		e.Kind, e.Status, e.Note = commitments.KindStatus, commitments.Completed, sentence(r)
	default:
		m.news(&e, c, k, r)
	}
	if e.Note != "" {
		e.Language = "en"
	}
	return e
}

func (m *maker) news(e *commitments.Entry, c, k int, r *rand.Rand) {
	switch r.IntN(10) {
	case 0:
		e.Kind = commitments.KindNoChange
	case 1:
		due := commitments.Value{Text: string(e.EffectiveOn.AddDays(90 + r.IntN(400)))}
		e.Kind, e.Changes = commitments.KindEdited, commitments.Changes{commitments.FieldDueOn: {New: due}}
	case 2:
		e.Kind, e.Milestone = commitments.KindMilestone, &commitments.Milestone{Key: fmt.Sprintf("m%d", k), Title: sentence(r), DoneOn: e.EffectiveOn}
	case 3:
		e.Kind, e.Confidence, e.Note = commitments.KindProgress, commitments.AtRisk, sentence(r)
	default:
		e.Kind, e.Percent, e.Note = commitments.KindProgress, commitments.Percent(1+90*k/entriesOf(c)), sentence(r)
		if r.IntN(3) == 0 {
			e.Evidence = []commitments.Evidence{{URL: fmt.Sprintf("https://example.org/%d/%d", c, k), Title: "Report"}}
		}
	}
}

func (m *maker) lead(c int) int { return dice(c, -2).IntN(m.world.Organisations) }

func (m *maker) initial(c int, day civil.Date) commitments.Changes {
	r := dice(c, -3)
	lead := m.lead(c)
	steps := []string{m.codes[r.IntN(len(m.codes))]}
	if other := m.codes[r.IntN(len(m.codes))]; r.IntN(3) == 0 && other != steps[0] {
		steps = append(steps, other)
	}
	visibility := access.VisiblePublic
	if n := r.IntN(10); n < 3 {
		visibility = access.Visibilities[1+n]
	}
	changes := commitments.Changes{
		commitments.FieldTitle:      {New: commitments.Value{Text: sentence(r)}},
		commitments.FieldLead:       {New: commitments.Value{Text: handleOf(lead)}},
		commitments.FieldSteps:      {New: commitments.Value{List: steps}},
		commitments.FieldCadence:    {New: commitments.Value{Text: "one_off"}},
		commitments.FieldCountries:  {New: commitments.Value{List: []string{countries()[r.IntN(len(countries()))]}}},
		commitments.FieldDueOn:      {New: commitments.Value{Text: string(day.AddDays(100 + r.IntN(900)))}},
		commitments.FieldVisibility: {New: commitments.Value{Text: string(visibility)}},
	}
	if partner := r.IntN(m.world.Organisations); r.IntN(4) == 0 && partner != lead {
		changes[commitments.FieldPartners] = commitments.Change{New: commitments.Value{List: []string{handleOf(partner)}}}
	}
	return changes
}

func id(r *rand.Rand) (id [16]byte) {
	for i := range id {
		id[i] = byte(r.Uint32())
	}
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id
}

func sentence(r *rand.Rand) string {
	some := make([]string, 8+r.IntN(10))
	for i := range some {
		some[i] = vocabulary()[r.IntN(len(vocabulary()))]
	}
	return strings.Join(some, " ")
}

func nameOf(i int) string {
	r := dice(i, -4)
	return fmt.Sprintf("%s of %s %d", titled(vocabulary()[r.IntN(len(vocabulary()))]), titled(vocabulary()[r.IntN(len(vocabulary()))]), i)
}

func titled(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

var vocabulary = sync.OnceValue(func() []string {
	return strings.Fields(`election observation mission treaty body committee general comment voter registration training
		workshop draft submission consultation report recommendation participation women youth disability access court
		observer handbook translation legal analysis coalition partner regional network methodology pilot country visit
		monitoring data publication seminar parliament ministry campaign finance media transparency review session civil
		society coordination briefing follow-up standard guideline evidence assessment public meeting local national`)
})
