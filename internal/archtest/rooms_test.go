package archtest

import (
	"path"
	"slices"
	"strings"
)

// Groups of rooms, from the ground up.
var (
	leaves = []string{"internal/bidi", "internal/civil", "internal/i18n", "internal/problem", "internal/reply", "internal/words"}
	middle = []string{"internal/access", "internal/calendar", "internal/commitments", "internal/people", "internal/plans"}
	// figures are pure like the middle, and stand on it.
	figures = []string{"internal/bundle", "internal/notices", "internal/reports"}
)

// ground is what even the middle may know: days, refusals, words.
var ground = []string{"internal/bidi", "internal/civil", "internal/problem", "internal/words"}

// rooms are the arrows: what the files of a room may import of this module. A room inside a room has its own row, or that
// of the room around it. A room whose name ends in "test" is for tests and may import what it likes.
var rooms = map[string][]string{
	"internal/bidi":    nil,
	"internal/civil":   nil,
	"internal/problem": nil,
	"internal/words":   {"internal/bidi", "internal/civil"},
	"internal/i18n":    ground,
	"internal/reply":   ground,

	"internal/access":      together(ground, middle),
	"internal/calendar":    together(ground, middle),
	"internal/commitments": together(ground, middle),
	"internal/people":      together(ground, middle),
	"internal/plans":       together(ground, middle),

	"internal/bundle":  together(leaves, middle, figures),
	"internal/notices": together(leaves, middle, figures, []string{"internal/queue"}),
	"internal/reports": together(leaves, middle, figures),

	"internal/chat":            together(leaves, middle, figures, []string{"internal/chat/understand"}),
	"internal/chat/understand": together(ground, []string{"internal/i18n", "internal/plans"}),
	"internal/chat/console":    together(leaves, []string{"internal/chat"}),
	"internal/chat/matrix":     together(leaves, middle, []string{"internal/chat", "internal/queue"}),
	"internal/chat/slack":      together(leaves, middle, []string{"internal/chat", "internal/queue"}),

	"internal/seal":  nil,
	"internal/queue": together(ground, []string{"internal/reply"}),
	"internal/mail":  together(leaves, middle, []string{"internal/queue", "internal/notices"}),
	"internal/store": together(ground, middle, figures, []string{"internal/queue", "internal/reply", "internal/seal", "migrations"}),
	"migrations":     nil,

	"internal/feeds":    together(leaves, middle),
	"internal/webhooks": together(leaves, middle),

	"internal/api": together(leaves, middle, figures, []string{"internal/feeds", "internal/queue", "internal/webhooks"}),
	"internal/web": together(leaves, middle, figures, []string{"internal/chat/understand", "internal/feeds"}),

	"internal/app":      {"internal", "migrations"},
	"internal/archtest": nil,
	"internal/config":   {"internal/words"},
	"internal/pgtest":   nil,
	"cmd":               {"internal/app"},
}

func together(groups ...[]string) []string { return slices.Concat(groups...) }

// outside are the modules that the rooms of the middle may import besides the standard library. Rooms that are not
// named here follow the rows of modules alone.
var outside = map[string][]string{
	"internal/access":      {"github.com/google/uuid"},
	"internal/bidi":        {"golang.org/x/text"},
	"internal/calendar":    {"github.com/google/uuid"},
	"internal/civil":       {},
	"internal/commitments": {"github.com/google/uuid"},
	"internal/people":      {"github.com/google/uuid", "gopkg.in/yaml.v3"},
	"internal/plans":       {"github.com/google/uuid", "gopkg.in/yaml.v3", "golang.org/x/text"},
	"internal/problem":     {},
	"internal/words":       {"golang.org/x/text"},
	"internal/queue":       {"github.com/google/uuid"},
	"cmd":                  {},
}

// row is the row of the room, or of the nearest room around it.
func row(table map[string][]string, room string) (name string, allowed []string, ok bool) {
	for name = room; name != "."; name = path.Dir(name) {
		if allowed, ok = table[name]; ok {
			return name, allowed, true
		}
	}
	return "", nil, false
}

// forTests says whether a room, or one around it, is there for tests alone: storetest, chattest, pgtest.
func forTests(room string) bool {
	return slices.ContainsFunc(strings.Split(room, "/"), func(name string) bool { return strings.HasSuffix(name, "test") })
}

// within says whether an import path is the other one, or inside it.
func within(inner, outer string) bool {
	return inner == outer || strings.HasPrefix(inner, outer+"/")
}
