//go:build !goolm

package matrix

import (
	"context"

	"github.com/accord-tracker/accord/internal/problem"
)

// CanEncrypt says whether this build has encryption in it.
const CanEncrypt = false

// OpenCipher refuses: this build has no encryption in it (M-20). Whoever wants none takes Plain.
func OpenCipher(CipherParts) (Cipher, error) { return nil, errNotBuiltIn() }

// PrepareDevice refuses, as OpenCipher does.
func PrepareDevice(context.Context, Preparation) (Prepared, error) {
	return Prepared{}, errNotBuiltIn()
}

// TrustAgain refuses, as OpenCipher does.
func TrustAgain(context.Context, CipherParts, string) error { return errNotBuiltIn() }

// ForgetDevice does nothing: there are no keys.
func ForgetDevice(context.Context, string, string) error { return nil }

func errNotBuiltIn() error { return problem.New(problem.Refused, "matrixkeys.not_built_in") }
