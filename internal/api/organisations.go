package api

import (
	"net/http"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
)

func (s *Server) organisationRoutes() {
	read := []access.Action{access.ReadPublic}
	manage := []access.Action{access.ManagePlan}
	add(s, operation{
		method: "GET", path: "/v1/organisations", id: "list-organisations", tag: "organisations", actions: read, summary: "List or find organisations",
		description: "By handle; with q, those whose handle, acronym or name has the words, the nearest first. Being listed is no endorsement.",
	}, listOrganisations)
	add(s, operation{
		method: "GET", path: "/v1/organisations/{organisation}", id: "show-organisation", tag: "organisations", actions: read, summary: "Show an organisation",
	}, showOrganisation)
	add(s, operation{
		method: "POST", path: "/v1/plans/{plan}/organisations", id: "add-organisations", tag: "organisations", scope: people.AdminScope, actions: manage,
		status: http.StatusCreated, maxBody: maxBulk, summary: "Add organisations to the directory",
		description: "Those whose handle is listed already stay as they are.",
	}, addOrganisations)
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/endorsements", id: "list-endorsements", tag: "organisations", actions: read, summary: "List the endorsements of a plan",
	}, listEndorsements)
	add(s, operation{
		method: "POST", path: "/v1/plans/{plan}/endorsements", id: "endorse", tag: "organisations", scope: people.AdminScope, actions: manage,
		status: http.StatusCreated, summary: "Note that an organisation endorses the plan", description: "From a day that is not past.",
	}, endorse)
	add(s, operation{
		method: "PATCH", path: "/v1/plans/{plan}/endorsements/{organisation}", id: "end-endorsement", tag: "organisations", scope: people.AdminScope, actions: manage,
		summary: "End an endorsement", description: "Notes the first day without it, which is not past.",
	}, endEndorsement)
}

// Organisation in the directory.
type Organisation struct {
	Handle  string      `json:"handle" pattern:"^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$" example:"ndi"`
	Name    string      `json:"name" minLength:"1" maxLength:"200" example:"National Democratic Institute"`
	Acronym string      `json:"acronym,omitempty" maxLength:"200" example:"NDI"`
	Kind    people.Kind `json:"kind" enum:"intergovernmental,ngo,nhri,academic,government,treaty_body,special_procedure,individual,other" example:"ngo"`
	Region  string      `json:"region,omitempty" maxLength:"64" example:"global"`
	Country string      `json:"country,omitempty" pattern:"^[A-Z]{2}$" example:"US" doc:"ISO 3166-1 alpha-2."`
	Website string      `json:"website,omitempty" maxLength:"2000" example:"https://www.example.org"`
}

func organisationOf(o *people.Organisation) Organisation {
	return Organisation{
		Handle: o.Handle, Name: o.Name, Acronym: o.Acronym, Kind: o.Kind, Region: o.Region, Country: o.Country, Website: o.Website,
	}
}

type organisationsInput struct {
	Call
	Text   string `query:"q" maxLength:"200" example:"democratic institute" doc:"Words of the name, acronym or handle."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at most."`
	Cursor string `query:"cursor" maxLength:"64" doc:"Where to go on: next of the page before. Not with q, which gives the nearest only."`
}

type organisationsOutput struct {
	Link string `header:"Link"`
	Body List[Organisation]
}

func listOrganisations(x *exchange, in *organisationsInput) (*organisationsOutput, error) {
	if in.Text != "" {
		found, err := x.server.Store.FindOrganisations(x.context(), in.Text, in.Limit)
		if err != nil {
			return nil, err
		}
		return &organisationsOutput{Body: List[Organisation]{Items: listOf(found, organisationOf)}}, nil
	}
	all, err := x.server.Store.Organisations(x.context())
	if err != nil {
		return nil, err
	}
	list := List[Organisation]{Items: []Organisation{}, Total: new(len(all))}
	for i := range all {
		if all[i].Handle <= in.Cursor {
			continue
		}
		if len(list.Items) == in.Limit {
			list.Next = list.Items[in.Limit-1].Handle
			break
		}
		list.Items = append(list.Items, organisationOf(&all[i]))
	}
	return &organisationsOutput{Link: x.nextLink(list.Next), Body: list}, nil
}

type oneOrganisationInput struct {
	Call
	Organisation string `path:"organisation" maxLength:"64" example:"ndi" doc:"Handle of the organisation."`
}

func showOrganisation(x *exchange, in *oneOrganisationInput) (*answerOf[Organisation], error) {
	o, err := x.organisation(in.Organisation)
	if err != nil {
		return nil, err
	}
	return &answerOf[Organisation]{organisationOf(&o)}, nil
}

// NewOrganisations are organisations to list.
type NewOrganisations struct {
	Organisations []Organisation `json:"organisations" minItems:"1" maxItems:"500"`
}

