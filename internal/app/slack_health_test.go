package app_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// S-15, S-50: what an administrator must see to is said where it is looked for.
func TestHealthSaysWhichInstallationIsBroken(t *testing.T) {
	t.Parallel()
	w := newSlackWorld(t, storetest.SQLite(t))
	for realm, state := range map[string]people.InstallationState{"T8": people.InstallationOff, "T9": people.InstallationBroken} {
		w.must(w.store.SaveInstallation(t.Context(), people.Installation{
			Realm: realm, Team: realm, State: state, Why: "invalid_refresh_token", InstalledAt: time.Now(), ChangedAt: time.Now(),
		}))
	}
	p := w.program()
	p.ready()
	w.wait("/healthz to say it", 60*time.Second, func() bool {
		answer, err := http.Get("http://" + p.listen + "/healthz")
		if err != nil {
			return false
		}
		defer answer.Body.Close()
		said, err := io.ReadAll(answer.Body)
		if err != nil || strings.Contains(string(said), "T8") {
			t.Errorf("/healthz: got %s, %v", said, err)
		}
		return strings.Contains(string(said), "T9 is broken: invalid_refresh_token")
	})
	p.stop()
}
