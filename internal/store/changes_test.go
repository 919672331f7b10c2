package store

import (
	"testing"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestChangesComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	value := rapid.Custom(func(t *rapid.T) commitments.Value {
		if rapid.Bool().Draw(t, "list") {
			return commitments.Value{List: rapid.SliceOfN(rapid.String(), 0, 3).Draw(t, "list of")}
		}
		return commitments.Value{Text: rapid.OneOf(rapid.String(), rapid.Just("2027-03-31"), rapid.Just(`a "b" \ c`)).Draw(t, "text")}
	})
	rapid.Check(t, func(t *rapid.T) {
		changes := commitments.Changes{}
		for _, field := range rapid.SliceOfDistinct(rapid.SampledFrom(commitments.Fields[:]), rapid.ID[commitments.Field]).Draw(t, "fields") {
			changes[field] = commitments.Change{Old: value.Draw(t, "old"), New: value.Draw(t, "new")}
		}
		text, err := changesText(changes)
		if err != nil {
			t.Fatal(err)
		}
		back, err := changesOf(text)
		if diff := cmp.Diff(changes, back, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Fatalf("%s: %v (-was +is):\n%s", text, err, diff)
		}
	})
}

func TestOnlyTheStoredFormIsReadFast(t *testing.T) {
	t.Parallel()
	for text, fast := range map[string]bool{
		`{"title":{"new":"a"},"steps":{"old":["25"],"new":["25","27a"]}}`: true, `{}`: true, `{"title":{}}`: true,
		`{"title":{"new":"a\"b"}}`: false, `{"title": {"new":"a"}}`: false, `{"title":{"new":null}}`: false,
		`{"title":{"new":"a"}`: false, `{"title":{"new":"a"}}x`: false, `{"title":{"later":"a"}}`: false, `["a"]`: false,
	} {
		if _, ok := (&changeScanner{rest: text}).changes(); ok != fast {
			t.Errorf("%s: got %v, want %v", text, ok, fast)
		}
	}
	if _, err := changesOf(`{"title":`); err == nil {
		t.Error("broken JSON: want an error")
	}
}
