package matrix

import (
	"html"
	"strings"
)

// elements are those that leave the house, with the attributes that they may have. All are of the list that clients
// show; a link leads to the web or to a mailbox (M-31).
func elements() map[string][]string {
	return map[string][]string{
		"div": nil, "h3": nil, "h4": nil, "p": nil, "blockquote": nil, "br": nil, "ul": nil, "ol": {"start"}, "li": nil,
		"table": nil, "caption": nil, "thead": nil, "tbody": nil, "tr": nil, "th": nil, "td": nil, "strong": nil, "code": nil,
		"a": {"href"},
	}
}

// allowedOnly keeps the elements and attributes of the list, and shows every other tag as the text that it is. What comes
// in is our own renderer's; that it stays so does not depend on it.
func allowedOnly(fragment string) string {
	allowed := elements()
	var b strings.Builder
	for fragment != "" {
		before, rest, found := strings.Cut(fragment, "<")
		b.WriteString(strings.ReplaceAll(before, ">", "&gt;"))
		if !found {
			break
		}
		tag, after, closed := strings.Cut(rest, ">")
		if clean, ok := cleanTag(tag, allowed); closed && ok {
			b.WriteString(clean)
			fragment = after
			continue
		}
		b.WriteString("&lt;")
		fragment = rest
	}
	return b.String()
}

// cleanTag is a tag without what is not allowed in it.
func cleanTag(tag string, allowed map[string][]string) (string, bool) {
	closing := strings.HasPrefix(tag, "/")
	name, rest, _ := strings.Cut(strings.TrimPrefix(tag, "/"), " ")
	attributes, known := allowed[name]
	if !known || (closing && rest != "") {
		return "", false
	}
	if closing {
		return "</" + name + ">", true
	}
	var out strings.Builder
	out.WriteString("<" + name)
	for rest != "" {
		key, value, after, ok := attribute(rest)
		if !ok {
			return "", false
		}
		if rest = after; mayHave(attributes, key, value) {
			out.WriteString(" " + key + `="` + value + `"`)
		}
	}
	return out.String() + ">", true
}

// attribute reads key="value".
func attribute(text string) (key, value, rest string, ok bool) {
	key, after, found := strings.Cut(strings.TrimLeft(text, " "), `="`)
	if !found || strings.ContainsAny(key, ` "'<>/`) {
		return "", "", "", false
	}
	value, rest, found = strings.Cut(after, `"`)
	return key, value, strings.TrimLeft(rest, " "), found && !strings.ContainsAny(value, "<>")
}

func mayHave(attributes []string, key, value string) bool {
	for _, name := range attributes {
		if name != key {
			continue
		}
		if key != "href" {
			return !strings.ContainsFunc(value, func(r rune) bool { return r < '0' || r > '9' })
		}
		target := strings.ToLower(html.UnescapeString(value))
		return strings.HasPrefix(target, "https://") || strings.HasPrefix(target, "http://") || strings.HasPrefix(target, "mailto:")
	}
	return false
}
