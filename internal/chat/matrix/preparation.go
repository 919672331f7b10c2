package matrix

import "github.com/accord-tracker/accord/internal/problem"

// Preparation is what PrepareDevice works with.
type Preparation struct {
	CipherParts
	Password string // with which the server is told that new cross-signing keys are really wanted; may be empty
	// Show is handed the new recovery key before it becomes valid, so that it is never lost. Its error stops everything.
	Show func(recoveryKey string) error
}

// Prepared is how the device stands after PrepareDevice.
type Prepared struct {
	Device      string
	Fingerprint string // of the device, as other clients show it
	NewIdentity bool   // the account had no cross-signing keys, and has some now
}

func errRecoveryNeeded(user string) error {
	return problem.New(problem.Refused, "matrixkeys.recovery_needed", "user", user)
}
