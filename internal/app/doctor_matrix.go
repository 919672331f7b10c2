package app

import (
	"context"
	"errors"

	"github.com/accord-tracker/accord/internal/chat/matrix"
)

// configured says whether there is to be a bot in Matrix at all.
func (m matrixSettings) configured() bool { return m.Homeserver != "" || m.User != "" }

// complete refuses settings that name half an account.
func (m matrixSettings) complete(h *house) error {
	if m.Homeserver == "" || m.User == "" {
		return saidError{errors.New("which account"), h.printer.Sentence("matrixkeys.not_configured")}
	}
	return nil
}

// matrix is what the doctor says of the account, its device, its encryption and who leads.
func (d *doctor) matrix(ctx context.Context, h *house, settings *botSettings) {
	s := settings.Matrix
	if !s.configured() {
		return
	}
	standing, err := matrix.Examine(ctx, matrix.SignInParts{Settings: s.settings(), Keep: h.store, Now: h.now})
	said := saidError{}
	switch {
	case errors.Is(err, matrix.ErrNoAccount):
		d.sick("matrixkeys.doctor_no_account", "user", s.User)
		return
	case errors.As(inWords(h.printer, err), &said):
		d.sick("matrixkeys.doctor_refused", "why", said.sentence)
		return
	case err != nil:
		d.sick("matrixkeys.doctor_unreachable", "address", s.Homeserver, "why", err.Error())
		return
	}
	d.well("matrixkeys.doctor_account", "user", s.User, "device", standing.Device)
	switch {
	case matrix.Encryption(s.Encryption) == matrix.Off:
		d.well("matrixkeys.doctor_encryption_off")
	case standing.Signed:
		d.well("matrixkeys.doctor_encryption_on")
		d.well("matrixkeys.doctor_signed")
	default:
		d.sick("matrixkeys.doctor_unsigned")
	}
	led, err := h.store.LeaseHeld(ctx, matrix.LeaseName(s.User), h.now())
	switch {
	case err != nil:
		d.closed(h.common, err)
	case led:
		d.well("matrixkeys.doctor_lease")
	default:
		d.sick("matrixkeys.doctor_no_lease")
	}
}
