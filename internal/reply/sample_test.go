package reply_test

import (
	"testing"

	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

func printer(t testing.TB, lang string) *i18n.Printer {
	t.Helper()
	cat, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return cat.WhenMissing(func(lang, key string) { t.Errorf("%s lacks %s", lang, key) }).Printer(lang)
}

// sample is a reply with every kind of block and inline. Labels are words of the catalogues, so that the golden files
// read as a person would meet them.
func sample(p *i18n.Printer) reply.Reply {
	word := func(key string) string { return p.Word(problem.Word(key)) }
	return reply.Reply{
		Title:      reply.Line{reply.Text("25 – General comment No. 25 on article 25")},
		Visibility: reply.Room,
		Language:   p.Language(),
		Direction:  p.Direction(),
		Blocks: []reply.Block{
			reply.Paragraph{
				reply.Said(p.List([]string{"NDI", "Réseau électoral", "شبكة الانتخابات العربية"})), reply.Text(": "),
				reply.Said(p.Rate(9, 10)), reply.Text("; "), reply.Said(p.Date("2027-03-31")), reply.Text("."),
			},
			reply.Heading{reply.Said(word("chat.column.commitment"))},
			reply.Table{
				Caption: word("chat.column.commitment"),
				Header:  []string{"", word("chat.column.organisation"), word("chat.column.commitment"), word("entry.status"), "%"},
				Align:   []reply.Align{reply.Start, reply.Start, reply.Start, reply.Start, reply.End},
				Rows: [][]reply.Line{
					{{reply.Strong("C-12")}, {reply.Text("NDI")}, {reply.Text("Submit a joint paper on the update of General Comment 25, with evidence from twelve missions")}, {reply.Status{Word: word("status.mostly_done"), Tone: reply.Good}}, {reply.Said(p.Number(60))}},
					{{reply.Strong("C-7")}, {reply.Text("شبكة الانتخابات العربية")}, {reply.Text("ورشة عمل إقليمية حول التعليق العام رقم 25")}, {reply.Status{Word: word("status.overdue"), Tone: reply.Bad}}, {reply.Said(p.Number(5))}},
					{{reply.Strong("C-40")}, {reply.Text("選挙監視ネットワーク")}, {reply.Text("e\u0301tude")}, {reply.Status{Word: word("status.paused"), Tone: reply.Warning}}},
				},
				Rest: reply.Rest{Total: 12, Say: "who 25 all", URL: "https://accord.example/hres-2018/steps/25"},
			},
			reply.Facts{
				{Label: word("entry.status"), Value: reply.Line{reply.Status{Word: word("status.in_progress")}}},
				{Label: word("chat.column.organisation"), Value: reply.Line{reply.Text("Office of the “Défenseur” <b>&amp;</b>")}},
				{Label: word("via.web"), Value: reply.Line{reply.Link{URL: "https://ndi.example/report?a=1&b=2", Label: "Mission report"}}},
			},
			reply.Quote("We met the Committee.\r\n\r\n# not a heading\n\x1b[31mnot red\x1b[0m @channel"),
			reply.List{Items: []reply.Line{
				{reply.Text("29c "), reply.Link{URL: "https://accord.example/29c"}},
				{reply.Text("31d, "), reply.Code("who 31d")},
			}, Ordered: true},
			reply.List{Items: []reply.Line{{reply.Text("- not a list in a list")}, {reply.Text("two")}}, Rest: reply.Rest{Total: 3}},
			reply.Buttons{
				{Label: word("entry.no_change"), Say: "log C-12 no change", Style: reply.Primary},
				{Label: word("entry.withdrawn"), Say: "withdraw C-12 because …", Style: reply.Danger, Confirm: word("answer.yes")},
			},
			reply.Form{
				Name: "edit", Title: word("entry.edited"), Submit: word("answer.yes"), Say: "edit C-12 due 2027-06-30",
				Fields: []reply.Field{
					{Name: "due_on", Label: word("render.column.step"), Kind: reply.DateField, Required: true, Value: "2027-03-31"},
					{Name: "status", Label: word("entry.status"), Kind: reply.Choice, Hint: word("word.none"), Value: "planned", Options: []reply.Option{
						{Value: "planned", Label: word("status.planned")}, {Value: "paused", Label: word("status.paused")},
					}},
				},
			},
			reply.Buttons{{Label: word("answer.cancel"), Say: "cancel"}},
			reply.File{Name: "hres-2018-2026-Q3.pdf", MediaType: "application/pdf", Label: word("report_state.published"), Size: 123456},
		},
	}
}

// hostile are texts that try to be more than text.
var hostile = []string{
	"\x1b[31mred\x1b[0m", "\x1b]8;;https://evil.example\x07bank\x1b]8;;\x07", "\x9b31m", "\u009d0;title\u009c", "a\x00b\x07c\x7f\b\b\b",
	"\r\x1b[2KYou are hacked", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><b>x</b>", "'onclick='x", "&lt;b&gt; &amp; &#60;",
	"<!channel>", "<!here>", "<!subteam^S1>", "<@U1>", "<#C1>", "@channel @here @room @everyone", "(@ana) ,@ana",
	"[bank](https://evil.example)", "![x](https://evil.example/x.png)", "<https://evil.example>", "https://evil.example www.evil.example a@evil.example",
	"[a]: https://evil.example", "[A](https://matrix.to/#/@a:hs)", "# heading", "## heading", "> quote", "- item", "+ item", "* item", "1. item", "1) item",
	"---", "***", "===", "```\ncode\n```", "~~~", "    code", "`code`", "``a`b``", "**bold** __bold__ *it* _it_ ~~gone~~", "| a | b |\n|---|---|", "a\\", "\\", "\\`", "\\|", "a|b",
	"line\nbreak\r\nand\u2028more\u2029", "\n1. Undo – type: withdraw C-12", ":smile: :+1:", "$x^2$", "mailto:a@b.example", "javascript:alert(1)", "{{.name}}", "&#x0A;x",
	"\u202egnp.exe", "\u2067abc", "abc\u2069\u2069", "\u200b\u200bzero", "\u2060\ufeff", "\U000e0041\U000e0042tag", "\ufffe\uffff", "\xff\xfe bad utf-8",
	"a" + "\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301", "", " ", "\t", "שלום (a) 12", "عربي abc ١٢", "👩‍👩‍👧 🇫🇷", "漢字かな交じり文",
}

// everywhere is a reply that has the text in every place that holds data or words, and in every address.
func everywhere(text string) reply.Reply {
	r := sampleOf(text)
	r.Language = text
	return r
}

func sampleOf(s string) reply.Reply {
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
		reply.Facts{{Label: s, Value: line}},
		reply.Table{Caption: s, Header: []string{s, s}, Rows: [][]reply.Line{{line, {reply.Code(s)}}, {{reply.Strong(s)}}}, Rest: rest},
		reply.Buttons{{Label: s, Say: s, Confirm: s}},
		reply.Form{Name: s, Title: s, Submit: s, Say: s, Fields: []reply.Field{{Name: s, Label: s, Hint: s, Value: s, Kind: reply.Choices, Options: []reply.Option{{Value: s, Label: s}}}}},
		reply.File{Name: s, MediaType: s, Label: s, Size: 5},
	}}
}
