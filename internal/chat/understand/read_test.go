package understand_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestEveryLineIsExplained(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("29c who ", 1<<17)
	in := "who is working on 29c?\n\n\xff\xfe who 29c\nnul\x00 who 29c\n" + long + "\n\u202Ewho 29c\u202C\nlast line without end"
	var out bytes.Buffer
	if err := reader(t).ExplainLines(strings.NewReader(in), &out, today); err != nil {
		t.Fatal(err)
	}
	var intents []string
	for line := range strings.Lines(out.String()) {
		var e struct {
			Text   string
			Intent string
			Steps  []string
			Args   map[string]any
			Sure   *bool
		}
		decoder := json.NewDecoder(strings.NewReader(line))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&e); err != nil {
			t.Fatalf("%.80q: %v", line, err)
		}
		if e.Steps == nil || e.Args == nil || e.Sure == nil || !utf8.ValidString(e.Text) {
			t.Errorf("%.80q: a member is missing", line)
		}
		intents = append(intents, e.Intent)
	}
	want := []string{"who", "none", "who", "who", "none", "who", "none"}
	if d := cmp.Diff(want, intents); d != "" {
		t.Errorf("intents (-want +got):\n%s", d)
	}
}

func TestALongMessageIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	u := reader(t).Read(strings.Repeat("log C-12 60% ", 1<<16), understand.Context{Today: today})
	if u.Verb != understand.None || len(u.Problems) != 1 || u.Problems[0].Key != "text.too_long" {
		t.Errorf("got %s, %v", u.Verb, u.Problems)
	}
}

func TestCodesThatOnlyLookRightAreReported(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, written := range []string{"who is on step 29с?", "commit 𝟐𝟗c", "who is working on step 29²", "sign us up for step 2९c"} {
		u := r.Read(written, understand.Context{Today: today})
		if len(u.Args.Steps) > 0 {
			t.Errorf("Read(%q): got the steps %v", written, u.Args.Steps)
		}
	}
}

func TestBidiControlsHideNothing(t *testing.T) {
	t.Parallel()
	u := reader(t).Read("withdraw C-\u202E21\u202C because \u2066done\u2069", understand.Context{Today: today})
	if u.Args.Ref != "C-21" || u.Args.Reason != "done" || strings.ContainsRune(u.Text, '\u202E') {
		t.Errorf("got %q, %q, %q", u.Args.Ref, u.Args.Reason, u.Text)
	}
}

func TestWordsNameOneCommitmentOfOurs(t *testing.T) {
	t.Parallel()
	ctx := understand.Context{Today: today, Commitments: []understand.Commitment{
		{Ref: "C-3", Title: "Joint paper on the update of the General Comment", Steps: []string{"25"}},
		{Ref: "C-8", Title: "Ten trainings for citizen observers", Steps: []string{"31d"}},
		{Ref: "C-9", Title: "Training material in Swahili", Steps: []string{"34"}},
	}}
	r := reader(t)
	for written, want := range map[string]string{
		"GC25: we met the Committee, about 60 %": "C-3", "31d: four of ten trainings held, 40%": "C-8", "log 25 50%": "C-3", "log 8 50%": "C-8",
		"29c: we published our dates": "",
	} {
		if u := r.Read(written, ctx); u.Verb != understand.Log || u.Args.Ref != want {
			t.Errorf("Read(%q): got %s %q, want log %q", written, u.Verb, u.Args.Ref, want)
		}
	}
}

func TestTheNameOfAStepIsNoVerb(t *testing.T) {
	t.Parallel()
	ctx := understand.Context{Today: today, Commitments: []understand.Commitment{
		{Ref: "C-1", Title: "تقديم ورقة مشتركة حول تحديث التعليق العام رقم 25", Steps: []string{"25"}},
	}}
	r := reader(t)
	for _, written := range []string{"التعليق العام 25: التقينا اللجنة، حوالي ٦٠ ٪", "التعليق العام رقم ٢٥، التقينا اللجنة"} {
		if u := r.Read(written, ctx); u.Verb != understand.Log || u.Args.Ref != "C-1" || u.Structured {
			t.Errorf("Read(%q): got %s %q, structured %v; want log C-1, of one's own words", written, u.Verb, u.Args.Ref, u.Structured)
		}
	}
	if u := r.Read("تعليق C-1 بسبب الانتخابات", ctx); u.Verb != understand.Pause || !u.Structured {
		t.Errorf("got %s, structured %v; want pause as a command", u.Verb, u.Structured)
	}
}

