package slack

import (
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/accord-tracker/accord/internal/people"
)

// mostBody is the longest body that is read (S-08). Slack's are shorter.
const mostBody = 1 << 20

// HTTP is the way over which Slack posts what it tells us, to an address that it can reach.
type HTTP struct {
	Ingress *Ingress
	Secret  people.Hidden // of signatures
}

// Routes are what it answers, by the patterns of http.ServeMux.
func (h HTTP) Routes() map[string]http.Handler {
	return map[string]http.Handler{
		"POST " + PathEvents:       h.answering(h.events),
		"POST " + PathCommands:     h.answering(h.commands),
		"POST " + PathInteractions: h.answering(h.interactivity),
	}
}

// reading reads a body; done says that it has answered already.
type reading func(w http.ResponseWriter, body []byte) (a arrival, done bool)

// answering checks the size and the signature before anything is read, and answers: 200 to whatever we have or will never
// want, an error only if it is to come again (S-04).
func (h HTTP) answering(read reading) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
		if err != nil {
			if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
				h.Ingress.Count(TooLarge)
				w.WriteHeader(http.StatusRequestEntityTooLarge)
				return
			}
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if !signed(r.Header, body, h.Secret, h.Ingress.Now()) {
			h.Ingress.Count(BadSignature)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		a, done := read(w, body)
		if done {
			return
		}
		if err := h.Ingress.take(r.Context(), a)(); err != nil {
			h.Ingress.Log.ErrorContext(r.Context(), "what Slack posted was not kept", "error", err)
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		write(w, a.answer)
	})
}

func write(w http.ResponseWriter, answer []byte) {
	if len(answer) > 0 {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(answer) // whoever has gone needs no answer
}

// events also answers the question whether this is the right address (S-07).
func (h HTTP) events(w http.ResponseWriter, body []byte) (arrival, bool) {
	if outer, ok := readRaw(body); ok && outer.text("type") == "url_verification" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.WriteHeader(http.StatusOK)
		_, _ = io.WriteString(w, outer.text("challenge"))
		return arrival{}, true
	}
	return h.Ingress.event(body), false
}

// commands also answers Slack's look at the certificate (S-07).
func (h HTTP) commands(w http.ResponseWriter, body []byte) (arrival, bool) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return arrival{what: Unreadable}, false
	}
	if form.Get("ssl_check") == "1" {
		w.WriteHeader(http.StatusOK)
		return arrival{}, true
	}
	return h.Ingress.command(commandOfForm(form)), false
}

func (h HTTP) interactivity(_ http.ResponseWriter, body []byte) (arrival, bool) {
	payload, err := payloadOf(body)
	if err != nil {
		return arrival{what: Unreadable}, false
	}
	return h.Ingress.interaction(payload), false
}
