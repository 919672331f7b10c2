package slack_test

import (
	"testing"

	"github.com/accord-tracker/accord/internal/chat/chattest"
)

// TestRemindersComeOnceAndAreAnsweredWhereTheyStand covers U-14, U-20 and U-22 in Slack: the button is clicked.
func TestRemindersComeOnceAndAreAnsweredWhereTheyStand(t *testing.T) {
	t.Parallel()
	chattest.Reminders{Stage: onSlack(overHTTP)}.Run(t)
}
