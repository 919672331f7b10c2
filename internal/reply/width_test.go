package reply

import (
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/bidi"
	"pgregory.net/rapid"
)

func TestCellsAreWhatATerminalShows(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{
		"": 0, "abc": 3, "e\u0301": 1, "漢字": 4, "مُحَمَّد": 4, "\u2068a\u2069": 1, "👩‍👩‍👧": 2, "🇫🇷": 2, "…–“": 3, "a\u2060b": 2, "한": 2, "\u200f": 0,
	} {
		if got := cells(s); got != want {
			t.Errorf("cells(%q): got %d, want %d", s, got, want)
		}
	}
}

type noWords struct{}

func (noWords) Sentence(key string, _ ...any) string      { return key }
func (noWords) Plural(key string, _ int, _ ...any) string { return key }

func TestNoLineIsWiderThanTheTerminal(t *testing.T) {
	t.Parallel()
	text := rapid.StringOf(rapid.SampledFrom([]rune("aaébc   ب漢\u0301-1👍")))
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(20, 90).Draw(t, "width")
		line := func(name string) Line { return Line{Text(text.Draw(t, name)), Strong(text.Draw(t, name))} }
		table := Table{Header: []string{text.Draw(t, "head"), text.Draw(t, "head"), "n"}, Align: []Align{Start, Start, End}}
		for range rapid.IntRange(0, 3).Draw(t, "rows") {
			table.Rows = append(table.Rows, []Line{line("a"), line("b"), line("c")})
		}
		direction := rapid.SampledFrom([]bidi.Direction{bidi.LTR, bidi.RTL}).Draw(t, "direction")
		r := Reply{Title: line("title"), Direction: direction, Blocks: []Block{
			Paragraph(line("p")), Quote(text.Draw(t, "q")), List{Items: []Line{line("l")}, Ordered: true}, table,
		}}
		got := AsText(r, Layout{Words: noWords{}, Width: width, Screen: true, Colour: true})
		for shown := range strings.SplitSeq(got, "\n") {
			if n := cells(plainOf(shown)); n > width {
				t.Fatalf("%d cells in %d: %q", n, width, shown)
			}
		}
	})
}

func TestAColumnStartsAtOneCellInEveryRow(t *testing.T) {
	t.Parallel()
	text := rapid.StringMatching(`[aé漢ب](?:[aéb漢ب ]{0,20}[a漢ب])?`)
	rapid.Check(t, func(t *rapid.T) {
		table := Table{Header: []string{text.Draw(t, "head"), "|"}}
		for range rapid.IntRange(1, 4).Draw(t, "rows") {
			table.Rows = append(table.Rows, []Line{{Text(text.Draw(t, "cell"))}, {Text("|")}})
		}
		got := AsText(Reply{Blocks: []Block{table}}, Layout{Words: noWords{}, Width: 40, Screen: true})
		at := -1
		for line := range strings.SplitSeq(got, "\n") {
			before, _, found := strings.Cut(line, "|")
			if !found {
				continue // a rule, or the second line of a cell
			}
			if at < 0 {
				at = cells(before)
			}
			if n := cells(before); n != at {
				t.Fatalf("the column is at %d and %d in\n%s", at, n, got)
			}
		}
		if at < 0 {
			t.Fatalf("no columns in\n%s", got)
		}
	})
}

func TestWhatIsCopiedIsNotBroken(t *testing.T) {
	t.Parallel()
	address := "https://accord.example/" + strings.Repeat("long/", 20)
	say := strings.Repeat("x", 60)
	r := Reply{Blocks: []Block{Paragraph{Text("see "), Link{URL: address}, Text(" or "), Code(say)}, Table{Rows: [][]Line{{{Link{URL: address}}, {Code(say)}}}}}}
	got := AsText(r, Layout{Words: noWords{}, Width: 30, Screen: true})
	if strings.Count(got, address) != 2 || strings.Count(got, say) != 2 {
		t.Errorf("an address or a sentence is broken:\n%s", got)
	}
}
