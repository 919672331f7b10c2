package slack

import (
	"encoding/json"
	"fmt"
	"html"
	"os"
	"strings"
	"testing"
)

// writePage shows messages or a view as Slack's client would, near enough to see what annoys: what is bold, how wide,
// which way it is read, what wraps.
func writePage(t *testing.T, path string, text []byte) {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	p := &viewer{}
	p.rawf(`<!doctype html><meta charset="utf-8"><style>
body{font:15px/1.46 Lato,"DejaVu Sans",sans-serif;width:640px;margin:16px;color:#1d1c1d}
.m{border-left:4px solid #ddd;padding:4px 12px;margin:0 0 16px}.h{font-size:18px;font-weight:900;margin:8px 0}
.b{margin:6px 0}.s{min-height:1em}blockquote{border-left:4px solid #ddd;margin:4px 0;padding-left:10px}ul,ol{margin:2px 0;padding-inline-start:26px}
button{font:inherit;font-weight:700;border:1px solid #bbb;border-radius:4px;background:#fff;padding:3px 12px;margin:3px 6px 3px 0}
.primary{background:#007a5a;color:#fff}.danger{background:#e01e5a;color:#fff}code{border:1px solid #ddd;background:#f8f8f8;color:#e01e5a;padding:1px 3px;border-radius:3px}
table{border-collapse:collapse}td{border:1px solid #ddd;padding:4px 8px;white-space:pre-wrap}
label{font-weight:700;display:block;margin-top:10px}.i{border:1px solid #888;border-radius:4px;padding:6px;min-height:18px;white-space:pre-wrap}
.hint{color:#616061;font-size:13px}pre{white-space:pre-wrap;background:#f4f4f4;padding:8px;font-size:12px}</style>`)
	p.walk(v)
	if err := os.WriteFile(path, []byte(p.b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

type viewer struct{ b strings.Builder }

func (p *viewer) rawf(format string, args ...any) {
	if len(args) == 0 {
		p.b.WriteString(format)
		return
	}
	fmt.Fprintf(&p.b, format, args...)
}

func (p *viewer) walk(v any) {
	if all, ok := v.([]any); ok {
		for _, m := range all {
			p.walk(m)
		}
		return
	}
	o := object(v)
	p.rawf(`<div class=m>`)
	if o["title"] != nil {
		p.rawf(`<div class=h dir=auto>%s</div>`, shown(object(o["title"])["text"]))
	}
	for _, b := range list(o["blocks"]) {
		p.block(object(b))
	}
	if o["submit"] != nil {
		p.rawf(`<button class=primary>%s</button><button>%s</button>`, shown(object(o["submit"])["text"]), shown(object(o["close"])["text"]))
	}
	p.rawf(`</div>`)
	if o["text"] != nil {
		p.rawf(`<pre dir=auto>%s</pre>`, html.EscapeString(unescaped(str(o["text"]))))
	}
}

func shown(v any) string { return html.EscapeString(str(v)) }

func (p *viewer) block(b map[string]any) {
	switch str(b["type"]) {
	case "header":
		p.rawf(`<div class=h dir=auto>%s</div>`, shown(object(b["text"])["text"]))
	case "rich_text":
		p.rawf(`<div class=b>`)
		p.rich(b)
		p.rawf(`</div>`)
	case "divider":
		p.rawf(`<hr>`)
	case "actions":
		p.rawf(`<div class=b>`)
		for _, e := range list(b["elements"]) {
			e := object(e)
			p.rawf(`<button class="%s">%s</button>`, str(e["style"]), shown(object(e["text"])["text"]))
		}
		p.rawf(`</div>`)
	case "table":
		p.rawf(`<table>`)
		for _, row := range list(b["rows"]) {
			p.rawf(`<tr>`)
			for i, cell := range list(row) {
				settings := list(b["column_settings"])
				p.rawf(`<td align="%s">`, str(object(settings[i])["align"]))
				p.rich(object(cell))
				p.rawf(`</td>`)
			}
			p.rawf(`</tr>`)
		}
		p.rawf(`</table>`)
	case "input":
		p.input(b)
	}
}

func (p *viewer) input(b map[string]any) {
	element := object(b["element"])
	value := str(element["initial_value"]) + str(element["initial_date"]) + str(object(object(element["initial_option"])["text"])["text"])
	var options []string
	for _, o := range list(element["options"]) {
		options = append(options, shown(object(object(o)["text"])["text"]))
	}
	optional := ""
	if b["optional"] == true {
		optional = " <span class=hint>(optional)</span>"
	}
	p.rawf(`<label dir=auto>%s%s</label><div class=i dir=auto>%s</div><div class=hint dir=auto>%s %s</div>`,
		shown(object(b["label"])["text"]), optional, html.EscapeString(value), shown(object(b["hint"])["text"]), strings.Join(options, " / "))
}

func (p *viewer) rich(b map[string]any) {
	for _, e := range list(b["elements"]) {
		e := object(e)
		open, end := `<div class=s dir=auto>`, `</div>`
		switch str(e["type"]) {
		case "rich_text_quote":
			open, end = `<blockquote dir=auto>`, `</blockquote>`
		case "rich_text_list":
			open, end = `<ul>`, `</ul>`
			if e["style"] == "ordered" {
				open, end = `<ol>`, `</ol>`
			}
			p.rawf("%s", open)
			for _, item := range list(e["elements"]) {
				p.rawf(`<li dir=auto>`)
				p.inlines(object(item))
			}
			p.rawf("%s", end)
			continue
		}
		p.rawf("%s", open)
		p.inlines(e)
		p.rawf("%s", end)
	}
}

func (p *viewer) inlines(section map[string]any) {
	for _, e := range list(section["elements"]) {
		e := object(e)
		text := strings.ReplaceAll(shown(e["text"]), "\n", "<br>")
		style := object(e["style"])
		switch {
		case str(e["type"]) == "link":
			text = `<a href="` + shown(e["url"]) + `">` + text + `</a>`
		case style["bold"] == true:
			text = "<b>" + text + "</b>"
		case style["code"] == true:
			text = "<code>" + text + "</code>"
		}
		p.rawf("%s", text)
	}
}
