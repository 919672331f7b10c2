package app_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/app"
)

func TestOfAMemberWhoWasToldNothingItIsSaidSo(t *testing.T) {
	t.Parallel()
	environ := []string{"ACCORD_DATABASE=sqlite:" + filepath.Join(t.TempDir(), "a.db")}
	_, added := call(t, environ, "convener", "add", "--subject", "lea", "--name", "Lea")
	key, _, _ := strings.Cut(added, " ")
	for command, want := range map[string]string{
		"show": "Nothing was said to " + key + " unasked, and nothing waits.\n", "preview": "Nothing, as things stand.\n",
	} {
		if status, said := call(t, environ, "reminders", command, key); status != app.ExitOK || said != want {
			t.Errorf("reminders %s: got status %d, %q, want %q", command, status, said, want)
		}
	}
}
