package render

import (
	"slices"
	"strings"

	own "github.com/accord-tracker/accord/internal/bidi"
	"golang.org/x/text/unicode/bidi"
)

// visual is a line as it is drawn from left to right: Arabic joined and reversed, the controls gone (Unicode Standard
// Annex 9). What stands in isolates, and brackets around it, keep to themselves.
func visual(line string, direction own.Direction) string {
	if direction != own.RTL && !own.HasRTL(line) {
		return own.Strip(line)
	}
	text, inner := cutIsolates(join(line))
	return arrange(text, inner, direction)
}

// object stands for an isolate while the line around it is put into order.
const object = '\ufffc'

// cutIsolates takes the outermost isolates out of a line.
func cutIsolates(line string) (text string, inner []string) {
	var out, within strings.Builder
	depth := 0
	for _, r := range line {
		switch {
		case r >= '\u2066' && r <= '\u2068':
			if depth++; depth > 1 {
				within.WriteRune(r)
			}
		case r == '\u2069' && depth > 0:
			if depth--; depth > 0 {
				within.WriteRune(r)
				continue
			}
			inner = append(inner, within.String())
			within.Reset()
			out.WriteRune(object)
		case depth > 0:
			within.WriteRune(r)
		case r == object: // somebody wrote it; it shows nothing
		default:
			out.WriteRune(r)
		}
	}
	if depth > 0 {
		inner = append(inner, within.String())
		out.WriteRune(object)
	}
	return out.String(), inner
}

// run is a stretch of one direction.
type run struct {
	text string
	rtl  bool
}

func arrange(text string, inner []string, direction own.Direction) string {
	runs := runsOf(own.Strip(text), direction)
	isolates := make(map[int]string, len(inner)) // by number of the object
	for i, s := range inner {
		isolates[i] = visual(s, firstStrong(s, direction))
	}
	var out []string
	number := 0
	for _, r := range runs {
		out = append(out, r.drawn(isolates, &number))
	}
	if direction == own.RTL {
		slices.Reverse(out)
	}
	return strings.Join(out, "")
}

// drawn is the run from left to right, with its isolates in their places. A mark then stands before its letter, which is
// where the font wants it: it has no width of its own and reaches to the right.
func (r run) drawn(isolates map[int]string, number *int) string {
	var letters []string
	for _, c := range r.text {
		switch {
		case c == object && isolates != nil:
			letters = append(letters, isolates[*number])
			*number++
		case r.rtl:
			letters = append(letters, bidi.ReverseString(string(c))) // mirrors brackets
		default:
			letters = append(letters, string(c))
		}
	}
	if r.rtl {
		slices.Reverse(letters)
	}
	return strings.Join(letters, "")
}

// runsOf splits a line into runs in the order of reading. The directions are those of x/text, which tells odd levels
// from even ones and no more: in a left-to-right line a number between right-to-left letters belongs to them.
func runsOf(text string, direction own.Direction) []run {
	lead := "\u200e" // decides the direction of the line, whatever comes first
	if direction == own.RTL {
		lead = "\u200f"
	}
	var p bidi.Paragraph
	if _, err := p.SetString(lead+text, bidi.DefaultDirection(bidi.LeftToRight)); err != nil {
		return []run{{text, false}}
	}
	order, err := p.Order()
	if err != nil {
		return []run{{text, false}}
	}
	var runs []run
	for i := range order.NumRuns() {
		r := order.Run(i)
		runs = append(runs, run{own.Strip(r.String()), r.Direction() == bidi.RightToLeft})
	}
	if direction != own.RTL {
		return gathered(runs)
	}
	return runs
}

// gathered makes one run of right-to-left letters with numbers between them.
func gathered(runs []run) []run {
	var out []run
	for i := 0; i < len(runs); i++ {
		if !runs[i].rtl {
			out = append(out, runs[i])
			continue
		}
		parts := []string{reversed(runs[i].text)}
		for i+2 < len(runs) && numeric(runs[i+1].text) {
			parts = append(parts, runs[i+1].text, reversed(runs[i+2].text))
			i += 2
		}
		if len(parts) == 1 {
			out = append(out, runs[i])
			continue
		}
		slices.Reverse(parts)
		out = append(out, run{strings.Join(parts, ""), false})
	}
	return out
}

func reversed(text string) string { return run{text, true}.drawn(nil, new(int)) }

func numeric(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		p, _ := bidi.LookupRune(r)
		return p.Class() == bidi.L || p.Class() == bidi.R || p.Class() == bidi.AL
	})
}

// firstStrong is the direction of an isolate: that of its first letter.
func firstStrong(text string, otherwise own.Direction) own.Direction {
	for _, r := range text {
		switch p, _ := bidi.LookupRune(r); p.Class() {
		case bidi.L:
			return own.LTR
		case bidi.R, bidi.AL:
			return own.RTL
		}
	}
	return otherwise
}

// isolated closes at the end of a line what it leaves open, and opens it again on the next.
func isolated(lines []string) []string {
	open := ""
	for i, line := range lines {
		text := open + line
		var stack []rune
		for _, r := range text {
			switch {
			case r >= '\u2066' && r <= '\u2068':
				stack = append(stack, r)
			case r == '\u2069' && len(stack) > 0:
				stack = stack[:len(stack)-1]
			}
		}
		lines[i] = text + strings.Repeat(own.PDI, len(stack))
		open = string(stack)
	}
	return lines
}

func invisible(r rune) bool { return own.IsControl(r) || r == '\u200b' || r == '\ufeff' }
