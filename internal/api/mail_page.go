package api

import (
	_ "embed"
	"errors"
	"html/template"
	"net/http"
	"strings"

	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
)

//go:embed mail_page.html
var mailPageText string

// mailPages are the pages behind the links of e-mails.
type mailPages struct {
	*Server
	page *template.Template
}

func (s *Server) mailPages() *mailPages {
	return &mailPages{s, template.Must(template.New("mail").Parse(mailPageText))} // a bug in the page
}

// mailPage is one page: a question with a button, or what came of it.
type mailPage struct {
	Language, Direction string
	Title               string
	Says                string
	About               string // what it is about; may be empty
	As                  string // who acts; empty: nothing is asked
	Button              string // empty: there is nothing to press
	Close               string
}

// show writes a page that works without scripts, loads nothing, is kept by nobody, and posts to itself alone.
func (s *mailPages) show(w http.ResponseWriter, words *i18n.Printer, status int, p mailPage) {
	p.Language, p.Direction = words.Language(), string(words.Direction())
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", p.Language)
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	w.WriteHeader(status)
	_ = s.page.Execute(w, p) // the answer is gathered first: it cannot break off here
}

// trouble says on a page what is wrong with a link, in the member's language where it is known.
func (s *mailPages) trouble(w http.ResponseWriter, r *http.Request, l *mailLink, err error) {
	words := s.Catalogue.Printer(r.Header.Get("Accept-Language"))
	if l != nil {
		words = l.words
	}
	status, says := http.StatusNotFound, words.Sentence("mail_page.unknown")
	refused, isProblem := problem.Of(err)
	switch {
	case errors.Is(err, errOldLink):
		status, says = http.StatusGone, words.Sentence("mail_page.old")
	case isProblem:
		status, says = http.StatusConflict, words.Sentence("mail_page.refused", "why", i18n.Said(words.Problem(refused)))
	case !errors.Is(err, people.ErrMailLink):
		s.Log.Warn("a link of an e-mail was not followed", "request", w.Header().Get("X-Request-ID"), "error", err)
		status, says = http.StatusServiceUnavailable, words.Sentence("api.internal", "request", w.Header().Get("X-Request-ID"))
	}
	title, _, _ := strings.Cut(says, ".")
	s.show(w, words, status, mailPage{Title: title, Says: says, Close: words.Sentence("mail_page.close")})
}
