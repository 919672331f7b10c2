package bundle_test

import (
	"bytes"
	"testing"

	"github.com/accord-tracker/accord/internal/bundle"
)

// FuzzDecode reads whatever it is given as a bundle: it must come to an end, panic nowhere, and give every error a
// path and a key.
func FuzzDecode(f *testing.F) {
	// A few commitments are enough to begin with: large seeds cost the fuzzer most of its time.
	small := edited(f, func(b object) {
		b["entries"] = b["entries"].([]any)[38:48]
		b["commitments"] = b["commitments"].([]any)[9:12]
		for _, name := range []string{"organisations", "members", "endorsements", "events"} {
			b[name] = b[name].([]any)[:2]
		}
		steps := list(b["plan"].(object), "steps")
		b["plan"].(object)["steps"] = []any{steps[0], steps[26]}
	})
	lines, _ := linesOf(f, small)
	f.Add([]byte(small))
	f.Add([]byte(lines))
	f.Add([]byte(`{"record":"bundle","format":"accord-bundle","format_version":1,"plan":{"slug":"p","steps":[{"code":"1"}]}}` + "\n" +
		`{"record":"commitment","ref":"C-1"}` + "\n" +
		`{"record":"entry","commitment":"C-1","seq":1,"kind":"registered","recorded_at":"2026-01-01T00:00:00Z","position":1,"changes":{"title":{"new":"x"}}}` + "\n" +
		`{"record":"withheld","position":2,"entry_digest":"` + headOfFixture + `"}` + "\n" + `{"record":"end","counts":{"commitments":1,"entries":1,"withheld":1}}`))
	f.Add([]byte(`{"format":"accord-bundle","entries":[{"corrects":1,"kind":"corrected"},{"kind":"redacted"}],"plan":{}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := bundle.Verify(t.Context(), bytes.NewReader(text), bundle.VerifyOptions{Head: headOfFixture})
		if err != nil {
			t.Fatalf("Verify: %v", err)
		}
		for _, e := range v.Errors {
			if e.Path == "" || e.Problem.Key == "" {
				t.Errorf("an error without path or key: %+v", e)
			}
		}
		if v.FoundAt == 0 && v.Total == 0 {
			t.Error("the head is nowhere, and that is no error")
		}
	})
}
