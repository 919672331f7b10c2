package api

import (
	"bytes"
	"errors"
	"io"
	"net/url"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/feeds"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// feedLength is how many entries a feed shows.
const feedLength = 50

func (s *Server) feedRoutes() {
	document := s.api.OpenAPI()
	document.Tags = append(document.Tags, &huma.Tag{Name: "feeds", Description: "What feed readers and calendars subscribe to: public data, in the language of Accept-Language or language."})
	read := []access.Action{access.ReadPublic}
	atom := func() map[string]*huma.MediaType {
		return textOf(feeds.AtomType, "An Atom feed (RFC 4287).", atomExample)
	}
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/feed.atom", id: "show-plan-feed", tag: "feeds", actions: read, answers: atom(),
		summary: "Follow a plan", description: "The latest 50 public entries, as Atom. It is the same for everybody, with or without a token.",
	}, planFeed)
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/steps/{step}/feed.atom", id: "show-step-feed", tag: "feeds", actions: read, answers: atom(),
		summary: "Follow a step", description: "The latest 50 public entries of the commitments on a step, as Atom.",
	}, stepFeed)
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/organisations/{organisation}/feed.atom", id: "show-organisation-feed", tag: "feeds", actions: read, answers: atom(),
		summary: "Follow an organisation", description: "The latest 50 public entries of the commitments of an organisation, as Atom. Unattributed commitments are not among them.",
	}, organisationFeed)
	s.calendarRoutes()
}

const atomExample = `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>urn:uuid:0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a44</id><title type="text">What is new</title><updated>2026-11-25T09:00:00Z</updated></feed>`

// textOf is the content of an answer that is not JSON.
func textOf(mediaType, about, example string) map[string]*huma.MediaType {
	return map[string]*huma.MediaType{mediaType: {Schema: &huma.Schema{Type: huma.TypeString, Description: about}, Example: example}}
}

// Spoken chooses the language of what is made for programs that send no Accept-Language.
type Spoken struct {
	Language string `query:"language" maxLength:"35" example:"fr" doc:"Instead of Accept-Language: en, fr, es or ar."`
}

// speak makes the exchange say things in the language that was asked for.
func (x *exchange) speak(s Spoken) {
	if s.Language != "" {
		x.language = s.Language
		x.printer = x.server.Catalogue.Printer(s.Language)
	}
	x.Header().Set("Content-Language", x.printer.Language())
}

type planFeedInput struct {
	Call
	PlanPath
	Spoken
}

func planFeed(x *exchange, in *planFeedInput) (*huma.StreamResponse, error) {
	x.speak(in.Spoken)
	return x.feed(commitments.Of{}, x.printer.Sentence("feed.plan", "plan", x.plan.TitleIn(x.printer.Language())))
}

type stepFeedInput struct {
	Call
	PlanPath
	Step string `path:"step" maxLength:"32" example:"25" doc:"Code of the step."`
	Spoken
}

func stepFeed(x *exchange, in *stepFeedInput) (*huma.StreamResponse, error) {
	x.speak(in.Spoken)
	step, ok := x.plan.Step(in.Step)
	if !ok {
		return nil, problem.New(problem.NotFound, "step.unknown", "step", in.Step).At("step")
	}
	language := x.printer.Language()
	return x.feed(commitments.Of{Step: step.Code}, x.printer.Sentence("feed.step", "step", step.Code, "title", step.TitleIn(language), "plan", x.plan.TitleIn(language)))
}

type organisationFeedInput struct {
	Call
	PlanPath
	Organisation string `path:"organisation" maxLength:"64" example:"ndi" doc:"Handle of the organisation."`
	Spoken
}

func organisationFeed(x *exchange, in *organisationFeedInput) (*huma.StreamResponse, error) {
	x.speak(in.Spoken)
	o, err := x.organisationNamed(in.Organisation)
	if err != nil {
		return nil, err
	}
	return x.feed(commitments.Of{Organisation: o.Handle}, x.printer.Sentence("feed.organisation", "organisation", o.Name, "plan", x.plan.TitleIn(x.printer.Language())))
}

