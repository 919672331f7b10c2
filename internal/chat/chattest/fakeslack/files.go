package fakeslack

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// File is one that was uploaded.
type File struct {
	ID, Name, Title string
	Content         []byte
	Room            string // where it was shared; empty: not yet
	length          int
	team            string
	done            bool
}

func (c call) uploadURL() (map[string]any, *refusal) {
	length, err := strconv.Atoi(c.args["length"])
	switch {
	case err != nil || length <= 0:
		return nil, refuse("invalid_arguments", "[ERROR] length")
	case c.args["filename"] == "":
		return nil, refuse("invalid_arguments", "[ERROR] filename")
	}
	f := &File{ID: c.id("F"), Name: c.args["filename"], length: length, team: c.team.ID}
	c.files[f.ID] = f
	c.Server.uploads = append(c.Server.uploads, f.ID)
	return map[string]any{"upload_url": c.URL() + "/upload/" + f.ID, "file_id": f.ID}, nil
}

// serveUpload takes the bytes: as they are, or as the one file of a form.
func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request, id string) {
	s.mu.Lock()
	fault := s.faultFor("upload", "")
	s.mu.Unlock()
	if fault.before(r.Context(), w) {
		s.record(Call{Method: "upload", Answered: fault.said()})
		return
	}
	content := uploaded(r)
	s.mu.Lock()
	f := s.files[id]
	if f != nil {
		f.Content = content
	}
	s.mu.Unlock()
	switch {
	case f == nil:
		http.NotFound(w, r)
	case len(content) != f.length:
		http.Error(w, "length", http.StatusBadRequest)
	default:
		s.record(Call{Method: "upload", Args: Args{"file": id}, Answered: "ok"})
		if !fault.after(r.Context(), w) {
			_, _ = io.WriteString(w, "OK - "+strconv.Itoa(len(content)))
		}
	}
}

func uploaded(r *http.Request) []byte {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		if parts, err := r.MultipartReader(); err == nil {
			for part, err := parts.NextPart(); err == nil; part, err = parts.NextPart() {
				if part.FileName() != "" {
					var all bytes.Buffer
					_, _ = all.ReadFrom(part)
					return all.Bytes()
				}
			}
		}
		return nil
	}
	all, _ := io.ReadAll(r.Body)
	return all
}

func (c call) completeUpload() (map[string]any, *refusal) {
	var list []struct{ ID, Title string }
	if !c.args.into("files", &list) || len(list) == 0 {
		return nil, refuse("invalid_arguments", "[ERROR] files")
	}
	at, wrong := c.sharedWith()
	if wrong != nil {
		return nil, wrong
	}
	var shown []map[string]any
	var files []File
	for _, named := range list {
		f := c.files[named.ID]
		if f == nil || f.team != c.team.ID || f.Content == nil || f.done {
			return nil, refuse("file_not_found")
		}
		f.done, f.Title = true, named.Title
		if at != nil {
			f.Room = at.ID
		}
		files = append(files, *f)
		shown = append(shown, map[string]any{"id": f.ID, "title": f.Title, "name": f.Name}) // no shares: the scan takes its time (S-52)
	}
	if at != nil {
		c.add(at, Message{
			User: c.user, Bot: botID(c.user), ThreadTS: c.args["thread_ts"], Text: c.args["initial_comment"], Files: files,
			By: "files.completeUploadExternal",
		})
	}
	return map[string]any{"files": shown}, nil
}

// sharedWith is the conversation in which files are shared. An id that is no conversation's is refused: a person's is
// none.
func (c call) sharedWith() (*Channel, *refusal) {
	id := c.args["channel_id"]
	if id == "" {
		return nil, nil //nolint:nilnil // they are shared nowhere
	}
	if !conversationID.MatchString(id) {
		return nil, refuse("invalid_arguments", "[ERROR] failed to match pattern: ^[CGDZ][A-Z0-9]{8,}$ [json-pointer:/channel_id]")
	}
	at := c.channels[id]
	switch {
	case at == nil || at.Team != c.team.ID:
		return nil, refuse("channel_not_found")
	case at.BotOut:
		return nil, refuse("not_in_channel")
	}
	return at, nil
}

// Uploaded are the files that were uploaded in full, in order.
func (s *Server) Uploaded() []File {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []File
	for _, id := range s.uploads {
		if f := s.files[id]; f.done {
			list = append(list, *f)
		}
	}
	return list
}

// Unfurl is one that was asked for.
type Unfurl struct {
	Room, TS string
	Links    map[string]json.RawMessage
}

func (c call) unfurl() (map[string]any, *refusal) {
	u := Unfurl{Room: c.args["channel"], TS: c.args["ts"]}
	if !c.args.into("unfurls", &u.Links) {
		return nil, refuse("cannot_parse_attachment")
	}
	for _, raw := range u.Links {
		var shown struct {
			Blocks json.RawMessage `json:"blocks"`
		}
		_ = json.Unmarshal(raw, &shown)
		if wrong := checkBlocks(shown.Blocks, onMessage); wrong != nil {
			return nil, wrong
		}
	}
	c.Server.unfurls = append(c.Server.unfurls, u)
	return map[string]any{}, nil
}

// Unfurls are those that were asked for, in order.
func (s *Server) Unfurls() []Unfurl {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Unfurl(nil), s.unfurls...)
}