func TestAFreeSentenceIsNotTakenForAPreciseCommand(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, written := range []string{"GC25: we sent our submission yesterday, about 60% done", "sign us up for 31c please", "we must drop our commitment on 31c, no money left"} {
		if u := r.Read(written, understand.Context{Today: today}); !u.Verb.Writes() || u.Structured {
			t.Errorf("Read(%q): got %s, structured %v", written, u.Verb, u.Structured)
		}
	}
}

func TestNewsSaysHowFarAndWhere(t *testing.T) {
	t.Parallel()
	u := reader(t).Read("GC25: we sent our submission to the Committee yesterday, about 60% done https://example.org/s", understand.Context{Today: today})
	if u.Args.Percent == nil || *u.Args.Percent != 60 || u.Args.Date != "2026-11-24" || !slices.Equal(u.Args.Evidence, []string{"https://example.org/s"}) || strings.Contains(u.Args.Note, "https") {
		t.Errorf("got %+v", u.Args)
	}
}

func TestWhatIsUnderstoodHoldsTogether(t *testing.T) {
	t.Parallel()
	r := reader(t)
	pieces := rapid.SampledFrom([]string{
		"who", "commit", "log", "C-12", "25", "29c", "60%", "\"", "by", "2027-06-31", "Q3", "with", "ndi", ":", "because", "edit", "due", "milestone", "@ana",
		"qui", "rapport", "التزام", "من", "calendar", "add", "in", "KE", "not", "we", "sent", "the", "training", "?", "https://x.y", "#3", "hand over", "snooze", "2", "weeks", "reminders",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.OneOf(pieces, rapid.String()), 0, 10).Draw(t, "words"), " ")
		holds(t, r.Read(text, understand.Context{Today: today}))
	})
}

type failer interface{ Fatalf(string, ...any) }

// holds checks what is true of every understanding.
func holds(t failer, u understand.Understanding) {
	a := u.Args
	for _, d := range []string{string(a.Date), string(a.From), string(a.To)} {
		if d != "" && len(d) != 10 {
			t.Fatalf("%q: date %q", u.Text, d)
		}
	}
	switch {
	case u.Intent != u.Verb.Intent(), u.Language == "", !utf8.ValidString(u.Text), len(u.Choices) > 3:
		t.Fatalf("%q: %+v", u.Text, u)
	case a.Percent != nil && (*a.Percent < 0 || *a.Percent > 100):
		t.Fatalf("%q: percent %d", u.Text, *a.Percent)
	case a.From > a.To && a.To != "":
		t.Fatalf("%q: from %s to %s", u.Text, a.From, a.To)
	case len(a.BadCodes) > 0 && u.Sure:
		t.Fatalf("%q: sure with the codes %v, which no plan has", u.Text, a.BadCodes)
	case a.Ref != "" && (len(a.Refs) == 0 || a.Refs[0] != a.Ref):
		t.Fatalf("%q: ref %s of %v", u.Text, a.Ref, a.Refs)
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"public.tsv", "dev.tsv"} {
		for i, q := range queries(f, name) {
			if i%10 == 0 {
				f.Add(q.text)
			}
		}
	}
	f.Add("commit 25 \"Joint paper\" by 2027-03-31 with anfrel, ndi measure \"x\" in KE, SN visibility endorsers")
	f.Add("calendar add upr_session \"UPR 55\" 2027-01-20..2027-02-03")
	f.Add("correct C-12 #3 55% it was less")
	r := reader(f)
	f.Fuzz(func(t *testing.T, text string) { holds(t, r.Read(text, understand.Context{Today: today})) })
}

func BenchmarkExplain(b *testing.B) {
	r := reader(b)
	list := queries(b, "public.tsv")
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r.Explain(list[i%len(list)].text, today)
	}
}

func BenchmarkNew(b *testing.B) {
	documents, err := plans.BuiltIn()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := understand.New(plans.NewResolver(documents)); err != nil {
			b.Fatal(err)
		}
	}
}
