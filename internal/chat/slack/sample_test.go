package slack

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/reply"
)

var catalogue = sync.OnceValue(func() *i18n.Catalogue {
	c, err := i18n.Load()
	if err != nil {
		panic(err)
	}
	return c
})

func printerOf(lang string) *i18n.Printer { return catalogue().Printer(lang) }

// tokens are names of actions that are the same in every run.
func tokens() func() string {
	n := 0
	return func() string { n++; return fmt.Sprintf("token-%d", n) }
}

// hostile are texts that try to be more than text (S-28, S-29).
var hostile = []string{
	"<!channel>", "<!here>", "<!everyone>", "<!subteam^S1>", "<@U1>", "<#C1>", "<https://evil.example|bank>", "&lt;!here&gt;",
	"@everyone @channel @here #general", "https://evil.example www.evil.example", "*bold* _it_ ~no~ `code`", ":smile: :+1:",
	"> quote", "```\ncode\n```", "<!date^1392734382^{date}|x>", "a\x00b\x1b[31m", "\u202egnp.exe", "👩‍👩‍👧 🇫🇷 🏳️‍🌈", "عربي abc ١٢",
	"a" + strings.Repeat("\u0301", 20), "\xff\xfe", "", " ", "line\nbreak\r\nand\u2028more", "[x](https://evil.example)", "漢字かな",
}

// everywhere is a reply that has a text in every place there is.
func everywhere(s string) reply.Reply {
	line := reply.Line{
		reply.Text(s), reply.Text(" "), reply.Said(s), reply.Text(" "), reply.Strong(s), reply.Text(" "), reply.Code(s), reply.Text(" "),
		reply.Status{Word: s, Tone: reply.Bad},
		reply.Text(" "),
		reply.Link{URL: s, Label: s},
		reply.Text(" "),
		reply.Link{URL: "https://ok.example/?q=" + s, Label: s},
		reply.Text(" "),
		reply.Link{URL: s},
	}
	rest := reply.Rest{Total: 9, Say: s, URL: s}
	return reply.Reply{Title: line, Blocks: []reply.Block{
		reply.Heading(line), reply.Paragraph(line), reply.Quote(s), reply.Quote(s + "\n" + s),
		reply.List{Items: []reply.Line{line, {reply.Text(s)}, {reply.Code(s)}}, Rest: rest},
		reply.List{Items: []reply.Line{line}, Ordered: true},
		reply.Facts{{Label: s, Value: line}, {Label: s, Value: reply.Line{reply.Text(s)}}},
		reply.Table{Caption: s, Header: []string{s, s}, Rows: [][]reply.Line{{line, {reply.Code(s)}}, {{reply.Strong(s)}}}, Rest: rest},
		reply.Table{Header: []string{"a", "b"}, Rows: [][]reply.Line{{{reply.Text(s)}, {reply.Text("1")}}}},
		reply.Buttons{{Label: s, Say: s, Confirm: s}, {Label: "Plain", Say: "help"}},
		reply.Form{Name: "commit", Title: s, Submit: s, Say: s, Fields: formFields(s)},
		reply.File{Name: s, MediaType: s, Label: s, Size: 5},
	}}
}

func formFields(s string) []reply.Field {
	options := []reply.Option{{Value: "a", Label: s}, {Value: "b", Label: s + "b"}}
	return []reply.Field{
		{Name: "short", Label: s, Hint: s, Value: s, Required: true},
		{Name: "long", Label: s, Hint: s, Value: s, Kind: reply.LongText, MaxRunes: 200},
		{Name: "date", Label: s, Value: s, Kind: reply.DateField},
		{Name: "number", Label: s, Kind: reply.Number},
		{Name: "choice", Label: s, Value: "a", Kind: reply.Choice, Options: options},
		{Name: "choices", Label: s, Value: "a\nb", Kind: reply.Choices, Options: options},
		{Name: "typed", Label: s, Kind: reply.Choice, Options: []reply.Option{{Value: strings.Repeat("x", 76), Label: s}}},
	}
}

// worst is the largest reply that the product can make: a list of hundreds of commitments with titles of 200 letters.
func worst(letter string, rows int) reply.Reply {
	title := strings.Repeat(letter, 200)
	table := reply.Table{Header: []string{"Organisation", "Commitment", "Status", "Due", "Last news"}}
	list := reply.List{Ordered: true}
	for i := range rows {
		table.Rows = append(table.Rows, []reply.Line{
			{reply.Text(title)},
			{reply.Strong(fmt.Sprintf("C-%d", i+1)), reply.Text(" "), reply.Text(title)},
			{reply.Status{Word: "in progress"}},
			{reply.Said("31 March 2027")},
			{reply.Said("25 Nov 2026")},
		})
		list.Items = append(list.Items, reply.Line{reply.Text(title), reply.Text(" "), reply.Link{URL: "https://x.example/" + fmt.Sprint(i)}})
	}
	buttons := make(reply.Buttons, rows)
	for i := range buttons {
		buttons[i] = reply.Button{Label: title, Say: "log C-1 no change", Confirm: title + title}
	}
	return reply.Reply{
		Title:  reply.Line{reply.Text(title)},
		Blocks: []reply.Block{table, list, reply.Quote(strings.Repeat(title+"\n", rows)), buttons, reply.Paragraph{reply.Text(strings.Repeat(title+" ", rows))}},
	}
}

func blockJSON(t testing.TB, blocks []slack.Block) []byte {
	t.Helper()
	text, err := json.MarshalIndent(slack.Blocks{BlockSet: blocks}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func checked(t testing.TB, m message) {
	t.Helper()
	for _, wrong := range CheckMessage(m.text.String(), blockJSON(t, m.blocks)) {
		t.Errorf("Slack would not have it so: %s", wrong)
	}
}

func inLanguage(r reply.Reply, lang string) reply.Reply {
	r.Language, r.Direction = lang, bidi.LTR
	if lang == "ar" {
		r.Direction = bidi.RTL
	}
	return r
}
