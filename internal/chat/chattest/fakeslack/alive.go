package fakeslack

import (
	"encoding/json"
	"html"
	"regexp"
	"strings"
)

// What of a message comes to life: what would notify somebody, and what would lead somewhere.

// Link is one that people can follow.
type Link struct{ Address, Label string }

// Alive are the mentions, broadcasts and rooms that a message would bring to life, as they stand in it (S-28, S-29). In a
// message that a bot makes of what people wrote there should be none.
func (m Message) Alive() []string {
	l := &life{}
	l.markup(m.Text)
	if m.NamesAlive {
		l.names(m.Text)
	}
	l.blocks(m.Blocks)
	return l.pings
}

// Links are those that a message has, with what they show.
func (m Message) Links() []Link {
	l := &life{}
	l.markup(m.Text)
	l.blocks(m.Blocks)
	return l.links
}

type life struct {
	pings []string
	links []Link
}

var (
	control = regexp.MustCompile(`<([^<>|]*)(?:\|([^<>]*))?>`)
	name    = regexp.MustCompile(`(?:^|[^\w&])(@[a-z][\w.-]*|#[a-z][\w-]*)`)
)

// markup is what the control characters of mrkdwn make. Entities are letters.
func (l *life) markup(text string) {
	for _, found := range control.FindAllStringSubmatch(text, -1) {
		switch inner := found[1]; {
		case strings.HasPrefix(inner, "!date^"):
		case strings.HasPrefix(inner, "!"), strings.HasPrefix(inner, "@"), strings.HasPrefix(inner, "#"):
			l.pings = append(l.pings, found[0])
		default:
			l.links = append(l.links, Link{html.UnescapeString(inner), html.UnescapeString(found[2])})
		}
	}
}

func (l *life) names(text string) {
	for _, found := range name.FindAllStringSubmatch(text, -1) {
		l.pings = append(l.pings, found[1])
	}
}

func (l *life) blocks(raw json.RawMessage) {
	var v any
	if json.Unmarshal(raw, &v) == nil {
		l.value(v)
	}
}

// value goes through JSON wherever text may stand.
func (l *life) value(v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			l.value(e)
		}
	case map[string]any:
		l.object(v)
		for _, e := range v {
			l.value(e)
		}
	}
}

func (l *life) object(o map[string]any) {
	text, _ := o["text"].(string)
	switch o["type"] {
	case "mrkdwn":
		l.markup(text)
		if o["verbatim"] != true {
			l.names(text)
		}
	case "markdown":
		l.markup(text)
		l.names(text)
	case "user", "usergroup", "channel", "broadcast", "team":
		shown, _ := json.Marshal(o) //nolint:errchkjson // it came as JSON
		l.pings = append(l.pings, string(shown))
	case "link":
		address, _ := o["url"].(string)
		l.links = append(l.links, Link{address, text})
	case "button":
		if address, _ := o["url"].(string); address != "" {
			label, _ := member(o, "text")["text"].(string)
			l.links = append(l.links, Link{address, label})
		}
	}
}

// Plain is what Slack's markup says to a screen reader: without entities and control characters.
func Plain(text string) string {
	text = control.ReplaceAllStringFunc(text, func(found string) string {
		parts := control.FindStringSubmatch(found)
		if parts[2] != "" {
			return parts[2]
		}
		return parts[1]
	})
	return html.UnescapeString(text)
}
