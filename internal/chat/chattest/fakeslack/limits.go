package fakeslack

import (
	"encoding/json"
	"fmt"
	"net/url"
	"unicode/utf8"
)

// What Slack takes (S-26, S-27). The numbers are written down here on their own, so that a wrong one in the program is
// found.
const (
	mostText   = 40_000
	mostUpdate = 4000
	mostView   = 250_000
)

type surface string

const (
	onMessage surface = "message"
	onModal   surface = "modal"
	onHome    surface = "home"
)

func runes(text string) int { return utf8.RuneCountInString(text) }

// checker goes through blocks as Slack does.
type checker struct {
	surface surface
	wrong   []string
	actions map[string]bool
	blocks  map[string]bool
	tables  int
}

// checkBlocks is what Slack answers to blocks that it does not take.
func checkBlocks(raw json.RawMessage, on surface) *refusal {
	if len(raw) == 0 {
		return nil
	}
	var blocks []map[string]any
	if json.Unmarshal(raw, &blocks) != nil {
		return refuse("invalid_blocks_format")
	}
	c := newChecker(on)
	c.all(blocks)
	if len(c.wrong) > 0 {
		return refuse("invalid_blocks", c.wrong...)
	}
	return nil
}

func newChecker(on surface) *checker {
	return &checker{surface: on, actions: map[string]bool{}, blocks: map[string]bool{}}
}

func (c *checker) badf(format string, args ...any) {
	c.wrong = append(c.wrong, "[ERROR] "+fmt.Sprintf(format, args...))
}

func (c *checker) all(blocks []map[string]any) {
	most := 50
	if c.surface != onMessage {
		most = 100
	}
	if len(blocks) > most {
		c.badf("no more than %d items allowed [json-pointer:/blocks]", most)
	}
	for i, b := range blocks {
		if id, _ := b["block_id"].(string); id != "" {
			if c.blocks[id] {
				c.badf("block_id %q already exists", id)
			}
			c.blocks[id] = true
			c.most("block_id", id, 255)
		}
		c.block(i, b)
	}
	if c.tables > 1 {
		c.badf("only one table allowed")
	}
}

func (c *checker) most(what, text string, most int) {
	if runes(text) > most {
		c.badf("must be less than %d characters [%s]", most+1, what)
	}
}

func (c *checker) block(i int, b map[string]any) {
	kind, _ := b["type"].(string)
	at := fmt.Sprintf("/blocks/%d", i)
	switch kind {
	case "header":
		c.text(at+"/text", b["text"], 150, "plain_text")
	case "section":
		c.section(at, b)
	case "context":
		c.elements(at, b, 10, func(e map[string]any) { c.text(at+"/elements", e, 3000, "") })
	case "divider":
	case "actions":
		c.elements(at, b, 25, func(e map[string]any) { c.element(at, e) })
	case "rich_text":
		c.rich(at, b)
	case "table":
		c.table(at, b)
	case "input":
		if c.surface == onMessage {
			c.badf("unsupported type: input [json-pointer:%s]", at)
		}
		c.text(at+"/label", b["label"], 2000, "plain_text")
		if b["hint"] != nil {
			c.text(at+"/hint", b["hint"], 2000, "plain_text")
		}
		c.element(at, member(b, "element"))
	default:
		c.badf("unsupported type: %s [json-pointer:%s]", kind, at)
	}
}

func (c *checker) section(at string, b map[string]any) {
	fields, _ := b["fields"].([]any)
	if b["text"] == nil && len(fields) == 0 {
		c.badf("missing required field: text or fields [json-pointer:%s]", at)
	}
	if b["text"] != nil {
		c.text(at+"/text", b["text"], 3000, "")
	}
	if len(fields) > 10 {
		c.badf("no more than 10 items allowed [json-pointer:%s/fields]", at)
	}
	for _, f := range fields {
		c.text(at+"/fields", f, 2000, "")
	}
	if b["accessory"] != nil {
		c.element(at, member(b, "accessory"))
	}
}

func (c *checker) elements(at string, b map[string]any, most int, each func(map[string]any)) {
	list, _ := b["elements"].([]any)
	if len(list) == 0 || len(list) > most {
		c.badf("between 1 and %d items allowed [json-pointer:%s/elements]", most, at)
	}
	for _, e := range list {
		o, _ := e.(map[string]any)
		each(o)
	}
}

func (c *checker) text(at string, v any, most int, kind string) {
	o, _ := v.(map[string]any)
	text, _ := o["text"].(string)
	of, _ := o["type"].(string)
	switch {
	case o == nil:
		c.badf("missing required field: text [json-pointer:%s]", at)
	case of != "plain_text" && of != "mrkdwn", kind != "" && of != kind:
		c.badf("unsupported type: %s [json-pointer:%s]", of, at)
	case text == "":
		c.badf("must be more than 0 characters [json-pointer:%s]", at)
	case runes(text) > most:
		c.badf("must be less than %d characters [json-pointer:%s]", most+1, at)
	case of == "plain_text" && o["verbatim"] != nil, of == "mrkdwn" && o["emoji"] != nil:
		c.badf("invalid additional property [json-pointer:%s]", at)
	}
}

