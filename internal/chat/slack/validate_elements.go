package slack

import (
	"fmt"
	"net/url"
	"slices"
)

// element checks what can be pressed or filled in.
func (c *checker) element(e map[string]any) {
	id := str(e["action_id"])
	c.atMost("action_id", runesOf(id), maxID)
	c.when(id == "", "an element without action_id")
	c.ids = append(c.ids, fmt.Sprint("action ", c.at, " ", id)) // unique within its block
	c.text("placeholder", e["placeholder"], span{0, maxPlaceholder})
	switch kind := str(e["type"]); kind {
	case "button":
		c.button(e)
	case "plain_text_input":
		c.atMost("initial_value", runesOf(str(e["initial_value"])), maxInput)
		length, _ := e["max_length"].(float64)
		c.atMost("max_length", int(length), maxInput)
		c.when(length > 0 && runesOf(str(e["initial_value"])) > int(length), "initial_value is longer than max_length")
	case "number_input", "datepicker":
	case "static_select", "multi_static_select":
		c.options(e, maxOptions)
	case "radio_buttons", "checkboxes":
		c.options(e, maxChecks)
	default:
		c.found = append(c.found, fmt.Sprintf("element %q is none of ours", kind))
	}
}

func (c *checker) button(e map[string]any) {
	c.text("button", e["text"], span{1, maxButton})
	c.atMost("button value", runesOf(str(e["value"])), maxButtonValue)
	c.atMost("accessibility_label", runesOf(str(e["accessibility_label"])), maxAccessibility)
	c.link("button url", str(e["url"]))
	if e["confirm"] == nil {
		return
	}
	confirm := object(e["confirm"])
	c.text("confirm title", confirm["title"], span{1, maxConfirmTitle})
	c.text("confirm text", confirm["text"], span{1, maxConfirmText})
	c.text("confirm button", confirm["confirm"], span{1, maxConfirmButton})
	c.text("confirm deny", confirm["deny"], span{1, maxConfirmButton})
}

func (c *checker) options(e map[string]any, most int) {
	options := list(e["options"])
	c.atMost("options", len(options), most)
	c.when(len(options) == 0, "a choice of nothing")
	var values []string
	for _, o := range options {
		c.text("option", object(o)["text"], span{1, maxOptionText})
		value := str(object(o)["value"])
		c.atMost("option value", runesOf(value), maxOptionValue)
		c.when(value == "", "an option without value")
		values = append(values, value)
	}
	chosen := list(e["initial_options"])
	if e["initial_option"] != nil {
		chosen = append(chosen, e["initial_option"])
	}
	for _, o := range chosen {
		c.when(!slices.Contains(values, str(object(o)["value"])), "what is chosen is no option")
	}
	slices.Sort(values)
	c.when(len(slices.Compact(values)) != len(options), "two options of one value")
}

func (c *checker) link(what, address string) {
	if address == "" {
		return
	}
	c.atMost(what, runesOf(address), maxURL)
	u, err := url.Parse(address)
	c.when(err != nil || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "mailto", what+" is no web address")
}

// rich checks a rich_text block: nothing in it but text and links, so that nothing in it can mention or notify.
func (c *checker) rich(b map[string]any) {
	elements := list(b["elements"])
	c.when(len(elements) == 0, "rich_text without elements")
	before := c.letters
	for _, e := range elements {
		c.richElement(object(e))
	}
	c.atMost("rich_text", c.letters-before, maxTextCut)
}

func (c *checker) richElement(e map[string]any) {
	inner := list(e["elements"])
	c.when(len(inner) == 0, "a part of rich_text without elements")
	switch kind := str(e["type"]); kind {
	case "rich_text_section", "rich_text_quote":
		for _, i := range inner {
			c.richInline(object(i))
		}
	case "rich_text_list":
		for _, i := range inner {
			c.when(str(object(i)["type"]) != "rich_text_section", "an item that is no section")
			c.richElement(object(i))
		}
	default:
		c.found = append(c.found, fmt.Sprintf("%q in rich_text is none of ours", kind))
	}
}

func (c *checker) richInline(e map[string]any) {
	text := str(e["text"])
	c.letters += runesOf(text)
	switch kind := str(e["type"]); kind {
	case "text":
		c.when(text == "", "empty text in rich_text")
	case "date": // which Slack shows in the zone of whoever reads it
		c.when(str(e["fallback"]) == "", "a date without words")
	case "link":
		c.when(text == "", "a link without text")
		c.link("link", str(e["url"]))
	default:
		c.found = append(c.found, fmt.Sprintf("%q in rich_text may notify somebody", kind))
	}
}

func (c *checker) table(b map[string]any) {
	c.tables++
	rows := list(b["rows"])
	c.atMost("rows", len(rows), maxTableRows)
	before := c.letters
	for _, r := range rows {
		cells := list(r)
		c.atMost("cells", len(cells), maxTableColumns)
		c.when(len(cells) != len(list(rows[0])), "rows of different lengths")
		for _, cell := range cells {
			c.when(str(object(cell)["type"]) != "rich_text", "a cell that is no rich_text")
			c.rich(object(cell))
		}
	}
	c.atMost("letters of a table", c.letters-before, maxTableText)
}
