package chat

import (
	"context"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
)

// mostEndings is how many ways a line is completed at most.
const mostEndings = 50

// Complete says how a line that somebody is typing in a private conversation may go on: verbs, codes of steps, refs
// of the person's own commitments, themes, roles and handles. Each result begins with the line. It never fails: what
// cannot be read is not offered.
func (b *Bot) Complete(ctx context.Context, who people.Identity, line string) []string {
	t, err := b.begin(ctx, Message{Platform: who.Platform, Realm: who.Realm, Subject: who.Subject, Private: true})
	if err != nil || len(line) > understand.MostBytes {
		return nil
	}
	at := strings.LastIndex(line, " ") + 1
	before, begun := line[:at], line[at:]
	var lines []string
	for _, ending := range t.endings(ctx, strings.Fields(strings.ToLower(before)), begun) {
		if strings.HasPrefix(strings.ToLower(ending), strings.ToLower(begun)) && len(lines) < mostEndings {
			lines = append(lines, before+begun+ending[len(begun):])
		}
	}
	return lines
}

// endings are words that may come next, after the words before.
func (t *turn) endings(ctx context.Context, before []string, begun string) []string {
	if len(before) == 0 {
		return t.verbNames()
	}
	switch last := before[len(before)-1]; last {
	case "with":
		return t.handles(ctx, begun)
	case "theme":
		return t.themeKeys()
	}
	switch before[0] {
	case "who", "step", "commit", "follow", "unfollow":
		return t.codes()
	case "status":
		return append(t.refs(ctx), t.codes()...)
	case "steps":
		return []string{"theme"}
	case "log", "pause", "withdraw", "reopen", "edit", "hand", "milestone", "correct", "redact", "snooze", "remind":
		return t.refs(ctx)
	case "invite":
		return append(roleNames(), t.actor.Organisations()...)
	case "leave":
		return t.actor.Organisations()
	case "language":
		return i18n.Languages()
	case "plan", "gaps":
		return t.slugs()
	case "help":
		return t.verbNames()
	}
	return nil
}

func (t *turn) verbNames() []string {
	var names []string
	for v := range t.verbs {
		names = append(names, spoken(v))
	}
	slices.Sort(names)
	return names
}

func (t *turn) codes() []string {
	var codes []string
	for _, p := range t.plans {
		for _, s := range p.Current(t.today) {
			codes = append(codes, t.codeOf(p, s.Code))
		}
	}
	return codes
}

func (t *turn) refs(ctx context.Context) []string {
	own, err := t.ownOpen(ctx)
	if err != nil {
		return nil
	}
	var refs []string
	for _, c := range own {
		refs = append(refs, c.Ref)
	}
	return refs
}

func (t *turn) handles(ctx context.Context, begun string) []string {
	found, err := t.store.FindOrganisations(ctx, begun, mostEndings)
	if err != nil {
		return nil
	}
	var handles []string
	for _, o := range found {
		handles = append(handles, o.Handle)
	}
	return handles
}

func (t *turn) themeKeys() []string {
	var keys []string
	for _, theme := range t.plan.Themes {
		keys = append(keys, theme.Key)
	}
	return keys
}

func (t *turn) slugs() []string {
	return names(t.plans, func(p *plans.Plan) string { return p.Slug })
}

func roleNames() []string {
	return names(people.Roles[:], func(r people.Role) string { return strings.ReplaceAll(string(r), "_", " ") })
}

func names[T any](list []T, name func(T) string) []string {
	all := make([]string, len(list))
	for i, x := range list {
		all[i] = name(x)
	}
	return all
}
