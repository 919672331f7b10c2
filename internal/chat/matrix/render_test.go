package matrix

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/reply"
	"maunium.net/go/mautrix/event"
	"pgregory.net/rapid"
)

func printer(t testing.TB, language string) *i18n.Printer {
	t.Helper()
	catalogue, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.Printer(language)
}

// someText has what breaks out of markup, what mentions, and letters of several scripts.
func someText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{
			"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "@room", "@ana:hs.example", "</code></div><b>", "&lt;b&gt;",
			"https://matrix.to/#/@ana:hs.example", "[x](https://evil.example)", "*bold* _x_", "نص بالعربية", "line\nbreak", "<", ">", `a="b"`,
		}),
	)
}

func someReply() *rapid.Generator[reply.Reply] {
	inline := rapid.Custom(func(t *rapid.T) reply.Inline {
		text := someText().Draw(t, "text")
		switch rapid.IntRange(0, 4).Draw(t, "inline") {
		case 0:
			return reply.Text(text)
		case 1:
			return reply.Strong(text)
		case 2:
			return reply.Code(text)
		case 3:
			return reply.Status{Word: text, Tone: reply.Bad}
		}
		return reply.Link{URL: text, Label: someText().Draw(t, "label")}
	})
	line := rapid.Custom(func(t *rapid.T) reply.Line { return rapid.SliceOfN(inline, 0, 4).Draw(t, "line") })
	block := rapid.Custom(func(t *rapid.T) reply.Block {
		switch rapid.IntRange(0, 6).Draw(t, "block") {
		case 0:
			return reply.Heading(line.Draw(t, "heading"))
		case 1:
			return reply.Quote(someText().Draw(t, "quote"))
		case 2:
			return reply.List{Items: rapid.SliceOfN(line, 0, 5).Draw(t, "items"), Ordered: rapid.Bool().Draw(t, "ordered")}
		case 3:
			return reply.Table{Header: []string{"a", "b"}, Rows: [][]reply.Line{{line.Draw(t, "cell"), line.Draw(t, "cell")}}, Align: []reply.Align{reply.End}}
		case 4:
			return reply.Buttons{{Label: "Yes", Say: someText().Draw(t, "say")}, {Label: "No", Say: "no"}}
		case 5:
			return reply.Facts{{Label: "label", Value: line.Draw(t, "fact")}}
		}
		return reply.Paragraph(line.Draw(t, "paragraph"))
	})
	return rapid.Custom(func(t *rapid.T) reply.Reply {
		return reply.Reply{Title: line.Draw(t, "title"), Blocks: rapid.SliceOfN(block, 0, 8).Draw(t, "blocks"), Language: "en"}
	})
}

var (
	tag  = regexp.MustCompile(`<(/?)([a-z0-9]*)([^>]*)>`)
	pair = regexp.MustCompile(`^(?: (href|start)="[^"<>]*")*$`)
)

// onlyAllowed is written for this test alone: it knows the list of the specification.
func onlyAllowed(t interface{ Errorf(string, ...any) }, html string) {
	allowed := strings.Fields("del h1 h2 h3 h4 h5 h6 blockquote p a ul ol sup sub li b i u strong em s code hr br div table thead tbody tr th td caption pre span img details summary")
	for _, found := range tag.FindAllStringSubmatch(html, -1) {
		if !slices.Contains(allowed, found[2]) || !pair.MatchString(found[3]) {
			t.Errorf("not allowed: %q", found[0])
		}
		if href := regexp.MustCompile(`href="([^"]*)"`).FindStringSubmatch(found[3]); href != nil {
			if !regexp.MustCompile(`^(?i)(https?://|mailto:)`).MatchString(href[1]) || strings.Contains(href[1], "matrix.to") {
				t.Errorf("leads to %q", href[1])
			}
		}
	}
	if strings.Count(tag.ReplaceAllString(html, ""), "<") > 0 {
		t.Errorf("an open tag in %q", html)
	}
}

// M-31, M-23.
func TestEveryReplyIsAllowedMarkupAndMentionsNobody(t *testing.T) {
	t.Parallel()
	p := printer(t, "en")
	rapid.Check(t, func(t *rapid.T) {
		out := render(p, someReply().Draw(t, "reply"), mostPlain)
		for _, text := range out.texts {
			onlyAllowed(t, text.FormattedBody)
			if text.MsgType != event.MsgNotice || text.Mentions == nil || len(text.Mentions.UserIDs) > 0 || text.Mentions.Room {
				t.Errorf("got %+v", text)
			}
			if text.FormattedBody != "" && text.Body == "" {
				t.Errorf("a message without its text")
			}
		}
	})
}

