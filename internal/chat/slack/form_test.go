package slack

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

// opens lets a form be opened by a press and returns the view that came in the place of the loading one.
func (d *desk) opens(who, token string, more map[string]any) map[string]any {
	d.t.Helper()
	fields := map[string]any{"actions": []any{map[string]any{"action_id": "form:1:en", "value": token}}}
	maps.Copy(fields, more)
	r := d.press(who, token, fields)
	if !OpensForm(r.Payload) {
		d.t.Fatal("it opens no form")
	}
	if err := d.out.OpenForm(d.t.Context(), Pressed{Realm: workspace, ID: r.External, Raw: r.Payload}); err != nil {
		d.t.Fatal(err)
	}
	updates := d.end.to("views.update")
	return d.view(updates[len(updates)-1])
}

// view is the view of a call, which Slack would take.
func (d *desk) view(c called) map[string]any {
	d.t.Helper()
	var body map[string]json.RawMessage
	if err := json.Unmarshal([]byte(c.body), &body); err != nil {
		d.t.Fatal(err)
	}
	for _, wrong := range CheckView(body["view"]) {
		d.t.Errorf("%s: Slack would not have it so: %s", c.method, wrong)
	}
	var view map[string]any
	if err := json.Unmarshal(body["view"], &view); err != nil {
		d.t.Fatal(err)
	}
	return view
}

// TestAFormOpensAtOnceAndIsFilledThen covers S-19.
func TestAFormOpensAtOnceAndIsFilledThen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token := d.offer(people.Offer{Form: "commit", Values: `{"steps":"25","title":"A joint paper"}`})
	view := d.opens("ana", token, nil)
	var order []string
	for _, c := range d.end.calls {
		order = append(order, c.method)
	}
	if diff := cmp.Diff([]string{"views.open", "views.update"}, order); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	opened, updated := d.end.to("views.open")[0].body, d.end.to("views.update")[0].body
	if !strings.Contains(opened, "One moment") || strings.Contains(opened, `"submit"`) {
		t.Errorf("the first view: %s", opened)
	}
	if !strings.Contains(updated, `"hash":"h1"`) || !strings.Contains(updated, `"view_id":"V1"`) {
		t.Errorf("the second is not guarded: %s", updated)
	}
	if text := mustText(view); !strings.Contains(text, "A joint paper") || !strings.Contains(text, `"submit"`) {
		t.Errorf("the form: %s", text)
	}
}

func mustText(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func TestWhoMayNotWriteIsToldInTheView(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token := d.offer(people.Offer{Form: "commit"})
	if text := mustText(d.opens("eve", token, nil)); !strings.Contains(text, "I do not know you yet") || strings.Contains(text, `"submit":{`) {
		t.Errorf("a stranger: %s", text)
	}
	d.bars["gus"] = problem.New(problem.Refused, "slack.button_not_yours")
	if text := mustText(d.opens("gus", token, nil)); !strings.Contains(text, "somebody else") {
		t.Errorf("a guest: %s", text)
	}
	if text := mustText(d.opens("ana", "nobody's", nil)); !strings.Contains(text, "too old") {
		t.Errorf("a forgotten button: %s", text)
	}
}

func TestATriggerThatHasExpiredGivesTheButtonAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.end.says("views.open", no("trigger_expired"))
	token := d.offer(people.Offer{Form: "log", Values: `{"ref":"C-1"}`})
	r := d.press("ana", token, map[string]any{"actions": []any{map[string]any{"action_id": "form:1:en", "value": token}}})
	if err := d.out.OpenForm(t.Context(), Pressed{Realm: workspace, ID: r.External, Raw: r.Payload}); err == nil {
		t.Error("no error")
	}
	waiting := d.waiting()
	if got := d.words(waiting); !strings.Contains(got, "press once more") {
		t.Fatalf("got %s", got)
	}
	waiting[0].Attempts = 1
	wants(t, d.send(&waiting[0]), queue.OutcomeDone)
	if posts := d.end.to("/answer"); len(posts) != 1 || !strings.Contains(posts[0].body, "form:1:en") {
		t.Errorf("posted: %v", posts)
	}
}

func TestTheShortcutTakesTheMessageAsNewsAndItsLinkAsEvidence(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.press("ana", "", map[string]any{
		"type": "message_action", "callback_id": shortcutLog, "actions": []any{},
		"message": map[string]any{"ts": "1.1", "text": "We met &lt;the Committee&gt; <https://example.org/a|notes> in <#C1|general>"},
	})
	if !OpensForm(r.Payload) {
		t.Fatal("it opens no form")
	}
	if err := d.out.OpenForm(t.Context(), Pressed{Realm: workspace, ID: "1", Raw: r.Payload}); err != nil {
		t.Fatal(err)
	}
	text := mustText(d.view(d.end.to("views.update")[0]))
	for _, want := range []string{"the Committee", "https://example.org/a", "general", "https://example.slack.com/archives/C1/p1", "C-1 Joint paper"} {
		if !strings.Contains(text, want) {
			t.Errorf("the form lacks %q: %s", want, text)
		}
	}
}

