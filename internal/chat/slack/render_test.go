package slack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"github.com/accord-tracker/accord/internal/reply"
)

// TestNoTextComesToLife covers S-28, S-29 and S-33: whatever stands in whatever place, Slack shows it as it is.
func TestNoTextComesToLife(t *testing.T) {
	t.Parallel()
	for _, text := range hostile {
		for _, lang := range []string{"en", "ar"} {
			for _, m := range messages(inLanguage(everywhere(text), lang), printerOf(lang), tokens()) {
				checked(t, m)
				if strings.ContainsAny(m.text.String(), "<>") {
					t.Errorf("%q: live markup in the text: %s", text, m.text)
				}
			}
		}
	}
}

func TestWhatLooksLikeAMentionIsShownAsItIs(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"<!channel>", "<@U1>", "&lt;!here&gt;", "<https://evil.example|bank>"} {
		r := reply.Reply{Blocks: []reply.Block{reply.Paragraph{reply.Text(text)}}}
		m := render(r, printerOf("en"), tokens())
		if got := strings.ReplaceAll(plainRich(t, m.blocks, ""), "\u2060", ""); got != text {
			t.Errorf("the block shows %q, want %q", got, text)
		}
		if got := strings.ReplaceAll(unescaped(m.text.String()), "\u2060", ""); got != text {
			t.Errorf("the text shows %q, want %q", got, text)
		}
	}
}

func unescaped(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

// plainRich is all text of the blocks, read back from their JSON.
func plainRich(t testing.TB, blocks []slack.Block, between string) string {
	t.Helper()
	var anything any
	if err := json.Unmarshal(blockJSON(t, blocks), &anything); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			if s, ok := v["text"].(string); ok {
				b.WriteString(s + between)
			}
			for _, key := range []string{"text", "elements", "rows"} {
				if _, isText := v[key].(string); !isText {
					walk(v[key])
				}
			}
		}
	}
	walk(anything)
	return b.String()
}

// TestEveryLimitHolds covers S-26 and S-27 with the worst data that the product can make.
func TestEveryLimitHolds(t *testing.T) {
	t.Parallel()
	for _, letter := range []string{"a", "😀", "ش", "é\u0301", "x ", "<"} {
		for _, rows := range []int{1, 60, 500} {
			for _, lang := range []string{"en", "ar"} {
				all := messages(inLanguage(worst(letter, rows), lang), printerOf(lang), tokens())
				if len(all) > maxMessages {
					t.Errorf("%q × %d: %d messages, and at most %d", letter, rows, len(all), maxMessages)
				}
				for _, m := range all {
					checked(t, m)
				}
			}
		}
	}
}

// TestTheTextSaysAllThatTheBlocksSay covers S-31.
func TestTheTextSaysAllThatTheBlocksSay(t *testing.T) {
	t.Parallel()
	for _, text := range append(hostile, "Ordinary words") {
		for _, m := range messages(everywhere(text), printerOf("en"), tokens()) {
			said := letters(unescaped(m.text.String()))
			for _, word := range strings.FieldsFunc(plainRich(t, m.blocks, "\n"), unicode.IsSpace) {
				if word = letters(word); word != "" && !strings.Contains(said, word) && !ownWord(word) {
					t.Errorf("%q: the blocks say %q, and the text does not", text, word)
				}
			}
		}
	}
}