func (x *exchange) organisationNamed(handle string) (people.Organisation, error) {
	o, err := x.server.Store.OrganisationByHandle(x.context(), handleIn(handle))
	if errors.Is(err, commitments.ErrNotFound) {
		return o, problem.New(problem.NotFound, "organisation.unknown", "organisation", handle).At("organisation")
	}
	return o, err
}

// feed writes the latest public entries. Whoever asks, it is what the public may see: a feed is read by programs that
// show it to others.
func (x *exchange) feed(of commitments.Of, title string) (*huma.StreamResponse, error) {
	entries, err := x.server.Store.LatestEntries(x.context(), x.plan.ID, access.Room(access.ToPublic), of, feedLength)
	if err != nil {
		return nil, err
	}
	feed := &feeds.Feed{
		ID: "urn:uuid:" + uuid.NewSHA1(x.plan.ID, []byte(of.Step+"\n"+of.Organisation)).String(), Title: title,
		Language: x.printer.Language(), Self: x.linkTo(x.request.URL.Path, x.request.URL.RawQuery), Updated: x.plan.CreatedAt,
	}
	if len(entries) > 0 {
		feed.Updated = entries[0].RecordedAt
	}
	about := x.aboutEntries()
	for i := range entries {
		news, err := about.news(&entries[i])
		if errors.Is(err, commitments.ErrNotFound) { // hidden a moment ago
			continue
		}
		if err != nil {
			return nil, err
		}
		feed.Entries = append(feed.Entries, news.Item(x.printer))
	}
	return x.written(feeds.AtomType, feed)
}

func (x *exchange) written(contentType string, document io.WriterTo) (*huma.StreamResponse, error) {
	var text bytes.Buffer
	if _, err := document.WriteTo(&text); err != nil {
		return nil, err
	}
	return x.bytes(contentType, text.Bytes()), nil
}

// linkTo is an address of this server: whole if it knows how it is called from outside, else for the reader to
// complete. What a client says in Host is not believed.
func (x *exchange) linkTo(path, query string) string {
	link := url.URL{Path: path, RawQuery: query}
	return x.server.options.PublicURL + link.String()
}

func (x *exchange) linkToCommitment(ref string) string {
	return x.linkTo("/v1/plans/"+x.plan.Slug+"/commitments/"+ref, "")
}

// aboutEntries remembers what entries are about while a feed is written.
type aboutEntries struct {
	x     *exchange
	held  map[string]commitments.Commitment
	names map[string]string // of organisations, by handle
}

func (x *exchange) aboutEntries() *aboutEntries {
	return &aboutEntries{x, map[string]commitments.Commitment{}, map[string]string{}}
}

func (a *aboutEntries) news(e *commitments.Entry) (feeds.News, error) {
	news := feeds.News{Entry: *e, Link: a.x.linkToCommitment(e.Commitment)}
	c, known := a.held[e.Commitment]
	if !known {
		var err error
		c, err = a.x.server.Store.Commitment(a.x.context(), a.x.plan.ID, e.Commitment, access.Room(access.ToPublic))
		if err != nil {
			return news, err
		}
		a.held[e.Commitment] = c
	}
	news.Commitment = c
	for _, handle := range c.Organisations() {
		name, err := a.name(handle)
		if err != nil {
			return news, err
		}
		news.Organisations = append(news.Organisations, name)
	}
	return news, nil
}

func (a *aboutEntries) name(handle string) (string, error) {
	name, known := a.names[handle]
	if known {
		return name, nil
	}
	o, err := a.x.server.Store.OrganisationByHandle(a.x.context(), handle)
	if err != nil && !errors.Is(err, commitments.ErrNotFound) {
		return "", err
	}
	if name = o.Name; name == "" {
		name = handle
	}
	a.names[handle] = name
	return name, nil
}
