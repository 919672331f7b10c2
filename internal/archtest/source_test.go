package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/accord-tracker/accord"

// file is a Go file of this module; its path is seen from the root.
type file struct {
	path string
	set  *token.FileSet
	tree *ast.File
}

// read parses a file. Comments are kept, and names are resolved within the file.
func read(where string, text []byte) (file, error) {
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, where, text, parser.ParseComments)
	return file{path: where, set: set, tree: tree}, err
}

// house reads all Go files of the module, those of tests too, by room.
func house(t *testing.T) map[string][]file {
	t.Helper()
	root := filepath.Join("..", "..")
	found := map[string][]file{}
	err := filepath.WalkDir(root, func(where string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if where != root && notOurs(where, entry.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(where, ".go") {
			return nil
		}
		text, err := os.ReadFile(where)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, where)
		if err != nil {
			return err
		}
		f, err := read(filepath.ToSlash(relative), text)
		found[f.room()] = append(found[f.room()], f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// notOurs says whether the go command, too, passes by a folder: hidden ones, testdata, and modules of their own.
func notOurs(where, name string) bool {
	if name[0] == '.' || name[0] == '_' || name == "testdata" || name == "node_modules" {
		return true
	}
	_, err := os.Stat(filepath.Join(where, "go.mod"))
	return err == nil
}

func (f file) room() string    { return path.Dir(f.path) }
func (f file) isTest() bool    { return strings.HasSuffix(f.path, "_test.go") }
func (f file) isProgram() bool { return f.tree.Name.Name == "main" }

// imports are the paths that the file imports.
func (f file) imports() []string {
	var paths []string
	for _, spec := range f.tree.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, p)
		}
	}
	return paths
}

// localName is the name by which the file knows an import, or "" if it does not import it.
func (f file) localName(importPath string) string {
	for _, spec := range f.tree.Imports {
		if spec.Path.Value != strconv.Quote(importPath) {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path.Base(importPath)
	}
	return ""
}

// uses finds where the file uses names of an import: of "time", Now and Since.
func (f file) uses(importPath string, names ...string) []string {
	local := f.localName(importPath)
	var found []string
	if local == "" {
		return nil
	}
	ast.Inspect(f.tree, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok || !slices.Contains(names, s.Sel.Name) {
			return true
		}
		if x, ok := s.X.(*ast.Ident); ok && x.Name == local && x.Obj == nil {
			found = append(found, f.at(s, "%s.%s", path.Base(importPath), s.Sel.Name))
		}
		return true
	})
	return found
}

// at is a finding with its place.
func (f file) at(n ast.Node, format string, args ...any) string {
	return fmt.Sprintf("%s:%d: %s", f.path, f.set.Position(n.Pos()).Line, fmt.Sprintf(format, args...))
}
