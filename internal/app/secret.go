package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/config"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/seal"
	"github.com/accord-tracker/accord/internal/store"
)

// boxOf seals with the key in the settings; nil if there is none.
func boxOf(printer *i18n.Printer, common config.Common) (*seal.Box, error) {
	if common.SecretKey.IsZero() {
		return nil, nil //nolint:nilnil // a nil Box is one without a key
	}
	box, err := seal.Parse(common.SecretKey.Reveal())
	if err != nil {
		return nil, saidError{err, printer.Sentence("bot.bad_key")}
	}
	return box, nil
}

type secretCommands struct {
	New    secretNewCommand    `cmd:"" default:"1" help:"Print a new key for ACCORD_SECRET_KEY or its file."`
	List   secretListCommand   `cmd:"" help:"List the ids of the keys that something was sealed with, and which of them are here."`
	Forget secretForgetCommand `cmd:"" help:"Say that nothing is wanted any more of what was sealed with a key that is lost."`
}

type secretNewCommand struct{}

// Run prints the key alone, so that a script can keep it.
func (secretNewCommand) Run(p Program) error {
	_, err := fmt.Fprintln(p.Out, seal.NewKey().Text())
	return err
}

type secretListCommand struct{}

// Run lists the ids even where no key is here, so that they can be forgotten.
func (secretListCommand) Run(ctx context.Context, p Program, cli *botCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		known, err := h.store.SealKeys(ctx)
		if err != nil {
			return err
		}
		box, missing := h.box(ctx)
		for _, id := range known {
			key := "bot.key_here"
			switch {
			case id == box.ID():
				key = "bot.key_used"
			case !box.Has(id):
				key = "bot.key_missing"
			}
			h.say(p, key, "key", id)
		}
		return missing
	})
}

type secretForgetCommand struct {
	Key string `arg:"" help:"Its id, as the list shows it."`
}

func (c secretForgetCommand) Run(ctx context.Context, p Program, cli *botCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		err := h.store.ForgetSealKey(ctx, c.Key)
		if errors.Is(err, commitments.ErrNotFound) {
			return saidError{err, h.printer.Sentence("bot.no_such_key", "key", c.Key)}
		}
		return err
	})
}

// box is the key that the house seals with, or a sentence that says how to set one.
func (h *house) box(ctx context.Context) (*seal.Box, error) {
	box, err := h.store.Box(ctx)
	switch {
	case errors.Is(err, seal.ErrNoKey):
		return nil, saidError{err, h.printer.Sentence("bot.no_key")}
	case errors.Is(err, store.ErrKeyLost):
		return nil, saidError{err, h.printer.Sentence("bot.key_lost", "file", h.store.KeyFile())}
	case errors.Is(err, seal.ErrKey):
		return nil, saidError{err, h.printer.Sentence("bot.bad_key_file", "file", h.store.KeyFile())}
	}
	return box, err
}

// lacking are the ids of keys that something was sealed with, and that are not here.
func (h *house) lacking(ctx context.Context, box *seal.Box) ([]string, error) {
	known, err := h.store.SealKeys(ctx)
	if err != nil {
		return nil, err
	}
	var lacking []string
	for _, id := range known {
		if !box.Has(id) {
			lacking = append(lacking, id)
		}
	}
	return lacking, nil
}
