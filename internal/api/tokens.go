package api

import (
	"net/http"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
)

func (s *Server) tokenRoutes() {
	const base = "/v1/plans/{plan}/tokens"
	issue := []access.Action{access.IssueOwnToken, access.IssueOrganisationToken, access.IssueAnyToken}
	add(s, operation{
		method: "GET", path: base, id: "list-tokens", tag: "access", scope: people.ReadScope, actions: issue, summary: "List tokens",
		description: "One's own, those of one's organisations, and for conveners those of the plan; never their secrets.",
	}, listTokens)
	add(s, operation{
		method: "POST", path: base, id: "issue-token", tag: "access", scope: people.WriteScope, actions: issue, status: http.StatusCreated, summary: "Issue a token",
		description: "Contributors issue tokens that read, focal points and deputies tokens of their organisation that write, conveners any. A token issues none that may do more than itself. The secret is shown once.",
	}, issueToken)
	add(s, operation{
		method: "DELETE", path: base + "/{token}", id: "revoke-token", tag: "access", scope: people.WriteScope, actions: issue, status: http.StatusNoContent,
		summary: "Revoke a token", description: "At once.",
	}, revokeToken)
	add(s, operation{method: "GET", path: "/v1/me", id: "show-me", tag: "access", scope: people.ReadScope, actions: []access.Action{access.ReadPublic}, summary: "Show who one is"}, showMe)
	add(s, operation{
		method: "PATCH", path: "/v1/me", id: "change-me", tag: "access", scope: people.WriteScope, actions: []access.Action{access.ReadPublic}, summary: "Change what one says of oneself",
	}, changeMe)
}

// Token without its secret.
type Token struct {
	ID           uuid.UUID    `json:"id" format:"uuid"`
	CreatedAt    *time.Time   `json:"created_at,omitempty"`
	Label        string       `json:"label" example:"Nightly sync"`
	Scope        people.Scope `json:"scope" enum:"read,write,admin" example:"write"`
	Organisation string       `json:"organisation,omitempty" example:"ndi" doc:"The one organisation it acts for."`
	ExpiresAt    *time.Time   `json:"expires_at,omitempty"`
	LastUsedAt   *time.Time   `json:"last_used_at,omitempty" doc:"To the minute."`
	RevokedAt    *time.Time   `json:"revoked_at,omitempty"`
	Live         bool         `json:"live" example:"true" doc:"It is neither revoked nor expired."`
	Secret       string       `json:"secret,omitempty" example:"acc_…" doc:"Shown once, to whoever issued it; a repeated request does not show it again."`
}

func (x *exchange) tokenOf(t *people.Token) Token {
	return Token{
		ID: t.ID, CreatedAt: instantOf(t.CreatedAt), Label: t.Label, Scope: t.Scope, Organisation: t.Organisation,
		ExpiresAt: instantOf(t.ExpiresAt), LastUsedAt: instantOf(t.LastUsedAt), RevokedAt: instantOf(t.RevokedAt),
		Live: t.Live(x.server.Now()),
	}
}

func listTokens(x *exchange, _ *planInput) (*answerOf[List[Token]], error) {
	if err := access.May(x.actor, access.IssueOwnToken, access.Object{Plan: x.plan.ID, Organisations: x.actor.Organisations()}); err != nil {
		return nil, err
	}
	all, err := x.server.Store.TokensOf(x.context(), x.plan.ID)
	if err != nil {
		return nil, err
	}
	list := []Token{}
	for i := range all {
		if commitments.MayManageToken(x.actor, all[i]) && (x.token.Organisation == "" || x.token.Organisation == all[i].Organisation) {
			list = append(list, x.tokenOf(&all[i]))
		}
	}
	return &answerOf[List[Token]]{whole(list)}, nil
}

// NewToken says what a token is for.
type NewToken struct {
	Label        string       `json:"label" minLength:"1" maxLength:"200" example:"Nightly sync"`
	Scope        people.Scope `json:"scope" enum:"read,write,admin" example:"write"`
	Organisation string       `json:"organisation,omitempty" maxLength:"64" example:"ndi" doc:"Handle of the one organisation it acts for."`
	Member       string       `json:"member,omitempty" maxLength:"64" example:"m-9f520f6f3c1b2a44" doc:"Key of the member it acts as; left out: yourself."`
	Days         int          `json:"days,omitempty" minimum:"1" maximum:"366" example:"90" doc:"How long it lasts; without it 90."`
}

type issueInput struct {
	Call
	PlanPath
	WriteHeaders
	Body NewToken
}

func issueToken(x *exchange, in *issueInput) (*answerOf[Token], error) {
	b := in.Body
	if !x.token.Scope.Holds(b.Scope) || (x.token.Organisation != "" && x.token.Organisation != b.Organisation) {
		return nil, x.trouble(http.StatusForbidden, "refused", "api.wider_token")
	}
	outcome, err := x.do(in.WriteHeaders, commitments.IssueToken{
		Plan: x.plan.Slug, Organisation: handleIn(b.Organisation), Member: b.Member, Scope: b.Scope, Label: b.Label,
		Lasts: time.Duration(b.Days) * 24 * time.Hour,
	})
	if err != nil {
		return nil, err
	}
	all, err := x.server.Store.TokensOf(x.context(), x.plan.ID)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].ID.String() == outcome.Subject {
			issued := x.tokenOf(&all[i])
			issued.Secret = outcome.Code
			return &answerOf[Token]{issued}, nil
		}
	}
	return nil, commitments.ErrNotFound
}

type revokeInput struct {
	Call
	PlanPath
	Token string `path:"token" maxLength:"64" example:"0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a44" doc:"Id of the token."`
	WriteHeaders
}

func revokeToken(x *exchange, in *revokeInput) (*nothing, error) {
	_, err := x.do(in.WriteHeaders, commitments.RevokeToken{Plan: x.plan.Slug, Token: in.Token})
	return nil, err
}
