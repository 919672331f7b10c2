// Package feeds writes what others subscribe to: Atom of what is new (atom.go, news.go) and iCalendar of what is due
// (calendar.go). It is given what its reader may see and asks nothing more: no database, no HTTP. It also reads the
// calendars of others (read.go).
package feeds

import (
	"strings"
	"unicode"
)

// clean takes out what neither form can carry: control characters, but for line breaks and tabs.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "�"))
}
