package slack

import (
	"encoding/json"
	"flag"
	"path/filepath"
	"testing"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/goldentest"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

var look = flag.String("look", "", "folder to write pages into that show the golden messages as Slack would")

const scene = `
@organisation ndi National Democratic Institute (NDI)
@organisation cedar Cedar Election Watch
@organisation aen شبكة الانتخابات العربية (AEN)
@member ana of ndi as focal_point
@member cem of cedar as contributor
@member sami of aen as focal_point
@convener lea
@registered by ana for 25: Joint paper on the GC25 update, with evidence from twelve missions; due 2027-03-31; with cedar; measure the paper is on the Committee’s page
@registered by sami for 25: ورشة عمل إقليمية حول التعليق العام رقم 25; due 2026-10-31
@registered by ana for 29c: Shared calendar of missions; cadence continuing
@registered by ana for 26: Letters to States on ratification; due 2026-11-01
@registered by ana for 31c: Train 40 observers; due 2026-12-10
@logged by ana on C-1: 60% Consultation held in Nairobi
@logged by sami on C-2: 10% بدأ العمل
@today 2026-11-25
`

// TestTypicalRepliesLookAsTheyDid keeps what Slack is sent for what people mostly see. The golden files are to be looked
// at: go test -run TypicalReplies -look DIR writes pages that show them.
func TestTypicalRepliesLookAsTheyDid(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "ar"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			w := chattest.NewWorld(t, storetest.SQLite(t).Open(t))
			w.Given(scene)
			w.Say("lea", "report publish 2026-Q3")
			w.Say("lea", "yes")
			w.Given("@locale ana " + lang + "\n@locale eve " + lang)
			for _, name := range []string{"ana", "eve"} {
				w.Say(name, "language "+lang)
			}
			words := w.Printer(lang)
			for _, s := range []struct{ name, who, say string }{
				{"who", "ana", "who 25"},
				{"step", "ana", "step 29c"},
				{"commit", "ana", `commit 25 "Write a joint paper with partners" by 2027-03-31 with cedar`},
				{"log", "ana", "log C-1 80% The Committee met <us> & took notes https://example.org/a"},
				{"mine", "ana", "mine"},
				{"due", "ana", "due in 30 days"},
				{"report", "ana", "report 2026-Q3 csv"},
				{"help", "ana", "help"},
				{"unclear", "ana", "who does meetings"},
				{"refused", "eve", "log C-1 80%"},
			} {
				answer := w.Answer(w.Message(s.who, s.say))
				goldenMessages(t, lang+"."+s.name, messages(withoutFiles(answer.Reply), words, tokens()))
			}
			goldenMessages(t, lang+".reminder", messages(reminder(words), words, tokens()))
			goldenViews(t, w, words)
		})
	}
}

// reminder is a letter as a reminder is one: what is due, and a row of buttons for each.
func reminder(p *i18n.Printer) reply.Reply {
	item := func(ref, title, state string) []reply.Block {
		return []reply.Block{
			reply.Paragraph{reply.Strong(ref), reply.Text(" "), reply.Text(title), reply.Said(" – "), reply.Status{Word: p.Sentence(state), Tone: reply.Bad}},
			reply.Buttons{
				{Label: p.Sentence("entry.no_change"), Say: "log " + ref + " no change"},
				{Label: p.Sentence("status.completed"), Say: "log " + ref + " done", Style: reply.Primary},
			},
		}
	}
	return reply.Reply{
		Title: reply.Line{reply.Said(p.Sentence("chat.due_title"))}, Language: p.Language(), Direction: p.Direction(),
		Blocks: append(item("C-4", "Letters to States on ratification", "status.overdue"), item("C-5", "Train 40 observers", "status.due_soon")...),
	}
}

func goldenMessages(t *testing.T, name string, all []message) {
	t.Helper()
	var kept []any
	for _, m := range all {
		checked(t, m)
		kept = append(kept, map[string]any{"text": m.text.String(), "blocks": json.RawMessage(blockJSON(t, m.blocks))})
	}
	golden(t, name, kept)
}

// goldenViews keeps both modals, and the home of somebody we know and of somebody we do not.
func goldenViews(t *testing.T, w *chattest.World, words *i18n.Printer) {
	t.Helper()
	lang := words.Language()
	forms := map[string]chat.Message{"modal_commit": w.Message("ana", ""), "modal_log": w.Message("ana", "")}
	for name, m := range forms {
		m.Form, m.Values = "commit", map[string]string{"steps": "25", "title": "Write a joint paper"}
		if name == "modal_log" {
			m.Form, m.Values = "log", map[string]string{"note": "We met the Committee\non Monday", "evidence": "https://example.slack.com/archives/C1/p1"}
		}
		answer, err := w.Bot().Form(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		goldenView(t, lang+"."+name, modal(answer.Reply, answer.Reply.Forms()[0], kept{Realm: "T1", Room: "D1"}, words))
	}
	for name, who := range map[string]string{"home": "ana", "home_unlinked": "eve"} {
		answer, err := w.Bot().Overview(t.Context(), w.Message(who, ""))
		if err != nil {
			t.Fatal(err)
		}
		view, _ := homeOf(answer.Reply, reply.Layout{Words: words}, tokens())
		goldenView(t, lang+"."+name, view)
	}
}

func goldenView(t *testing.T, name string, view any) {
	t.Helper()
	text, err := json.Marshal(view)
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range CheckView(text) {
		t.Errorf("%s: Slack would not have it so: %s", name, wrong)
	}
	golden(t, name, view)
}

func golden(t *testing.T, name string, value any) {
	t.Helper()
	text, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name+".json")
	if *look != "" {
		writePage(t, filepath.Join(*look, name+".html"), text)
	}
	goldentest.Same(t, path, string(text)+"\n")
}