// M-31: the last door stands on its own, whatever comes through it.
func FuzzOnlyAllowedMarkupLeaves(f *testing.F) {
	for _, seed := range []string{
		`<div lang="en" dir="ltr"><p>a</p></div>`, `<img src="x">`, `<a href="javascript:x">y</a>`, `<a href="https://x.example">y</a>`,
		`<a href="https://x" onclick="y">`, `<p`, `<<p>>`, `</p x>`, `<ol start="3"><li>x</li></ol>`, `<ol start="x">`, "<a\thref=\"http://x\">", `<p a='">'>`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, fragment string) {
		got := allowedOnly(fragment)
		allowed := elements()
		for _, found := range regexp.MustCompile(`<[^>]*>?`).FindAllString(got, -1) {
			name := strings.Trim(strings.Fields(strings.Trim(found, "</>") + " ")[0], "</>")
			if _, ok := allowed[name]; !ok || !strings.HasSuffix(found, ">") {
				t.Errorf("%q gave %q with %q", fragment, got, found)
			}
		}
		onlyAllowed(t, strings.ReplaceAll(got, "matrix.to", ""))
	})
}

// M-30.
func TestNoMessageIsLargerThanItMayBe(t *testing.T) {
	t.Parallel()
	p := printer(t, "en")
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.SampledFrom([]int{mostPlain, mostEncrypted}).Draw(t, "most")
		lines := rapid.IntRange(0, 150).Draw(t, "lines")
		width := rapid.IntRange(1, 2000).Draw(t, "width")
		letter := rapid.SampledFrom([]string{"a", "é", "ع", "<", "😀", "a b "}).Draw(t, "letter")
		r := reply.Reply{Blocks: []reply.Block{reply.Quote(strings.Repeat(strings.Repeat(letter, width/len(letter)+1)+"\n", lines))}}
		out := render(p, r, most)
		all := ""
		for _, text := range out.texts {
			size, err := json.Marshal(place{answers: "$event", thread: "$root"}.put(text))
			if err != nil || len(size) > most {
				t.Errorf("%d bytes, %v", len(size), err)
			}
			all += text.Body
		}
		if len(out.texts) > mostParts {
			t.Errorf("%d parts", len(out.texts))
		}
		if first := string([]rune(letter)[:1]); len(out.files) == 0 && strings.Count(all, first) != lines*(width/len(letter)+1) {
			t.Errorf("something is missing")
		}
	})
}

// M-30: what is too long for a few messages is a file with everything in it.
func TestAVeryLongReplyIsAFile(t *testing.T) {
	t.Parallel()
	out := render(printer(t, "fr"), reply.Reply{Blocks: []reply.Block{reply.Quote(strings.Repeat("a line of words\n", 40_000))}}, mostPlain)
	if len(out.texts) != 1 || len(out.files) != 1 || strings.Count(string(out.files[0].Content), "a line of words") != 40_000 {
		t.Errorf("got %d messages and %d files", len(out.texts), len(out.files))
	}
}

// M-46.
func TestButtonsAreNumberedSentences(t *testing.T) {
	t.Parallel()
	r := reply.Reply{Blocks: []reply.Block{
		reply.Buttons{{Label: "Yes", Say: "yes C-1"}}, reply.Paragraph{reply.Said("or")}, reply.Buttons{{Label: "No", Say: "no"}},
	}, Language: "en"}
	out := render(printer(t, "en"), r, mostPlain).texts[0]
	if !strings.Contains(out.Body, "[2] No") || !strings.Contains(out.FormattedBody, `<ol start="2">`) {
		t.Errorf("got %q\n%q", out.Body, out.FormattedBody)
	}
}

// M-26, M-27.
func TestAnEditHasTwoBodiesAndMentionsNobodyAnew(t *testing.T) {
	t.Parallel()
	content := place{edits: "$first", mention: "@ana:hs.example", answers: "$question"}.put(notice("now done"))
	if content.RelatesTo.GetReplaceID() != "$first" || content.NewContent.Body != "now done" || len(content.Mentions.UserIDs) != 0 ||
		!content.NewContent.Mentions.Has("@ana:hs.example") {
		t.Errorf("got %+v with %+v", content, content.NewContent)
	}
}
