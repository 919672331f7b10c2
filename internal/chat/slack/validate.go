package slack

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
)

// CheckMessage says what Slack would refuse in a message, or show otherwise than it was meant: its top-level text, as it
// is sent, and its blocks as JSON. It reads what is sent and not how it was made, so that it holds for every message
// (S-27). Nothing to say is nil.
func CheckMessage(text string, blocks []byte) []string {
	c := checker{surface: "message"}
	c.atMost("text", runesOf(text), maxText)
	c.when(text == "", "text is empty: a screen reader has nothing to read")
	c.when(liveMarkup.MatchString(text), "text has live markup")
	c.blocks(decoded[[]any](&c, blocks), maxBlocks)
	return c.found
}

// CheckView is CheckMessage for a modal or a Home view.
func CheckView(view []byte) []string {
	v := decoded[map[string]any](&checker{}, view)
	c := checker{surface: str(v["type"])}
	c.atMost("view", len(view), maxView)
	c.atMost("private_metadata", runesOf(str(v["private_metadata"])), maxPrivate)
	c.atMost("callback_id", runesOf(str(v["callback_id"])), maxID)
	c.atMost("external_id", runesOf(str(v["external_id"])), maxID)
	if c.surface == "modal" {
		for _, name := range []string{"title", "submit", "close"} {
			c.text(name, v[name], span{0, maxViewTitle})
		}
		c.when(v["title"] == nil, "a modal has no title")
	}
	blocks, _ := v["blocks"].([]any)
	c.blocks(blocks, maxViewBlocks)
	return c.found
}

// liveMarkup is what Slack would read as a mention, a link or a channel in mrkdwn.
var liveMarkup = regexp.MustCompile(`<[^>]*>|<`)

type checker struct {
	surface string
	found   []string
	ids     []string
	at      int // the block that is looked at
	tables  int
	letters int // of all blocks together
}

type span struct{ least, most int }

func decoded[T any](c *checker, raw []byte) T {
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		c.found = append(c.found, "not JSON: "+err.Error())
	}
	return v
}

func str(v any) string {
	s, _ := v.(string)
	return s
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

func object(v any) map[string]any {
	o, _ := v.(map[string]any)
	return o
}

func (c *checker) when(wrong bool, why string) {
	if wrong {
		c.found = append(c.found, why)
	}
}

func (c *checker) atMost(what string, n, most int) {
	c.when(n > most, fmt.Sprintf("%s: %d, and at most %d", what, n, most))
}

// maxLetters is the sum of all text in blocks from which Slack has been seen to answer msg_blocks_too_long
// (slackapi/bolt-js#2509).
const maxLetters = 13_000

func (c *checker) blocks(blocks []any, most int) {
	c.atMost("blocks", len(blocks), most)
	for i, b := range blocks {
		c.at = i
		c.block(object(b))
	}
	c.atMost("tables", c.tables, maxTables)
	if c.surface == "message" {
		c.atMost("letters of all blocks", c.letters, maxLetters)
	}
	c.when(len(slices.Compact(slices.Sorted(slices.Values(c.ids)))) != len(c.ids), "an id stands twice")
}

func (c *checker) block(b map[string]any) {
	if id := str(b["block_id"]); id != "" {
		c.atMost("block_id", runesOf(id), maxID)
		c.ids = append(c.ids, "block "+id)
	}
	switch kind := str(b["type"]); kind {
	case "header":
		c.text("header", b["text"], span{1, maxHeader})
	case "section":
		c.section(b)
	case "context":
		elements := list(b["elements"])
		c.atMost("context elements", len(elements), maxContext)
		for _, e := range elements {
			c.text("context", e, span{1, maxSection})
		}
	case "divider":
	case "actions":
		elements := list(b["elements"])
		c.atMost("actions elements", len(elements), maxActions)
		c.when(len(elements) == 0, "actions without elements")
		for _, e := range elements {
			c.element(object(e))
		}
	case "rich_text":
		c.rich(b)
	case "input":
		c.when(c.surface == "message", "an input in a message")
		c.text("label", b["label"], span{1, maxLabel})
		c.text("hint", b["hint"], span{0, maxHint})
		c.element(object(b["element"]))
	case "table":
		c.when(c.surface != "message", "a table in a view")
		c.table(b)
	default:
		c.found = append(c.found, fmt.Sprintf("block %q is none of ours", kind))
	}
}

func (c *checker) section(b map[string]any) {
	fields := list(b["fields"])
	c.when(b["text"] == nil && len(fields) == 0, "a section without text")
	c.text("section", b["text"], span{0, maxSection})
	c.atMost("fields", len(fields), maxFields)
	for _, f := range fields {
		c.text("field", f, span{1, maxField})
	}
	if b["accessory"] != nil {
		c.element(object(b["accessory"]))
	}
}

// text checks a text object: how long it is, and that nothing in it comes to life (S-29).
func (c *checker) text(what string, v any, length span) {
	if v == nil {
		c.when(length.least > 0, what+" without text")
		return
	}
	o := object(v)
	text := str(o["text"])
	c.letters += runesOf(text)
	c.atMost(what, runesOf(text), length.most)
	c.when(runesOf(text) < max(length.least, 1), what+" is empty")
	switch str(o["type"]) {
	case "plain_text":
		c.when(o["emoji"] != false, what+": emoji is not off")
	case "mrkdwn":
		c.when(o["verbatim"] != true, what+": mrkdwn that is not verbatim")
		c.when(liveMarkup.MatchString(text), what+": live markup")
	default:
		c.found = append(c.found, what+": text of no known type")
	}
}
