package commitments

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// Emails keeps addresses that wait to be confirmed. What is not found is ErrNotFound.
type Emails interface {
	EmailConfirmation(ctx context.Context, member uuid.UUID) (people.EmailConfirmation, error)
	// SaveEmailConfirmation inserts it, or updates that of its member.
	SaveEmailConfirmation(ctx context.Context, c people.EmailConfirmation) error
	RemoveEmailConfirmation(ctx context.Context, member uuid.UUID) error
	// SendEmailCode puts the message with the code into the outbox.
	SendEmailCode(ctx context.Context, code EmailCode) error
}

// EmailCode is a code on its way to an address.
type EmailCode struct {
	Member   people.Member
	Address  string
	Code     string
	Language string
	Until    time.Time
}

// MaxEmailCodes are how many codes a member may have sent within a day: nobody is to fill another's mailbox.
const MaxEmailCodes = 3

// SetEmail names the address that the speaker wants to be written to. A code is sent there; ConfirmEmail makes it theirs.
type SetEmail struct {
	Plan     string // slug of the plan in whose name the code is sent
	Member   string // key; empty: the speaker. Only the administrator names one for somebody else, who confirms it all the same
	Address  string
	Language string // of the message
}

func (SetEmail) Verb() string   { return "set_email" }
func (c SetEmail) plan() string { return c.Plan }

func (c SetEmail) permit(_ context.Context, w *work) error {
	if w.by.Actor.Operator && c.Member != "" {
		return w.needPlan(c.Plan)
	}
	if c.Member != "" && c.Member != w.by.Actor.Member.Key {
		return problem.New(problem.Refused, "email.of_another").At("member")
	}
	return w.mayReceiveEmail(c.Plan)
}

func (w *work) mayReceiveEmail(plan string) error {
	if !w.by.Actor.Known() {
		return access.May(w.by.Actor, access.ReceiveEmail, access.Object{})
	}
	if err := w.needPlan(plan); err != nil {
		return err
	}
	return access.May(w.by.Actor, access.ReceiveEmail, access.Object{Plan: w.plan.ID})
}

func (c SetEmail) run(ctx context.Context, w *work) error {
	address := strings.TrimSpace(c.Address)
	if !people.ValidEmail(address) {
		return problem.New(problem.Invalid, "email.not_an_address", "address", address).At("email")
	}
	member, err := w.emailOwner(ctx, c.Member)
	if err != nil {
		return err
	}
	if member.Email == address {
		return problem.New(problem.Conflict, "email.same", "address", address).At("email")
	}
	confirmation, err := w.emailConfirmation(ctx, member.ID)
	if err != nil {
		return err
	}
	if confirmation.Sent >= MaxEmailCodes {
		return problem.New(problem.Exhausted, "email.too_many", "limit", MaxEmailCodes)
	}
	code, err := people.NewEmailCode(w.random)
	if err != nil {
		return err
	}
	confirmation.Address, confirmation.CodeHash = address, people.HashEmailCode(member.ID, code)
	confirmation.ExpiresAt, confirmation.Sent = w.now.Add(people.EmailCodeLasts), confirmation.Sent+1
	if err := w.SaveEmailConfirmation(ctx, confirmation); err != nil {
		return err
	}
	w.outcome.Subject = address
	return w.SendEmailCode(ctx, EmailCode{Member: member, Address: address, Code: code, Language: c.Language, Until: confirmation.ExpiresAt})
}

func (w *work) emailOwner(ctx context.Context, key string) (people.Member, error) {
	if key == "" {
		key = w.by.Actor.Member.Key
	}
	return w.member(ctx, key)
}

// emailConfirmation is the member's, or an empty one. What was sent more than a day ago does not count.
func (w *work) emailConfirmation(ctx context.Context, member uuid.UUID) (people.EmailConfirmation, error) {
	found, err := w.EmailConfirmation(ctx, member)
	if errors.Is(err, ErrNotFound) {
		return people.EmailConfirmation{MemberID: member, FirstAt: w.now}, nil
	}
	if err != nil {
		return found, fmt.Errorf("look up confirmation: %w", err)
	}
	if w.now.Sub(found.FirstAt) >= 24*time.Hour {
		found.FirstAt, found.Sent = w.now, 0
	}
	return found, nil
}

// ConfirmEmail says the code that came to the address, which is the speaker's from then on.
type ConfirmEmail struct {
	Plan string // slug
	Code string
}

func (ConfirmEmail) Verb() string   { return "confirm_email" }
func (c ConfirmEmail) plan() string { return c.Plan }

func (c ConfirmEmail) permit(_ context.Context, w *work) error { return w.mayReceiveEmail(c.Plan) }

// run: the answer is the same to a code that is wrong, too late, or was never sent.
func (c ConfirmEmail) run(ctx context.Context, w *work) error {
	member, err := w.MemberByKey(ctx, w.by.Actor.Member.Key)
	if err != nil {
		return fmt.Errorf("look up member: %w", err)
	}
	confirmation, err := w.emailConfirmation(ctx, member.ID)
	if err != nil {
		return err
	}
	given := people.HashEmailCode(member.ID, c.Code)
	if subtle.ConstantTimeCompare([]byte(given), []byte(confirmation.CodeHash)) != 1 || !w.now.Before(confirmation.ExpiresAt) {
		return UnknownEmailCode()
	}
	member.Email = confirmation.Address
	if err := w.SaveMember(ctx, member); err != nil {
		return fmt.Errorf("keep the address: %w", err)
	}
	confirmation.Address, confirmation.CodeHash = "", ""
	w.outcome.Subject = member.Email
	return w.SaveEmailConfirmation(ctx, confirmation)
}

// UnknownEmailCode is the one refusal of every code that cannot be used.
func UnknownEmailCode() error { return problem.New(problem.NotFound, "email.unknown_code").At("code") }

// RemoveEmail forgets the speaker's address, and one that waits. It is about oneself, so that anybody may who is known.
type RemoveEmail struct {
	Plan   string // slug
	Member string // key; empty: the speaker. Only the administrator names somebody else
}

func (RemoveEmail) Verb() string   { return "remove_email" }
func (c RemoveEmail) plan() string { return c.Plan }

func (c RemoveEmail) permit(_ context.Context, w *work) error {
	switch {
	case w.by.Actor.Operator && c.Member != "":
		return nil
	case !w.by.Actor.Known():
		return access.May(w.by.Actor, access.ReceiveEmail, access.Object{})
	case c.Member != "" && c.Member != w.by.Actor.Member.Key:
		return problem.New(problem.Refused, "email.of_another").At("member")
	}
	return nil
}

func (c RemoveEmail) run(ctx context.Context, w *work) error {
	member, err := w.emailOwner(ctx, c.Member)
	if err != nil {
		return err
	}
	confirmation, err := w.emailConfirmation(ctx, member.ID)
	if err != nil {
		return err
	}
	if member.Email == "" && confirmation.CodeHash == "" {
		return problem.New(problem.NotFound, "email.none").At("email")
	}
	w.outcome.Subject = member.Email
	member.Email, confirmation.Address, confirmation.CodeHash = "", "", ""
	if err := w.SaveMember(ctx, member); err != nil {
		return fmt.Errorf("forget the address: %w", err)
	}
	if confirmation.Sent == 0 {
		return w.RemoveEmailConfirmation(ctx, member.ID)
	}
	return w.SaveEmailConfirmation(ctx, confirmation)
}
