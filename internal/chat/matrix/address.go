package matrix

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// prefix addresses the bot where nobody else does (M-24, M-46).
const prefix = "!accord"

// hasPrefix says whether a text begins with the prefix, as a word of its own, once quotes are taken away.
func hasPrefix(body string) bool {
	_, ok := withoutPrefix(withoutQuotes(body))
	return ok
}

func withoutPrefix(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if len(text) < len(prefix) || !strings.EqualFold(text[:len(prefix)], prefix) {
		return text, false
	}
	rest := text[len(prefix):]
	if rest == "" {
		return "", true
	}
	first, size := utf8.DecodeRuneInString(rest)
	switch {
	case unicode.IsSpace(first):
		return strings.TrimSpace(rest), true
	case first == ':' || first == ',':
		return strings.TrimSpace(rest[size:]), true
	}
	return text, false
}

// withoutQuotes takes away what somebody else said: every line that is quoted. Older clients repeat the message that
// they answer in this form, so that it must never be read as said by the sender (M-25). What is in the formatted body
// is not read at all.
func withoutQuotes(body string) string {
	var kept []string
	for line := range strings.SplitSeq(body, "\n") {
		if !strings.HasPrefix(strings.TrimLeft(line, " \t"), ">") {
			kept = append(kept, line)
		}
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}

// names are what a mention of the user may look like in a body: the id, its local part, and what the formatted body
// shows as the link to the user.
func names(me id.UserID, content *event.MessageEventContent) []string {
	local := me.Localpart()
	all := []string{string(me), "@" + local, local}
	for _, pill := range pills.FindAllStringSubmatch(content.FormattedBody, -1) {
		target := html.UnescapeString(pill[1])
		if strings.HasSuffix(target, "/"+string(me)) || strings.HasSuffix(target, "/"+strings.Replace(string(me), "@", "%40", 1)) {
			all = append(all, html.UnescapeString(pill[2]))
		}
	}
	return all
}

var pills = regexp.MustCompile(`<a href="https://matrix\.to/#([^"]+)">([^<]+)</a>`)

// withoutMention takes the mention away where it stands at the start or at the end.
func withoutMention(text string, names []string) string {
	for _, name := range names {
		if name == "" {
			continue
		}
		if rest, ok := cutFold(text, name); ok {
			return strings.TrimSpace(strings.TrimLeft(rest, ":,; "))
		}
		if rest, ok := cutFoldEnd(text, name); ok {
			return strings.TrimSpace(strings.TrimRight(rest, ":,; @"))
		}
	}
	return text
}

func cutFold(text, name string) (string, bool) {
	if len(text) < len(name) || !strings.EqualFold(text[:len(name)], name) {
		return text, false
	}
	rest := text[len(name):]
	next, _ := utf8.DecodeRuneInString(rest)
	return rest, rest == "" || !isNameRune(next)
}

func cutFoldEnd(text, name string) (string, bool) {
	at := len(text) - len(name)
	if at <= 0 || !strings.EqualFold(text[at:], name) {
		return text, false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	return text[:at], !isNameRune(before)
}

func isNameRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("._=-/+", r)
}

// mostChoices is the highest number that can be meant for a choice.
const mostChoices = 99

// isNumber says whether a text is nothing but a number that may choose something.
func isNumber(body string) bool { return number(withoutQuotes(body)) > 0 }

// number is the choice that a text names, in the digits of any script: "2", "[2]", "2.", "٢". 0 is none.
func number(text string) int {
	text = strings.TrimRight(strings.Trim(strings.TrimSpace(text), "[]()"), ".")
	if text == "" || utf8.RuneCountInString(text) > 2 {
		return 0
	}
	var digits strings.Builder
	for _, r := range text {
		digit, ok := digitOf(r)
		if !ok {
			return 0
		}
		digits.WriteByte('0' + digit)
	}
	n, err := strconv.Atoi(digits.String())
	if err != nil || n > mostChoices {
		return 0
	}
	return n
}

func digitOf(r rune) (byte, bool) {
	for _, zero := range []rune{'0', '٠', '۰'} {
		if r >= zero && r <= zero+9 {
			return byte(r - zero), true
		}
	}
	return 0, false
}
