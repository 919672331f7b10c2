package slack

import (
	"unicode"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/reply"
)

// elements are the parts of a line as rich_text has them.
func (s *renderer) elements(line reply.Line) []slack.RichTextSectionElement {
	return s.styled(line, nil)
}

// bold are the parts of a line in bold.
func (s *renderer) bold(line reply.Line) []slack.RichTextSectionElement {
	return s.styled(line, &slack.RichTextSectionTextStyle{Bold: true})
}

// styled are the parts of a line, those that have no style of their own in the given one.
func (s *renderer) styled(line reply.Line, plain *slack.RichTextSectionTextStyle) []slack.RichTextSectionElement {
	var elements []slack.RichTextSectionElement
	for i, r := range s.said.Runs(line) {
		if i == 0 && s.said.RightToLeft() {
			elements = append(elements, literal{rightMark}.element(nil))
		}
		elements = append(elements, elementOf(r, plain))
	}
	return elements
}

func elementOf(r reply.Run, plain *slack.RichTextSectionTextStyle) slack.RichTextSectionElement {
	switch r.Kind {
	case reply.StrongRun, reply.StatusRun:
		return runLiteral(r).element(&slack.RichTextSectionTextStyle{Bold: true})
	case reply.CodeRun:
		return runLiteral(r).element(&slack.RichTextSectionTextStyle{Code: true})
	case reply.LinkRun:
		if runesOf(r.URL) <= maxURL {
			return slack.NewRichTextSectionLinkElement(r.URL, runLiteral(r).text, nil)
		}
	}
	return runLiteral(r).element(plain)
}

func lineBreak() slack.RichTextSectionElement { return literal{"\n"}.element(nil) }

func runesOf(s string) int { return utf8.RuneCountInString(s) }

// joinsBefore says whether a rune belongs to the one before it.
func joinsBefore(r rune) bool {
	return unicode.Is(unicode.M, r) || r == '\u200d' || r >= 0x1f3fb && r <= 0x1f3ff
}

// closeIsolates closes the isolates that a cut left open.
func closeIsolates(text string) string {
	open := 0
	for _, r := range text {
		switch {
		case r >= '\u2066' && r <= '\u2068':
			open++
		case r == '\u2069' && open > 0:
			open--
		}
	}
	for range open {
		text += "\u2069"
	}
	return text
}
