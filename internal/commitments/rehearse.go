package commitments

import (
	"context"
	"errors"
)

// Rehearse returns the problem that Do would return now, or nil, and leaves everything as it was: the command is
// carried out and none of it is let stand. Whoever asks a person before acting learns first whether it can be done.
func (s *Service) Rehearse(ctx context.Context, by Origin, cmd Command) error {
	by.Cause = ""
	err := s.store.Change(ctx, cmd.plan(), func(tx Tx) error {
		w := s.begin(tx, by, cmd)
		if err := w.do(ctx, cmd); err != nil {
			return err
		}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		return nil
	}
	return err
}

// errRehearsed makes the store drop what a rehearsal wrote.
var errRehearsed = errors.New("rehearsed")