func (c *checker) element(at string, e map[string]any) {
	kind, _ := e["type"].(string)
	if id, _ := e["action_id"].(string); id != "" {
		if c.actions[at+id] {
			c.badf("action_id %q already exists for a block [json-pointer:%s]", id, at)
		}
		c.actions[at+id] = true
		c.most("action_id", id, 255)
	}
	if e["placeholder"] != nil {
		c.text(at+"/placeholder", e["placeholder"], 150, "plain_text")
	}
	switch kind {
	case "button":
		c.button(at, e)
	case "plain_text_input":
		text, _ := e["initial_value"].(string)
		c.most("initial_value", text, 3000)
		if length, ok := e["max_length"].(float64); ok && (length < 1 || length > 3000) {
			c.badf("max_length must be between 1 and 3000 [json-pointer:%s]", at)
		}
	case "number_input":
		if _, ok := e["is_decimal_allowed"].(bool); !ok {
			c.badf("missing required field: is_decimal_allowed [json-pointer:%s]", at)
		}
	case "datepicker", "users_select", "conversations_select":
	case "static_select", "multi_static_select":
		c.options(at, e, 100)
	case "radio_buttons", "checkboxes":
		c.options(at, e, 10)
	default:
		c.badf("unsupported type: %s [json-pointer:%s]", kind, at)
	}
}

func (c *checker) button(at string, e map[string]any) {
	c.text(at+"/text", e["text"], 75, "plain_text")
	value, _ := e["value"].(string)
	c.most("value", value, 2000)
	label, _ := e["accessibility_label"].(string)
	c.most("accessibility_label", label, 75)
	if style, ok := e["style"].(string); ok && style != "primary" && style != "danger" {
		c.badf("unknown style [json-pointer:%s]", at)
	}
	if address, _ := e["url"].(string); address != "" {
		c.most("url", address, 3000)
		if u, err := url.Parse(address); err != nil || u.Scheme == "" {
			c.badf("must be a valid URL [json-pointer:%s]", at)
		}
	}
	if confirm := member(e, "confirm"); confirm != nil {
		c.text(at+"/confirm/title", confirm["title"], 100, "plain_text")
		c.text(at+"/confirm/text", confirm["text"], 300, "")
		c.text(at+"/confirm/confirm", confirm["confirm"], 30, "plain_text")
		c.text(at+"/confirm/deny", confirm["deny"], 30, "plain_text")
	}
}

func (c *checker) options(at string, e map[string]any, most int) {
	options, _ := e["options"].([]any)
	if len(options) == 0 || len(options) > most {
		c.badf("between 1 and %d options allowed [json-pointer:%s]", most, at)
	}
	for _, o := range options {
		option, _ := o.(map[string]any)
		c.text(at+"/options", option["text"], 75, "")
		value, _ := option["value"].(string)
		if value == "" {
			c.badf("an option needs a value [json-pointer:%s]", at)
		}
		c.most("value", value, 75)
	}
}

func (c *checker) rich(at string, b map[string]any) {
	list, _ := b["elements"].([]any)
	if len(list) == 0 {
		c.badf("must have at least 1 element [json-pointer:%s]", at)
	}
	for _, e := range list {
		c.richPart(at, e)
	}
}

var richParts = map[string]bool{"rich_text_section": true, "rich_text_list": true, "rich_text_quote": true, "rich_text_preformatted": true}

var richInlines = map[string]bool{
	"text": true, "link": true, "emoji": true, "user": true, "usergroup": true, "channel": true, "broadcast": true, "date": true, "color": true,
}

func (c *checker) richPart(at string, v any) {
	part, _ := v.(map[string]any)
	kind, _ := part["type"].(string)
	list, _ := part["elements"].([]any)
	if !richParts[kind] {
		c.badf("unsupported type: %s [json-pointer:%s]", kind, at)
	}
	for _, e := range list {
		if kind == "rich_text_list" {
			c.richPart(at, e)
			continue
		}
		inline, _ := e.(map[string]any)
		of, _ := inline["type"].(string)
		text, _ := inline["text"].(string)
		if !richInlines[of] || of == "text" && text == "" {
			c.badf("invalid element: %s [json-pointer:%s]", of, at)
		}
	}
}

func (c *checker) table(at string, b map[string]any) {
	c.tables++
	if c.surface != onMessage {
		c.badf("unsupported type: table [json-pointer:%s]", at)
	}
	rows, _ := b["rows"].([]any)
	if len(rows) == 0 || len(rows) > 100 {
		c.badf("between 1 and 100 rows allowed [json-pointer:%s]", at)
	}
	for _, r := range rows {
		cells, _ := r.([]any)
		if len(cells) == 0 || len(cells) > 20 {
			c.badf("between 1 and 20 cells allowed [json-pointer:%s]", at)
		}
		for _, cell := range cells {
			o, _ := cell.(map[string]any)
			if o["type"] != "rich_text" && o["type"] != "raw_text" {
				c.badf("unsupported cell [json-pointer:%s]", at)
			}
			if o["type"] == "rich_text" {
				c.rich(at, o)
			}
		}
	}
}

func member(o map[string]any, name string) map[string]any {
	m, _ := o[name].(map[string]any)
	return m
}
