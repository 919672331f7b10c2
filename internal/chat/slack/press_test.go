package slack

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

func (d *desk) offer(o people.Offer) string {
	d.t.Helper()
	d.keys++
	o.Token = fmt.Sprint("offer-", d.keys)
	o.Realm, o.CreatedAt = workspace, d.now
	if o.ExpiresAt.IsZero() {
		o.ExpiresAt = d.now.Add(time.Hour)
	}
	o.Once = o.Once || o.Say != "" && d.out.Bot.Once(o.Say)
	if err := d.store.SaveOffers(d.t.Context(), []people.Offer{o}); err != nil {
		d.t.Fatal(err)
	}
	return o.Token
}

// TestAButtonIsPressedOnce covers S-10 and U-09: the second press says who was faster, and when.
func TestAButtonIsPressedOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token := d.offer(people.Offer{Say: "log C-1 no change", Message: "m1"})
	first := d.handle(d.press("ana", token, nil))
	if got := d.words(first); !strings.Contains(got, "Recorded") || kinds(first) != "letter settle home" {
		t.Fatalf("the first press: %s\n%s", kinds(first), got)
	}
	d.now = d.now.Add(5 * time.Minute)
	second := d.handle(d.press("ana", token, nil))
	if got := d.words(second); !strings.Contains(got, "Already done by ana, 25 November 2026") || kinds(second) != "letter" {
		t.Errorf("the second press: %s\n%s", kinds(second), got)
	}
	if got := d.world.Say("ana", "status C-1"); strings.Count(got, "no change") > 1 {
		t.Errorf("written twice: %s", got)
	}
}

func TestAPressThatComesAgainIsOne(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.press("ana", d.offer(people.Offer{Say: "log C-1 no change"}), nil)
	first, second := d.words(d.handle(r)), d.words(d.handle(r))
	if first != second || !strings.Contains(first, "Recorded") {
		t.Errorf("the same press twice:\n%s\n---\n%s", first, second)
	}
}

// TestWhoeverPressesActs covers S-44: not whom it was shown to, and nobody of another organisation.
func TestWhoeverPressesActs(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token := d.offer(people.Offer{Say: "log C-1 no change"})
	outsider := map[string]any{"user": map[string]any{"id": "ana", "name": "ana", "team_id": "T9"}}
	refused := d.handle(d.press("ana", token, outsider))
	if got := d.words(refused); strings.Contains(got, "Recorded") || kinds(refused) != "letter" {
		t.Errorf("an outsider: %s\n%s", kinds(refused), got)
	}
	if l, err := queue.LetterOf(refused[0]); err != nil || l.Subject != "ana" {
		t.Errorf("the refusal is for %q (%v), want the person alone", l.Subject, err)
	}
	d.bars["eve"] = problem.New(problem.Refused, "chat.stranger")
	if got := d.words(d.handle(d.press("eve", token, nil))); strings.Contains(got, "Recorded") {
		t.Errorf("a guest: %s", got)
	}
	if got := d.words(d.handle(d.press("sami", token, nil))); strings.Contains(got, "Recorded") {
		t.Errorf("somebody of another organisation: %s", got)
	}
	if got := d.words(d.handle(d.press("ana", token, nil))); !strings.Contains(got, "Recorded") {
		t.Errorf("after all those refusals the button is still good for ana: %s", got)
	}
}

func TestAButtonForSomebodyElseIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token := d.offer(people.Offer{Say: "log C-1 no change", Subject: "cem"})
	if got := d.words(d.handle(d.press("ana", token, nil))); !strings.Contains(got, "somebody else") {
		t.Errorf("got %s", got)
	}
}

func TestARefusalIsInTheMembersOwnLanguageAndNotInSlacks(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.world.Say("ana", "language fr")
	token := d.offer(people.Offer{Say: "log C-1 no change", Subject: "cem"})
	if got := d.words(d.handle(d.press("ana", token, nil))); !strings.Contains(got, "pour quelqu’un d’autre") {
		t.Errorf("somebody who speaks French with us, and English with Slack: %s", got)
	}
	if got := d.words(d.handle(d.press("eve", token, nil))); !strings.Contains(got, "somebody else") {
		t.Errorf("somebody who has not said: %s", got)
	}
}

func TestAFormThatIsGivenAgainHasItsValuesInOneOrder(t *testing.T) {
	t.Parallel()
	values := map[string]string{"note": "n", "ref": "C-1", "evidence": "e", "progress": "60", "status": "s"}
	want := []string{"evidence", "note", "progress", "ref", "status"}
	for range 20 {
		var got []string
		for _, f := range again("log", "Again", values).Fields {
			got = append(got, f.Name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("fields (-want +got):\n%s", diff)
		}
	}
}

func TestAnOldButtonSaysWhatToType(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token := d.offer(people.Offer{Say: "log C-1 no change", ExpiresAt: d.now})
	if got := d.words(d.handle(d.press("ana", token, nil))); !strings.Contains(got, "log C-1 no change") {
		t.Errorf("an old one: %s", got)
	}
	if got := d.words(d.handle(d.press("ana", "nobody's", nil))); !strings.Contains(got, "too old") {
		t.Errorf("one that is forgotten: %s", got)
	}
}

func TestAButtonThatOnlyShowsCanBePressedAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token := d.offer(people.Offer{Say: "mine"})
	for range 2 {
		if got := d.words(d.handle(d.press("ana", token, nil))); !strings.Contains(got, "C-1") {
			t.Errorf("got %s", got)
		}
	}
}

