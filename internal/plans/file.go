package plans

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/accord-tracker/accord/internal/problem"
	"golang.org/x/text/language"
)

// MaxSize is the most bytes that a plan document or overlay may have.
const MaxSize = 4 << 20

// File is a document to load: a name for messages, and its text.
type File struct {
	Name string
	Text []byte
}

// ReadFile reads a document. It reads one byte more than MaxSize and no further, so that Load can refuse what is
// longer.
func ReadFile(name string, r io.Reader) (File, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return File{}, fmt.Errorf("read plan document %s: %w", name, err)
	}
	return File{Name: name, Text: text}, nil
}

// LoadFS loads the plan document with this name, such as "hres-2018.yaml", with the overlays that lie beside it:
// "hres-2018.fr.yaml" and so on, for every language tag.
func LoadFS(folder fs.FS, name string) (*Plan, error) {
	plan, err := open(folder, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, problem.New(problem.NotFound, "plans.no_file", "file", name)
	}
	if err != nil {
		return nil, err
	}
	beside, err := fs.ReadDir(folder, path.Dir(name))
	if err != nil {
		return nil, fmt.Errorf("look for overlays of %s: %w", name, err)
	}
	var overlays []File
	for _, entry := range beside {
		if entry.IsDir() || !isOverlay(name, entry.Name()) {
			continue
		}
		overlay, err := open(folder, path.Join(path.Dir(name), entry.Name()))
		if err != nil {
			return nil, err
		}
		overlays = append(overlays, overlay)
	}
	return Load(plan, overlays...)
}

func open(folder fs.FS, name string) (File, error) {
	f, err := folder.Open(name)
	if err != nil {
		return File{}, fmt.Errorf("open plan document: %w", err)
	}
	defer f.Close()
	return ReadFile(name, f)
}

// isOverlay says whether other is named like an overlay of the document: its name with a language tag before the
// extension.
func isOverlay(document, other string) bool {
	ext := path.Ext(document)
	tag, found := strings.CutPrefix(other, strings.TrimSuffix(path.Base(document), ext)+".")
	tag, yaml := strings.CutSuffix(tag, ext)
	_, err := language.Parse(tag)
	return found && yaml && err == nil
}
