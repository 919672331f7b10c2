package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// scopeOf is the scope that a token needs for the operation; empty: nobody needs to sign in.
const scopeOf = "scope"

// enter is huma's middleware: it finds the plan in the path and who asks, and refuses whoever may not.
func (s *Server) enter(ctx huma.Context, next func(huma.Context)) {
	x := exchangeOf(ctx)
	op := ctx.Operation()
	x.operation = op.OperationID
	if err := x.enter(ctx.Context(), op); err != nil {
		x.answer(x.problemOf(err))
		return
	}
	next(ctx)
}

func (x *exchange) enter(ctx context.Context, op *huma.Operation) error {
	// Who asks is found out first: a stranger learns nothing of plans from the order of refusals.
	if err := x.signIn(ctx); err != nil {
		return err
	}
	needed, _ := op.Metadata[scopeOf].(people.Scope)
	if needed != "" && x.token.ID == uuid.Nil {
		return x.trouble(http.StatusUnauthorized, "unauthenticated", "api.sign_in")
	}
	if err := x.findPlan(ctx); err != nil {
		return err
	}
	if x.token.ID == uuid.Nil {
		return nil
	}
	if err := x.act(ctx); err != nil {
		return err
	}
	if needed != "" && !x.token.Scope.Holds(needed) {
		x.Header().Set("WWW-Authenticate", `Bearer realm="accord", error="insufficient_scope", scope="`+string(needed)+`"`)
		return x.trouble(http.StatusForbidden, "refused", "api.insufficient_scope", "scope", string(needed))
	}
	return nil
}

// signIn finds the token that the request carries.
func (x *exchange) signIn(ctx context.Context) error {
	header := x.request.Header.Values("Authorization")
	if len(header) == 0 {
		return nil
	}
	scheme, secret, _ := strings.Cut(header[0], " ")
	secret = strings.TrimSpace(secret)
	if len(header) > 1 || !strings.EqualFold(scheme, "Bearer") || !people.LooksLikeToken(secret) {
		return x.unknownToken()
	}
	token, err := x.server.Store.TokenByHash(ctx, people.HashToken(secret))
	if errors.Is(err, commitments.ErrNotFound) {
		return x.unknownToken()
	}
	if err != nil {
		return err
	}
	now := x.server.Now()
	if !token.Live(now) {
		return x.unknownToken()
	}
	x.token = token
	if trouble := x.count(x.server.limits.tokens, token.ID.String()); trouble != nil {
		return trouble
	}
	x.server.noteUse(ctx, x.token, now)
	return nil
}

// unknownToken is the one answer to every token that cannot be used: whoever guesses learns nothing.
func (x *exchange) unknownToken() error {
	x.token = people.Token{}
	return x.trouble(http.StatusUnauthorized, "unauthenticated", "api.unknown_token")
}

func (x *exchange) findPlan(ctx context.Context) error {
	slug := x.request.PathValue("plan")
	if slug == "" {
		return nil
	}
	plan, err := x.server.Store.PlanBySlug(ctx, slug)
	if errors.Is(err, commitments.ErrNotFound) {
		return problem.New(problem.NotFound, "plan.unknown", "plan", slug).At("plan")
	}
	x.plan = plan
	return err
}

// act gives the exchange the rights that the token's member has at this moment, as far as the token goes. A token whose
// member has left is worth nothing from then on.
func (x *exchange) act(ctx context.Context) error {
	token := x.token
	var plan uuid.UUID
	if x.plan != nil {
		plan = x.plan.ID
	}
	if plan != uuid.Nil && token.PlanID != uuid.Nil && token.PlanID != plan {
		return x.trouble(http.StatusForbidden, "refused", "api.token_of_another_plan")
	}
	actor, err := x.server.Store.ActorByMember(ctx, token.MemberID, plan, x.today())
	if errors.Is(err, commitments.ErrNotFound) {
		return x.unknownToken()
	}
	if err != nil {
		return err
	}
	x.actor = narrowed(actor, token)
	if len(x.actor.Memberships) == 0 && len(x.actor.Convenes) == 0 {
		x.actor = access.Actor{}
		return x.unknownToken()
	}
	return nil
}

// narrowed leaves an actor what a token is bound to: one organisation, where it is no convener; one plan.
func narrowed(actor access.Actor, token people.Token) access.Actor {
	if token.PlanID != uuid.Nil {
		actor.Convenes = slices.DeleteFunc(slices.Clone(actor.Convenes), func(id uuid.UUID) bool { return id != token.PlanID })
	}
	if token.Organisation != "" {
		actor.Convenes = nil
		actor.Memberships = slices.DeleteFunc(slices.Clone(actor.Memberships),
			func(m people.Membership) bool { return m.Organisation != token.Organisation })
		actor.Endorsing = slices.DeleteFunc(slices.Clone(actor.Endorsing),
			func(handle string) bool { return handle != token.Organisation })
	}
	return actor
}

// today is the civil day in the zone of the plan in the path, or UTC.
func (x *exchange) today() civil.Date {
	zone := time.UTC
	if x.plan != nil {
		if own, err := x.plan.Zone(); err == nil {
			zone = own
		}
	}
	return civil.DateOf(x.server.Now(), zone)
}

// reader is whoever asks, as a reader of the plan in the path.
func (x *exchange) reader() access.Reader {
	if !x.actor.Known() || x.plan == nil {
		return access.Room(access.ToPublic)
	}
	return access.ReaderOf(x.actor, x.plan.ID)
}

// tokenUses remembers when the use of a token was written last, so that it is written once a minute and not with every
// request.
type tokenUses struct {
	mutex   sync.Mutex
	written map[uuid.UUID]time.Time
}

func newTokenUses() *tokenUses { return &tokenUses{written: map[uuid.UUID]time.Time{}} }

const useNoted = time.Minute

func (u *tokenUses) due(id uuid.UUID, now time.Time) bool {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	if last, ok := u.written[id]; ok && now.Sub(last) < useNoted {
		return false
	}
	if len(u.written) >= fewBuckets {
		clear(u.written)
	}
	u.written[id] = now
	return true
}

// noteUse keeps when a token was used. Nothing depends on it, so a database that is busy is not waited for.
func (s *Server) noteUse(ctx context.Context, token people.Token, now time.Time) {
	if now.Sub(token.LastUsedAt) < useNoted || !s.uses.due(token.ID, now) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
	defer cancel()
	if err := s.Store.NoteTokenUsed(ctx, token.ID, now); err != nil {
		s.Log.Debug("the use of a token was not noted", "error", err)
	}
}
