package commitments

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
)

// Servers keeps from which Matrix servers people may act for an organisation; none: from all.
type Servers interface {
	ServersOf(ctx context.Context, organisation string) ([]string, error)
	// SaveServers takes the place of all that were listed.
	SaveServers(ctx context.Context, organisation string, servers []string) error
}

// RestrictServers lists the Matrix servers whose accounts may act for an organisation, in place of those listed before
// (M-44). Accounts of other servers stay linked, and may do what anybody may.
type RestrictServers struct {
	Plan         string   // slug
	Organisation string   // handle
	Servers      []string // their names; none: all may act again
}

func (RestrictServers) Verb() string   { return "restrict_servers" }
func (c RestrictServers) plan() string { return c.Plan }

func (c RestrictServers) permit(_ context.Context, w *work) error {
	return w.maySet(access.RestrictServers, c.Plan, c.Organisation)
}

func (c RestrictServers) run(ctx context.Context, w *work) error {
	if err := w.listed(ctx, c.Organisation); err != nil {
		return err
	}
	servers, err := c.names()
	if err != nil {
		return err
	}
	if len(servers) > 0 {
		if err := w.leavesSomebody(ctx, servers, c.Organisation); err != nil {
			return err
		}
	}
	w.outcome.Subject = c.Organisation
	return w.SaveServers(ctx, c.Organisation, servers)
}

// names are the servers in small letters, each once, in order.
func (c RestrictServers) names() ([]string, error) {
	var names []string
	for _, text := range c.Servers {
		name := strings.ToLower(strings.TrimSpace(text))
		if !people.ValidServer(name) {
			return nil, problem.New(problem.Invalid, "servers.name", "server", text).At("servers")
		}
		names = append(names, name)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) > people.MaxServers {
		return nil, problem.New(problem.Exhausted, "servers.most", "limit", people.MaxServers).At("servers")
	}
	return names, nil
}

// leavesSomebody refuses what would leave an organisation without a focal point who can act for it.
func (w *work) leavesSomebody(ctx context.Context, listed []string, organisation string) error {
	servers := people.Servers{organisation: listed}
	memberships, err := w.Memberships(ctx, organisation)
	if err != nil {
		return fmt.Errorf("list members of %s: %w", organisation, err)
	}
	memberships = slices.DeleteFunc(memberships, func(m people.Membership) bool { return m.Role != people.FocalPoint })
	for _, m := range memberships {
		accounts, err := w.IdentitiesOf(ctx, m.MemberID)
		if err != nil {
			return fmt.Errorf("list accounts: %w", err)
		}
		if slices.ContainsFunc(accounts, func(a people.Identity) bool { return !servers.Bars(a, organisation) }) {
			return nil
		}
	}
	if len(memberships) == 0 {
		return nil
	}
	return problem.New(problem.Conflict, "servers.nobody_left", "organisation", organisation).At("servers")
}

// notBarred refuses an account of a server that the organisation does not list.
func (w *work) notBarred(ctx context.Context, account people.Identity, organisation string) error {
	if account.Platform != people.Matrix {
		return nil
	}
	servers, err := w.ServersOf(ctx, organisation)
	if err != nil {
		return fmt.Errorf("list servers of %s: %w", organisation, err)
	}
	if len(servers) > 0 && (people.Servers{organisation: servers}).Bars(account, organisation) {
		return problem.New(problem.Refused, "servers.join", "organisation", organisation, "account", account.Subject,
			"servers", servers)
	}
	return nil
}

// orBarred says of a refusal that it is the account, where the member might do it from another one.
func (w *work) orBarred(err error, organisations []string) error {
	if _, refused := problem.Of(err); !refused {
		return err
	}
	barred := slices.DeleteFunc(slices.Clone(organisations), func(handle string) bool { return !slices.Contains(w.by.Actor.Barred, handle) })
	if len(barred) == 0 {
		return err
	}
	return problem.New(problem.Refused, "servers.barred", "organisations", barred)
}
