package console

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

func TestPastedTextIsOneLineUntilEnterIsPressed(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"abc\r": "abc\r",
		"\x1b[200~one\r\ntwo\n\nthree\n\x1b[201~\r":   "one⏎two⏎three\r",
		"\x1b[200~\r\n\r\nécrit\t٢\x1b[201~x":         "écrit ٢x",
		"\x1b[200~\x1b[31mred\x03\x04\x7f\x1b[201~":   "[31mred",
		"\x1b[A\x1b[200\x1bb":                         "\x1b[A\x1b[200\x1bb",
		"\x1b\x1b[200~a\nb\x1b[201~":                  "\x1ba⏎b",
		"\x1b[200~a\x1b\x1b[201~\n":                   "a\n",
		"\x1b[200~a\x1b[200~\n\x1b[201~\x1b[201~b\rc": "ab\rc",
	} {
		got, err := io.ReadAll(newPasteReader(iotest.OneByteReader(strings.NewReader(in))))
		if err != nil || string(got) != want {
			t.Errorf("%q: got %q, %v, want %q", in, got, err, want)
		}
	}
}

func TestNothingPastedIsAKey(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"a", "é", "\n", "\r", "\x1b", "\x1b[A", "[", "2", "00~", "\x03", "\x04", "\t", "\x7f"})
	rapid.Check(t, func(t *rapid.T) {
		pasted := strings.Join(rapid.SliceOf(piece).Draw(t, "pasted"), "")
		if strings.HasSuffix(pasted, "\x1b") {
			pasted += "x"
		}
		got, err := io.ReadAll(newPasteReader(strings.NewReader(pasteStart + pasted + pasteEnd + "\r")))
		if err != nil {
			t.Fatal(err)
		}
		said, ok := strings.CutSuffix(string(got), "\r")
		if !ok || strings.ContainsFunc(said, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Fatalf("%q: got %q", pasted, got)
		}
	})
}
