package api

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/danielgtaylor/huma/v2"
)

func (s *Server) dataRoutes() {
	bundles := func() map[string]*huma.MediaType {
		return map[string]*huma.MediaType{
			"application/json": {
				Schema:  &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true, Description: "A bundle: docs/bundle.md."},
				Example: map[string]any{"format": "accord-bundle", "format_version": 1},
			},
			"application/x-ndjson": {
				Schema:  &huma.Schema{Type: huma.TypeString, Description: "A bundle, one record a line."},
				Example: `{"record":"bundle","format":"accord-bundle","format_version":1}`,
			},
		}
	}
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/export", id: "export", tag: "data", actions: []access.Action{access.ReadPublic}, answers: bundles(),
		summary:     "Export everything about a plan",
		description: "As a bundle, of what you may see. The chain of digests is kept, so that anybody can verify it. Accept: application/x-ndjson, or format=ndjson, gives one record a line.",
	}, export)
	add(s, operation{
		method: "POST", path: "/v1/plans/{plan}/import", id: "import", tag: "data", scope: people.AdminScope, actions: []access.Action{access.ManagePlan},
		summary:     "Import a bundle",
		description: "Everything in it, or nothing and a list of all that is wrong. With dry_run everything is checked and nothing written.",
		body:        &huma.RequestBody{Required: true, Content: bundles()},
	}, importBundle)
}

type exportInput struct {
	Call
	PlanPath
	Format string `query:"format" enum:"json,ndjson" doc:"Without it: what Accept asks for, or json."`
	Accept string `header:"Accept" hidden:"true"`
}

func export(x *exchange, in *exportInput) (*huma.StreamResponse, error) {
	lines := in.Format == "ndjson" || (in.Format == "" && mediaType(in.Accept) == "application/x-ndjson")
	options := bundle.ExportOptions{Plan: x.plan.Slug, Audience: x.reader().Audience, NDJSON: lines}
	contentType, name := "application/json", x.plan.Slug+".json"
	if lines {
		contentType, name = "application/x-ndjson", x.plan.Slug+".ndjson"
	}
	return &huma.StreamResponse{Body: func(huma.Context) {
		err := x.heavily(func() error {
			return x.stream(contentType, name, func(w io.Writer) error {
				_, err := bundle.Export(x.context(), x.server.Store, options, w)
				return err
			})
		})
		if err != nil {
			x.discard()
			x.answer(x.problemOf(err))
		}
	}}, nil
}

// Import says what an import brought, or in a dry run would bring.
type Import struct {
	DryRun        bool   `json:"dry_run" example:"false"`
	Plan          string `json:"plan" example:"hres-2018"`
	Organisations int    `json:"organisations" minimum:"0" example:"12"`
	Members       int    `json:"members" minimum:"0" example:"14"`
	Endorsements  int    `json:"endorsements" minimum:"0" example:"12"`
	Events        int    `json:"events" minimum:"0" example:"2"`
	Commitments   int    `json:"commitments" minimum:"0" example:"40"`
	Entries       int    `json:"entries" minimum:"0" example:"300"`
	Position      int64  `json:"position" minimum:"0" example:"300" doc:"Of the head of the chain after it."`
	Digest        string `json:"digest,omitempty" example:"0c5d1f9f4d6e0a0f2c6a5a34c0e6a7b1f5c2ad3e9b8f4d7c6a1b0e9d8c7f6a5b"`
}

type importInput struct {
	Call
	PlanPath
	WriteHeaders
	DryRun bool `query:"dry_run" doc:"Check everything, write nothing."`
}

func importBundle(x *exchange, in *importInput) (*answerOf[Import], error) {
	if err := x.mayManage(); err != nil {
		return nil, err
	}
	if err := x.bodyIs("application/json", "application/x-ndjson"); err != nil {
		return nil, err
	}
	out := new(answerOf[Import])
	err := x.heavily(func() error {
		file, err := x.spooled()
		if err != nil {
			return err
		}
		defer func() { _ = errors.Join(file.Close(), os.Remove(file.Name())) }()
		origin, err := x.origin(in.WriteHeaders)
		if err != nil {
			return err
		}
		into := &onceInto{Target: x.server.Store, plan: x.plan.Slug, dry: in.DryRun, cause: commitments.Cause{
			Key: origin.Cause, Member: x.actor.Member.ID, At: x.server.Now(),
			Outcome: commitments.Outcome{Command: "import_bundle", Plan: x.plan.Slug, Asked: origin.Asked},
		}}
		brought, err := bundle.Import(x.context(), file, into, bundle.ImportOptions{DryRun: in.DryRun, Now: x.server.Now()})
		if errors.Is(err, errImportedBefore) {
			x.Header().Set("Idempotency-Replayed", "true")
			out.Body = into.brought
			return nil
		}
		if err != nil {
			return err
		}
		if brought.Total > 0 {
			return x.badBundle(brought)
		}
		out.Body = importOf(brought, in.DryRun)
		return nil
	})
	return out, err
}

func importOf(b bundle.Imported, dry bool) Import {
	return Import{
		DryRun: dry, Plan: b.Plan, Organisations: b.Organisations, Members: b.Members, Endorsements: b.Endorsements, Events: b.Events,
		Commitments: b.Commitments, Entries: b.Entries, Position: b.Position, Digest: b.Head,
	}
}

func (x *exchange) badBundle(b bundle.Imported) error {
	p := x.sorted(http.StatusUnprocessableEntity, "invalid", "api.bad_bundle", x.printer.Plural("api.bad_bundle", b.Total))
	p.Errors = x.faultsOf(b.Errors)
	return p
}

// spooled keeps the body in a file of its own, because an import reads it several times.
func (x *exchange) spooled() (*os.File, error) {
	file, err := os.CreateTemp("", "accord-import-*")
	if err != nil {
		return nil, fmt.Errorf("make room for an import: %w", err)
	}
	limit := x.server.options.MaxImport
	n, err := io.Copy(file, io.LimitReader(x.request.Body, limit+1))
	switch {
	case err != nil:
		err = x.trouble(http.StatusBadRequest, "invalid", "api.body_cut")
	case n > limit:
		err = x.trouble(http.StatusRequestEntityTooLarge, "too_large", "api.too_large")
	default:
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close(), os.Remove(file.Name()))
	}
	return file, nil
}

// mediaType of a header, without its parameters.
func mediaType(header string) string {
	name, _, err := mime.ParseMediaType(header)
	if err != nil {
		return ""
	}
	return name
}
