package plans_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/accord-tracker/accord/internal/plans"
	"pgregory.net/rapid"
)

var builtInResolver = sync.OnceValues(func() (*plans.Resolver, error) {
	documents, err := plans.BuiltIn()
	if err != nil {
		return nil, err
	}
	return plans.NewResolver(documents), nil
})

func resolver(t testing.TB) *plans.Resolver {
	t.Helper()
	r, err := builtInResolver()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestACodeIsFoundInEveryUsualWriting(t *testing.T) {
	t.Parallel()
	r := resolver(t)
	for written, want := range map[string]string{
		"29c": "29c", "29(c)": "29c", "29 (c)": "29c", "29.c": "29c", "29-c": "29c", "29 c": "29c", "29C": "29c", "¶29(c)": "29c", "§ 29 (c)": "29c",
		"para 29 c": "29c", "par. 29c": "29c", "paragraph 29, letter c": "29c", "letter c of paragraph 29": "29c", "point 29 lettre c": "29c",
		"l'alinéa c du paragraphe 27": "27c", "inciso b del párrafo 39": "39b", "párrafo veintinueve c": "29c", "paragraphe vingt-neuf c": "29c",
		"paragraph thirty-five": "35", "الفقرة ٢٩ (ج)": "29c", "٢٩ج": "29c", "２９ｃ": "29c", "۲۹c": "29c", "3 9 d": "39d", "25": "25", "step 25": "25",
		"29a and 29b": "29a 29b", "31a, 31b and 31c": "31a 31b 31c", "31a, b and c": "31a 31b 31c", "29a-c": "29a 29b 29c", "29a to 29d": "29a 29b 29c 29d",
		"22 و23": "22 23", "paragraphs 25-26": "25 26", "steps 25 and 26": "25 26",
		"digital-2025:1.1": "digital-2025:1.1", "recommendation 2.3": "digital-2025:2.3", "4.2, rec. 3": "digital-2025:2.3", "hres-2018:29c": "29c",
	} {
		res := r.Resolve(written)
		if got := strings.Join(res.Codes(), " "); got != want || res.Certainty != plans.Sure {
			t.Errorf("Resolve(%q): got %s (%s, bad %v), want %s", written, got, res.Certainty, res.BadCodes, want)
		}
	}
}

func TestACodeThatNoPlanHasIsNotGuessed(t *testing.T) {
	t.Parallel()
	r := resolver(t)
	for written, bad := range map[string]string{
		"step 40": "40", "27e": "27e", "para 29 z": "29z", "step 99z": "99z", "step 29с": "29с", "step 29²": "29²", "digital-2025:9.9": "9.9",
		"recommendation 7.7": "7.7", "step 𝟐𝟗": "𝟐𝟗", "step 2900": "2900", "27 (f)": "27f",
	} {
		res := r.Resolve(written)
		if len(res.Matches) != 0 || !slices.Contains(res.BadCodes, bad) || res.Certainty != plans.None {
			t.Errorf("Resolve(%q): got %v, bad %q, want nothing and bad %q", written, res.Codes(), res.BadCodes, bad)
		}
	}
}

func TestNumbersThatAreNoCodesAreLeftAlone(t *testing.T) {
	t.Parallel()
	r := resolver(t)
	for _, written := range []string{"60%", "25 %", "10:30", "29th", "2027-06-29", "1.5%", "$25", "C-12", "v2.3.4", "General Comment 36"} {
		if res := r.Resolve(written); len(res.Matches) != 0 {
			t.Errorf("Resolve(%q): got %v, want nothing", written, res.Codes())
		}
	}
}

func TestStepsAreFoundByAliasAndWords(t *testing.T) {
	t.Parallel()
	r := resolver(t)
	for written, want := range map[string]string{
		"GC25 update": "25", "GC-25": "25", "article 25": "25", "generl coment 25": "25", "general comment twenty-five": "25",
		"mise à jour de l'Observation générale 25": "25", "التعليق العام رقم ٢٥": "25", "raitfication": "26", "civil society training": "31d",
		"training for civil society": "31d", "NHRIs": "33", "INDH": "33", "SMART recs": "38", "shared calendar": "29c", "side events": "36",
		"capacity building": "31d", "paper trail": "digital-2025:3.5", "independent audits in the digital consultation": "digital-2025:1.2",
		"a rights specialist in observer teams": "39b",
	} {
		if res := r.Resolve(written); len(res.Matches) == 0 || res.Matches[0].Code != want {
			t.Errorf("Resolve(%q): got %v, want %s first", written, res.Codes(), want)
		}
	}
}

func TestWhatIsFarFromEveryStepIsNone(t *testing.T) {
	t.Parallel()
	r := resolver(t)
	for _, written := range []string{"lunch", "my general fitness class", "", "   ", "?!", strings.Repeat("x", 3000), "\x00\xff"} {
		if res := r.Resolve(written); res.Certainty == plans.Sure {
			t.Errorf("Resolve(%.40q): got %v for sure", written, res.Codes())
		}
	}
}

func TestEveryStepIsFoundByItsCodeAndItsAliases(t *testing.T) {
	t.Parallel()
	r := resolver(t)
	for i, plan := range r.Plans() {
		for j := range plan.Steps {
			step := &plan.Steps[j]
			want := step.Code
			if i > 0 {
				want = plan.Slug + ":" + want
			}
			if res := r.Resolve(want); len(res.Codes()) != 1 || res.Codes()[0] != want {
				t.Errorf("Resolve(%s): got %v", want, res.Codes())
			}
			for _, alias := range step.Aliases {
				res := r.Resolve(alias)
				if !slices.ContainsFunc(res.Matches[:min(2, len(res.Matches))], func(m plans.Match) bool { return m.Step == step }) {
					t.Errorf("Resolve(%q): got %v, want %s among the first two", alias, res.Codes(), want)
				}
			}
		}
	}
}

func TestAResolutionHoldsTogether(t *testing.T) {
	t.Parallel()
	r := resolver(t)
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.OneOf(
			rapid.SampledFrom([]string{"29c", "who", "step", "25", "and", "training", "40", "%", "27e", "C-12", "(", ")", "a", "ج", "التصديق", "digital-2025", ":", "1.1"}),
			rapid.String()), 0, 8).Draw(t, "words"), " ")
		whole(t, r.Resolve(text))
	})
}

type failer interface{ Fatalf(string, ...any) }

// whole checks what holds of every resolution.
func whole(t failer, res plans.Resolution) {
	if res.Meant > len(res.Matches) || (res.Certainty == plans.Sure) != (res.Meant > 0 && len(res.BadCodes) == 0) {
		t.Fatalf("%d meant of %d, %s, bad %v", res.Meant, len(res.Matches), res.Certainty, res.BadCodes)
	}
	for i, m := range res.Matches {
		if m.Plan == nil || m.Step == nil || m.Code == "" || m.Score <= 0 || (i > 0 && m.Score > res.Matches[i-1].Score) {
			t.Fatalf("match %d: %+v", i, m)
		}
	}
}

func FuzzResolve(f *testing.F) {
	for _, s := range []string{"29c", "¶29(c)", "digital-2025:1.1", "GC25 update", "29a-d", "letter c of paragraph 27", "الفقرة ٢٩ (ج)", "31a, b and c", "step 29²", "3 9 d"} {
		f.Add(s)
	}
	r := resolver(f)
	f.Fuzz(func(t *testing.T, text string) { whole(t, r.Resolve(text)) })
}
