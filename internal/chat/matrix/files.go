package matrix

import (
	"context"
	"fmt"
	"io"

	"github.com/accord-tracker/accord/internal/reply"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
)

// largestFile is what is uploaded where the server does not say what it takes: 50 MiB.
const largestFile = 50 << 20

// upload puts a file on the server, encrypted if the room is, and says what the message says of it (M-21, M-35). One that
// the server does not take is told in words.
func (d *delivery) upload(ctx context.Context, f reply.File) (*event.MessageEventContent, error) {
	most, err := d.mostUpload(ctx)
	if err != nil {
		return nil, err
	}
	content, err := bytesOf(f, most)
	if err != nil {
		return nil, err
	}
	if int64(len(content)) > most {
		p := d.Catalogue.Printer(d.letter.Reply.Language)
		return notice(p.Sentence("matrix.file_too_large", "name", f.Name, "megabytes", most>>20)), nil
	}
	said := fileContent(f, len(content))
	request := mautrix.ReqUploadMedia{ContentBytes: content, ContentType: f.MediaType, FileName: f.Name}
	if d.encrypted {
		sealed, info, err := d.cipher.EncryptFile(content)
		if err != nil {
			return nil, fmt.Errorf("encrypt file: %w", err)
		}
		request = mautrix.ReqUploadMedia{ContentBytes: sealed, ContentType: "application/octet-stream"}
		said.File = info
	}
	put, err := d.client.UploadMedia(ctx, request)
	if err != nil {
		return nil, fmt.Errorf("upload: %w", err)
	}
	if said.File != nil {
		said.File.URL = put.ContentURI.CUString()
	} else {
		said.URL = put.ContentURI.CUString()
	}
	return said, nil
}

// bytesOf reads a file, but not much more than may be uploaded.
func bytesOf(f reply.File, most int64) ([]byte, error) {
	in, err := f.Reader()
	if err != nil {
		return nil, fmt.Errorf("open file: %w", err)
	}
	defer func() { _ = in.Close() }()
	content, err := io.ReadAll(io.LimitReader(in, most+1))
	if err != nil {
		return nil, fmt.Errorf("read file %s: %w", f.Name, err)
	}
	return content, nil
}

// mostUpload asks the server once.
func (s *session) mostUpload(ctx context.Context) (int64, error) {
	s.mu.Lock()
	known := s.largest
	s.mu.Unlock()
	if known > 0 {
		return known, nil
	}
	most := int64(largestFile)
	told, err := s.client.GetMediaConfig(ctx)
	switch {
	case err == nil && told.UploadSize > 0:
		most = told.UploadSize
	case err != nil && status(err) == 0:
		return 0, fmt.Errorf("ask how large a file may be: %w", err)
	}
	s.mu.Lock()
	s.largest = most
	s.mu.Unlock()
	return most, nil
}
