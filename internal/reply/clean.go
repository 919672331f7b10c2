package reply

import (
	"strings"
	"unicode"

	"github.com/accord-tracker/accord/internal/bidi"
)

// Everything that a renderer shows comes through clean or cleanSaid first. What is left is one line of letters, marks
// and punctuation: nothing in it moves a cursor, hides text or turns the direction of what stands beside it. The
// renderer then escapes what its own language would read as markup.

// maxMarks is how many combining marks may pile up on one letter; no orthography needs more.
const maxMarks = 8

// clean is data without controls, without what cannot be seen, and with single spaces.
func clean(s string) string { return tidy(bidi.Strip(s)) }

// cleanSaid is clean for a sentence of the catalogues: it keeps the directional marks and the isolates, in pairs.
func cleanSaid(s string) string { return pairIsolates(tidy(s)) }

func tidy(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space, marks := false, 0
	for _, r := range strings.ToValidUTF8(s, "\ufffd") {
		if isSpace(r) {
			space = true
			continue
		}
		if isHidden(r) {
			continue
		}
		if marks++; !unicode.Is(unicode.M, r) {
			marks = 0
		}
		if marks > maxMarks {
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

// isSpace says whether r separates words. Spaces that forbid a line break are kept as they are: French needs them.
func isSpace(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' }

func isWordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// isHidden says whether r is a control, or cannot be seen and has no work to do: joiners shape words and emoji, and
// the signs of the Arabic block can be seen.
func isHidden(r rune) bool {
	switch {
	case r == '\u200c', r == '\u200d', bidi.IsControl(r):
		return false
	case r >= 0x0600 && r <= 0x0605, r == 0x06dd, r >= 0x0890 && r <= 0x0891, r == 0x08e2:
		return false
	case r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef, r >= 0xe0000 && r <= 0xe0fff: // noncharacters; tags
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf)
}

// pairIsolates drops embeddings, overrides and isolates that nobody closes or opened.
func pairIsolates(s string) string {
	if !strings.ContainsFunc(s, bidi.IsControl) {
		return s
	}
	var b strings.Builder
	depth, left := 0, strings.Count(s, bidi.PDI)
	for _, r := range s {
		switch {
		case isOpener(r):
			if depth == left {
				continue
			}
			depth++
		case string(r) == bidi.PDI:
			left--
			if depth == 0 {
				continue
			}
			depth--
		case r >= '\u202a' && r <= '\u202e':
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func isOpener(r rune) bool { return r >= '\u2066' && r <= '\u2068' }

// wordJoiner cannot be seen. After an @ it keeps chat platforms from reading a mention.
const wordJoiner = "\u2060"

// defuse takes the power out of every @ that begins a word.
func defuse(s string) string {
	if !strings.Contains(s, "@") {
		return s
	}
	var b strings.Builder
	before := ' '
	for _, r := range s {
		b.WriteRune(r)
		if r == '@' && !isWordy(before) {
			b.WriteString(wordJoiner)
		}
		before = r
	}
	return b.String()
}

// cleanLines is data with line breaks, line by line, without empty lines at either end.
func cleanLines(s string) []string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(s)
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = clean(line)
	}
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// OneLine is data as it may stand on a terminal beside other text: one line, without anything that moves the cursor
// or turns the direction of reading.
func OneLine(s string) string { return bidi.Isolate(clean(s), bidi.LTR) }
