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

// Acted says whether a cause has acted before, so that Do would answer as it did then. The empty cause never has.
func (s *Service) Acted(ctx context.Context, cause string) (bool, error) {
	if cause == "" {
		return false, nil
	}
	acted := false
	err := s.store.Change(ctx, "", func(tx Tx) error {
		_, err := tx.Caused(ctx, cause)
		acted = err == nil
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		return acted, nil
	}
	return false, err
}
