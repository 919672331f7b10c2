package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/accord-tracker/accord/internal/chat/matrix"
	"github.com/google/uuid"
)

type matrixCommands struct {
	Login   matrixLoginCommand   `cmd:"" help:"Sign in as the bot's device, and sign the device. Done again, it changes nothing."`
	Restore matrixRestoreCommand `cmd:"" help:"With the recovery key: a new device for one whose keys were lost."`
	Trust   matrixTrustCommand   `cmd:"" help:"Believe somebody again who has reset their keys."`
}

type matrixLoginCommand struct {
	Matrix  matrixSettings `embed:"" prefix:"matrix-"`
	KeyFile string         `help:"Write a new recovery key into this file, which must not be there, instead of showing it." placeholder:"FILE"`
}

// Run prints the recovery key alone on standard output, and everything else beside it, so that a script can keep it.
func (c matrixLoginCommand) Run(ctx context.Context, p Program, cli *botCLI) error {
	return c.Matrix.alone(ctx, p, cli, func(h *house, l matrix.Login) error {
		l.Show = c.show(p, h)
		done, err := l.Do(ctx)
		if err != nil {
			return err
		}
		c.Matrix.say(p, h, done)
		return nil
	})
}

// show writes the recovery key where the operator wants it.
func (c matrixLoginCommand) show(p Program, h *house) func(string) error {
	return func(key string) error {
		if c.KeyFile == "" {
			_, _ = fmt.Fprintln(p.Err, h.printer.Sentence("matrixkeys.recovery_key"))
			_, err := fmt.Fprintln(p.Out, key)
			return err
		}
		file, err := os.OpenFile(c.KeyFile, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(file, key)
		return errors.Join(err, file.Sync(), file.Close())
	}
}

type matrixRestoreCommand struct {
	Matrix matrixSettings `embed:"" prefix:"matrix-"`
}

// Run needs the recovery key.
func (c matrixRestoreCommand) Run(ctx context.Context, p Program, cli *botCLI) error {
	return c.Matrix.alone(ctx, p, cli, func(h *house, l matrix.Login) error {
		done, err := l.Restore(ctx)
		if errors.Is(err, matrix.ErrSound) {
			_, _ = fmt.Fprintln(p.Err, h.printer.Sentence("matrixkeys.sound"))
			return nil
		}
		if err != nil {
			return err
		}
		c.Matrix.say(p, h, done)
		return nil
	})
}

type matrixTrustCommand struct {
	Matrix matrixSettings `embed:"" prefix:"matrix-"`
	Whom   string         `arg:"" help:"Full Matrix id." placeholder:"ID"`
}

// Run is for somebody whose new keys the operator has made sure of.
func (c matrixTrustCommand) Run(ctx context.Context, p Program, cli *botCLI) error {
	return c.Matrix.alone(ctx, p, cli, func(h *house, l matrix.Login) error {
		if err := l.TrustAgain(ctx, c.Whom); err != nil {
			return err
		}
		_, _ = fmt.Fprintln(p.Err, h.printer.Sentence("matrixkeys.trusted", "user", c.Whom))
		return nil
	})
}

// leaseOfLogin is longer than anything that the commands do, but for waiting for a person.
const leaseOfLogin = 10 * time.Minute

// alone does something with the account while no other program does (M-06).
func (m matrixSettings) alone(ctx context.Context, p Program, cli *botCLI, do func(*house, matrix.Login) error) error {
	return withHouse(ctx, p, cli.Common, func(h *house) (err error) {
		if err := m.complete(h); err != nil {
			return err
		}
		holder := "login " + uuid.NewString()
		lease := matrix.LeaseName(m.User)
		held, err := h.store.HoldLease(ctx, lease, holder, h.now(), h.now().Add(leaseOfLogin))
		if err != nil {
			return err
		}
		if !held {
			return saidError{errors.New("the bot is running"), h.printer.Sentence("matrixkeys.running")}
		}
		defer func() {
			err = errors.Join(err, h.store.ReleaseLease(context.WithoutCancel(ctx), lease, holder))
		}()
		return do(h, matrix.Login{
			SignInParts: matrix.SignInParts{Settings: m.settings(), Keep: h.store, Log: p.logger(cli.Common), Now: h.now},
			Database:    cli.Database.Address(),
			Approve: func(a matrix.Approval) error {
				_, err := fmt.Fprintln(p.Err, h.printer.Sentence("matrixkeys.approve", "address", a.Address, "code", a.Code))
				return err
			},
		})
	})
}

// say tells how the device stands, and what to keep.
func (m matrixSettings) say(p Program, h *house, done matrix.Prepared) {
	if done.Fingerprint == "" {
		_, _ = fmt.Fprintln(p.Err, h.printer.Sentence("matrixkeys.logged_in", "user", m.User, "device", done.Device))
		return
	}
	_, _ = fmt.Fprintln(p.Err, h.printer.Sentence("matrixkeys.logged_in_signed", "user", m.User, "device", done.Device, "fingerprint", done.Fingerprint))
	_, _ = fmt.Fprintln(p.Err, h.printer.Sentence("matrixkeys.keep"))
}
