package fakeslack

import (
	"encoding/json"
	"io"
	"net/http"
	"time"
)

// What an address at which something is answered takes (S-18).
const (
	addressUses = 5
	addressLife = 30 * time.Minute
)

// responseAddress is where a command or a press may be answered.
type responseAddress struct {
	team, room, user string
	message          string // ts of what was pressed
	at               time.Time
	uses             int
}

// responseURL makes one. The caller has the lock.
func (s *Server) responseURL(a responseAddress) string {
	id := s.id("R")
	a.at = s.now()
	s.addresses[id] = &a
	return s.URL() + "/response/" + id
}

func (s *Server) serveResponse(w http.ResponseWriter, r *http.Request, id string) {
	s.mu.Lock()
	fault := s.faultFor("response_url", "")
	s.mu.Unlock()
	if fault.before(r.Context(), w) {
		s.record(Call{Method: "response_url", Answered: fault.said()})
		return
	}
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	status, word := s.respond(id, body)
	s.record(Call{Method: "response_url", Args: Args{"body": string(body), "id": id}, Answered: word})
	if fault.after(r.Context(), w) {
		return
	}
	w.WriteHeader(status)
	if word == "ok" {
		_, _ = io.WriteString(w, "ok")
		return
	}
	writeJSON(w, refusal{code: word}.body())
}

func (s *Server) respond(id string, body []byte) (status int, word string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.addresses[id]
	if a == nil || s.now().Sub(a.at) > addressLife || s.teams[a.team].Off {
		return http.StatusNotFound, "expired_url"
	}
	if a.uses >= addressUses {
		return http.StatusNotFound, "used_url"
	}
	var said struct {
		ResponseType    string          `json:"response_type"`
		ReplaceOriginal bool            `json:"replace_original"`
		DeleteOriginal  bool            `json:"delete_original"`
		Text            string          `json:"text"`
		Blocks          json.RawMessage `json:"blocks"`
		ThreadTS        string          `json:"thread_ts"`
		UnfurlLinks     *bool           `json:"unfurl_links"`
		UnfurlMedia     *bool           `json:"unfurl_media"`
	}
	if json.Unmarshal(body, &said) != nil {
		return http.StatusBadRequest, "invalid_payload"
	}
	if string(said.Blocks) == "null" || string(said.Blocks) == "[]" {
		said.Blocks = nil
	}
	if wrong := checkBlocks(said.Blocks, onMessage); wrong != nil {
		return http.StatusBadRequest, wrong.code
	}
	if said.Text == "" && said.Blocks == nil && !said.DeleteOriginal {
		return http.StatusBadRequest, "no_text"
	}
	a.uses++
	at, bot := s.channel(a.room), s.teams[a.team].Bot
	if original := at.find(a.message); original != nil && original.User == bot && (said.DeleteOriginal || said.ReplaceOriginal) {
		original.Deleted = said.DeleteOriginal
		original.Text, original.Blocks = said.Text, said.Blocks
		original.Edits++
		s.happened()
		return http.StatusOK, "ok"
	}
	m := Message{
		User: bot, Bot: botID(bot), Text: said.Text, Blocks: said.Blocks, ThreadTS: said.ThreadTS, By: "response_url",
		UnfurlLinks: said.UnfurlLinks == nil || *said.UnfurlLinks, UnfurlMedia: said.UnfurlMedia == nil || *said.UnfurlMedia,
	}
	if said.ResponseType != "in_channel" && !at.isPrivate() {
		m.To = a.user
	}
	s.add(at, m)
	return http.StatusOK, "ok"
}
