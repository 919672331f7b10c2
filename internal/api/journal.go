package api

import (
	"net/url"
	"strconv"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/commitments"
)

func (s *Server) journalRoutes() {
	read := []access.Action{access.ReadPublic}
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/entries", id: "follow-journal", tag: "journal", actions: read, summary: "Follow the journal of a plan",
		description: "Every place of the journal after a position, none left out: whoever keeps the position of the last and asks again misses nothing. An entry that you may not see leaves its position and digests, so that you too can walk the chain: digest = SHA-256(digest before, entry_digest).",
	}, followJournal)
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/chain", id: "show-chain", tag: "journal", actions: read, summary: "Show the head of the chain",
		description: "The digest at the last position. Whoever keeps it can prove later whether history was rewritten.",
	}, showChain)
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/chain/verification", id: "verify-chain", tag: "journal", actions: read, summary: "Verify the chain",
		description: "Recomputes every digest, and looks for a head that was printed earlier. It takes a while on a long journal.",
	}, verifyChain)
}

type followInput struct {
	Call
	PlanPath
	After int64 `query:"after" minimum:"0" example:"0" doc:"The position of the last entry you have; 0 from the start."`
	Limit int   `query:"limit" minimum:"1" maximum:"1000" default:"200" doc:"How many at most."`
}

// Place of the journal.
type Place struct {
	Position    int64  `json:"position" minimum:"1" example:"1024"`
	Digest      string `json:"digest" pattern:"^[0-9a-f]{64}$" example:"0c5d1f9f4d6e0a0f2c6a5a34c0e6a7b1f5c2ad3e9b8f4d7c6a1b0e9d8c7f6a5b"`
	EntryDigest string `json:"entry_digest" pattern:"^[0-9a-f]{64}$" example:"7d2c6b1f9f4d6e0a0f2c6a5a34c0e6a7b1f5c2ad3e9b8f4d7c6a1b0e9d8c7f6a"`
	Entry       *Entry `json:"entry,omitempty" doc:"Left out where you may not see it."`
}

// Followed are places of the journal.
type Followed struct {
	Items []Place `json:"items"`
	Last  int64   `json:"last" minimum:"0" example:"1024" doc:"The position to go on from: after, next time."`
	Head  int64   `json:"head" minimum:"0" example:"1024" doc:"The last position of the journal."`
}

type followOutput struct {
	Link string `header:"Link"`
	Body Followed
}

func followJournal(x *exchange, in *followInput) (*followOutput, error) {
	places, err := x.server.Store.Follow(x.context(), x.plan.ID, x.reader(), in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	head, err := x.server.Store.Head(x.context(), x.plan.ID)
	if err != nil {
		return nil, err
	}
	out := &followOutput{Body: Followed{Items: listOf(places, placeOf), Last: in.After, Head: head.Position}}
	if n := len(places); n > 0 {
		out.Body.Last = places[n-1].Position
	}
	if out.Body.Last < head.Position {
		query := x.request.URL.Query()
		query.Set("after", strconv.FormatInt(out.Body.Last, 10))
		out.Link = "<" + (&url.URL{Path: x.request.URL.Path, RawQuery: query.Encode()}).String() + `>; rel="next"`
	}
	return out, nil
}

func placeOf(f *commitments.Followed) Place {
	place := Place{Position: f.Position, Digest: f.Digest, EntryDigest: f.EntryDigest}
	if f.Entry != nil {
		place.Entry = new(entryOf(f.Entry))
	}
	return place
}

// Head of the chain of a plan.
type Head struct {
	Position int64  `json:"position" minimum:"0" example:"1024"`
	Digest   string `json:"digest" pattern:"^[0-9a-f]{64}$" example:"0c5d1f9f4d6e0a0f2c6a5a34c0e6a7b1f5c2ad3e9b8f4d7c6a1b0e9d8c7f6a5b"`
}

func showChain(x *exchange, _ *planInput) (*answerOf[Head], error) {
	head, err := x.server.Store.Head(x.context(), x.plan.ID)
	if err != nil {
		return nil, err
	}
	return &answerOf[Head]{Head{head.Position, head.Digest}}, nil
}

// Verification of a chain.
type Verification struct {
	Sound    bool    `json:"sound" example:"true" doc:"Every digest is as it must be, and the head that was asked for stands in the chain."`
	Position int64   `json:"position" minimum:"0" example:"1024"`
	Digest   string  `json:"digest" example:"0c5d1f9f4d6e0a0f2c6a5a34c0e6a7b1f5c2ad3e9b8f4d7c6a1b0e9d8c7f6a5b"`
	Entries  int     `json:"entries" minimum:"0" example:"1024"`
	FoundAt  int64   `json:"found_at,omitempty" minimum:"1" example:"512" doc:"The position of the head that was asked for."`
	Faults   int     `json:"faults" minimum:"0" example:"0" doc:"How many there are."`
	Errors   []Fault `json:"errors,omitempty" doc:"The first of them. Conveners see where they are."`
}

type verifyInput struct {
	Call
	PlanPath
	Head string `query:"head" pattern:"^[0-9a-f]{64}$" doc:"A head that was printed earlier."`
}

func verifyChain(x *exchange, in *verifyInput) (*answerOf[Verification], error) {
	out := new(answerOf[Verification])
	err := x.heavily(func() error {
		found, err := bundle.VerifyStore(x.context(), x.server.Store, x.plan.Slug, bundle.VerifyOptions{Head: in.Head})
		if err != nil {
			return err
		}
		out.Body = Verification{
			Sound: found.Total == 0, Position: found.Position, Digest: found.Head, Entries: found.Entries, FoundAt: found.FoundAt,
			Faults: found.Total,
		}
		if x.actor.ConvenerOf(x.plan.ID) { // paths name refs, which may be hidden
			out.Body.Errors = x.faultsOf(found.Errors)
		}
		return nil
	})
	return out, err
}

// faultsOf says the first errors of a bundle or store.
func (x *exchange) faultsOf(list []bundle.Error) []Fault {
	return listOf(list[:min(len(list), 200)], func(e *bundle.Error) Fault {
		return Fault{Location: e.Path, Code: e.Problem.Key, Message: x.printer.Problem(e.Problem)}
	})
}
