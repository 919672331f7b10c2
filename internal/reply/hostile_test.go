package reply_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	ghtml "github.com/yuin/goldmark/renderer/html"
	"pgregory.net/rapid"
)

// troubles is what a text can be made of that tries to be more than text.
func troubles() *rapid.Generator[string] {
	part := rapid.OneOf(
		rapid.SampledFrom(hostile),
		rapid.SampledFrom([]string{"\x1b[", "\n", "\r", " ", "@", "#", "*", "_", "`", "|", "\\", "<", ">", "&", "[", "](", ")", "!", "~", "-", "1.", ":", "//", "http", "www.", "a", "ب", "\u2067", "\u2069", "é"}),
		rapid.String(),
	)
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(part, 0, 6).Draw(t, "parts"), "")
	})
}

func TestNoTextIsMoreThanText(t *testing.T) {
	t.Parallel()
	en, ar := printer(t, "en"), printer(t, "ar")
	check := func(t fataler, text string) {
		for _, direction := range []bidi.Direction{bidi.LTR, bidi.RTL} {
			words := reply.Words(en)
			if direction == bidi.RTL {
				words = ar
			}
			r := everywhere(text)
			r.Direction = direction
			checkText(t, reply.AsText(r, reply.Layout{Words: words}), false)
			checkText(t, reply.AsText(r, reply.Layout{Words: words, Width: 60, Screen: true, Colour: true}), true)
			checkText(t, reply.AsText(r, reply.Layout{Words: words, Width: 11, Screen: true, Rows: 1}), true)
			checkHTML(t, reply.AsHTML(r, reply.Layout{Words: words}))
			checkMarkdown(t, reply.AsMarkdown(r, reply.Layout{Words: words}))
		}
	}
	for _, text := range hostile {
		check(t, text)
	}
	rapid.Check(t, func(t *rapid.T) { check(t, troubles().Draw(t, "text")) })
}

type fataler interface{ Fatalf(string, ...any) }

var ourColour = regexp.MustCompile(`\x1b\[(?:0|1|3[1236])m`)

func checkText(t fataler, got string, screen bool) {
	if !utf8.ValidString(got) {
		t.Fatalf("text is not UTF-8: %q", got)
	}
	bare := ourColour.ReplaceAllString(got, "")
	for _, r := range bare {
		if unicode.Is(unicode.Cc, r) && r != '\n' || r >= '\u202a' && r <= '\u202e' || r == '\u2028' || r == '\u2029' {
			t.Fatalf("text holds %U: %q", r, got)
		}
	}
	for line := range strings.Lines(bare) {
		checkIsolates(t, line)
	}
	if !screen {
		checkMentions(t, bare)
	}
}

func checkIsolates(t fataler, line string) {
	depth := 0
	for _, r := range line {
		switch r {
		case '\u2066', '\u2067', '\u2068':
			depth++
		case '\u2069':
			depth--
		}
		if depth < 0 {
			t.Fatalf("an isolate is closed that was not opened: %q", line)
		}
	}
	if depth != 0 {
		t.Fatalf("an isolate is left open: %q", line)
	}
}

var mention = regexp.MustCompile(`(?:^|[^\pL\pN])@[\pL\pN_]`)

func checkMentions(t fataler, got string) {
	if found := mention.FindString(got); found != "" {
		t.Fatalf("a mention is left: %q in %q", found, got)
	}
}

// allowed are the elements and their attributes.
var allowed = map[string][]string{
	"div": {"lang", "dir"}, "h3": nil, "h4": nil, "p": nil, "blockquote": nil, "br": nil, "ul": nil, "ol": {"start"}, "li": nil,
	"table": nil, "caption": nil, "thead": nil, "tbody": nil, "tr": nil, "th": {"scope", "class"}, "td": {"class"}, "strong": nil, "code": nil, "a": {"href"},
}

