package slack

import (
	"cmp"
	"regexp"
	"strings"
	"unicode/utf8"
)

// What arrives is Slack's markup, in which the three characters of markup are entities (S-33). The bot reads plain text:
// a mention of somebody stays as the id (S-23), since names identify nobody; a room is its name; a link is its address,
// with what it is called before it; a date is what Slack would show.

var marks = regexp.MustCompile(`<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>`)

// plain is what somebody wrote.
func plain(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = marks.ReplaceAllStringFunc(text, func(found string) string {
		parts := marks.FindStringSubmatch(found)
		return unmarked(parts[1], parts[2], parts[3])
	})
	return strings.TrimSpace(invisible.Replace(html3.Replace(text)))
}

func unmarked(sort, inside, label string) string {
	switch sort {
	case "@":
		return "<@" + inside + ">"
	case "#":
		return "#" + cmp.Or(label, inside)
	case "!":
		return special(inside, label)
	}
	address := strings.TrimPrefix(inside, "mailto:")
	if label == "" || label == address || sameAddress(inside, label) {
		return address
	}
	return label + " " + address
}

// special is a mention of many, or a date: none of it reaches anybody from here.
func special(inside, label string) string {
	if label != "" {
		return label
	}
	name, _, _ := strings.Cut(inside, "^")
	return "@" + name
}

// sameAddress: Slack makes a link of what looks like one, and calls it as it was typed.
func sameAddress(address, label string) bool {
	_, rest, _ := strings.Cut(address, "://")
	return strings.TrimSuffix(rest, "/") == strings.TrimSuffix(label, "/") || address == label
}

// html3 undoes Slack's three entities, and no others: what else looks like one was typed so.
var html3 = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// invisible characters come with phones and with what is pasted. Those that hold Arabic and emoji together stay.
var invisible = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2007", " ", "\u200b", "", "\ufeff", "", "\u2060", "", "\u00ad", "")

// addressed is what was said to the bot, without its mention: at the beginning or the end of the text. Something that
// mentions it in the middle talks of the bot, and not to it.
func addressed(text, bot string) (rest string, ok bool) {
	text = strings.TrimSpace(text)
	for _, m := range marks.FindAllStringSubmatchIndex(text, -1) {
		if text[m[2]:m[3]] != "@" || text[m[4]:m[5]] != bot || bot == "" {
			continue
		}
		before, after := text[:m[0]], text[m[1]:]
		switch {
		case blank(before):
			return strings.TrimLeft(after, " \t\u00a0,:;"), true
		case blank(strings.TrimRight(after, ".!?؟ ")):
			return strings.TrimRight(before, " \t\u00a0,:;") + punctuation(after), true
		}
	}
	return "", false
}

func punctuation(text string) string {
	r, _ := utf8.DecodeRuneInString(strings.TrimSpace(text))
	if r == '?' || r == '؟' {
		return string(r)
	}
	return ""
}

func blank(text string) bool { return strings.TrimSpace(invisible.Replace(text)) == "" }

// withoutPrefix takes "!accord" away, which people know from elsewhere and from threads.
func withoutPrefix(text string) string {
	const prefix = "!accord"
	if len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
		rest := text[len(prefix):]
		if rest == "" {
			return "help"
		}
		if strings.HasPrefix(rest, " ") {
			return strings.TrimSpace(rest)
		}
	}
	return text
}
