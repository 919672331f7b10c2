package archtest

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// stamped is the one variable that is set from outside, by the linker.
const stamped = "internal/config/version.go"

func variableRules() []rule {
	return []rule{
		{
			name: "a package variable has its value from the start and keeps it", check: changingVariables,
			breaks: []fixture{
				{"internal/chat/a.go", `package chat; var n int`},
				{"internal/chat/a.go", `package chat; import "sync"; var mu sync.Mutex`},
				{"internal/chat/a.go", `package chat; var cache = map[string]int{}`},
				{"internal/chat/a.go", `package chat; var cache = make(map[string]int)`},
				{"internal/chat/a.go", `package chat; var p = new(int)`},
				{"internal/chat/a.go", `package chat; var n = 1; func f() { n = 2 }`},
				{"internal/chat/a.go", `package chat; var n = 1; func f() { n++ }`},
				{"internal/chat/a.go", `package chat; var n = 1; func f() *int { return &n }`},
				{"internal/chat/a.go", `package chat; var m = map[int]int{1: 1}; func f() { m[1] = 2 }`},
				{"internal/chat/a.go", `package chat; var m = map[int]int{1: 1}; func f() { delete(m, 1) }`},
				{"internal/chat/a.go", `package chat; var s = struct{ a int }{1}; func f() { s.a = 2 }`},
			},
			passes: []fixture{
				{"internal/chat/a.go", `package chat; import "errors"; var ErrX = errors.New("x")`},
				{"internal/chat/a.go", `package chat; import "regexp"; var re = regexp.MustCompile("x")`},
				{"internal/chat/a.go", "package chat\nimport \"embed\"\n//go:embed *.toml\nvar files embed.FS\n"},
				{"internal/chat/a.go", "package chat\nimport _ \"embed\"\nvar (\n\t//go:embed a.txt\n\ttext string\n)\n"},
				{"internal/chat/a.go", `package chat; var m = map[int]int{1: 1}; func f() int { m := 3; m = 4; return m }`},
				{"internal/chat/a.go", `package chat; type i interface{}; var _ i = (*int)(nil); func f() { _ = 1 }`},
				{"internal/chat/a_test.go", `package chat; var n int`},
			},
		},
		{
			name: "nobody changes a variable of another package", check: perFile(changesElsewhere),
			breaks: []fixture{
				{"internal/chat/a.go", `package chat; import "github.com/accord-tracker/accord/internal/plans"; func f() { plans.X = 1 }`},
				{"internal/chat/a_test.go", `package chat; import p "github.com/accord-tracker/accord/internal/plans"; func f() { p.X[2] = 1 }`},
				{"internal/chat/a.go", `package chat; import "net/http"; func f() { http.DefaultClient = nil }`},
			},
			passes: []fixture{
				{"internal/chat/a.go", `package chat; import "github.com/accord-tracker/accord/internal/plans"; func f() any { plans := struct{ X int }{}; plans.X = 1; return plans }`},
				{"internal/app/a.go", `package app; import "time"; func f() { time.Local = time.UTC }`},
			},
		},
	}
}

// changingVariables looks at all files of a room together: what one declares another may change.
func changingVariables(_ string, files []file) []string {
	declared := map[string]*ast.ValueSpec{}
	var found []string
	for _, f := range files {
		if f.isTest() {
			continue
		}
		for _, spec := range variables(f.tree) {
			for i, name := range spec.Names {
				if name.Name == "_" {
					continue
				}
				declared[name.Name] = spec
				if f.path != stamped && !hasValue(spec, i) {
					found = append(found, f.at(name, "the variable %s waits for a value", name.Name))
				}
			}
		}
	}
	for _, f := range files {
		if f.isTest() {
			continue
		}
		eachChange(f.tree, func(target ast.Expr) {
			name, ok := root(target).(*ast.Ident)
			if ok && declared[name.Name] != nil && (name.Obj == nil || name.Obj.Decl == declared[name.Name]) {
				found = append(found, f.at(target, "the variable %s of the package changes", name.Name))
			}
		})
	}
	return found
}

// variables are those that the file declares for the package. What is embedded is left out: it cannot change.
func variables(tree *ast.File) []*ast.ValueSpec {
	var found []*ast.ValueSpec
	for _, d := range tree.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok || group.Tok != token.VAR || embeds(group.Doc) {
			continue
		}
		for _, s := range group.Specs {
			if spec, ok := s.(*ast.ValueSpec); ok && !embeds(spec.Doc) {
				found = append(found, spec)
			}
		}
	}
	return found
}

func embeds(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed ") })
}

// hasValue says whether the variable begins with something: an empty map, make and new are there to be filled later.
func hasValue(spec *ast.ValueSpec, i int) bool {
	if len(spec.Values) == 0 {
		return false
	}
	switch v := spec.Values[min(i, len(spec.Values)-1)].(type) {
	case *ast.CompositeLit:
		_, isMap := v.Type.(*ast.MapType)
		return !isMap || len(v.Elts) > 0
	case *ast.CallExpr:
		name, ok := v.Fun.(*ast.Ident)
		return !ok || name.Name != "make" && name.Name != "new"
	}
	return true
}

// eachChange finds what the code assigns to, counts up or down, takes the address of, deletes from or clears.
func eachChange(tree *ast.File, do func(target ast.Expr)) {
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				for _, target := range n.Lhs {
					do(target)
				}
			}
		case *ast.IncDecStmt:
			do(n.X)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				do(n.X)
			}
		case *ast.CallExpr:
			if name, ok := n.Fun.(*ast.Ident); ok && (name.Name == "delete" || name.Name == "clear") && len(n.Args) > 0 {
				do(n.Args[0])
			}
		}
		return true
	})
}

// root is what a target begins with: m of m[1].a, and plans.X of plans.X[2].
func root(target ast.Expr) ast.Expr {
	for {
		switch t := target.(type) {
		case *ast.IndexExpr:
			target = t.X
		case *ast.SelectorExpr:
			target = t.X
		case *ast.StarExpr:
			target = t.X
		case *ast.ParenExpr:
			target = t.X
		default:
			return target
		}
	}
}

// changesElsewhere lets app set time.Local: every program does so, once, at its start.
func changesElsewhere(f file) []string {
	imported := map[string]bool{}
	for _, p := range f.imports() {
		imported[f.localName(p)] = true
	}
	var found []string
	eachChange(f.tree, func(target ast.Expr) {
		name, ok := root(target).(*ast.Ident)
		if !ok || name == target || name.Obj != nil || !imported[name.Name] {
			return
		}
		if _, literal := target.(*ast.CompositeLit); literal || free(f) && name.Name == "time" {
			return
		}
		found = append(found, f.at(target, "a variable of the package %s changes", name.Name))
	})
	return found
}
