package api

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed docs.html
var docsPage string

// shownTag is a section of the page.
type shownTag struct {
	*huma.Tag
	Operations []*huma.Operation
}

// serveDocs serves a page for people, made from the document. It loads nothing from anywhere.
func (s *Server) serveDocs() {
	page := template.Must(template.New("docs").Funcs(template.FuncMap{"ticked": ticked}).Parse(docsPage))
	document := s.api.OpenAPI()
	var shown []shownTag
	all := s.Operations()
	for _, tag := range document.Tags {
		section := shownTag{Tag: tag}
		for _, op := range all {
			if slices.Contains(op.Tags, tag.Name) {
				section.Operations = append(section.Operations, op)
			}
		}
		shown = append(shown, section)
	}
	var text bytes.Buffer
	err := page.Execute(&text, map[string]any{
		"Info": document.Info, "About": strings.Split(document.Info.Description, "\n"), "Tags": shown, "Problems": sorts,
	})
	if err != nil {
		panic("api: the page of the document: " + err.Error()) // a bug in the page
	}
	content := text.Bytes()
	s.mux.HandleFunc("GET /docs", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		w.Header().Set("Referrer-Policy", "no-referrer")
		_, _ = w.Write(content)
	})
}

// span is a stretch of a text of the document: words, or code that stands between backticks there.
type span struct {
	Text string
	Code bool
}

// ticked are the stretches of a text.
func ticked(text string) []span {
	var spans []span
	for i, stretch := range strings.Split(text, "`") {
		if stretch != "" {
			spans = append(spans, span{stretch, i%2 == 1})
		}
	}
	return spans
}
