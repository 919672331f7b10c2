package render

import (
	"bufio"
	"io"
	"strings"
)

// markup writes HTML, SVG and XML. An error stays until Flush.
type markup struct{ *bufio.Writer }

func newMarkup(w io.Writer) markup { return markup{bufio.NewWriterSize(w, 1<<16)} }

// raw writes markup as it is. It is for what stands in the sources, never for what somebody wrote.
func (m markup) raw(parts ...string) {
	for _, part := range parts {
		_, _ = m.WriteString(part) // the writer remembers its first error
	}
}

// text writes words, escaped for text and for attributes in double quotes.
func (m markup) text(s string) {
	if !strings.ContainsFunc(s, special) {
		_, _ = m.WriteString(s)
		return
	}
	for _, r := range s {
		switch {
		case r == '&':
			_, _ = m.WriteString("&amp;")
		case r == '<':
			_, _ = m.WriteString("&lt;")
		case r == '>':
			_, _ = m.WriteString("&gt;")
		case r == '"':
			_, _ = m.WriteString("&#34;")
		case r < ' ' && r != '\n' && r != '\t', r == 0xfffe, r == 0xffff: // not allowed in XML
			_ = m.WriteByte(' ')
		default:
			_, _ = m.WriteRune(r)
		}
	}
}

func special(r rune) bool {
	return r == '&' || r == '<' || r == '>' || r == '"' || r < ' ' || r == 0xfffe || r == 0xffff
}