// ownWord is what the blocks say besides the reply: the button that shows more has a label of its own, the text its
// sentence.
func ownWord(word string) bool { return word == "More" || word == "Or" || word == "type" }

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// TestPartsTileTheReply covers S-26: what is cut is all there, in order.
func TestButtonsAreNeverAloneInAMessage(t *testing.T) {
	t.Parallel()
	buttons := reply.Buttons{{Label: "Gaps", Say: "gaps"}, {Label: "Plan", Say: "plan"}}
	var items []reply.Line
	var short []reply.Block
	for n := range 200 {
		items = append(items, reply.Line{reply.Text(fmt.Sprintf("Step %d has something to say that fills most of a line", n))})
		short = append(short, reply.Paragraph{reply.Text(fmt.Sprint(n))})
	}
	for name, what := range map[string]func(n int) []reply.Block{
		"a list":     func(n int) []reply.Block { return []reply.Block{reply.List{Items: items[:n]}} },
		"paragraphs": func(n int) []reply.Block { return short[:n] },
		"a word": func(n int) []reply.Block {
			return []reply.Block{reply.Paragraph{reply.Text(strings.Repeat("x ", 20*n))}}
		},
	} {
		cut := 0
		for n := 5; n <= 200; n += 13 {
			r := reply.Reply{Title: reply.Line{reply.Text("Steps")}, Blocks: append(slices.Clip(what(n)), buttons)}
			parts := split(r, printerOf("en"))
			if len(parts) > 1 {
				cut++
			}
			for i, part := range parts {
				if len(part.Blocks) > 0 && !slices.ContainsFunc(part.Blocks, speaks) {
					t.Errorf("%s of %d: message %d of %d has only %+v", name, n, i+1, len(parts), part.Blocks)
				}
			}
		}
		if cut == 0 {
			t.Errorf("%s: never cut", name)
		}
	}
}

