package reply_test

import (
	"path/filepath"
	"testing"

	"github.com/accord-tracker/accord/internal/goldentest"
	"github.com/accord-tracker/accord/internal/reply"
)

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
			goldentest.Same(t, filepath.Join("testdata", lang+"."+name), got+"\n")
		}
	}
}
