package plans_test

import (
	"testing"

	"github.com/accord-tracker/accord/internal/plans"
)

func TestWhatIsTypedNamesItsPlanUnlessThatIsTheUsualOne(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ slug, usual, name, want string }{
		{"hres-2018", "hres-2018", "C-12", "C-12"},
		{"digital-2025", "hres-2018", "C-12", "digital-2025:C-12"},
		{"digital-2025", "", "C-12", "C-12"},
		{"", "hres-2018", "C-12", "C-12"},
	} {
		got := plans.Typed(c.slug, c.usual, c.name)
		if got != c.want {
			t.Errorf("%v: got %s", c, got)
		}
		slug, name := plans.CutTyped(got, c.usual)
		if name != c.name || (c.slug != "" && c.usual != "" && slug != c.slug) {
			t.Errorf("%s: taken apart as %s, %s", got, slug, name)
		}
	}
}
