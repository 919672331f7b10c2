package chat_test

import (
	"strings"
	"testing"

	who "github.com/accord-tracker/accord/internal/people"
	"github.com/google/go-cmp/cmp"
)

func TestALineIsCompletedByWhatMayFollow(t *testing.T) {
	t.Parallel()
	w := world(t)
	ana := who.Identity{Platform: who.Console, Realm: "local", Subject: "ana"}
	for line, want := range map[string][]string{
		"whoa":              {"whoami"},
		"who 27":            {"who 27", "who 27a", "who 27b", "who 27c", "who 27d"},
		"status c-":         {"status c-1"},
		"leave ":            {"leave ndi"},
		"language a":        {"language ar"},
		"steps theme civ":   {"steps theme civil-society-nhris"},
		"commit 25 with ce": {"commit 25 with cedar"},
		"help overd":        {"help overdue"},
		"zzz ":              nil,
	} {
		got := w.Bot().Complete(t.Context(), ana, line)
		for _, whole := range got {
			if !strings.HasPrefix(whole, line) {
				t.Errorf("%q is completed by %q, which does not begin with it", line, whole)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Complete(%q) (-want +got):\n%s", line, diff)
		}
	}
}

func TestCodesOfOtherPlansAreOffered(t *testing.T) {
	t.Parallel()
	w := world(t)
	ana := who.Identity{Platform: who.Console, Realm: "local", Subject: "ana"}
	if got := w.Bot().Complete(t.Context(), ana, "who digital-2025:"); len(got) != 18 {
		t.Errorf("got %d codes, want 18: %q", len(got), got)
	}
}

func TestAStrangerIsOfferedNoRefs(t *testing.T) {
	t.Parallel()
	w := world(t)
	stranger := who.Identity{Platform: who.Console, Realm: "local", Subject: "visitor"}
	if got := w.Bot().Complete(t.Context(), stranger, "status C"); len(got) > 0 {
		t.Errorf("got %q", got)
	}
}
