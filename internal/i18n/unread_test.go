package i18n

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheSourcesReadEveryKeyOfTheCatalogue(t *testing.T) {
	t.Parallel()
	r := newReading()
	eachSource(t, func(_ *token.FileSet, file *ast.File) { r.add(file) })
	for key := range builtIn(t).sentences["en"] {
		if !r.reads(key) {
			t.Errorf("nothing reads %s: take it out of the catalogue", key)
		}
	}
}

func TestKeysThatNothingReadsAreFound(t *testing.T) {
	t.Parallel()
	r := newReading()
	_, file := parsed(t, `package x
const late = "late"
func f() {
	p.Sentence("a.sentence")
	p.Sentence("status." + string(status))
	p.Sentence("help." + verb + ".example")
	p.Sentence(key + "_advice")
	list("visibility.", late)
	column("scale."+key+".", level)
	other += "_first"
	p.Word(head + "." + word)
	t.word("event", kind)
	p.Sentence(fmt.Sprintf("weekday.%d", day))
	greet("no" + "." + name)
}`)
	r.add(file)
	var unread []string
	for _, key := range []string{
		"a.sentence", "status.any", "help.any.example", "a.sentence_advice", "status.any_advice", "visibility.late", "visibility.1", "event.any", "weekday.1", "scale.any.level", "a.sentence_first",
		"a.other", "status", "help.any", "a.other_advice", "visibility.early", "scale.any", "b.late",
	} {
		if !r.reads(key) {
			unread = append(unread, key)
		}
	}
	if diff := cmp.Diff([]string{"a.other", "status", "help.any", "a.other_advice", "visibility.early", "scale.any", "b.late"}, unread); diff != "" {
		t.Errorf("keys that nothing reads (-want +got):\n%s", diff)
	}
}

// reading is what sources read of the catalogue, as far as they show it: keys that they write out, and keys that they put
// together. A key that is put together of what comes from elsewhere counts as read whatever comes.
type reading struct {
	literals map[string]bool
	wholes   []*regexp.Regexp // keys of which the beginning is written out: "help." + verb + ".example"
	ends     []string         // of keys that begin with another: key + "_advice"
}

func newReading() *reading { return &reading{literals: map[string]bool{}} }

func (r *reading) add(file *ast.File) {
	within := map[ast.Node]bool{} // what is put together further
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if text, ok := literal(n); ok {
				r.literals[text] = true
			}
		case *ast.BinaryExpr:
			within[n.X] = true
			if n.Op == token.ADD && !within[n] {
				r.join(partsOf(n))
			}
		case *ast.CallExpr:
			r.called(n)
		case *ast.AssignStmt:
			if n.Tok == token.ADD_ASSIGN {
				r.join(append([]string{""}, partsOf(n.Rhs[0])...))
			}
		}
		return true
	})
}

// partsOf are the parts of what is put together: literals, and "" for everything else.
func partsOf(e ast.Expr) []string {
	if sum, ok := e.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
		return slices.Concat(partsOf(sum.X), partsOf(sum.Y))
	}
	text, _ := literal(e)
	return []string{text}
}

// startArgument says which argument of a call is the beginning of a key, to which the called adds a dot and a word.
var startArgument = map[string]int{"word": 0, "date": 2}

func (r *reading) called(call *ast.CallExpr) {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return
	}
	if format, ok := literal(call.Args[0]); ok && selector.Sel.Name == "Sprintf" && strings.Contains(format, ".%") {
		r.join(verb.Split(format, -1))
	}
	if i, ok := startArgument[selector.Sel.Name]; ok && i < len(call.Args) {
		if start, ok := literal(call.Args[i]); ok {
			r.join([]string{start + "."})
		}
	}
}

var (
	verb     = regexp.MustCompile(`%[a-z]`)
	keyStart = regexp.MustCompile(`^[a-z0-9_]+\.[a-z0-9_.]*$`)
	keyEnd   = regexp.MustCompile(`^[._][a-z0-9_]+$`)
)

func (r *reading) join(parts []string) {
	if len(parts) == 2 && parts[0] == "" && keyEnd.MatchString(parts[1]) {
		r.ends = append(r.ends, parts[1])
	}
	if !keyStart.MatchString(parts[0]) {
		return
	}
	var whole strings.Builder
	if strings.HasSuffix(parts[len(parts)-1], ".") {
		parts = append(parts, "")
	}
	for _, part := range parts {
		if part == "" {
			part = "\x00"
		}
		whole.WriteString(strings.ReplaceAll(regexp.QuoteMeta(part), "\x00", `[a-z0-9_.]+`))
	}
	r.wholes = append(r.wholes, regexp.MustCompile("^"+whole.String()+"$"))
}

var digits = regexp.MustCompile(`^[0-9]+$`)

func (r *reading) reads(key string) bool {
	if r.literals[key] {
		return true
	}
	for _, whole := range r.wholes {
		if whole.MatchString(key) {
			return true
		}
	}
	for _, end := range r.ends {
		if start, ok := strings.CutSuffix(key, end); ok && r.reads(start) {
			return true
		}
	}
	i := strings.LastIndexByte(key, '.')
	return i > 0 && r.literals[key[:i+1]] && (r.literals[key[i+1:]] || digits.MatchString(key[i+1:]))
}
