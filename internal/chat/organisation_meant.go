package chat

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/words"
)

// organisationMeant is the listed organisation that somebody wrote: by its handle, its acronym or its name; or the only
// one that is near. If several are near, it is asked which, by their handles.
func (t *turn) organisationMeant(ctx context.Context, written string) (people.Organisation, error) {
	near, err := t.store.FindOrganisations(ctx, written, 10)
	if err != nil {
		return people.Organisation{}, fmt.Errorf("find organisation %q: %w", written, err)
	}
	exact := slices.DeleteFunc(slices.Clone(near), func(o people.Organisation) bool { return !called(o, written) })
	switch {
	case len(exact) > 0 && exact[0].Handle == strings.ToLower(strings.TrimSpace(written)):
		near = exact[:1]
	case len(exact) > 0:
		near = exact
	}
	switch len(near) {
	case 0:
		return people.Organisation{}, problem.New(problem.NotFound, "organisation.unknown", "organisation", shortened(written)).At("organisation")
	case 1:
		t.organisations[near[0].Handle] = near[0]
		return near[0], nil
	}
	return people.Organisation{}, t.whichOrganisation(written, near)
}

// called says whether the organisation has this handle, acronym or name, but for case and accents.
func called(o people.Organisation, written string) bool {
	wish := words.Fold(strings.TrimSpace(written))
	return wish == words.Fold(o.Handle) || (o.Acronym != "" && wish == words.Fold(o.Acronym)) || wish == words.Fold(o.Name)
}

// whichOrganisation asks; a button says the same again with the handle in place of what was written.
func (t *turn) whichOrganisation(written string, near []people.Organisation) error {
	u := unclear{asked: t.said("write.which_organisation", "organisation", shortened(written), "choices", t.handlesOf(near))}
	for _, o := range near[:min(len(near), mostChoices)] {
		if say := strings.Replace(t.message.Text, written, o.Handle, 1); say != t.message.Text {
			u.choices = append(u.choices, reply.Button{Label: shortLabel(shortName(o)), Say: say})
		}
	}
	return u
}

func (t *turn) handlesOf(list []people.Organisation) []string {
	var names []string
	for _, o := range list[:min(len(list), mostChoices)] {
		names = append(names, o.Handle+" ("+o.Name+")")
	}
	return names
}

// handlesMeant are the handles of the organisations that somebody wrote.
func (t *turn) handlesMeant(ctx context.Context, written []string) ([]string, error) {
	var handles []string
	for _, text := range written {
		o, err := t.organisationMeant(ctx, text)
		if err != nil {
			return nil, err
		}
		handles = append(handles, o.Handle)
	}
	return handles, nil
}

// lookUp finds the names of the organisations that changes speak of.
func (t *turn) lookUp(ctx context.Context, changes commitments.Changes) error {
	for _, field := range []commitments.Field{commitments.FieldLead, commitments.FieldPartners} {
		change := changes[field]
		for _, handle := range append(append([]string{change.Old.Text, change.New.Text}, change.Old.List...), change.New.List...) {
			if handle == "" {
				continue
			}
			if _, err := t.organisation(ctx, handle); err != nil {
				return err
			}
		}
	}
	return nil
}

// ownOrganisation is the organisation that is named, else the speaker's only one.
func (t *turn) ownOrganisation(ctx context.Context) (people.Organisation, error) {
	if t.args.Organisation != "" {
		return t.organisationMeant(ctx, t.args.Organisation)
	}
	own := t.actor.Organisations()
	switch len(own) {
	case 0:
		if err := t.barred(); err != nil {
			return people.Organisation{}, err
		}
		return people.Organisation{}, problem.New(problem.Invalid, "write.name_organisation", "example", t.printer.Sentence("help."+string(t.understood.Verb)+".example"))
	case 1:
		return t.organisation(ctx, own[0])
	}
	u := unclear{asked: t.said("write.which_of_yours")}
	for _, handle := range own[:min(len(own), mostChoices)] {
		o, err := t.organisation(ctx, handle)
		if err != nil {
			return o, err
		}
		u.choices = append(u.choices, reply.Button{Label: shortLabel(shortName(o)), Say: t.message.Text + " " + handle})
	}
	return people.Organisation{}, u
}
