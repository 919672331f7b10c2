package console

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/accord-tracker/accord/internal/reply"
)

// keep saves a file of a reply in the folder, if there is one, under a name that is not yet taken.
func (s *session) keep(f reply.File) {
	if s.folder == "" {
		return
	}
	path, err := save(s.folder, f)
	if err != nil {
		s.tell("console.not_saved", "name", f.Name)
		return
	}
	s.tell("console.saved", "path", path)
}

func save(folder string, f reply.File) (path string, err error) {
	content, err := f.Reader()
	if err != nil {
		return "", err
	}
	defer content.Close()
	file, err := create(folder, fileName(f.Name))
	if err != nil {
		return "", err
	}
	_, err = io.Copy(file, content)
	if err = errors.Join(err, file.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("save %s: %w", file.Name(), err), os.Remove(file.Name()))
	}
	return file.Name(), nil
}

// create opens a new file; nothing that exists is written over, and no link is followed.
func create(folder, name string) (*os.File, error) {
	extension := filepath.Ext(name)
	for n := 1; n <= 1000; n++ {
		candidate := name
		if n > 1 {
			candidate = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, extension), n, extension)
		}
		file, err := os.OpenFile(filepath.Join(folder, candidate), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, fs.ErrExist) {
			return file, err
		}
	}
	return nil, fmt.Errorf("%s: every name is taken", name)
}

// fileName is a name that is only a name: no folder, no hidden file, nothing a shell or a terminal would trip over.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.", r) {
			return r
		}
		return '-'
	}, name)
	if name = strings.TrimLeft(name, ".-"); name == "" {
		return "file"
	}
	for len(name) > 120 {
		name = name[len(name)-120:]
		name = strings.TrimLeft(strings.ToValidUTF8(name, ""), ".-")
	}
	return name
}
