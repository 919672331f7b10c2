package i18n

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEveryKeyThatTheSourcesSayIsInTheCatalogue(t *testing.T) {
	t.Parallel()
	cat := builtIn(t)
	eachSource(t, func(set *token.FileSet, file *ast.File) {
		for _, s := range saidIn(set, file) {
			if _, ok := cat.sentences["en"][s.key]; !ok {
				t.Errorf("%v is missing in the catalogue", s)
			}
		}
	})
}

// eachSource shows f every source of the house that is not a test.
func eachSource(t *testing.T, f func(set *token.FileSet, file *ast.File)) {
	t.Helper()
	root := filepath.Join("..", "..")
	var sources int
	err := fs.WalkDir(os.DirFS(root), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && path != "." || entry.Name() == "testdata" || entry.Name() == "node_modules") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		sources++
		content, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, content, parser.SkipObjectResolution)
		if err != nil {
			t.Logf("%s is left out: %v", path, err) // the compiler says so too
			return nil
		}
		f(set, file)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if sources < 20 {
		t.Errorf("read %d sources, want the whole house", sources)
	}
}

func TestKeysAreFoundInSources(t *testing.T) {
	t.Parallel()
	const source = `package x
func f() {
	p.Sentence("a.sentence", "name", "not.a.key")
	p.Plural("a.plural", 3)
	p.Word("a.word")
	return problem.New(problem.Invalid, "a.problem", "is", problem.Word("an.argument"))
	_ = problem.Problem{Kind: problem.Refused, Key: "a.literal"}
	_ = Problem{Key: "a.bare_literal"}
	_ = []problem.Problem{{Key: "an.element"}}
	_ = Other{Key: "not.found"}
	p.Sentence("status." + string(status))
	words.Word("no key")
}`
	var got []string
	for _, s := range saidIn(parsed(t, source)) {
		got = append(got, s.key)
	}
	slices.Sort(got)
	want := []string{"a.bare_literal", "a.literal", "a.plural", "a.problem", "a.sentence", "a.word", "an.argument", "an.element"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
}

func parsed(t *testing.T, source string) (*token.FileSet, *ast.File) {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "x.go", source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return set, file
}

// keyArgument says which argument of a call is a key.
var keyArgument = map[string]int{"Sentence": 0, "Plural": 0, "Word": 0, "New": 1}

var keyForm = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)*$`)

// saidIn finds the keys that are literal in a source: arguments of the calls above, and keys of problems.
func saidIn(set *token.FileSet, file *ast.File) []said {
	var found []said
	add := func(e ast.Expr) {
		if key, ok := literal(e); ok && keyForm.MatchString(key) {
			found = append(found, said{key, set.Position(e.Pos()).String()})
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if i, ok := keyArgument[calledName(n.Fun)]; ok && i < len(n.Args) {
				add(n.Args[i])
			}
		case *ast.CompositeLit:
			for _, problem := range problemsOf(n) {
				add(keyOf(problem))
			}
		}
		return true
	})
	return found
}

// calledName is the name of the method or of the function of package problem that is called, or nothing.
func calledName(f ast.Expr) string {
	selector, ok := f.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	name := selector.Sel.Name
	if of, ok := selector.X.(*ast.Ident); name == "New" && !(ok && of.Name == "problem") {
		return ""
	}
	return name
}

// problemsOf are the problems that a literal writes: itself, or its elements.
func problemsOf(lit *ast.CompositeLit) []*ast.CompositeLit {
	if isProblem(lit.Type) {
		return []*ast.CompositeLit{lit}
	}
	array, ok := lit.Type.(*ast.ArrayType)
	if !ok || !isProblem(array.Elt) {
		return nil
	}
	var all []*ast.CompositeLit
	for _, e := range lit.Elts {
		if inner, ok := e.(*ast.CompositeLit); ok && inner.Type == nil {
			all = append(all, inner)
		}
	}
	return all
}

func isProblem(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name == "Problem"
	case *ast.SelectorExpr:
		return e.Sel.Name == "Problem"
	}
	return false
}

func keyOf(lit *ast.CompositeLit) ast.Expr {
	for _, e := range lit.Elts {
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			if name, ok := pair.Key.(*ast.Ident); ok && name.Name == "Key" {
				return pair.Value
			}
		}
	}
	return nil
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