// TestAQuestionBackLeavesTheButton: nothing was done yet.
func TestAQuestionBackLeavesTheButton(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token := d.offer(people.Offer{Say: "withdraw C-1 because funding ended"})
	for range 2 {
		sendings := d.handle(d.press("ana", token, nil))
		if got := d.words(sendings); !strings.Contains(got, "Shall I withdraw C-1?") || kinds(sendings) != "letter" {
			t.Errorf("%s: %s", kinds(sendings), got)
		}
	}
}

// TestUsedButtonsGoFromTheMessage covers U-09: the others stay.
func TestUsedButtonsGoFromTheMessage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := sentence("C-1 is due")
	r.Blocks = append(r.Blocks, reply.Buttons{{Label: "No change", Say: "log C-1 no change"}, {Label: "Help", Say: "help"}})
	s := d.letter(queue.Letter{Room: "C1", Answers: "x", Reply: r})
	wants(t, d.send(s), queue.OutcomeDone)
	sent := d.end.to("chat.postMessage")[0].form
	var blocks []any
	if err := json.Unmarshal([]byte(sent.Get("blocks")), &blocks); err != nil {
		t.Fatal(err)
	}
	sendings := d.handle(d.press("ana", "token-1", map[string]any{"message": map[string]any{"ts": "1.1", "text": sent.Get("text"), "blocks": blocks}}))
	if kinds(sendings) != "letter settle home" {
		t.Fatalf("got %s: %s", kinds(sendings), d.words(sendings))
	}
	settle := sendings[1]
	settle.Attempts = 1
	wants(t, d.send(&settle), queue.OutcomeDone)
	update := d.end.to("chat.update")[0].form
	if got := update.Get("blocks"); strings.Contains(got, "token-1") || !strings.Contains(got, "token-2") || !strings.Contains(got, "ana") {
		t.Errorf("blocks: %s", got)
	}
	if got := update.Get("text"); !strings.Contains(got, "No change – ana, 25 November 2026") {
		t.Errorf("text: %s", got)
	}
}

func TestAQuestionThatOnePersonSawIsTakenAway(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token := d.offer(people.Offer{Say: "log C-1 no change"})
	sendings := d.handle(d.press("ana", token, map[string]any{
		"container": map[string]any{"type": "message", "channel_id": "C1", "message_ts": "1.1", "is_ephemeral": true}, "message": map[string]any{},
	}))
	for i := range sendings {
		sendings[i].Attempts = 1
		wants(t, d.send(&sendings[i]), queue.OutcomeDone)
		d.now = d.now.Add(time.Second)
	}
	posts := d.end.to("/answer")
	if len(posts) != 1 || !strings.Contains(posts[0].body, `"delete_original":true`) {
		t.Errorf("posted to the address: %v", posts)
	}
	if n := len(d.end.to("chat.postMessage")); n != 1 {
		t.Errorf("the answer, which the room sees: %d, want 1", n)
	}
}

func TestTheHomeIsAnsweredInPrivate(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token := d.offer(people.Offer{Say: "mine", Subject: "ana"})
	sendings := d.handle(d.press("ana", token, map[string]any{
		"channel": map[string]any{}, "container": map[string]any{"type": "view", "view_id": "V1"}, "message": map[string]any{},
		"view": map[string]any{"id": "V1", "type": "home"}, "response_url": "",
	}))
	l, err := queue.LetterOf(sendings[0])
	if err != nil || l.Room != "Dana" {
		t.Errorf("answered in %q (%v), want Dana", l.Room, err)
	}
}

func TestNamesOfPeopleAreText(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token := d.offer(people.Offer{Say: "log C-1 no change"})
	evil := map[string]any{"user": map[string]any{"id": "ana", "name": "<!channel> *x*", "team_id": workspace}}
	sendings := d.handle(d.press("ana", token, evil))
	settle := sendings[1]
	settle.Attempts = 1
	wants(t, d.send(&settle), queue.OutcomeDone)
	f := d.end.to("chat.update")[0].form
	for _, wrong := range CheckMessage(f.Get("text"), []byte(f.Get("blocks"))) {
		t.Error(wrong)
	}
}

// TestOneButtonSettlesTheOthersBesideIt: a yes is an answer to the question, and so is a no.
func TestOneButtonSettlesTheOthersBesideIt(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	done := d.offer(people.Offer{Say: "log C-1 80%", Message: "m1", Line: 1})
	other := d.offer(people.Offer{Say: "log C-1 no change", Message: "m1", Line: 1})
	below := d.offer(people.Offer{Say: "log C-3 no change", Message: "m1", Line: 2})
	if got := d.words(d.handle(d.press("ana", done, nil))); !strings.Contains(got, "Recorded") {
		t.Fatal(got)
	}
	if got := d.words(d.handle(d.press("ana", other, nil))); !strings.Contains(got, "Already done by ana") {
		t.Errorf("the one beside it: %s", got)
	}
	if got := d.words(d.handle(d.press("ana", below, nil))); !strings.Contains(got, "Recorded") {
		t.Errorf("one about another commitment: %s", got)
	}
}