func TestPartsTileTheReply(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-zé<&ش😀]{1,12}`)
		text := rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(word, 1, 150).Draw(t, "words"), rapid.SampledFrom([]string{" ", "", "\n"}).Draw(t, "between"))
		})
		line := rapid.Custom(func(t *rapid.T) reply.Line {
			s := text.Draw(t, "text")
			return rapid.SampledFrom([]reply.Line{{reply.Text(s)}, {reply.Strong(s), reply.Text(" "), reply.Said(s)}, {reply.Text("a "), reply.Text(s)}}).Draw(t, "line")
		})
		block := rapid.Custom(func(t *rapid.T) reply.Block {
			switch rapid.IntRange(0, 5).Draw(t, "kind") {
			case 0:
				return reply.Heading(line.Draw(t, "heading"))
			case 1:
				return reply.Quote(text.Draw(t, "quote"))
			case 2:
				return reply.List{Items: rapid.SliceOfN(line, 1, 12).Draw(t, "items")}
			case 3:
				return reply.Facts{{Label: "label", Value: line.Draw(t, "value")}, {Label: "other", Value: line.Draw(t, "value")}}
			case 4:
				return reply.Buttons{{Label: "one", Say: word.Draw(t, "say")}, {Label: "two", Say: word.Draw(t, "say")}}
			}
			return reply.Paragraph(line.Draw(t, "paragraph"))
		})
		r := reply.Reply{Title: reply.Line{reply.Text("title")}, Blocks: rapid.SliceOfN(block, 1, 12).Draw(t, "blocks")}
		words := printerOf("en")
		var all strings.Builder
		for _, part := range split(r, words) {
			m := render(part, words, tokens())
			if n := runesOf(m.text.String()); n > aimText {
				t.Errorf("a part has %d runes, and at most %d", n, aimText)
			}
			for _, wrong := range CheckMessage(m.text.String(), mustJSON(m.blocks)) {
				t.Error(wrong)
			}
			all.WriteString(onlyLetters(unescaped(m.text.String())))
		}
		whole := onlyLetters(reply.AsText(r, reply.Layout{Words: words}))
		if diff := cmp.Diff(whole, all.String()); diff != "" {
			t.Errorf("the parts are not the whole (-whole +parts):\n%s", diff)
		}
	})
}

func mustJSON(blocks []slack.Block) []byte {
	text, err := json.Marshal(slack.Blocks{BlockSet: blocks})
	if err != nil {
		panic(err)
	}
	return text
}

// onlyLetters leaves numbers out, which number buttons anew in each part.
func onlyLetters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || r == '😀' || r == '<' || r == '&' {
			return r
		}
		return -1
	}, s)
}

// TestEveryRowOfATableIsInOneOfItsParts: headers are said again, rows are not.
func TestEveryRowOfATableIsInOneOfItsParts(t *testing.T) {
	t.Parallel()
	r := worst("a", 40)
	r.Blocks = r.Blocks[:1]
	var all strings.Builder
	for _, part := range split(r, printerOf("en")) {
		all.WriteString(render(part, printerOf("en"), tokens()).text.String())
	}
	for _, ref := range []string{"C-1 ", "C-2 ", "C-20 ", "C-39 ", "C-40 "} {
		if n := strings.Count(all.String(), ref); n != 1 {
			t.Errorf("%s: in %d places, want 1", ref, n)
		}
	}
}

func TestAVeryLongReplyIsAFileWithAllOfIt(t *testing.T) {
	t.Parallel()
	r := worst("a", 500)
	parts := partsOf(r, printerOf("en"))
	var files []reply.File
	for _, p := range parts {
		files = append(files, p.Files()...)
	}
	if len(files) != 1 || !strings.HasPrefix(string(files[0].Content), "\ufeff") {
		t.Fatalf("got %d files, want one that says it is UTF-8", len(files))
	}
	for _, ref := range []string{"C-1 ", "C-250 ", "C-500 "} {
		if !strings.Contains(string(files[0].Content), ref) {
			t.Errorf("the file lacks %s", ref)
		}
	}
}

func TestAReplyInArabicIsReadFromTheRight(t *testing.T) {
	t.Parallel()
	r := inLanguage(reply.Reply{
		Title: reply.Line{reply.Text("C-12 Paper")},
		Blocks: []reply.Block{
			reply.Facts{{Label: "الموعد", Value: reply.Line{reply.Text("2027-03-31")}}},
			reply.List{Items: []reply.Line{{reply.Text("NDI")}}},
		},
	}, "ar")
	m := render(r, printerOf("ar"), tokens())
	for line := range strings.SplitSeq(m.text.String(), "\n") {
		if line != "" && !strings.HasPrefix(line, rightMark) {
			t.Errorf("line %q does not begin with the mark", line)
		}
	}
	if header, ok := m.blocks[0].(*slack.HeaderBlock); !ok || !strings.HasPrefix(header.Text.Text, rightMark) {
		t.Errorf("the header does not begin with the mark: %s", blockJSON(t, m.blocks[:1]))
	}
	checked(t, m)
}

func TestAButtonCarriesATokenAndNothingElse(t *testing.T) {
	t.Parallel()
	r := reply.Reply{Blocks: []reply.Block{reply.Buttons{{Label: "No change", Say: "log C-12 no change", Style: reply.Primary}}}}
	m := render(r, printerOf("en"), tokens())
	button := m.blocks[0].(*slack.ActionBlock).Elements.ElementSet[0].(*slack.ButtonBlockElement)
	if button.Value != "token-1" || strings.Contains(button.ActionID, "C-12") {
		t.Errorf("got value %q and id %q", button.Value, button.ActionID)
	}
	if want := []action{{Token: "token-1", Say: "log C-12 no change", Line: 1}}; !cmp.Equal(want, m.actions) {
		t.Errorf("actions: %s", cmp.Diff(want, m.actions))
	}
	if button.AccessibilityLabel == "" || button.Style != slack.StylePrimary {
		t.Errorf("a button without what a screen reader reads, or without its style: %+v", button)
	}
}

func TestWhatIsKeptIsNotTypedIntoAForm(t *testing.T) {
	t.Parallel()
	form := reply.Form{Name: "edit", Title: "Edit", Fields: []reply.Field{{Name: "ref", Value: "C-1"}, {Name: "title", Value: "Old", Kept: true}}}
	m := render(reply.Reply{Blocks: []reply.Block{form}}, printerOf("en"), tokens())
	if want := []action{{Token: "token-1", Form: "edit", Values: map[string]string{"ref": "C-1"}, Line: 1}}; !cmp.Equal(want, m.actions) {
		t.Errorf("actions: %s", cmp.Diff(want, m.actions))
	}
}

func TestACutLeavesLettersWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("ab ش😀\u0301\u200d\u2067\u2069"))).Draw(t, "text")
		most := rapid.IntRange(2, 30).Draw(t, "most")
		got := shorten(text, most)
		if runesOf(strings.Trim(got, "\u2069")) > most {
			t.Errorf("shorten(%q, %d): got %q of %d runes", text, most, got, runesOf(got))
		}
		if runesOf(text) <= most && got != text {
			t.Errorf("shorten(%q, %d): got %q, want it as it was", text, most, got)
		}
	})
}
