package console

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Completer knows how a line may go on. Each of the lines it returns begins with the line so far; others are ignored.
type Completer interface {
	Complete(ctx context.Context, line string) []string
}

// completion offers the completer's lines to the line editor.
type completion struct {
	ctx       context.Context // of Terminal.Run: the editor's interface has no room for it
	completer Completer
}

// Do returns what may follow the cursor, and how many letters before it the editor should show with each.
func (c completion) Do(line []rune, pos int) (endings [][]rune, shown int) {
	if c.completer == nil || pos != len(line) {
		return nil, 0
	}
	begun := string(line)
	seen := map[string]bool{}
	for _, whole := range c.completer.Complete(c.ctx, begun) {
		ending, ok := strings.CutPrefix(whole, begun)
		if !ok || ending == "" || seen[ending] || strings.ContainsFunc(ending, unicode.IsControl) {
			continue
		}
		seen[ending] = true
		endings = append(endings, []rune(ending))
	}
	return endings, utf8.RuneCountInString(begun[strings.LastIndex(begun, " ")+1:])
}
