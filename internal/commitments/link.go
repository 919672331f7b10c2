package commitments

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// Accounts keeps the accounts of members, and further ones accounts on their way, one for each member. What is not found is ErrNotFound.
type Accounts interface {
	// LinkOf a member, and LinkByHash of a code, lock the link for the transaction.
	LinkOf(ctx context.Context, member uuid.UUID) (people.Link, error)
	LinkByHash(ctx context.Context, codeHash string) (people.Link, error)
	// SaveLink inserts it, or updates that of its member.
	SaveLink(ctx context.Context, l people.Link) error
	RemoveLink(ctx context.Context, member uuid.UUID) error
	// IdentitiesOf lists the accounts of a member, the oldest first.
	IdentitiesOf(ctx context.Context, member uuid.UUID) ([]people.Identity, error)
	RemoveIdentity(ctx context.Context, who people.Identity) error
}

// OfferLink makes a code with which a further account can ask to be the speaker's. An earlier one is worth nothing from
// then on. The code is in Outcome.Code, once, and nowhere else.
type OfferLink struct{}

func (OfferLink) Verb() string { return "offer_link" }
func (OfferLink) plan() string { return "" }

func (OfferLink) permit(_ context.Context, w *work) error { return w.mayLink() }

// mayLink: accounts are about oneself alone, so that anybody may who is known.
func (w *work) mayLink() error {
	if w.by.Actor.Known() {
		return nil
	}
	return access.May(w.by.Actor, "link", access.Object{})
}

func (OfferLink) run(ctx context.Context, w *work) error {
	code, err := people.NewLinkCode(w.random)
	if err != nil {
		return err
	}
	w.outcome.Code = code
	return w.SaveLink(ctx, people.Link{
		MemberID: w.by.Actor.Member.ID, CodeHash: people.HashLinkCode(code), ExpiresAt: w.now.Add(people.LinkLasts),
	})
}

// AskLink says a code in an account that nobody is known by. Nothing is linked before the member accepts it.
// Outcome.Member is that member.
type AskLink struct {
	CodeHash string          // people.HashLinkCode of the code
	Identity people.Identity // Platform, Realm and Subject of the account in which it was said
	Name     string          // of that account
}

func (AskLink) Verb() string { return "ask_link" }
func (AskLink) plan() string { return "" }

func (c AskLink) permit(ctx context.Context, w *work) error {
	_, err := w.link(ctx, c.CodeHash)
	return err
}

func (c AskLink) run(ctx context.Context, w *work) error {
	l, err := w.link(ctx, c.CodeHash)
	if err != nil {
		return err
	}
	if err := w.unknownAccount(ctx, c.Identity); err != nil {
		return err
	}
	var clean cleaner
	l.Name = clean.text("name", c.Name, MaxTitle)
	if clean.err != nil {
		return clean.err
	}
	l.Asked = account(c.Identity)
	l.CodeHash = "used " + l.CodeHash // once
	w.outcome.Member = l.MemberID
	return w.SaveLink(ctx, l)
}

func (w *work) unknownAccount(ctx context.Context, who people.Identity) error {
	_, err := w.MemberByIdentity(ctx, who)
	if err == nil {
		return problem.New(problem.Conflict, "link.known")
	}
	if !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("look up identity: %w", err)
	}
	return nil
}

// link finds the one whose code, with this hash, can be used now.
func (w *work) link(ctx context.Context, codeHash string) (people.Link, error) {
	l, err := w.LinkByHash(ctx, codeHash)
	if errors.Is(err, ErrNotFound) {
		return l, UnknownLinkCode()
	}
	if err != nil {
		return l, fmt.Errorf("look up link: %w", err)
	}
	if !w.now.Before(l.ExpiresAt) {
		return l, UnknownLinkCode()
	}
	return l, nil
}

// UnknownLinkCode is the one refusal of every code that cannot be used.
func UnknownLinkCode() error { return problem.New(problem.NotFound, "link.unknown_code") }

// AcceptLink makes the account that has said the speaker's code an account of theirs. It must be the one that they were
// shown.
type AcceptLink struct {
	Identity people.Identity
}

func (AcceptLink) Verb() string { return "accept_link" }
func (AcceptLink) plan() string { return "" }

func (AcceptLink) permit(_ context.Context, w *work) error { return w.mayLink() }

func (c AcceptLink) run(ctx context.Context, w *work) error {
	member := w.by.Actor.Member.ID
	l, err := w.LinkOf(ctx, member)
	if errors.Is(err, ErrNotFound) || err == nil && (l.Asked != account(c.Identity) || !w.now.Before(l.ExpiresAt)) {
		return problem.New(problem.NotFound, "link.nobody_asks")
	}
	if err != nil {
		return fmt.Errorf("look up link: %w", err)
	}
	if err := w.unknownAccount(ctx, l.Asked); err != nil {
		return err
	}
	id := l.Asked
	if id.ID, err = uuid.NewV7(); err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	id.CreatedAt, id.MemberID = w.now, member
	w.outcome.Subject = id.Subject
	return errors.Join(w.AddIdentity(ctx, id), w.RemoveLink(ctx, member))
}

// account is an identity without what the store gives it.
func account(id people.Identity) people.Identity {
	return people.Identity{Platform: id.Platform, Realm: id.Realm, Subject: id.Subject}
}

// RevokeLink makes a code worthless that others have seen. Whoever holds the code may, until somebody has asked with it:
// then it is worth nothing any more, and the member decides.
type RevokeLink struct{ Code string }

func (RevokeLink) Verb() string { return "revoke_link" }
func (RevokeLink) plan() string { return "" }

func (c RevokeLink) permit(ctx context.Context, w *work) error {
	_, err := w.link(ctx, people.HashLinkCode(c.Code))
	return err
}

func (c RevokeLink) run(ctx context.Context, w *work) error {
	l, err := w.link(ctx, people.HashLinkCode(c.Code))
	if err != nil {
		return err
	}
	return w.RemoveLink(ctx, l.MemberID)
}

// Unlink takes an account from the speaker, who may speak from it or from another one. The last one stays: nobody could
// ever be that member again.
type Unlink struct {
	Identity people.Identity
}

func (Unlink) Verb() string { return "unlink" }
func (Unlink) plan() string { return "" }

func (Unlink) permit(_ context.Context, w *work) error { return w.mayLink() }

func (c Unlink) run(ctx context.Context, w *work) error {
	accounts, err := w.IdentitiesOf(ctx, w.by.Actor.Member.ID)
	if err != nil {
		return fmt.Errorf("list accounts: %w", err)
	}
	for _, a := range accounts {
		if account(a) != account(c.Identity) {
			continue
		}
		if len(accounts) == 1 {
			return problem.New(problem.Refused, "link.last")
		}
		w.outcome.Subject = a.Subject
		return w.RemoveIdentity(ctx, a)
	}
	return problem.New(problem.NotFound, "link.not_yours")
}

// Asks says whether somebody has asked with the code, and may still be accepted.
func Asks(l people.Link, now time.Time) bool { return l.Asked.Subject != "" && now.Before(l.ExpiresAt) }
