package matrix_test

import (
	"testing"

	"github.com/accord-tracker/accord/internal/chat/chattest"
)

// Matrix has no forms, no messages in a room that one person alone sees, and tells nothing of guests and accounts that
// are gone.
func TestMatrixDoesWhatEveryPlatformDoes(t *testing.T) {
	t.Parallel()
	chattest.Conform{Stage: onMatrix, Lacks: []string{"forms", "asides", "guests", "gone"}}.Run(t)
}
