package slack

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/reply"
)

// Every text that goes to Slack is made here, and nowhere else. There are two kinds: escaped, which Slack reads as
// mrkdwn (the top-level text), and literal, which Slack shows letter by letter (plain_text and rich_text). No block of
// ours holds mrkdwn, so that no name and no note can link, mention or notify anybody (S-28, S-29).

// escaped is text in which Slack's three control characters are entities. It is made by escape alone.
type escaped struct{ text string }

// escape is the one place where text becomes Slack's mrkdwn (S-28).
func escape(text string) escaped {
	return escaped{strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)}
}

func (e escaped) String() string { return e.text }

// literal is text that Slack shows as it is: within plain_text, and within elements of rich_text. It is clean: made by
// literalOf from words, or of a reply.Run.
type literal struct{ text string }

// literalOf cleans a word or name for an element that holds nothing but text, and cuts it to most runes.
func literalOf(text string, most int) literal { return literal{shorten(reply.CleanWord(text), most)} }

func runLiteral(r reply.Run) literal { return literal{r.Text} }

// object is a plain_text object. Its emoji is off: ":smile:" in a title stays what it is.
func (l literal) object() *slack.TextBlockObject {
	return &slack.TextBlockObject{Type: slack.PlainTextType, Text: l.text, Emoji: new(bool)}
}

// objectOrNil is nothing for no text.
func (l literal) objectOrNil() *slack.TextBlockObject {
	if l.text == "" {
		return nil
	}
	return l.object()
}

// element is a text element of rich_text, in the given style; nil for the plain one. Slack parses nothing in it; unlink
// also keeps clients from making a link of what looks like an address.
func (l literal) element(style *slack.RichTextSectionTextStyle) slack.RichTextSectionElement {
	return slack.NewRichTextSectionTextElement(l.text, style)
}

// shorten is text of at most that many runes, with an ellipsis where it was cut. It does not cut between a letter and
// its marks.
func shorten(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	for cut := most - 1; cut > 0; cut-- {
		if joinsBefore(runes[cut]) {
			continue
		}
		whole := closeIsolates(strings.TrimRight(string(runes[:cut]), " ")) + "…"
		if runesOf(whole) <= most {
			return whole
		}
	}
	return "…"
}
