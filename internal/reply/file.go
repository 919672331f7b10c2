package reply

import (
	"bytes"
	"fmt"
	"io"
)

// File is a file that comes with the reply. Exactly one of Content, Open and Source says where its bytes are.
type File struct {
	Name      string                        `json:"name,omitempty"`       // "hres-2018-2026-Q3.pdf"
	MediaType string                        `json:"media_type,omitempty"` // "application/pdf"
	Label     string                        `json:"label,omitempty"`      // what it is, of the catalogues
	Size      int64                         `json:"size,omitempty"`       // in bytes; 0 if not known
	Content   []byte                        `json:"content,omitempty"`
	Open      func() (io.ReadCloser, error) `json:"-"`                // lost when the reply is stored
	Source    string                        `json:"source,omitempty"` // a name by which whoever stored the reply can make the file again
}

// Reader opens the file's bytes. It returns an error if the file has a Source only.
func (f File) Reader() (io.ReadCloser, error) {
	switch {
	case f.Open != nil:
		return f.Open()
	case f.Source == "":
		return io.NopCloser(bytes.NewReader(f.Content)), nil
	}
	return nil, fmt.Errorf("file %q has no bytes of its own, only source %q", f.Name, f.Source)
}
