package api_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/browsertest"
	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

func TestEveryCalendarThatIsServedLoadsInOtherReaders(t *testing.T) {
	t.Parallel()
	node, ok := browsertest.Find(t, "node", "nodejs")
	if !ok {
		return
	}
	w := newWorld(t, storetest.SQLite(t).Open(t), freely())
	title := "Größe, Übung; العربية – " + strings.Repeat("a long title ", 9)
	w.must(w.as("ana"), commitments.Register{Plan: slug, Title: title, Lead: "ndi", Steps: []string{"25"}, DueOn: "2027-03-28"})
	w.must(w.as("ana"), commitments.AddEvent{Plan: slug, Event: calendar.Event{Kind: "upr_session", Title: "UPR 55", StartsOn: "2027-01-20", EndsOn: "2027-02-03"}})
	address := w.must(w.as("ana"), commitments.AddCalendarAddress{Plan: slug}).Code
	w.must(w.as("ana"), commitments.SetProfile{Locale: new("ar")})
	for name, path := range map[string]string{
		"plan": "/v1/plans/" + slug + "/calendar.ics?language=fr", "organisation": "/v1/plans/" + slug + "/organisations/ndi/calendar.ics", "person": "/v1/calendars/" + address + ".ics",
	} {
		response, err := http.Get(w.web.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "calendar.ics")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		command := exec.CommandContext(t.Context(), node, filepath.Join("..", "..", "tools", "icalcheck", "check.js"), file, "2026-11-25", "2028-11-24")
		command.Env, command.Stderr = append(os.Environ(), "TZ=America/St_Johns"), os.Stderr
		out, err := command.Output()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var read struct {
			Events []struct{ Title, Start, End string }
			ByNode []struct{ Title, Start, End string }
		}
		if err := json.Unmarshal(out, &read); err != nil {
			t.Fatal(err)
		}
		days := map[string]bool{}
		for _, e := range append(read.Events, read.ByNode...) {
			days[e.Start+" "+e.End] = true
			if strings.Contains(e.Title, "Größe") && !strings.Contains(e.Title, strings.TrimSpace(title)) {
				t.Errorf("%s: got the title %q", name, e.Title)
			}
		}
		if len(read.Events) != len(read.ByNode) || !days["2027-03-28 2027-03-29"] || !days["2027-01-20 2027-02-04"] {
			t.Errorf("%s: got %v and %v", name, read.Events, read.ByNode)
		}
	}
}
