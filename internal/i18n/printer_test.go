package i18n_test

import (
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/go-cmp/cmp"
)

func load(t *testing.T) *i18n.Catalogue {
	t.Helper()
	cat, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

func TestDatesNumbersAndListsReadAsEachLanguageWritesThem(t *testing.T) {
	t.Parallel()
	cat := load(t)
	nairobi, err := time.LoadLocation("Africa/Nairobi")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 22, 7, 5, 0, 0, time.UTC)
	for _, c := range []struct {
		lang string
		want []string
	}{
		{"en", []string{
			"31 March 2027", "1 January 2027", "31 Mar 2027", "22 November 2026, 10:05 EAT", "Q3 2026", "Monday",
			"1,234,567", "2.5", "60%", "9 of 10 (90%)", "–", "NDI, EU and UN", "NDI or EU", "–", "–",
		}},
		{"fr", []string{
			"31 mars 2027", "1er janvier 2027", "31 mars 2027", "22 novembre 2026 à 10:05 EAT", "T3 2026", "lundi",
			"1\u00a0234\u00a0567", "2,5", "60\u00a0%", "9 sur 10 (90\u00a0%)", "–", "NDI, EU et UN", "NDI ou EU", "–", "–",
		}},
		{"es", []string{
			"31 de marzo de 2027", "1 de enero de 2027", "31 mar 2027", "22 de noviembre de 2026, 10:05 EAT", "T3 2026", "lunes",
			"1.234.567", "2,5", "60\u00a0%", "9 de 10 (90\u00a0%)", "–", "NDI, EU y UN", "NDI o EU", "–", "–",
		}},
		{"ar", []string{
			"٣١ مارس ٢٠٢٧", "١ يناير ٢٠٢٧", "٣١ مارس ٢٠٢٧", "٢٢ نوفمبر ٢٠٢٦، ١٠:٠٥ \u2068EAT\u2069", "الربع ٣ من عام ٢٠٢٦", "الاثنين",
			"١٬٢٣٤٬٥٦٧", "٢٫٥", "٦٠٪\u061c", "٩ من ١٠ (٩٠٪\u061c)", "–",
			"\u2068NDI\u2069، \u2068EU\u2069 و\u2068UN\u2069", "\u2068NDI\u2069 أو \u2068EU\u2069", "–", "–",
		}},
	} {
		p := cat.Printer(c.lang).In(nairobi)
		got := []string{
			p.Date("2027-03-31"), p.Date("2027-01-01"), p.ShortDate("2027-03-31"), p.Time(at),
			p.Quarter(civil.Quarter{Year: 2026, N: 3}), p.Weekday(time.Monday), p.Number(1234567), p.Number(2.5), p.Percent(60),
			p.Rate(9, 10), p.Rate(0, 0), p.List([]string{"NDI", "EU", "UN"}), p.Either([]string{"NDI", "EU"}), p.List(nil), p.Date(""),
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.lang, diff)
		}
	}
}

func TestARateIsRoundedHalfUpButNeverToNoneOrAll(t *testing.T) {
	t.Parallel()
	p := load(t).Printer("en")
	for _, c := range []struct {
		num, den int
		want     string
	}{
		{0, 3, "0 of 3 (0%)"},
		{3, 3, "3 of 3 (100%)"},
		{1, 8, "1 of 8 (13%)"},
		{1, 3, "1 of 3 (33%)"},
		{1, 1000, "1 of 1,000 (1%)"},
		{999, 1000, "999 of 1,000 (99%)"},
		{1, 200, "1 of 200 (1%)"},
		{0, 0, "–"},
	} {
		if got := p.Rate(c.num, c.den); got != c.want {
			t.Errorf("Rate(%d, %d): got %q, want %q", c.num, c.den, got, c.want)
		}
	}
}

