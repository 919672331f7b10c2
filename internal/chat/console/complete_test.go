package console

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type lines []string

func (l lines) Complete(context.Context, string) []string { return l }

func TestOnlyLinesThatGoOnAreOffered(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line  string
		pos   int
		known lines
		want  []string
		shown int
	}{
		{"who 2", 5, lines{"who 29c", "who 29c", "who 25", "who 2", "step 29c", "who 2\x1b[31m", "who 2\n"}, []string{"9c", "5"}, 1},
		{"", 0, lines{"who ", "mine"}, []string{"who ", "mine"}, 0},
		{"من ي", 4, lines{"من يعمل"}, []string{"عمل"}, 1},
		{"who 2", 3, lines{"who 29c"}, nil, 0}, // the cursor is not at the end
	} {
		endings, shown := completion{t.Context(), c.known}.Do([]rune(c.line), c.pos)
		var got []string
		for _, e := range endings {
			got = append(got, string(e))
		}
		if diff := cmp.Diff(c.want, got); diff != "" || shown != c.shown {
			t.Errorf("%q: shown %d, want %d (-want +got):\n%s", c.line, shown, c.shown, diff)
		}
	}
	if endings, _ := (completion{t.Context(), nil}).Do([]rune("who"), 3); endings != nil {
		t.Errorf("without a completer: got %q, want nothing", endings)
	}
}
