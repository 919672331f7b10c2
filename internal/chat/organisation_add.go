package chat

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// organisationAdd lists an organisation in the directory: organisation add ndi "National Democratic Institute" kind
// ngo. Being listed is no endorsement. Conveners do so.
func organisationAdd(ctx context.Context, t *turn) (reply.Reply, error) {
	const example = `organisation add ndi "National Democratic Institute" kind ngo`
	o := people.Organisation{
		Handle: strings.ToLower(strings.TrimSpace(t.args.Organisation)), Name: t.args.Title, Kind: people.Kind(t.args.OrganisationKind),
	}
	if o.Handle == "" || o.Name == "" {
		return reply.Reply{}, problem.New(problem.Invalid, "write.organisation_how", "example", example)
	}
	if o.Kind == "" {
		o.Kind = "other"
	}
	listed, err := t.store.OrganisationByHandle(ctx, o.Handle)
	if err == nil && listed.Name != o.Name {
		return reply.Reply{}, problem.New(problem.Conflict, "write.organisation_listed", "organisation", o.Handle, "name", listed.Name)
	}
	if err != nil && !errors.Is(err, commitments.ErrNotFound) {
		return reply.Reply{}, fmt.Errorf("look up organisation %s: %w", o.Handle, err)
	}
	if _, err := t.do(ctx, commitments.ListOrganisations{Plan: t.slug(), Organisations: []people.Organisation{o}}); err != nil {
		return reply.Reply{}, err
	}
	return t.reply(nil, t.paragraph("write.organisation_added", "organisation", o.Name, "handle", o.Handle, "kind", problem.Word("kind."+string(o.Kind))),
		reply.Buttons{t.button("write.button_endorse", "endorse "+o.Handle)}), nil
}