// submission is a form as Slack sends it.
func (d *desk) submission(who string, where kept, values map[string]string) *queue.Received {
	d.t.Helper()
	state := map[string]any{}
	for name, value := range values {
		input := map[string]any{"type": "plain_text_input", "value": value}
		switch name {
		case "due_on", "effective_on":
			input = map[string]any{"type": "datepicker", "selected_date": value}
		case "status", "confidence", "visibility":
			input = map[string]any{"type": "static_select", "selected_option": map[string]any{"value": value}}
		}
		state[name] = map[string]any{valueAction: input}
	}
	r := d.press(who, "", map[string]any{
		"type": "view_submission", "channel": nil, "container": nil, "message": nil, "actions": nil, "response_url": "",
		"view": map[string]any{"id": "V7", "callback_id": formCallback, "private_metadata": mustText(where), "state": map[string]any{"values": state}},
	})
	r.External = ViewID(r.Payload)
	return r
}

func logFields() []keptField {
	return []keptField{
		{Name: "ref", Required: true},
		{Name: "percent", Kind: reply.Number},
		{Name: "note", Kind: reply.LongText, Most: 20},
		{Name: "effective_on", Kind: reply.DateField},
	}
}

// TestWhatCanBeSeenToBeWrongIsSaidBesideTheInput covers S-20.
func TestWhatCanBeSeenToBeWrongIsSaidBesideTheInput(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	where := kept{Form: "log", Realm: workspace, Language: "en", Fields: logFields()}
	r := d.submission("ana", where, map[string]string{"ref": " ", "percent": "much", "note": strings.Repeat("x", 21), "effective_on": "2026-13-01"})
	var answer struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
	}
	if err := json.Unmarshal(d.out.CheckSubmission(r.Payload), &answer); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"ref": "This is needed.", "percent": "This is not a whole number.", "note": "At most 20 characters.", "effective_on": "This is not a day.",
	}
	if diff := cmp.Diff(want, answer.Errors); diff != "" || answer.Action != "errors" {
		t.Errorf("%s (-want +got):\n%s", answer.Action, diff)
	}
	good := d.submission("ana", where, map[string]string{"ref": "C-1", "percent": "70", "effective_on": "2026-11-20"})
	if got := d.out.CheckSubmission(good.Payload); got != nil {
		t.Errorf("a good one: %s", got)
	}
	if got := ViewID(good.Payload); got != "view V7" {
		t.Errorf("received under %q", got)
	}
}

func TestASubmittedFormIsWrittenOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	where := kept{Form: "log", Realm: workspace, Room: "Dana", Language: "en", Fields: logFields()}
	r := d.submission("ana", where, map[string]string{"ref": "C-1", "percent": "70", "note": "Met", "status": "mostly_done"})
	first, second := d.handle(r), d.handle(r)
	if got := d.words(first); !strings.Contains(got, "70%") || got != d.words(second) || kinds(first) != "letter home" {
		t.Errorf("%s: %s\n---\n%s", kinds(first), got, d.words(second))
	}
}

// TestRightsAreThoseOfTheSubmission covers I-07: what was allowed when the form was opened may not be any more.
func TestRightsAreThoseOfTheSubmission(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	where := kept{Form: "log", Realm: workspace, Room: "Dana", Language: "en", Fields: logFields()}
	d.bars["ana"] = problem.New(problem.Refused, "slack.button_not_yours")
	r := d.submission("ana", where, map[string]string{"ref": "C-1", "percent": "70"})
	if got := d.words(d.handle(r)); strings.Contains(got, "Recorded") {
		t.Errorf("got %s", got)
	}
}

func TestARefusedFormCanBeOpenedAgainAsItWas(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	where := kept{Form: "commit", Realm: workspace, Room: "Dana", Language: "en"}
	sendings := d.handle(d.submission("ana", where, map[string]string{"steps": "99", "title": "A paper with partners"}))
	sendings[0].Attempts = 1
	wants(t, d.send(&sendings[0]), queue.OutcomeDone)
	offer, err := d.store.Offer(t.Context(), "token-1")
	for token := 1; err == nil && offer.Form == ""; token++ {
		offer, err = d.store.Offer(t.Context(), "token-"+string(rune('0'+token)))
	}
	if err != nil || offer.Form != "commit" || valuesOf(offer)["title"] != "A paper with partners" {
		t.Errorf("offer %+v: %v", offer, err)
	}
}

func TestAFormOffersWhatSlackCanShow(t *testing.T) {
	t.Parallel()
	for _, text := range append(hostile, strings.Repeat("long ", 1000)) {
		form := reply.Form{Name: "x", Title: text, Submit: text, Fields: formFields(text)}
		view, err := json.Marshal(modal(inLanguage(everywhere(text), "ar"), form, kept{Room: "C1"}, printerOf("ar")))
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range CheckView(view) {
			if text == "" || text == " " {
				continue // a form of ours has labels
			}
			t.Errorf("%q: %s", text[:min(len(text), 20)], wrong)
		}
	}
}
