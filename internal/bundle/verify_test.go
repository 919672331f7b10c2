package bundle_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func verified(t interface {
	Helper()
	Fatal(...any)
}, text, head string,
) bundle.Verified {
	t.Helper()
	v, err := bundle.Verify(noContext(), strings.NewReader(text), bundle.VerifyOptions{Head: head})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTheChainOfTheFixtureHoldsDigitForDigit(t *testing.T) {
	t.Parallel()
	lines, _ := linesOf(t, fixture(t))
	for form, text := range map[string]string{"JSON": fixture(t), "NDJSON": lines, "with a byte order mark": "\uFEFF" + fixture(t)} {
		want := bundle.Verified{Plan: "hres-2018", Position: 83, Head: headOfFixture, Entries: 83, FoundAt: 83}
		got := verified(t, text, strings.ToUpper(headOfFixture))
		got.Errors = slices.Clip(got.Errors)
		if got.Total != 0 || got.Position != want.Position || got.Head != want.Head || got.FoundAt != want.FoundAt || got.Entries != 83 {
			t.Errorf("%s: got %+v, want %+v", form, got, want)
		}
	}
}

func TestAnEarlierHeadIsFoundAgain(t *testing.T) {
	t.Parallel()
	var b object
	if err := json.Unmarshal([]byte(fixture(t)), &b); err != nil {
		t.Fatal(err)
	}
	for _, e := range list(b, "entries") {
		if v := verified(t, fixture(t), e["digest"].(string)); v.Total != 0 || float64(v.FoundAt) != e["position"] {
			t.Errorf("head of position %v: found at %d, %v", e["position"], v.FoundAt, v.Errors)
		}
	}
	for head, want := range map[string]string{strings.Repeat("a", 64): "head bundle.head_not_found", "short": "head bundle.not_hex"} {
		if diff := cmp.Diff([]string{want}, said(verified(t, fixture(t), head).Errors)); diff != "" {
			t.Errorf("head %s (-want +got):\n%s", head, diff)
		}
	}
}

func TestAnExportForAnAudienceVerifiesToThePrintedHeadAndSaysNothingMore(t *testing.T) {
	t.Parallel()
	s := sqlite(t)
	bring(t, s, fixture(t))
	for _, c := range []struct {
		audience          access.Audience
		entries, withheld int
	}{{access.ToPublic, 81, 2}, {access.ToEndorsers, 83, 0}, {access.ToConveners, 83, 0}} {
		for _, ndjson := range []bool{false, true} {
			out := take(t, s, bundle.ExportOptions{Audience: c.audience, NDJSON: ndjson})
			v := verified(t, out, headOfFixture)
			if v.Total != 0 || v.Head != headOfFixture || v.FoundAt != 83 || v.Entries != c.entries || v.Withheld != c.withheld || v.InPart != 4 {
				t.Errorf("%s: got %+v", c.audience, v)
			}
			if secret := []string{`"fern"`, `m-f1`}; strings.Contains(attributedPart(t, out, "C-9"), secret[0]) || strings.Contains(attributedPart(t, out, "C-9"), secret[1]) {
				t.Errorf("%s: C-9 names whose it is", c.audience)
			}
			if strings.Contains(out, "Amina") {
				t.Errorf("%s: a name left unasked", c.audience)
			}
			if c.audience == access.ToPublic && strings.Contains(out, "Ratification talks") {
				t.Errorf("the public sees what endorsers see")
			}
			want := []string{"bundle.partly_shown"}
			if c.withheld > 0 {
				want = append(want, "bundle.withheld")
			}
			var keys []string
			for _, e := range bring(t, sqlite(t), out).Errors {
				keys = append(keys, e.Problem.Key)
			}
			for _, key := range want {
				if !slices.Contains(keys, key) {
					t.Errorf("import of what %s see: got %v, want %s", c.audience, keys, key)
				}
			}
		}
	}
}

// attributedPart are the lines of an export about a commitment.
func attributedPart(t *testing.T, out, ref string) string {
	t.Helper()
	var about strings.Builder
	for line := range strings.Lines(out) {
		if strings.Contains(line, `"`+ref+`"`) {
			about.WriteString(line)
		}
	}
	if about.Len() == 0 {
		t.Errorf("%s is missing", ref)
	}
	return about.String()
}

func TestAChangedWithheldDigestIsFound(t *testing.T) {
	t.Parallel()
	s := sqlite(t)
	bring(t, s, fixture(t))
	out := take(t, s, bundle.ExportOptions{})
	at := strings.LastIndex(out, `"entry_digest":"`) + len(`"entry_digest":"`)
	v := verified(t, flip(out, at), headOfFixture)
	if len(v.Errors) != 1 || v.Errors[0].Problem.Key != "bundle.digest_wrong_since" {
		t.Errorf("got %v", v.Errors)
	}
}

func TestAnExportAsOfAnInstantIsThePrefixOfTheChain(t *testing.T) {
	t.Parallel()
	s := sqlite(t)
	bring(t, s, fixture(t))
	asOf := imported.AddDate(0, -4, 0)
	out := take(t, s, bundle.ExportOptions{Complete: true, AsOf: asOf})
	v := verified(t, out, "")
	if v.Total != 0 || v.Position != 59 || v.InPart != 1 {
		t.Errorf("as of %v: got %+v", asOf, v)
	}
	if again := verified(t, fixture(t), v.Head); again.FoundAt != v.Position {
		t.Errorf("the head of %d is found at %d later", v.Position, again.FoundAt)
	}
	if want := `"exported_at":"2026-06-21T09:00:00Z"`; !strings.Contains(out, want) {
		t.Errorf("want %s", want)
	}
}

// flip changes one hexadecimal digit to another.
func flip(text string, at int) string {
	b := []byte(text)
	if b[at] == 'a' {
		b[at] = 'b'
	} else {
		b[at] = 'a'
	}
	return string(b)
}

func TestAnyChangedByteOfAnEntryIsFoundAndNamed(t *testing.T) {
	t.Parallel()
	s := sqlite(t)
	bring(t, s, fixture(t))
	lines := slices.Collect(strings.Lines(take(t, s, bundle.ExportOptions{Complete: true, NDJSON: true})))
	var journal []int
	for i, line := range lines {
		if strings.HasPrefix(line, `{"record":"entry"`) {
			journal = append(journal, i)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.SampledFrom(journal).Draw(t, "line")
		at := rapid.IntRange(0, len(lines[i])-2).Draw(t, "byte")
		changed := rapid.Byte().Filter(func(b byte) bool { return b != lines[i][at] && b != '\n' }).Draw(t, "value")
		if lines[i][at] == '"' && changed == ' ' || !matters(lines[i], at, changed) {
			t.Skip("says the same")
		}
		broken := slices.Clone(lines)
		broken[i] = lines[i][:at] + string([]byte{changed}) + lines[i][at+1:]
		v := verified(t, strings.Join(broken, ""), "")
		named := fmt.Sprintf("line[%d]", i+1)
		if !slices.ContainsFunc(v.Errors, func(e bundle.Error) bool { return strings.HasPrefix(e.Path, named) }) {
			t.Fatalf("byte %d of line %d is %q now, and nothing names it: %v\n%s", at, i+1, changed, v.Errors, broken[i])
		}
	})
}

// matters says whether the line says something else with the byte changed. A name that begins with x_ says nothing,
// so a member that was empty anyway may become one.
func matters(line string, at int, changed byte) bool {
	var before, after any
	if json.Unmarshal([]byte(line), &before) != nil {
		return true
	}
	if json.Unmarshal([]byte(line[:at]+string([]byte{changed})+line[at+1:]), &after) != nil {
		return true
	}
	return !cmp.Equal(before, after)
}
