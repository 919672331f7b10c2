package notices

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// names looks up who is called what, once each.
type names struct {
	store interface {
		MembersByKey(ctx context.Context, keys []string) (map[string]people.Member, error)
		OrganisationsByHandle(ctx context.Context, handles []string) (map[string]people.Organisation, error)
	}
	members       map[string]string
	organisations map[string]string
}

func newNames(store FollowStore) *names {
	return &names{store: store, members: map[string]string{}, organisations: map[string]string{}}
}

func (n *names) member(ctx context.Context, key string) (string, error) {
	if name, ok := n.members[key]; ok || key == "" {
		return name, nil
	}
	found, err := n.store.MembersByKey(ctx, []string{key})
	if err != nil {
		return "", fmt.Errorf("look up member: %w", err)
	}
	n.members[key] = found[key].Name
	return n.members[key], nil
}

func (n *names) organisation(ctx context.Context, handle string) (string, error) {
	if name, ok := n.organisations[handle]; ok || handle == "" {
		return name, nil
	}
	found, err := n.store.OrganisationsByHandle(ctx, []string{handle})
	if err != nil {
		return "", fmt.Errorf("look up organisation: %w", err)
	}
	n.organisations[handle] = cmp.Or(found[handle].Acronym, found[handle].Name, handle)
	return n.organisations[handle], nil
}

// said is one entry in one line: who (U-07), what, and the note as far as it is short.
func (n *names) said(ctx context.Context, t told, words *i18n.Printer) (reply.Line, error) {
	line, err := n.who(ctx, t, words)
	if err != nil {
		return nil, err
	}
	if t.commitment.Undone {
		return append(line, reply.Said(words.Sentence("follow.told.undone_first", "ref", t.ref))), nil
	}
	line = append(line, reply.Said(what(t.entry, words)))
	if note := shortNote(t.entry.Note); note != "" {
		line = append(line, reply.Said(" – "), reply.Text(note))
	}
	return line, nil
}

func (n *names) who(ctx context.Context, t told, words *i18n.Printer) (reply.Line, error) {
	if t.sight != access.Whole {
		return nil, nil
	}
	member, err := n.member(ctx, t.entry.Member)
	if err != nil {
		return nil, err
	}
	organisation, err := n.organisation(ctx, t.commitment.Lead)
	if err != nil {
		return nil, err
	}
	name := cmp.Or(member, organisation)
	if member != "" && organisation != "" {
		name = words.Sentence("follow.told.by", "name", member, "organisation", organisation)
		return reply.Line{reply.Said(words.Sentence("reply.label", "label", i18n.Said(name))), reply.Said(" ")}, nil
	}
	return reply.Line{reply.Said(words.Sentence("reply.label", "label", name)), reply.Said(" ")}, nil
}

// what says an entry in words: its kind, the status, the percentage, how it is expected to go.
func what(e *commitments.Entry, words *i18n.Printer) string {
	parts := []string{words.Word(problem.Word("entry." + string(e.Kind)))}
	if stated := e.Stated(); stated != "" && e.Kind != commitments.KindWithdrawn {
		parts = append(parts, words.Word(stated.Word()))
	}
	if e.Percent != nil {
		parts = append(parts, words.Percent(*e.Percent))
	}
	if e.Confidence != "" {
		parts = append(parts, words.Word(problem.Word("confidence."+string(e.Confidence))))
	}
	said := strings.Join(parts, words.Sentence("chat.comma")+" ")
	if e.TakesBack {
		return words.Sentence("follow.told.undone", "what", i18n.Said(said))
	}
	return said
}

func shortNote(note string) string {
	note = strings.Join(strings.Fields(note), " ")
	if runes := []rune(note); len(runes) > mostSaid {
		return string(runes[:mostSaid-1]) + "…"
	}
	return note
}
