package plans

import "strings"

// Typed is how one types something of a plan: "C-12", and of another plan than the usual one "digital-2025:C-12", as with
// codes of steps. Without a usual plan nothing needs the name of its own.
func Typed(slug, usual, name string) string {
	if usual == "" || slug == usual || slug == "" {
		return name
	}
	return slug + ":" + name
}

// CutTyped takes apart what Typed has put together.
func CutTyped(typed, usual string) (slug, name string) {
	if slug, name, other := strings.Cut(typed, ":"); other {
		return slug, name
	}
	return usual, typed
}
