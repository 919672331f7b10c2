package understand

import (
	_ "embed"
	"math"

	"github.com/accord-tracker/accord/internal/words/vote"
)

// votesTable is what was learned of intents from the cases in testdata. The program in the folder train writes it.
//
//go:embed votes.bin
var votesTable []byte

// WithVotes is the reader with other votes, and with another table of what people were heard to say of steps. It is
// for the program that learns them.
func (r *Reader) WithVotes(votes, heard *vote.Model) *Reader {
	other := *r
	other.votes, other.resolver = votes, r.resolver.WithHeard(heard)
	return &other
}

// How much the rules count against the votes, as logarithms of odds.
const (
	ruleCounts    = 1.4 // an intent that a phrase or a rule speaks for
	silenceCounts = 1.5 // no intent at all: more of this, and less chatter is taken for a command
)

// silence is how much it counts that the rules found no intent: more in a text so short that a single word decides.
func (m *message) silence() float64 {
	if len(m.order) <= 2 {
		return 2 * silenceCounts
	}
	return silenceCounts
}

// voted is what the rules understood, or what the votes say instead.
func (m *message) voted(u *Understanding) *Understanding {
	weights := m.r.votes.Weigh(m.signs())
	if len(weights) == 0 {
		return u
	}
	said := u.Verb.Intent()
	chosen, most := said, math.Inf(-1)
	for i, name := range m.r.votes.Choices() {
		sum := math.Log(weights[i] + 1e-9)
		if Intent(name) == said {
			if said == None.Intent() {
				sum += m.silence()
			} else {
				sum += ruleCounts
			}
		}
		if sum > most {
			chosen, most = Intent(name), sum
		}
	}
	if chosen == said {
		return u
	}
	return m.elected(u, chosen)
}

// elected makes the understanding of an intent that the votes chose against the rules.
func (m *message) elected(u *Understanding, chosen Intent) *Understanding {
	if chosen == None.Intent() {
		return &Understanding{Verb: None, Sure: true}
	}
	if chosen == Step.Intent() && !m.wantsToRead() {
		return u
	}
	c := candidate{hit: hit{sense: sense{use: string(chosen), grade: strict}}}
	if !stepless[c.use] && !m.findSteps(&c) {
		return u
	}
	elected := m.complete(c)
	elected.Sure = false
	return elected
}

// findSteps finds the steps of an intent that the votes chose. For questions what the message says of a topic is looked
// up even if it is little. It is false if a step should be shown and nothing names one.
func (m *message) findSteps(c *candidate) bool {
	c.res = m.resolve(c.hit)
	for _, x := range m.refs {
		c.refs = append(c.refs, x.name)
	}
	near := c.res
	if m.suffices(c) {
		return true
	}
	if m.leftover(c.hit) && !Verb(c.use).Writes() && c.use != "progress" {
		c.res = near
		return c.use != "step" || len(near.Matches) > 0
	}
	return true
}

// wantsToRead says whether the message asks for something, or has a code: a bare statement on a topic, such as the
// title of a commitment, does not ask to be shown a step.
func (m *message) wantsToRead() bool {
	f := m.features()
	return f["asking"] || f["give"] || f["says"] || f["list"] || f["wish"] || f["code"] || f["bad"]
}
