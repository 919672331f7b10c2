package fakematrix

import (
	"net/http"
	"strings"
)

// Media is something that was uploaded.
type Media struct {
	Name    string
	Type    string
	Content []byte
}

func (s *Server) serveMedia(w http.ResponseWriter, c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if failed := s.signedIn(c); failed != nil {
		failed.write(w)
		return
	}
	path := c.r.URL.Path
	switch {
	case c.r.Method == http.MethodGet && strings.HasSuffix(path, "/media/config"):
		writeJSON(w, http.StatusOK, map[string]any{"m.upload.size": s.mostSize})
	case c.r.Method == http.MethodPost && strings.HasSuffix(path, "/upload"):
		s.upload(w, c)
	case c.r.Method == http.MethodGet && strings.Contains(path, "/media/download/"):
		parts := strings.Split(path, "/")
		m, ok := s.media["mxc://"+Name+"/"+parts[len(parts)-1]]
		if !ok {
			fail(http.StatusNotFound, "M_NOT_FOUND", "no such media").write(w)
			return
		}
		w.Header().Set("Content-Type", m.Type)
		_, _ = w.Write(m.Content)
	default:
		fail(http.StatusNotFound, "M_UNRECOGNIZED", "no such endpoint").write(w)
	}
}

func (s *Server) upload(w http.ResponseWriter, c *call) {
	if len(c.body) > s.mostSize {
		fail(http.StatusRequestEntityTooLarge, "M_TOO_LARGE", "too large").write(w)
		return
	}
	uri := strings.Replace(s.id("mxc://"+Name+"/", "media"), ":"+Name, "", 1)
	s.media[uri] = Media{c.r.URL.Query().Get("filename"), c.r.Header.Get("Content-Type"), c.body}
	writeJSON(w, http.StatusOK, map[string]any{"content_uri": uri})
}

// Media is what was uploaded to an address.
func (s *Server) Media(uri string) (Media, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, ok := s.media[uri]
	return m, ok
}
