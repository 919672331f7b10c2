package bundle_test

import (
	"context"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/google/go-cmp/cmp"
)

func noContext() context.Context { return context.Background() }

func TestWhatIsNoBundleIsSaidToBeNone(t *testing.T) {
	t.Parallel()
	lines, _ := linesOf(t, fixture(t))
	all := strings.SplitAfter(strings.TrimSuffix(lines, "\n"), "\n")
	head, end := all[0], all[len(all)-1]
	s := sqlite(t)
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", "", []string{"bundle bundle.empty"}},
		{"white space", " \n\n", []string{"bundle bundle.empty"}},
		{"a word", "hello", []string{"bundle bundle.not_json"}},
		{"a list", "[]", []string{"bundle bundle.not_json"}},
		{"an empty object", "{}", []string{"format bundle.unknown_format", "format_version bundle.unknown_version", "plan bundle.missing"}},
		{"JSON cut short in a list", fixture(t)[:20000], []string{"entries[1].recorded_at bundle.cut_short"}},
		{"JSON with something after it", fixture(t) + "{}", []string{"bundle bundle.after_end"}},
		{"a list that is a text", strings.Replace(fixture(t), `"events": [`, `"events": "x", "x_": [`, 1), []string{"events bundle.not_list"}},
		{"a name twice", strings.Replace(fixture(t), `"format_version": 1,`, `"format_version": 1, "format": "accord-bundle",`, 1), []string{"format bundle.name_twice"}},
		{"a name twice in an entry", strings.Replace(fixture(t), `"seq": 1,`, `"seq": 1, "seq": 1,`, 1), []string{"entries[0].seq bundle.name_twice"}},
		{"half of a surrogate pair", strings.Replace(fixture(t), `Outline agreed`, `Outline \ud800 agreed`, 1), []string{"entries[1].note bundle.not_utf8"}},
		{"bytes that are not UTF-8", strings.Replace(fixture(t), `Outline agreed`, "Outline \xff agreed", 1), []string{"entries[1].note bundle.not_utf8"}},
		{"a bare control character", strings.Replace(fixture(t), `Outline agreed`, "Outline \x01 agreed", 1), []string{"entries[1].note bundle.control_character"}},
		{"a bomb of lists", `{"format":` + strings.Repeat("[", 100_000), []string{"format" + strings.Repeat("[0]", 64) + " bundle.too_deep"}},
		{"a line that is no JSON", head + "{\n" + end, []string{
			"line[2] bundle.cut_short", "line[3].counts.commitments bundle.wrong_count", "line[3].counts.endorsements bundle.wrong_count",
			"line[3].counts.entries bundle.wrong_count", "line[3].counts.events bundle.wrong_count", "line[3].counts.members bundle.wrong_count",
			"line[3].counts.milestones bundle.wrong_count", "line[3].counts.organisations bundle.wrong_count",
		}},
		{"a line too long", head + `{"record":"member","key":"` + strings.Repeat("x", 17<<20) + "\"}\n" + `{"record":"end","counts":{}}`, []string{"line[2] bundle.line_too_long"}},
		{"no end", strings.Join(all[:len(all)-1], ""), []string{"line[143] bundle.no_end"}},
		{"cut short in a line", strings.Join(all[:len(all)-2], "") + all[len(all)-2][:50], []string{"line[140].version bundle.not_the_fold", "line[143] bundle.no_end", "line[143].digest bundle.cut_short", "line[45].position bundle.position_gap"}},
		{"no head", strings.Join(all[1:], ""), []string{"line[1].record bundle.no_head"}},
		{"an unknown record", head + `{"record":"note"}` + "\n" + `{"record":"end","counts":{}}`, []string{"line[2].record bundle.unknown_record"}},
		{"a record without its name", head + `{"key":"m-1"}` + "\n" + `{"record":"end","counts":{}}`, []string{"line[2].record bundle.unknown_record"}},
		{"a wrong count", strings.Replace(lines, `"entries":83`, `"entries":82`, 1), []string{"line[144].counts.entries bundle.wrong_count"}},
		{"an unknown count", strings.Replace(lines, `"entries":83`, `"entries":83,"notes":0`, 1), []string{"line[144].counts.notes bundle.unknown_field"}},
		{"something after the end", lines + head, []string{"line[145] bundle.after_end"}},
		{"a member after the commitments", strings.Join(all[:len(all)-1], "") + `{"record":"member","key":"m-z"}` + "\n" + strings.Replace(end, `"members":12`, `"members":13`, 1), []string{"line[144].record bundle.out_of_order"}},
		{"an entry apart from its commitment", strings.Join(all[:len(all)-1], "") + `{"record":"milestone","commitment":"C-1","key":"m1"}` + "\n" + strings.Replace(end, `"milestones":1`, `"milestones":2`, 1), []string{"line[144].commitment bundle.apart"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := said(bring(t, s, c.text).Errors)
			if diff := cmp.Diff(sorted(c.want), got); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNoMoreThanTenThousandErrorsAreKeptAndAllAreCounted(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(`{"record":"bundle","format":"accord-bundle","format_version":1,"plan":{"slug":"p"}}` + "\n")
	for range 20_000 {
		b.WriteString(`{"record":"member","colour":"red","key":"same"}` + "\n")
	}
	b.WriteString(`{"record":"end","counts":{"members":20000}}`)
	got := bring(t, sqlite(t), b.String())
	if len(got.Errors) != 10_000 || got.Total != 39_999 {
		t.Errorf("got %d of %d errors, want 10000 of 39999", len(got.Errors), got.Total)
	}
}

func TestEmptyMembersAreTheSameAsAbsentOnes(t *testing.T) {
	t.Parallel()
	text := edited(t, func(b object) {
		b["withheld"] = []any{}
		for _, e := range list(b, "entries") {
			for name, nothing := range map[string]any{
				"note": "", "status": nil, "evidence": []any{}, "takes_back": false, "milestone": nil, "x_more": object{"deep": true},
			} {
				if _, there := e[name]; !there {
					e[name] = nothing
				}
			}
			if e["percent"] == nil {
				e["percent"] = ""
			}
		}
	})
	v, err := bundle.Verify(t.Context(), strings.NewReader(text), bundle.VerifyOptions{Head: headOfFixture})
	if err != nil || v.Total != 0 || v.FoundAt != 83 {
		t.Errorf("got %+v, %v", v, err)
	}
}
