package chat

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/words"
)

// memberMeant is the one of the organisations' members that somebody wrote: by a mention, the key, or the name or a
// word of it. If several are called so, it is asked which; say makes the sentence that names one of them.
//
// It shows who belongs to the organisations: ask first whether the speaker may know.
func (t *turn) memberMeant(ctx context.Context, organisations []string, written string, say func(who string) string) (people.Member, error) {
	members, err := t.membersOf(ctx, organisations)
	if err != nil {
		return people.Member{}, err
	}
	wish := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(written), "@"))
	mentioned, err := t.mentioned(ctx, written)
	if err != nil {
		return people.Member{}, err
	}
	for _, fits := range []func(people.Member) bool{
		func(m people.Member) bool { return m.Key == mentioned || m.Key == wish },
		func(m people.Member) bool { return words.Fold(m.Name) == words.Fold(wish) },
		func(m people.Member) bool {
			return slices.Contains(strings.Fields(words.Fold(m.Name)), words.Fold(wish))
		},
	} {
		found := slices.DeleteFunc(slices.Clone(members), func(m people.Member) bool { return !fits(m) })
		switch {
		case len(found) == 1:
			return found[0], nil
		case len(found) > 1:
			return people.Member{}, t.whichMember("write.which_member", written, found, say)
		}
	}
	if len(members) == 0 {
		return people.Member{}, problem.New(problem.NotFound, "member.unknown", "member", shortened(written)).At("member")
	}
	return people.Member{}, t.whichMember("write.no_such_member", written, members, say)
}

func (t *turn) membersOf(ctx context.Context, organisations []string) ([]people.Member, error) {
	var all []people.Member
	for _, handle := range organisations {
		members, _, err := t.store.MembersOf(ctx, handle)
		if err != nil {
			return nil, fmt.Errorf("list members of %s: %w", handle, err)
		}
		for _, m := range members {
			if !slices.ContainsFunc(all, func(x people.Member) bool { return x.ID == m.ID }) {
				all = append(all, m)
			}
		}
	}
	return all, nil
}

// mentioned is the key of the member whose account a mention names: <@U123> or @ana:example.org. A name that is no
// account names nobody.
func (t *turn) mentioned(ctx context.Context, written string) (key string, err error) {
	subject := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(written), "<@"), ">")
	subject, _, _ = strings.Cut(subject, "|") // <@U123|ana>
	m, err := t.store.MemberByIdentity(ctx, people.Identity{Platform: t.message.Platform, Realm: t.message.Realm, Subject: subject})
	if errors.Is(err, commitments.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look up who is mentioned: %w", err)
	}
	return m.Key, nil
}

func (t *turn) whichMember(key, written string, members []people.Member, say func(who string) string) error {
	u := unclear{asked: t.said(key, "member", shortened(written))}
	for _, m := range members[:min(len(members), mostChoices)] {
		u.choices = append(u.choices, reply.Button{Label: shortLabel(firstOf(m.Name, m.Key)), Say: say(plainName(m, members))})
	}
	return u
}

// plainName is what one types for a member: the name, or the key if others have the same.
func plainName(m people.Member, among []people.Member) string {
	for _, x := range among {
		if x.ID != m.ID && words.Fold(x.Name) == words.Fold(m.Name) {
			return m.Key
		}
	}
	return firstOf(m.Name, m.Key)
}

// memberName is what a member is called; somebody without a name is called by the key.
func (t *turn) memberName(ctx context.Context, key string) (string, error) {
	members, err := t.store.MembersByKey(ctx, []string{key})
	if err != nil {
		return "", fmt.Errorf("look up member: %w", err)
	}
	return firstOf(members[key].Name, key), nil
}
