package commitments

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// ErrNotFound says that the store holds no such thing. ErrConflict says that somebody else was faster.
var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("conflict")
)

// Origin says who asks for a change, how it came in, and what caused it.
type Origin struct {
	Actor    access.Actor
	Via      Via
	Source   string // link to where it was said; optional
	Language string // of the note
	Cause    string // what must not act twice: an event id, an idempotency key; optional, unique in the store
	Asked    string // with Cause: a digest of all that was asked, so that the same cause cannot ask for something else
}

// Outcome is what a change did. It is kept with its cause, so that the same cause gets the same answer.
type Outcome struct {
	Command    string    `json:"command"`
	Plan       string    `json:"plan,omitempty"`       // slug
	Commitment string    `json:"commitment,omitempty"` // ref
	Seqs       []int     `json:"seqs,omitempty"`       // entries that were written
	TookBack   int       `json:"took_back,omitempty"`  // seq of the entry that an undo took back
	Subject    string    `json:"subject,omitempty"`    // handle, member key or role that was changed, where there is one
	Member     uuid.UUID `json:"member,omitzero"`      // the member that came to be
	Imported   Imported  `json:"imported,omitzero"`    // of an import of events
	Asked      string    `json:"asked,omitempty"`      // as Origin has it
	Code       string    `json:"-"`                    // of an invitation: shown once, never kept
	Repeated   bool      `json:"-"`                    // the cause had acted before; nothing was written now
}

// Command is a change that somebody asks for. The list is closed (Commands): each command says which plan it is
// about, who may give it, and what it does.
type Command interface {
	// Verb names the command, as logs and tests show it.
	Verb() string
	// plan is the slug of the plan it is about, or empty.
	plan() string
	// permit refuses whoever may not give this command. It runs first, inside the same transaction.
	permit(ctx context.Context, w *work) error
	// run does it.
	run(ctx context.Context, w *work) error
}

// Service is the one door for changes: chat, API, pages and the administrator's commands all go through Do.
type Service struct {
	store  Store
	now    func() time.Time
	random io.Reader
}

// NewService makes the door to a store. now tells the time; salts and codes come from the system's randomness.
func NewService(store Store, now func() time.Time) *Service {
	return &Service{store: store, now: now, random: rand.Reader}
}

// Do gives the command. Everything it changes is written in one transaction, or nothing is. What a person should read
// comes back as a problem.Problem; a problem of kind Refused names in its argument "holders" who could do it. A command
// whose cause has acted before changes nothing and returns what came of it then, with Repeated set.
func (s *Service) Do(ctx context.Context, by Origin, cmd Command) (Outcome, error) {
	var outcome Outcome
	err := s.store.Change(ctx, cmd.plan(), func(tx Tx) error {
		// The store may run this again after a conflict, so everything is made anew here.
		w := s.begin(tx, by, cmd)
		err := w.do(ctx, cmd)
		outcome = w.outcome
		return err
	})
	if err != nil {
		return Outcome{}, err
	}
	return outcome, nil
}

func (s *Service) begin(tx Tx, by Origin, cmd Command) *work {
	return &work{
		Tx: tx, by: by, random: s.random, now: s.now().UTC().Truncate(time.Second),
		outcome: Outcome{Command: cmd.Verb(), Plan: cmd.plan()},
	}
}

func (w *work) do(ctx context.Context, cmd Command) error {
	if w.by.Cause != "" {
		earlier, err := w.Caused(ctx, w.by.Cause)
		if err == nil {
			return w.repeat(cmd, earlier)
		}
		if !errors.Is(err, ErrNotFound) {
			return fmt.Errorf("look up cause: %w", err)
		}
	}
	if err := w.open(ctx, cmd.plan()); err != nil {
		return err
	}
	if err := cmd.permit(ctx, w); err != nil {
		return w.nameHolders(ctx, err)
	}
	if err := cmd.run(ctx, w); err != nil {
		return err
	}
	if w.by.Cause == "" {
		return nil
	}
	w.outcome.Asked = w.by.Asked
	return w.NoteCause(ctx, Cause{Key: w.by.Cause, Member: w.by.Actor.Member.ID, At: w.now, Outcome: w.outcome})
}

// repeat answers a cause that has acted before. Another member, or another command, with the same cause is refused.
func (w *work) repeat(cmd Command, earlier Cause) error {
	by := w.by.Actor.Member.ID
	same := earlier.Member == by || (by != uuid.Nil && earlier.Outcome.Member == by) // who joined by it was nobody before
	if !same || earlier.Outcome.Command != cmd.Verb() || earlier.Outcome.Plan != cmd.plan() ||
		earlier.Outcome.Asked != w.by.Asked {
		return problem.New(problem.Conflict, "cause.used")
	}
	w.outcome = earlier.Outcome
	w.outcome.Repeated = true
	return nil
}

// nameHolders adds to a refusal the names of those who could do it, as far as the organisations tell.
func (w *work) nameHolders(ctx context.Context, err error) error {
	p, ok := problem.Of(err)
	if !ok || p.Key != "access.refused" {
		return err
	}
	organisations, _ := p.Args["organisations"].([]string)
	if !w.by.Actor.Known() || len(organisations) == 0 {
		return p
	}
	roles := []people.Role{people.FocalPoint, people.Deputy}
	if could, _ := p.Args["roles"].([]problem.Word); !slices.Contains(could, roleWord(people.Deputy)) {
		roles = roles[:1]
	}
	holders, err := w.Holders(ctx, organisations, roles)
	if err != nil {
		return fmt.Errorf("name who could do it: %w", err)
	}
	names := make([]string, 0, len(holders))
	for _, m := range holders {
		if m.Name != "" {
			names = append(names, m.Name)
		}
	}
	if len(names) > 0 {
		p.Key, p.Args["holders"] = "access.refused_ask", names
	}
	return p
}
