package reply

// Layout says how a renderer should show a reply. The zero Layout but for Words shows everything, without colours, for
// a chat.
type Layout struct {
	Words  Words
	Rows   int  // of a list or table; 0: all
	Width  int  // of a terminal, in cells; 0: not a terminal: lines are not wrapped and tables become lists
	Colour bool // of a terminal
	Screen bool // the text goes to a terminal or a file, where an @ mentions nobody and is left alone
}

// Words are the few words that renderers say themselves. A printer of the catalogues has them, under the keys that
// begin with "reply.".
type Words interface {
	Sentence(key string, args ...any) string
	Plural(key string, count int, args ...any) string
}

// cut is the number of rows to show of n.
func (l Layout) cut(n int) int {
	if l.Rows <= 0 {
		return n
	}
	return min(n, l.Rows)
}
