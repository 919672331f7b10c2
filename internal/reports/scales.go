package reports

import "github.com/accord-tracker/accord/internal/commitments"

// Level is a step of a scale that others use. Its word in the catalogues is "scale.<scale>.<level>".
type Level string

// NoLevel is for what a scale cannot say.
const NoLevel Level = ""

// Scale is one that readers of reports think in (domain.md, "Commitment status"). Its word in the catalogues is
// "scale.<key>".
type Scale struct {
	Key    string
	Levels []Level // from the least to the most
	levels map[commitments.Status]Level
}

// Scales lists the scales that statuses are mapped to. Paused and withdrawn say nothing about how far a commitment is, so
// that no scale has a level for them: only the percentage that a paused one kept does.
var Scales = [...]Scale{
	{
		Key: "upr_info", Levels: []Level{"not", "partially", "fully"},
		levels: map[commitments.Status]Level{
			commitments.Planned: "not", commitments.InProgress: "partially", commitments.MostlyDone: "partially",
			commitments.Completed: "fully",
		},
	},
	{
		Key: "odihr", Levels: []Level{"not", "partially", "mostly", "fully"},
		levels: map[commitments.Status]Level{
			commitments.Planned: "not", commitments.InProgress: "partially", commitments.MostlyDone: "mostly",
			commitments.Completed: "fully",
		},
	},
	{
		Key: "ogp", Levels: []Level{"not_started", "limited", "substantial", "complete"},
		levels: map[commitments.Status]Level{
			commitments.Planned: "not_started", commitments.InProgress: "limited", commitments.MostlyDone: "substantial",
			commitments.Completed: "complete",
		},
	},
	{
		Key: "grf", Levels: []Level{"planning", "in_progress", "fulfilled"},
		levels: map[commitments.Status]Level{
			commitments.Planned: "planning", commitments.InProgress: "in_progress", commitments.MostlyDone: "in_progress",
			commitments.Completed: "fulfilled",
		},
	},
}

// Of is the level of a status, NoLevel where the scale has none for it.
func (s *Scale) Of(status commitments.Status) Level { return s.levels[status] }

// OfCommitment is the level of a commitment at the end of the period: that of its status, or of the percentage that it
// kept while paused.
func (s *Scale) OfCommitment(m *Movement) Level {
	if m.To == commitments.Paused && m.Percent != nil {
		return s.Of(commitments.StatusOf(*m.Percent))
	}
	return s.Of(m.To)
}

// ScaleCounts says how many live commitments stand at each level of a scale, and how many at none.
type ScaleCounts struct {
	Scale  *Scale
	Counts []int // as Scale.Levels
	None   int
}

// OnScales counts the live commitments of a report on every scale.
func OnScales(d *Document) []ScaleCounts {
	all := make([]ScaleCounts, len(Scales))
	for i := range Scales {
		scale := Scales[i]
		all[i] = ScaleCounts{Scale: &scale, Counts: make([]int, len(scale.Levels))}
		for j := range d.Movement {
			if m := &d.Movement[j]; m.Live() {
				all[i].count(scale.OfCommitment(m))
			}
		}
	}
	return all
}

func (c *ScaleCounts) count(level Level) {
	for i, l := range c.Scale.Levels {
		if l == level {
			c.Counts[i]++
			return
		}
	}
	c.None++
}
