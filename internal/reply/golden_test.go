package reply_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/accord-tracker/accord/internal/reply"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestEveryRendererShowsTheWholeReplyInFourLanguages(t *testing.T) {
	for _, lang := range []string{"en", "fr", "es", "ar"} {
		p := printer(t, lang)
		r := sample(p)
		for name, got := range map[string]string{
			"screen.txt": reply.AsText(r, reply.Layout{Words: p, Width: 100, Screen: true}),
			"narrow.txt": reply.AsText(r, reply.Layout{Words: p, Width: 40, Screen: true}),
			"colour.txt": reply.AsText(r, reply.Layout{Words: p, Width: 100, Screen: true, Colour: true}),
			"chat.txt":   reply.AsText(r, reply.Layout{Words: p, Rows: 2}),
			"html":       reply.AsHTML(r, reply.Layout{Words: p, Rows: 2}),
			"md":         reply.AsMarkdown(r, reply.Layout{Words: p, Rows: 2}),
		} {
			golden(t, filepath.Join("testdata", lang+"."+name), got+"\n")
		}
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
