package slack_test

import (
	"testing"

	"github.com/accord-tracker/accord/internal/chat/chattest"
)

func TestSlackConformsOverBothTransports(t *testing.T) {
	t.Parallel()
	for _, over := range transports() {
		t.Run(string(over), func(t *testing.T) {
			t.Parallel()
			chattest.Conform{Stage: onSlack(over), Lacks: []string{"replies"}}.Run(t)
		})
	}
}
