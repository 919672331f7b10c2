package api

import (
	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
)

func (s *Server) searchRoutes() {
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/search", id: "search", tag: "commitments", actions: []access.Action{access.ReadPublic},
		summary: "Search a plan", description: "Commitments and notes that have all the words, the steps that they may mean, and organisations.",
	}, search)
}

type searchInput struct {
	Call
	PlanPath
	Text  string `query:"q" required:"true" minLength:"1" maxLength:"200" example:"consultation" doc:"Words, each found by its beginning."`
	Limit int    `query:"limit" minimum:"1" maximum:"50" default:"10" doc:"How many of each at most."`
}

// Found is what a search finds.
type Found struct {
	Commitments   []Commitment   `json:"commitments" doc:"The best match first."`
	Total         int            `json:"total" minimum:"0" example:"1" doc:"How many commitments there are."`
	Entries       []Entry        `json:"entries" doc:"Whose notes have the words, the latest first."`
	Steps         []Step         `json:"steps" doc:"That may be meant."`
	Organisations []Organisation `json:"organisations"`
}

func search(x *exchange, in *searchInput) (*answerOf[Found], error) {
	ctx, store, reader := x.context(), x.server.Store, x.reader()
	page, err := store.Find(ctx, commitments.Filter{
		Plan: x.plan.ID, Reader: reader, Text: in.Text, Order: commitments.BestText, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	entries, err := store.SearchEntries(ctx, x.plan.ID, reader, in.Text, in.Limit)
	if err != nil {
		return nil, err
	}
	organisations, err := store.FindOrganisations(ctx, in.Text, in.Limit)
	if err != nil {
		return nil, err
	}
	counts, err := store.StepCounts(ctx, x.plan.ID, reader)
	if err != nil {
		return nil, err
	}
	today := x.today()
	return &answerOf[Found]{Found{
		Commitments: listOf(page.Commitments, func(c *commitments.Commitment) Commitment { return commitmentOf(c, today) }),
		Total:       page.Total, Entries: listOf(entries, entryOf), Steps: x.meantSteps(in.Text, counts).Body.Items,
		Organisations: listOf(organisations, organisationOf),
	}}, nil
}
