package reply_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/reply"
)

// The sample is rendered, stored and read back by other tests; so it must have every kind there is.
func TestTheSampleHasEveryKindOfBlockAndInline(t *testing.T) {
	t.Parallel()
	have := map[string]bool{}
	r := sample(printer(t, "en"))
	collect(reflect.ValueOf(r), have)
	names := markedWith(t, "block", "inline")
	if len(names) < 15 {
		t.Fatalf("found only %v in the sources", names)
	}
	for _, name := range names {
		if !have[name] {
			t.Errorf("the sample has no %s", name)
		}
	}
}

func collect(v reflect.Value, have map[string]bool) {
	have[v.Type().Name()] = true
	switch v.Kind() {
	case reflect.Interface:
		if !v.IsNil() {
			collect(v.Elem(), have)
		}
	case reflect.Slice:
		for i := range v.Len() {
			collect(v.Index(i), have)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			collect(field, have)
		}
	}
}

// markedWith finds the types that have one of the marking methods.
func markedWith(t *testing.T, methods ...string) []string {
	t.Helper()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range files {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || len(f.Type.Params.List) > 0 || f.Type.Results != nil {
				continue
			}
			for _, method := range methods {
				if receiver, ok := f.Recv.List[0].Type.(*ast.Ident); ok && f.Name.Name == method {
					names = append(names, receiver.Name)
				}
			}
		}
	}
	return names
}

func TestNothingIsShownOfAnEmptyReply(t *testing.T) {
	t.Parallel()
	layout := reply.Layout{Words: printer(t, "en"), Width: 80}
	for name, r := range map[string]reply.Reply{
		"zero": {},
		"empty parts": {Title: reply.Line{reply.Text(" ")}, Blocks: []reply.Block{
			reply.Heading{}, reply.Paragraph{reply.Text("\x00")}, reply.Quote("\n\n"), reply.List{}, reply.Facts{}, reply.Table{}, reply.Buttons{}, reply.Form{},
		}},
	} {
		for form, got := range map[string]string{"text": reply.AsText(r, layout), "HTML": reply.AsHTML(r, layout), "Markdown": reply.AsMarkdown(r, layout)} {
			if got != "" {
				t.Errorf("%s as %s: got %q, want nothing", name, form, got)
			}
		}
	}
}

func TestCutRowsAreCounted(t *testing.T) {
	t.Parallel()
	items := make([]reply.Line, 500)
	for i := range items {
		items[i] = reply.Line{reply.Text("x")}
	}
	for _, c := range []struct {
		rows, total int
		want        string
	}{{0, 0, ""}, {500, 0, ""}, {499, 0, "… and 1 more"}, {10, 0, "… and 490 more"}, {10, 1600, "… and 1,590 more"}, {0, 501, "… and 1 more"}} {
		r := reply.Reply{Blocks: []reply.Block{reply.List{Items: items, Rest: reply.Rest{Total: c.total}}}}
		lines := strings.Split(reply.AsText(r, reply.Layout{Words: printer(t, "en"), Rows: c.rows}), "\n")
		if last := lines[len(lines)-1]; last != c.want && !(c.want == "" && last == "• x") {
			t.Errorf("%d rows of %d: got %q, want %q", c.rows, c.total, last, c.want)
		}
	}
}

func TestOnlySafeAddressesAreLinks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ url, label, want string }{
		{"https://ndi.org/a?b=1", "NDI", `<a href="https://ndi.org/a?b=1">NDI</a>`},
		{"HTTP://NDI.org", "", `<a href="http://NDI.org">http://NDI.org</a>`},
		{"mailto:info@ndi.org", "mail", `<a href="mailto:info@ndi.org">mail</a>`},
		{"https://ndi.org/@ana", "NDI", `<a href="https://ndi.org/%40ana">NDI</a>`},
		{"javascript:alert(1)", "NDI", "NDI"},
		{"JaVa\nScRiPt:alert(1)", "", "JaVa ScRiPt:alert(1)"},
		{"data:text/html,x", "NDI", "NDI"},
		{"//evil.example", "NDI", "NDI"},
		{"https:///x", "NDI", "NDI"},
		{"https://bank.example@evil.example", "NDI", "NDI"},
		{"https://matrix.to/#/@a:hs", "Ana", "Ana"},
		{"https://MATRIX.to./#/@a:hs", "Ana", "Ana"},
		{"https://evil.example", "https://bank.example", `<a href="https://evil.example">https://evil.example</a>`},
		{"https://evil.example", "bank.example/login", `<a href="https://evil.example">https://evil.example</a>`},
		{"https://evil.example", "www.bank", `<a href="https://evil.example">https://evil.example</a>`},
		{"https://ndi.org/report", "ndi.org", `<a href="https://ndi.org/report">ndi.org</a>`},
		{"https://ndi.org/\"><b>", "x", `<a href="https://ndi.org/%22%3E%3Cb%3E">x</a>`},
		{"https://ndi.org/?q='<>\"`|", "x", `<a href="https://ndi.org/?q=&#39;%3C%3E%22%60%7C">x</a>`},
	} {
		r := reply.Reply{Blocks: []reply.Block{reply.Paragraph{reply.Link{URL: c.url, Label: c.label}}}}
		got := reply.AsHTML(r, reply.Layout{Words: printer(t, "en")})
		if want := `<div dir="ltr"><p>` + c.want + `</p></div>`; got != want {
			t.Errorf("%q, %q: got %s, want %s", c.url, c.label, got, want)
		}
	}
}

func TestASpaceAtTheEndOfAnIsolateStandsOutside(t *testing.T) {
	t.Parallel()
	r := reply.Reply{Direction: bidi.RTL, Blocks: []reply.Block{reply.Paragraph{reply.Text("29c "), reply.Code("who 29c"), reply.Strong(" NDI"), reply.Text(" ")}}}
	got := reply.AsText(r, reply.Layout{Words: printer(t, "ar")})
	if want := "\u206829c\u2069 \u2068who 29c\u2069 \u2068NDI\u2069"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhatCanBeTypedIsReadInTheDirectionOfItsFirstWord(t *testing.T) {
	t.Parallel()
	for _, say := range []string{"اسحب C-12 لأن المشروع انتهى", "withdraw C-12 because المشروع انتهى"} {
		for language, direction := range map[string]bidi.Direction{"ar": bidi.RTL, "en": bidi.LTR} {
			line := reply.Line{reply.Code(say)}
			r, l := reply.Reply{Direction: direction, Blocks: []reply.Block{reply.Paragraph(line)}}, reply.Layout{Words: printer(t, language)}
			for shown, want := range map[string]string{
				reply.AsText(r, l):     "\u2068" + say + "\u2069",
				reply.AsHTML(r, l):     `<div dir="` + string(direction) + "\"><p>\u2068<code>" + say + "</code>\u2069</p></div>",
				reply.AsMarkdown(r, l): "\u2068`" + say + "`\u2069",
				r.Runs(line)[0].Text:   "\u2068" + say + "\u2069",
			} {
				if shown != want {
					t.Errorf("in %s: got %q, want %q", language, shown, want)
				}
			}
		}
	}
}
