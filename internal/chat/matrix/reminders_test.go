package matrix_test

import (
	"testing"

	"github.com/accord-tracker/accord/internal/chat/chattest"
)

// U-14, U-20 and U-22 in Matrix: the number is said.
func TestRemindersComeOnceAndAreAnsweredWhereTheyStand(t *testing.T) {
	t.Parallel()
	chattest.Reminders{Stage: onMatrix}.Run(t)
}
