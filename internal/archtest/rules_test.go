package archtest

import (
	"maps"
	"slices"
	"testing"
)

// rule is something that holds for every room. It says what breaks it. Each rule comes with files that break it, and
// with files that look like it and do not, so that a rule that finds nothing is known to be able to find something.
type rule struct {
	name   string
	check  func(room string, files []file) []string
	breaks []fixture
	passes []fixture
}

// fixture is a file that stands in no folder.
type fixture struct{ path, text string }

func rules() []rule {
	return slices.Concat(arrowRules(), moduleRules(), codeRules(), variableRules(), nameRules())
}

func TestTheHouseKeepsItsRules(t *testing.T) {
	t.Parallel()
	found := house(t)
	for _, r := range rules() {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			for _, room := range slices.Sorted(maps.Keys(found)) {
				for _, breach := range r.check(room, found[room]) {
					t.Error(breach)
				}
			}
		})
	}
}

func TestEveryRuleCatchesWhatBreaksIt(t *testing.T) {
	t.Parallel()
	for _, r := range rules() {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			if len(r.breaks) == 0 {
				t.Error("no file shows that this rule can find something")
			}
			for _, example := range r.breaks {
				if len(checkFixture(t, r, example)) == 0 {
					t.Errorf("not caught: %s\n%s", example.path, example.text)
				}
			}
			for _, example := range r.passes {
				for _, breach := range checkFixture(t, r, example) {
					t.Errorf("caught wrongly: %s\n%s", breach, example.text)
				}
			}
		})
	}
}

func checkFixture(t *testing.T, r rule, example fixture) []string {
	t.Helper()
	f, err := read(example.path, []byte(example.text))
	if err != nil {
		t.Fatal(err)
	}
	return r.check(f.room(), []file{f})
}

// perFile makes a rule's check of one that looks at one file at a time.
func perFile(check func(file) []string) func(string, []file) []string {
	return func(_ string, files []file) []string {
		var found []string
		for _, f := range files {
			found = append(found, check(f)...)
		}
		return found
	}
}
