package commitments

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// Tokens keeps what programs sign in with. What is not found is ErrNotFound.
type Tokens interface {
	Token(ctx context.Context, id uuid.UUID) (people.Token, error)
	// SaveToken inserts the token, or updates the one with its id.
	SaveToken(ctx context.Context, t people.Token) error
}

// Defaults and bounds of tokens.
const (
	TokenLasts = 90 * 24 * time.Hour
	MaxToken   = 366 * 24 * time.Hour
)

// IssueToken makes a token with which a program acts as a member. Its secret is in Outcome.Code, once, and nowhere else.
type IssueToken struct {
	Plan         string // slug
	Organisation string // handle; empty: the token is not bound to one
	Member       string // key; empty: the speaker
	Scope        people.Scope
	Label        string
	Lasts        time.Duration // 0: TokenLasts
}

func (IssueToken) Verb() string   { return "issue_token" }
func (c IssueToken) plan() string { return c.Plan }

func (c IssueToken) permit(_ context.Context, w *work) error {
	switch {
	case w.by.Actor.Operator:
		return w.needPlan(c.Plan)
	case !w.by.Actor.Known():
		return access.May(w.by.Actor, access.IssueOwnToken, access.Object{})
	}
	if err := w.needPlan(c.Plan); err != nil {
		return err
	}
	about := access.Object{Plan: w.plan.ID}
	if c.Organisation != "" {
		about.Organisations = []string{c.Organisation}
	}
	return access.May(w.by.Actor, c.action(w.by.Actor.Member.Key), about)
}

// action is what the permission table is asked: a token that reads for oneself, one that writes for an organisation, or
// any other.
func (c IssueToken) action(speaker string) access.Action {
	own := c.Member == "" || c.Member == speaker
	switch {
	case own && c.Scope == people.ReadScope:
		return access.IssueOwnToken
	case own && c.Scope == people.WriteScope && c.Organisation != "":
		return access.IssueOrganisationToken
	default:
		return access.IssueAnyToken
	}
}

func (c IssueToken) run(ctx context.Context, w *work) error {
	if c.Lasts == 0 {
		c.Lasts = TokenLasts
	}
	var clean cleaner
	label := clean.text("label", c.Label, MaxTitle)
	switch {
	case clean.err != nil:
		return clean.err
	case !c.Scope.Known():
		return problem.New(problem.Invalid, "token.scope", "scope", string(c.Scope)).At("scope")
	case label == "":
		return problem.New(problem.Invalid, "token.needs_label").At("label")
	case c.Lasts < time.Hour || c.Lasts > MaxToken:
		return problem.New(problem.Invalid, "token.bounds", "days", int(MaxToken.Hours()/24)).At("expires_in_days")
	}
	m, err := c.holder(ctx, w)
	if err != nil {
		return err
	}
	secret, err := people.NewTokenSecret(w.random)
	if err != nil {
		return err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	w.outcome.Code, w.outcome.Subject = secret, id.String()
	return w.SaveToken(ctx, people.Token{
		ID: id, CreatedAt: w.now, Hash: people.HashToken(secret), Label: label, MemberID: m.ID, PlanID: w.plan.ID,
		Organisation: c.Organisation, Scope: c.Scope, ExpiresAt: w.now.Add(c.Lasts), CreatedBy: w.by.Actor.Member.ID,
	})
}

// holder is the member whom the token acts as. Bound to an organisation, it is one of its members.
func (c IssueToken) holder(ctx context.Context, w *work) (people.Member, error) {
	key := c.Member
	if key == "" {
		key = w.by.Actor.Member.Key
	}
	if c.Organisation != "" {
		m, _, err := w.membership(ctx, c.Organisation, key)
		return m, err
	}
	return w.member(ctx, key)
}

// RevokeToken ends a token at once: whoever holds it, issued it, or could issue it may do so.
type RevokeToken struct {
	Plan  string // slug
	Token string // id
}

func (RevokeToken) Verb() string   { return "revoke_token" }
func (c RevokeToken) plan() string { return c.Plan }

func (c RevokeToken) permit(ctx context.Context, w *work) error {
	if !w.by.Actor.Known() && !w.by.Actor.Operator {
		return access.May(w.by.Actor, access.IssueOwnToken, access.Object{})
	}
	t, err := c.token(ctx, w)
	if err != nil {
		return err
	}
	if !MayManageToken(w.by.Actor, t) {
		return c.unknown()
	}
	return nil
}

// MayManageToken says whether the actor may see that the token is there, and revoke it.
func MayManageToken(actor access.Actor, t people.Token) bool {
	if actor.Operator || actor.ConvenerOf(t.PlanID) {
		return true
	}
	if actor.Known() && (t.MemberID == actor.Member.ID || t.CreatedBy == actor.Member.ID) {
		return true
	}
	about := access.Object{Plan: t.PlanID, Organisations: []string{t.Organisation}}
	return t.Organisation != "" && access.May(actor, access.IssueOrganisationToken, about) == nil
}

func (c RevokeToken) run(ctx context.Context, w *work) error {
	t, err := c.token(ctx, w)
	if err != nil {
		return err
	}
	if !t.RevokedAt.IsZero() {
		return problem.New(problem.Conflict, "token.already_revoked")
	}
	t.RevokedAt = w.now
	w.outcome.Subject = t.ID.String()
	return w.SaveToken(ctx, t)
}

func (c RevokeToken) unknown() error {
	return problem.New(problem.NotFound, "token.unknown").At("token")
}

// token finds it; one of another plan is none.
func (c RevokeToken) token(ctx context.Context, w *work) (people.Token, error) {
	id, err := uuid.Parse(strings.TrimSpace(c.Token))
	if err != nil {
		return people.Token{}, c.unknown()
	}
	t, err := w.Token(ctx, id)
	if errors.Is(err, ErrNotFound) || (err == nil && w.plan != nil && t.PlanID != w.plan.ID) {
		return people.Token{}, c.unknown()
	}
	if err != nil {
		return people.Token{}, fmt.Errorf("look up token: %w", err)
	}
	return t, nil
}