func checkHTML(t fataler, got string) {
	d := xml.NewDecoder(strings.NewReader(strings.ReplaceAll(got, "<br>", "<br/>")))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("HTML is not well formed: %v in %q", err, got)
		}
		switch token := token.(type) {
		case xml.StartElement:
			attributes, ok := allowed[token.Name.Local]
			if !ok {
				t.Fatalf("element %s in %q", token.Name.Local, got)
			}
			for _, a := range token.Attr {
				if !slices.Contains(attributes, a.Name.Local) {
					t.Fatalf("attribute %s of %s in %q", a.Name.Local, token.Name.Local, got)
				}
				checkAddress(t, a.Name.Local, a.Value)
			}
		case xml.Comment, xml.ProcInst, xml.Directive:
			t.Fatalf("%T in %q", token, got)
		case xml.CharData:
			checkMentions(t, string(token))
		}
	}
	checkIsolates(t, got)
}

func checkAddress(t fataler, attribute, value string) {
	if attribute == "href" && !regexp.MustCompile(`^(?:https?://[^/?#@]+|mailto:)[!-~]*$`).MatchString(value) {
		t.Fatalf("address %q", value)
	}
	if strings.Contains(value, "matrix.to") && attribute == "href" && !strings.Contains(value, "ok.example/?q=") {
		t.Fatalf("a mention by address: %q", value)
	}
}

// asGitHub renders as GitHub does, but with all that it would sanitise.
func asGitHub(markdown string) string {
	var b bytes.Buffer
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(ghtml.WithUnsafe()))
	if err := md.Convert([]byte(markdown), &b); err != nil {
		panic(err)
	}
	return b.String()
}

var inMarkdown = regexp.MustCompile(`</?(?:h3|h4|p|blockquote|ul|ol|ol start="\d+"|li|table|thead|tbody|tr|th|td|strong|code)>|<br>|<t[hd] style="text-align:right">|<a href="[^"<>]*">|</a>`)

func checkMarkdown(t fataler, got string) {
	shown := asGitHub(got)
	if bare := inMarkdown.ReplaceAllString(shown, ""); strings.ContainsAny(bare, "<>") {
		t.Fatalf("Markdown %q is shown as %q", got, shown)
	}
	for _, a := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(shown, -1) {
		checkAddress(t, "href", html.UnescapeString(a[1]))
	}
	checkIsolates(t, got)
	if found := mention.FindString(html.UnescapeString(shown)); found != "" {
		t.Fatalf("a mention %q is left in %q", found, shown)
	}
}

func TestMarkdownShowsEveryTextLetterByLetter(t *testing.T) {
	t.Parallel()
	words := printer(t, "en")
	check := func(t fataler, text string) {
		layout := reply.Layout{Words: words}
		letters := func(b ...reply.Block) string { return reply.AsText(reply.Reply{Blocks: b}, layout) }
		clean := letters(reply.Paragraph{reply.Text(text)})
		if clean == "" {
			return
		}
		escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(clean)
		same := func(markdown reply.Block, want string) {
			source := reply.AsMarkdown(reply.Reply{Blocks: []reply.Block{markdown}}, layout)
			if got, want := bidi.Strip(strings.ReplaceAll(asGitHub(source), "\n", "")), bidi.Strip(want); got != want {
				t.Fatalf("%q as %q:\n got %q\nwant %q", text, source, got, want)
			}
		}
		same(reply.Paragraph{reply.Text(text)}, "<p>"+escaped+"</p>")
		same(reply.Heading{reply.Text(text)}, "<h4>"+escaped+"</h4>")
		same(reply.List{Items: []reply.Line{{reply.Text(text)}}}, "<ul><li>"+escaped+"</li></ul>")
		same(reply.Paragraph{reply.Text("a "), reply.Code(text), reply.Text(" b")}, fmt.Sprintf("<p>a <code>%s</code> b</p>", escaped))
		same(reply.Table{Header: []string{"h"}, Rows: [][]reply.Line{{{reply.Text(text)}}, {{reply.Text("a "), reply.Code(text)}}}},
			"<table><thead><tr><th>h</th></tr></thead><tbody><tr><td>"+escaped+"</td></tr><tr><td>a <code>"+escaped+"</code></td></tr></tbody></table>")
	}
	for _, text := range hostile {
		check(t, text)
	}
	rapid.Check(t, func(t *rapid.T) { check(t, troubles().Draw(t, "text")) })
}
