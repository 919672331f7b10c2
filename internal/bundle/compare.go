package bundle

import (
	"slices"

	"github.com/accord-tracker/accord/internal/commitments"
)

// compareWithFold holds the records of a commitment and its milestones to what its entries say (check 9). What a record
// leaves out is not compared.
func (c *check) compareWithFold(g *group) {
	if slices.ContainsFunc(g.entries, func(e entryRecord) bool { return unfoldable(&e) }) {
		return // what is wrong there would be said twice
	}
	fold := commitments.Fold(c.history)
	for _, field := range differing(&g.commitmentRecord, &fold) {
		c.say(g.at, field, "bundle.not_the_fold", "field", field)
	}
	for _, m := range g.milestones {
		c.milestone(m, &fold)
	}
}

// unfoldable says whether something that folds could not be read.
func unfoldable(e *entryRecord) bool {
	return slices.ContainsFunc([]string{
		"kind", "status", "percent", "confidence", "changes", "milestone", "to_member", "effective_on", "recorded_at",
		"corrects", "takes_back", "seq",
	}, e.spoilt)
}

// differing lists the fields that the record says otherwise than the fold.
func differing(c *commitmentRecord, fold *commitments.State) []string {
	var fields []string
	s := &c.state
	text := func(field, said, is string) {
		if said != "" && said != is {
			fields = append(fields, field)
		}
	}
	list := func(field string, said, is []string) {
		if len(said) > 0 && !slices.Equal(said, is) {
			fields = append(fields, field)
		}
	}
	number := func(field string, said, is *int) {
		if said != nil && (is == nil || *said != *is) {
			fields = append(fields, field)
		}
	}
	text("title", s.Title, fold.Title)
	text("description", s.Description, fold.Description)
	text("lead", s.Lead, fold.Lead)
	list("partners", s.Partners, fold.Partners)
	list("steps", s.Steps, fold.Steps)
	list("countries", s.Countries, fold.Countries)
	text("cadence", string(s.Cadence), string(fold.Cadence))
	text("starts_on", string(s.StartsOn), string(fold.StartsOn))
	text("due_on", string(s.DueOn), string(fold.DueOn))
	text("measure", s.Measure, fold.Measure)
	text("visibility", string(s.Visibility), string(fold.Visibility))
	text("status", string(s.Status), string(fold.Status))
	number("percent", s.Percent, fold.Percent)
	text("confidence", string(s.Confidence), string(fold.Confidence))
	number("version", c.version, &fold.Version)
	return fields
}

func (c *check) milestone(m milestoneRecord, fold *commitments.State) {
	if m.Key == "" {
		return // said already
	}
	i := slices.IndexFunc(fold.Milestones, func(f commitments.Milestone) bool { return f.Key == m.Key })
	if i < 0 {
		c.say(m.at, "key", "bundle.milestone_unknown", "key", shortened(m.Key))
		return
	}
	is := fold.Milestones[i]
	for _, pair := range [...]struct{ field, said, is string }{
		{"title", m.Title, is.Title},
		{"due_on", string(m.DueOn), string(is.DueOn)},
		{"done_on", string(m.DoneOn), string(is.DoneOn)},
	} {
		if pair.said != "" && pair.said != pair.is {
			c.say(m.at, pair.field, "bundle.not_the_fold", "field", pair.field)
		}
	}
}
