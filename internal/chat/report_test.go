package chat_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/reports"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

const quarter = `
@organisation ndi National Democratic Institute (NDI)
@organisation cedar Cedar Election Watch
@member ana of ndi as focal_point
@member cem of cedar as focal_point
@convener lea
@registered by ana for 25: Joint paper on the GC25 update; due 2026-06-30
@registered by cem for 26: Letters to States; cadence continuing; visibility conveners
@today 2026-07-20
`

// handed is the one file that comes with the answer.
func handed(t *testing.T, w *chattest.World, name, text string) reply.File {
	t.Helper()
	answer := w.Answer(w.Message(name, text))
	files := answer.Reply.Files()
	if len(files) != 1 {
		t.Fatalf("%s> %s: got %d files: %s", name, text, len(files), w.Text(answer))
	}
	return files[0]
}

func TestAPublishedReportIsHandedOverAsItWasFrozen(t *testing.T) {
	t.Parallel()
	kept := storetest.SQLite(t).Open(t)
	w := chattest.NewWorld(t, kept)
	w.Given(quarter)
	w.Say("lea", "report publish")
	w.Say("lea", "yes")
	w.Given("@logged by ana on C-1: 100% [completed] the paper was sent\n@today 2026-07-28")

	plan, err := kept.PlanBySlug(t.Context(), plans.DefaultSlug)
	if err != nil {
		t.Fatal(err)
	}
	published, err := kept.Reports(t.Context(), plan.ID)
	if err != nil {
		t.Fatal(err)
	}
	standing, ok := reports.Standing(published, civil.Quarter{Year: 2026, N: 2}, access.ToPublic)
	if !ok || len(published) != 1 {
		t.Fatalf("published: %+v, want one", published)
	}
	frozen, err := kept.Report(t.Context(), standing.ID)
	if err != nil {
		t.Fatal(err)
	}
	file := handed(t, w, "zoe", "report 2026-Q2 json")
	if !bytes.Equal(file.Content, frozen.Figures) || file.Name != "hres-2018-2026-Q2.json" || file.Size != int64(len(frozen.Figures)) {
		t.Errorf("got %s of %d bytes, want the frozen figures", file.Name, file.Size)
	}
	if page := handed(t, w, "zoe", "report 2026-Q2 html"); !bytes.Contains(page.Content, []byte(frozen.ID.String())) {
		t.Error("the page does not name the report's number")
	}
}

func TestEveryFormatIsHandedOver(t *testing.T) {
	t.Parallel()
	w := chattest.NewWorld(t, storetest.SQLite(t).Open(t))
	w.Given(quarter)
	for _, c := range []struct{ say, name, begins string }{
		{"report draft pdf", "hres-2018-2026-Q2-draft.pdf", "%PDF-"},
		{"report draft xlsx", "hres-2018-2026-Q2-draft.xlsx", "PK"},
		{"report draft docx", "hres-2018-2026-Q2-draft.docx", "PK"},
		{"report draft csv", "hres-2018-2026-Q2-draft.zip", "PK"},
		{"report draft html", "hres-2018-2026-Q2-draft.html", "<!"},
		{"report draft md", "hres-2018-2026-Q2-draft.md", "#"},
		{"report draft json", "hres-2018-2026-Q2-draft.json", "{"},
		{"report draft conveners json", "hres-2018-2026-Q2-conveners-draft.json", "{"},
		{"report draft matrix", "hres-2018-2026-Q2-matrix-draft.xlsx", "PK"},
		{"report draft matrix csv", "hres-2018-2026-Q2-matrix-draft.zip", "PK"},
	} {
		file := handed(t, w, "lea", c.say)
		if file.Name != c.name || !strings.HasPrefix(strings.ToLower(string(file.Content)), strings.ToLower(c.begins)) {
			t.Errorf("%s: got %s, which begins with %.10q", c.say, file.Name, file.Content)
		}
		if c.begins != "PK" {
			continue
		}
		if _, err := zip.NewReader(bytes.NewReader(file.Content), file.Size); err != nil {
			t.Errorf("%s: %v", c.say, err)
		}
	}
}

func TestAFileShowsNoMoreThanItsAudienceMaySee(t *testing.T) {
	t.Parallel()
	w := chattest.NewWorld(t, storetest.SQLite(t).Open(t))
	w.Given(quarter)
	const secret = "Letters to States"
	if public := handed(t, w, "lea", "report draft html"); bytes.Contains(public.Content, []byte(secret)) {
		t.Error("the draft for the public names what is for conveners")
	}
	if theirs := handed(t, w, "lea", "report draft conveners html"); !bytes.Contains(theirs.Content, []byte(secret)) {
		t.Error("the draft for conveners does not name what is for conveners")
	}
	for _, say := range []string{"report draft html", "report conveners html", "report draft conveners html", "report publish", "completeness"} {
		for _, name := range []string{"ana", "zoe"} {
			answer := w.Answer(w.Message(name, say))
			if len(answer.Reply.Files()) > 0 || answer.Outcome != "refused" || strings.Contains(w.Text(answer), secret) {
				t.Errorf("%s> %s: got %s: %s", name, say, answer.Outcome, w.Text(answer))
			}
		}
	}
}