type addOrganisationsInput struct {
	Call
	PlanPath
	WriteHeaders
	Body NewOrganisations
}

func addOrganisations(x *exchange, in *addOrganisationsInput) (*organisationsOutput, error) {
	cmd := commitments.ListOrganisations{Plan: x.plan.Slug}
	for _, o := range in.Body.Organisations {
		cmd.Organisations = append(cmd.Organisations, people.Organisation{
			Handle: o.Handle, Name: o.Name, Acronym: o.Acronym, Kind: o.Kind, Region: o.Region, Country: o.Country, Website: o.Website,
		})
	}
	if _, err := x.do(in.WriteHeaders, cmd); err != nil {
		return nil, err
	}
	list := make([]Organisation, len(cmd.Organisations))
	for i, o := range cmd.Organisations {
		listed, err := x.organisation(o.Handle)
		if err != nil {
			return nil, err
		}
		list[i] = organisationOf(&listed)
	}
	return &organisationsOutput{Body: whole(list)}, nil
}

// Endorsement says that an organisation supports the plan.
type Endorsement struct {
	ID           uuid.UUID  `json:"id" format:"uuid"`
	Organisation string     `json:"organisation" example:"ndi" doc:"Handle."`
	EndorsedOn   civil.Date `json:"endorsed_on" format:"date" example:"2018-06-01"`
	EndedOn      civil.Date `json:"ended_on,omitempty" format:"date" example:"2027-01-01" doc:"The first day without."`
	Note         string     `json:"note,omitempty" example:"By letter"`
	Endorses     bool       `json:"endorses" example:"true" doc:"Whether it holds today."`
}

func (x *exchange) endorsementOf(e *people.Endorsement) Endorsement {
	return Endorsement{
		ID: e.ID, Organisation: e.Organisation, EndorsedOn: e.EndorsedOn, EndedOn: e.EndedOn, Note: e.Note, Endorses: e.On(x.today()),
	}
}

type endorsementsInput struct {
	Call
	PlanPath
	Organisation string `query:"organisation" maxLength:"64" doc:"Handle of one organisation."`
}

func listEndorsements(x *exchange, in *endorsementsInput) (*answerOf[List[Endorsement]], error) {
	all, err := x.server.Store.EndorsementsOf(x.context(), x.plan.ID)
	if err != nil {
		return nil, err
	}
	list := []Endorsement{}
	for i := range all {
		if in.Organisation == "" || in.Organisation == all[i].Organisation {
			list = append(list, x.endorsementOf(&all[i]))
		}
	}
	return &answerOf[List[Endorsement]]{whole(list)}, nil
}

// NewEndorsement says who endorses the plan from when on.
type NewEndorsement struct {
	Organisation string     `json:"organisation" minLength:"1" maxLength:"64" example:"ndi" doc:"Handle."`
	EndorsedOn   civil.Date `json:"endorsed_on,omitempty" format:"date" example:"2026-11-25" doc:"Without it: today."`
	Note         string     `json:"note,omitempty" maxLength:"4000" example:"By letter"`
}

type endorseInput struct {
	Call
	PlanPath
	WriteHeaders
	Body NewEndorsement
}

func endorse(x *exchange, in *endorseInput) (*answerOf[Endorsement], error) {
	_, err := x.do(in.WriteHeaders, commitments.Endorse{
		Plan: x.plan.Slug, Organisation: handleIn(in.Body.Organisation), EndorsedOn: in.Body.EndorsedOn, Note: in.Body.Note,
	})
	if err != nil {
		return nil, err
	}
	return x.lastEndorsement(handleIn(in.Body.Organisation))
}

func (x *exchange) lastEndorsement(handle string) (*answerOf[Endorsement], error) {
	all, err := x.server.Store.EndorsementsOf(x.context(), x.plan.ID)
	if err != nil {
		return nil, err
	}
	out := new(answerOf[Endorsement])
	for i := range all {
		if all[i].Organisation == handle {
			out.Body = x.endorsementOf(&all[i])
		}
	}
	return out, nil
}

// EndorsementEnd says from when on an organisation endorses no more.
type EndorsementEnd struct {
	EndedOn civil.Date `json:"ended_on,omitempty" format:"date" example:"2027-01-01" doc:"The first day without; left out: today."`
}

type endInput struct {
	Call
	OrganisationPath
	WriteHeaders
	Body EndorsementEnd
}

func endEndorsement(x *exchange, in *endInput) (*answerOf[Endorsement], error) {
	_, err := x.do(in.WriteHeaders, commitments.EndEndorsement{
		Plan: x.plan.Slug, Organisation: in.Organisation, EndedOn: in.Body.EndedOn,
	})
	if err != nil {
		return nil, err
	}
	return x.lastEndorsement(in.Organisation)
}
