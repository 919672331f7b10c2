package understand_test

import (
	"testing"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestFollowingTheCalendarAndEmailAreReadInFourLanguages(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for text, want := range map[string]understand.Understanding{
		"follow step 25":                       {Verb: understand.Follow, Args: understand.Args{Scope: "step", Steps: []string{"25"}}},
		"follow 29c weekly":                    {Verb: understand.Follow, Args: understand.Args{Scope: "step", Steps: []string{"29c"}, Cadence: "weekly"}},
		"follow the plan every day":            {Verb: understand.Follow, Args: understand.Args{Scope: "plan", Cadence: "daily"}},
		"follow C-12 at once":                  {Verb: understand.Follow, Args: understand.Args{Scope: "commitment", Ref: "C-12", Refs: []string{"C-12"}, Cadence: "immediate"}},
		"follow organisation ndi":              {Verb: understand.Follow, Args: understand.Args{Scope: "organisation", Partners: []string{"ndi"}}},
		"suivre 29c chaque semaine":            {Verb: understand.Follow, Args: understand.Args{Scope: "step", Steps: []string{"29c"}, Cadence: "weekly"}},
		"seguir paso 25 cada día":              {Verb: understand.Follow, Args: understand.Args{Scope: "step", Steps: []string{"25"}, Cadence: "daily"}},
		"تابع خطوة 25 أسبوعيا":                 {Verb: understand.Follow, Args: understand.Args{Scope: "step", Steps: []string{"25"}, Cadence: "weekly"}},
		"follow organisation ndi weekly":       {Verb: understand.Follow, Args: understand.Args{Scope: "organisation", Partners: []string{"ndi"}, Cadence: "weekly"}},
		"follow theme civil society every day": {Verb: understand.Follow, Args: understand.Args{Scope: "theme", Theme: "civil society", Cadence: "daily"}},
		"suivre action 25":                     {Verb: understand.Follow, Args: understand.Args{Scope: "step", Steps: []string{"25"}}},
		"suivre l'action 25":                   {Verb: understand.Follow, Args: understand.Args{Scope: "step", Steps: []string{"25"}}},
		"seguir acción 25":                     {Verb: understand.Follow, Args: understand.Args{Scope: "step", Steps: []string{"25"}}},
		"seguir la acción 25":                  {Verb: understand.Follow, Args: understand.Args{Scope: "step", Steps: []string{"25"}}},
		"تابع الإجراء 25":                      {Verb: understand.Follow, Args: understand.Args{Scope: "step", Steps: []string{"25"}}},
		"ne plus suivre action 25":             {Verb: understand.Unfollow, Args: understand.Args{Scope: "step", Steps: []string{"25"}}},
		"dejar de seguir acción 25":            {Verb: understand.Unfollow, Args: understand.Args{Scope: "step", Steps: []string{"25"}}},
		"ألغ المتابعة الإجراء 25":              {Verb: understand.Unfollow, Args: understand.Args{Scope: "step", Steps: []string{"25"}}},
		"follow":                     {Verb: understand.Follow},
		"my email is jo@example.org": {Verb: understand.Email, Args: understand.Args{Action: "add", Value: "jo@example.org"}},
		"email a@example.org":        {Verb: understand.Email, Args: understand.Args{Action: "add", Value: "a@example.org"}},
		"calendar add meeting \"B\" 2027-02-03..2027-01-20": {Verb: understand.Calendar, Args: understand.Args{
			Action: "add", Event: "meeting", Title: "B", From: "2027-02-03", To: "2027-01-20", Date: "2027-02-03", DatePhrase: "2027-01-20",
		}},
		"unfollow":                   {Verb: understand.Unfollow},
		"unfollow step 25":           {Verb: understand.Unfollow, Args: understand.Args{Scope: "step", Steps: []string{"25"}}},
		"ne plus suivre C-3":         {Verb: understand.Unfollow, Args: understand.Args{Scope: "commitment", Ref: "C-3", Refs: []string{"C-3"}}},
		"following":                  {Verb: understand.Following},
		"email":                      {Verb: understand.Email},
		"email Ana.Ñ@Example.org":    {Verb: understand.Email, Args: understand.Args{Action: "add", Value: "Ana.Ñ@Example.org"}},
		"email code K7Q2M9":          {Verb: understand.Email, Args: understand.Args{Action: "code", Code: "K7Q2M9"}},
		"email off":                  {Verb: understand.Email, Args: understand.Args{Action: "remove"}},
		"courriel ana@example.org":   {Verb: understand.Email, Args: understand.Args{Action: "add", Value: "ana@example.org"}},
		"correo código K7Q2M9":       {Verb: understand.Email, Args: understand.Args{Action: "code", Code: "K7Q2M9"}},
		"بريدي ana@example.org":      {Verb: understand.Email, Args: understand.Args{Action: "add", Value: "ana@example.org"}},
		"calendar cancel \"UPR 55\"": {Verb: understand.Calendar, Args: understand.Args{Action: "remove", Title: "UPR 55"}},
		"calendar add upr_session \"UPR 55\" 2027-01-20..2027-02-03": {Verb: understand.Calendar, Args: understand.Args{
			Action: "add", Event: "upr_session", Title: "UPR 55", From: "2027-01-20", To: "2027-02-03", Date: "2027-01-20", DatePhrase: "2027-01-20..2027-02-03",
		}},
		"calendar add meeting \"Round table\" 2027-01-20 in KE by \"OHCHR\" https://example.org/a": {Verb: understand.Calendar, Args: understand.Args{
			Action: "add", Event: "meeting", Title: "Round table", From: "2027-01-20", To: "2027-01-20", Date: "2027-01-20", DatePhrase: "2027-01-20",
			Country: "KE", Organisation: "OHCHR", Evidence: []string{"https://example.org/a"},
		}},
		"calendar edit \"UPR 55\" to 2027-01-21..2027-02-04": {Verb: understand.Calendar, Args: understand.Args{
			Action: "edit", Title: "UPR 55", From: "2027-01-21", To: "2027-02-04", Date: "2027-01-21", DatePhrase: "2027-01-21..2027-02-04",
		}},
		"calendar cancel \"UPR 55\" on 2027-01-20": {Verb: understand.Calendar, Args: understand.Args{Action: "remove", Title: "UPR 55", Date: "2027-01-20"}},
		"calendar edit \"UPR 55\" 2027-01-20, 2027-02-01..2027-02-03": {Verb: understand.Calendar, Args: understand.Args{
			Action: "edit", Title: "UPR 55", From: "2027-02-01", To: "2027-02-03", Date: "2027-01-20", DatePhrase: "2027-02-01..2027-02-03",
		}},
		"calendar edit \"UPR 55\" \"UPR 56\"": {Verb: understand.Calendar, Args: understand.Args{Action: "edit", Title: "UPR 55", Value: "UPR 56"}},
		"calendrier ajouter réunion \"Table ronde\" 2027-01-20": {Verb: understand.Calendar, Args: understand.Args{
			Action: "add", Event: "meeting", Title: "Table ronde", From: "2027-01-20", To: "2027-01-20", Date: "2027-01-20", DatePhrase: "2027-01-20",
		}},
		"calendario cancelar \"EPU 55\"": {Verb: understand.Calendar, Args: understand.Args{Action: "remove", Title: "EPU 55"}},
	} {
		got := r.Read(text, understand.Context{Today: "2026-11-25"})
		if !got.Structured || !got.Sure || len(got.Problems) > 0 {
			t.Errorf("%s: got structured %v, sure %v, problems %v", text, got.Structured, got.Sure, got.Problems)
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(understand.Understanding{}, "Text", "Language", "Intent", "Structured", "Sure", "Choices", "Problems"),
			cmpopts.IgnoreFields(understand.Args{}, "Topic")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func TestWhatOnlySoundsLikeFollowingOrEmailIsNeither(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, text := range []string{"follow me", "email me the minutes", "email ana at example", "follow up with them tomorrow"} {
		if got := r.Read(text, understand.Context{Today: "2026-11-25"}); got.Structured && (got.Verb == understand.Follow || got.Verb == understand.Email) {
			t.Errorf("%s: got %v with %+v", text, got.Verb, got.Args)
		}
	}
}