// small is a catalogue with known holes.
func small(t *testing.T) (*i18n.Catalogue, *[]string) {
	t.Helper()
	cat, err := i18n.LoadFS(fstest.MapFS{
		"a.en.toml": {Data: []byte(`"who.found" = "{{.name}} works on {{.step}}"
"only.english" = "By {{.day}}: {{.count}} things"
"status.paused" = "paused"
"is" = "It is {{.status}}"
"date.long" = "{{.day}} {{.month}} {{.year}}"
"month.3" = "March"
["steps"]
one = "one step"
other = "{{.count}} steps"
`)},
		"a.ar.toml": {Data: []byte(`"who.found" = "{{.name}} يعمل على {{.step}}"
"status.paused" = "متوقف"
"is" = "الحالة {{.status}}"
["steps"]
zero = "لا خطوات"
one = "خطوة واحدة"
two = "خطوتان"
few = "{{.count}} خطوات"
many = "{{.count}} خطوة"
other = "{{.count}} خطوة أخرى"
`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	return cat.WhenMissing(func(lang, key string) { told = append(told, lang+" "+key) }), &told
}

func TestDataInASentenceStaysData(t *testing.T) {
	t.Parallel()
	cat, _ := small(t)
	for _, c := range []struct{ lang, name, want string }{
		{"en", "NDI", "NDI works on 29c"},
		{"en", "{{.step}} {{printf `x`}} <b>", "{{.step}} {{printf `x`}} <b> works on 29c"},
		{"en", "شبكة", "\u2068شبكة\u2069 works on 29c"},
		{"en", "a\u202eb\u2069", "ab works on 29c"},
		{"ar", "NDI", "\u2068NDI\u2069 يعمل على \u206829c\u2069"},
	} {
		if got := cat.Printer(c.lang).Sentence("who.found", "name", c.name, "step", "29c"); got != c.want {
			t.Errorf("%s, %q: got %q, want %q", c.lang, c.name, got, c.want)
		}
	}
}

func TestAWordIsTranslatedAndASentenceWithinASentenceIsNotIsolated(t *testing.T) {
	t.Parallel()
	cat, _ := small(t)
	p := cat.Printer("ar")
	if got, want := p.Problem(problem.New(problem.Refused, "is", "status", problem.Word("status.paused"))), "الحالة متوقف"; got != want {
		t.Errorf("word: got %q, want %q", got, want)
	}
	if got, want := p.Sentence("is", problem.Args{"status": i18n.Said("x")}), "الحالة x"; got != want {
		t.Errorf("said: got %q, want %q", got, want)
	}
}

func TestArabicHasSixForms(t *testing.T) {
	t.Parallel()
	cat, _ := small(t)
	var got []string
	for _, n := range []int{0, 1, 2, 5, 11, 100} {
		got = append(got, cat.Printer("ar").Plural("steps", n))
	}
	want := []string{"لا خطوات", "خطوة واحدة", "خطوتان", "٥ خطوات", "١١ خطوة", "١٠٠ خطوة أخرى"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if got, want := cat.Printer("en").Problem(problem.New(problem.Invalid, "steps", "count", 1)), "one step"; got != want {
		t.Errorf("a problem with a count: got %q, want %q", got, want)
	}
}

func TestWhatALanguageLacksIsSaidInEnglishAndToldOnce(t *testing.T) {
	t.Parallel()
	cat, told := small(t)
	p := cat.Printer("ar")
	for range 3 {
		if got, want := p.Sentence("only.english", "day", civil.Date("2027-03-31"), "count", 1234), "By 31 March 2027: 1,234 things"; got != want {
			t.Errorf("lacking in Arabic: got %q, want %q", got, want)
		}
		if got, want := p.Sentence("nowhere"), "[nowhere]"; got != want {
			t.Errorf("lacking everywhere: got %q, want %q", got, want)
		}
		if got, want := p.Sentence("is"), "الحالة …"; got != want {
			t.Errorf("lacking an argument: got %q, want %q", got, want)
		}
	}
	if diff := cmp.Diff([]string{"ar only.english", "ar nowhere", "en nowhere", "ar is"}, *told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if !p.Has("only.english") || p.Has("nowhere") {
		t.Error("Has should know English, and nothing that is nowhere")
	}
}

func TestABrokenCatalogueIsRefused(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]fstest.MapFS{
		"twice":            {"a.en.toml": {Data: []byte(`"x" = "1"`)}, "b.en.toml": {Data: []byte(`"x" = "2"`)}},
		"unknown language": {"a.de.toml": {Data: []byte(`"x" = "1"`)}},
		"not TOML":         {"a.en.toml": {Data: []byte(`x`)}},
	} {
		if _, err := i18n.LoadFS(files); err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}

func TestTheNearestLanguageIsChosen(t *testing.T) {
	t.Parallel()
	for wish, want := range map[string]string{
		"fr-CA": "fr", "es-419": "es", "es_MX": "es", "ar-EG": "ar", "fr_FR.UTF-8": "fr", "AR": "ar",
		"de;q=0.9, fr;q=0.8": "fr", "de": "en", "pt-BR": "en", "": "en", "C": "en", "\x00": "en", "zz": "en",
	} {
		if got := i18n.Match(wish); got != want {
			t.Errorf("Match(%q): got %s, want %s", wish, got, want)
		}
	}
	for wish, want := range map[string]bool{"en-GB": true, "AR": true, "de": false, "": false, "enormous": false, "*": false, "und": false} {
		if got := i18n.Known(wish); got != want {
			t.Errorf("Known(%q): got %t, want %t", wish, got, want)
		}
	}
}

func TestPrintersAreSharedByManyAtOnce(t *testing.T) {
	t.Parallel()
	cat, _ := small(t)
	shared := cat.Printer("ar")
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			if got, want := shared.Sentence("is", "status", i18n.Said("x")), "الحالة x"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			cat.Printer("en").Plural("steps", n)
		})
	}
	all.Wait()
}
