package slack

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

func wants(t *testing.T, got queue.Result, want queue.Outcome) {
	t.Helper()
	if got.Outcome() != want {
		t.Errorf("outcome: got %s (%v), want %s", got.Outcome(), got.Err(), want)
	}
}

func TestALetterGoesWhereItBelongs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		letter queue.Letter
		method string
		want   map[string]string
	}{
		{"to everybody in a room, in the thread (S-38)", queue.Letter{Room: "C1", Thread: "1.2", Answers: AnswersMessage("1.3", "U1")}, "chat.postMessage", map[string]string{"channel": "C1", "thread_ts": "1.2", "reply_broadcast": ""}},
		{"to one person in a room, as an answer", queue.Letter{Room: "C1", Subject: "U1", Answers: AnswersMessage("1.3", "U1")}, "chat.postEphemeral", map[string]string{"channel": "C1", "user": "U1"}},
		{"to one person in a room, and no answer (S-21)", queue.Letter{Room: "C1", Subject: "U1"}, "chat.postMessage", map[string]string{"channel": "DU1"}},
		{"to one person", queue.Letter{Subject: "U1"}, "chat.postMessage", map[string]string{"channel": "DU1"}},
		{"in the conversation with one person", queue.Letter{Room: "D1", Subject: "U1", Answers: AnswersMessage("1.3", "U1")}, "chat.postMessage", map[string]string{"channel": "D1"}},
	} {
		d := newDesk(t)
		c.letter.Reply = sentence("hello")
		wants(t, d.send(d.letter(c.letter)), queue.OutcomeDone)
		calls := d.end.to(c.method)
		if len(calls) != 1 {
			t.Errorf("%s: %d calls of %s", c.name, len(calls), c.method)
			continue
		}
		for name, want := range c.want {
			if got := calls[0].form.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", c.name, name, got, want)
			}
		}
		if f := calls[0].form; f.Get("unfurl_links") != "false" || f.Get("unfurl_media") != "false" || f.Get("link_names") != "" || f.Get("parse") != "" {
			t.Errorf("%s: something in it would come to life (S-29, S-32): %v", c.name, f)
		}
	}
}

func TestAMessageCarriesAKeyThatSaysNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	s := d.letter(queue.Letter{Room: "C1", Answers: "x", Reply: sentence("hello")})
	s.Key = "answer/secret-thing/0"
	result := d.send(s)
	wants(t, result, queue.OutcomeDone)
	if result.Receipt() != "C1:1700000000.000001" {
		t.Errorf("receipt: got %q", result.Receipt())
	}
	meta := d.end.to("chat.postMessage")[0].form.Get("metadata")
	if !strings.Contains(meta, opaque(s.Key)) || strings.Contains(meta, "secret") {
		t.Errorf("metadata (S-36): %s", meta)
	}
}

func TestAnUnknownOutcomeIsLookedForAndNotSentAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	s := d.letter(queue.Letter{Room: "D1", Subject: "U1", Answers: "x", Reply: sentence("hello")})
	d.end.says("chat.postMessage", answer{cut: true}, ok(nil))
	wants(t, d.send(s), queue.OutcomeUnknown)

	s.Unknown, s.Attempts = true, 2
	d.end.says("conversations.history", ok(map[string]any{"messages": []any{
		map[string]any{"ts": "5.5", "metadata": map[string]any{"event_type": eventType, "event_payload": map[string]any{"key": opaque(s.Key)}}},
	}}))
	result := d.send(s)
	wants(t, result, queue.OutcomeDone)
	if n := len(d.end.to("chat.postMessage")); n != 1 || result.Receipt() != "D1:5.5" {
		t.Errorf("posted %d times, receipt %q (S-35)", n, result.Receipt())
	}
	if f := d.end.to("conversations.history")[0].form; f.Get("limit") != "15" || f.Get("include_all_metadata") != "1" {
		t.Errorf("history: %v", f)
	}
}

func TestWhatHasNotArrivedIsSentAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	s := d.letter(queue.Letter{Room: "D1", Subject: "U1", Answers: "x", Reply: sentence("hello")})
	s.Unknown, s.Attempts = true, 2
	d.end.says("conversations.history", ok(map[string]any{"messages": []any{}}))
	wants(t, d.send(s), queue.OutcomeDone)
	if n := len(d.end.to("chat.postMessage")); n != 1 {
		t.Errorf("posted %d times, want once", n)
	}
}

// TestWhereNothingCanBeReadAMessageIsSentAgainOnce: the app works without reading history (S-41).
func TestWhereNothingCanBeReadAMessageIsSentAgainOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	s := d.letter(queue.Letter{Room: "C1", Answers: "x", Reply: sentence("hello")})
	d.end.says("conversations.history", no("missing_scope"))
	s.Unknown, s.Attempts = true, 2
	wants(t, d.send(s), queue.OutcomeDone)
	s.Attempts = 3
	d.now = d.now.Add(time.Minute)
	wants(t, d.send(s), queue.OutcomeGivenUp)
	if n := len(d.end.to("chat.postMessage")); n != 1 {
		t.Errorf("sent again %d times, want once", n)
	}
}

// TestWhatOnePersonAloneSeesIsSentAgainOnce: nobody can look for it, and so it must not be tried for ever.
func TestWhatOnePersonAloneSeesIsSentAgainOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	s := d.letter(queue.Letter{Room: "C1", Subject: "U1", Answers: AnswersMessage("1.3", "U1"), Reply: sentence("hello")})
	d.end.says("chat.postEphemeral", answer{cut: true})
	wants(t, d.send(s), queue.OutcomeUnknown)
	s.Unknown, s.Attempts = true, 2
	wants(t, d.send(s), queue.OutcomeUnknown)
	s.Attempts = 3
	wants(t, d.send(s), queue.OutcomeGivenUp)
	if n := len(d.end.to("chat.postEphemeral")); n != 2 {
		t.Errorf("posted %d times, want twice", n)
	}
}

func TestHistoryIsAskedForAtItsPace(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.end.says("conversations.history", answer{status: http.StatusTooManyRequests, header: map[string]string{"Retry-After": "60"}}, ok(map[string]any{"messages": []any{}}))
	s := d.letter(queue.Letter{Room: "D1", Answers: "x", Reply: sentence("hello")})
	s.Unknown, s.Attempts = true, 2
	result := d.send(s)
	wants(t, result, queue.OutcomeDelayed)
	if wait := result.Until().Sub(d.now); wait < time.Minute || wait > 75*time.Second {
		t.Errorf("comes back after %v, want a minute and a little", wait)
	}
	d.now = result.Until()
	wants(t, d.send(s), queue.OutcomeDone)
}

// TestATooManyParksTheMethodAlone covers S-40, with and without Retry-After.
func TestATooManyParksTheMethodAlone(t *testing.T) {
	t.Parallel()
	for header, least := range map[string]time.Duration{"7": 7 * time.Second, "": parkedFor} {
		d := newDesk(t)
		headers := map[string]string{}
		if header != "" {
			headers["Retry-After"] = header
		}
		d.end.says("chat.postMessage", answer{status: http.StatusTooManyRequests, header: headers}, ok(nil))
		result := d.send(d.letter(queue.Letter{Room: "C1", Answers: "x", Reply: sentence("one")}))
		wants(t, result, queue.OutcomeDelayed)
		if wait := result.Until().Sub(d.now); wait < least {
			t.Errorf("Retry-After %q: comes back after %v", header, wait)
		}
		wants(t, d.send(d.letter(queue.Letter{Room: "C2", Answers: "x", Reply: sentence("two")})), queue.OutcomeDelayed)
		wants(t, d.send(d.letter(queue.Letter{Room: "C2", Subject: "U1", Answers: AnswersMessage("1.1", "U1"), Reply: sentence("three")})), queue.OutcomeDone)
		if n := len(d.end.to("chat.postMessage")); n != 1 {
			t.Errorf("%d calls while parked, want none", n-1)
		}
		d.now = result.Until()
		wants(t, d.send(d.letter(queue.Letter{Room: "C2", Answers: "x", Reply: sentence("two")})), queue.OutcomeDone)
	}
}

// TestDigestsGoOutAtTheirPace covers S-39: 200 at once never exceed one a second in a conversation and four a second in a
// workspace, but for the small bursts.
func TestDigestsGoOutAtTheirPace(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	start := d.now
	due := map[int]time.Time{}
	for i := range 200 {
		due[i] = d.now
	}
	var sent []time.Time
	for len(due) > 0 {
		for i, at := range due {
			if at.After(d.now) {
				continue
			}
			s := d.letter(queue.Letter{Subject: fmt.Sprint("U", i), Reply: sentence("digest")})
			switch result := d.send(s); result.Outcome() {
			case queue.OutcomeDone:
				sent = append(sent, d.now)
				delete(due, i)
			case queue.OutcomeDelayed:
				due[i] = result.Until()
			default:
				t.Fatalf("digest %d: %s %v", i, result.Outcome(), result.Err())
			}
		}
		d.now = d.now.Add(50 * time.Millisecond)
	}
	for i, at := range sent {
		if most := workspaceBurst + int(workspacePace*at.Sub(start).Seconds()) + 1; i+1 > most {
			t.Errorf("%d were sent after %v, and at most %d", i+1, at.Sub(start), most)
			break
		}
	}
	if took := d.now.Sub(start); took > 60*time.Second {
		t.Errorf("200 digests took %v: slower than they may", took)
	}
}

func TestARevokedTokenEndsTheInstallation(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"token_revoked", "account_inactive", "invalid_auth"} {
		d := newDesk(t)
		d.end.says("chat.postMessage", no(code))
		wants(t, d.send(d.letter(queue.Letter{Room: "C1", Answers: "x", Reply: sentence("one")})), queue.OutcomeGivenUp)
		if d.off != code {
			t.Errorf("turned off because of %q, want %q (S-50)", d.off, code)
		}
		wants(t, d.send(d.letter(queue.Letter{Room: "C1", Reply: sentence("two")})), queue.OutcomeGivenUp)
	}
}

func TestWhatMayPassIsTriedAgainAndWhatNeverWillIsNot(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]queue.Outcome{
		"team_added_to_org": queue.OutcomeFailed, "org_login_required": queue.OutcomeFailed, "service_unavailable": queue.OutcomeFailed,
		"fatal_error": queue.OutcomeUnknown, "internal_error": queue.OutcomeUnknown, "is_archived": queue.OutcomeGivenUp, "no_text": queue.OutcomeGivenUp,
		"ratelimited": queue.OutcomeDelayed, "missing_scope": queue.OutcomeGivenUp, "channel_not_found": queue.OutcomeGivenUp,
	} {
		d := newDesk(t)
		d.end.says("chat.postMessage", no(code))
		wants(t, d.send(d.letter(queue.Letter{Room: "C1", Answers: "x", Reply: sentence("one")})), want)
	}
}

func TestAMissingScopeIsNamed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.end.says("chat.postMessage", ok(map[string]any{"ok": false, "error": "missing_scope", "needed": "chat:write"}))
	result := d.send(d.letter(queue.Letter{Room: "C1", Answers: "x", Reply: sentence("one")}))
	if result.Err() == nil || !strings.Contains(result.Err().Error(), "chat:write") {
		t.Errorf("got %v, want the scope named (S-48)", result.Err())
	}
}

func TestAnAnswerInARoomWithoutTheBotReachesThePersonAndAsksToBeInvited(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.end.says("chat.postMessage", no("not_in_channel"))
	answers, err := d.out.KeepAddress(t.Context(), "r1", d.end.http.URL+"/answer", identity(workspace, "U1"), d.now)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, d.send(d.letter(queue.Letter{Room: "C1", Answers: answers, Reply: sentence("the answer")})), queue.OutcomeDone)
	posted := d.end.to("/answer")
	if len(posted) != 1 || !strings.Contains(posted[0].body, "the answer") || !strings.Contains(posted[0].body, "/invite") || !strings.Contains(posted[0].body, `"response_type":"ephemeral"`) {
		t.Errorf("posted to the address: %v", posted)
	}
}

// TestAnAddressIsUsedTwiceWithinHalfAnHour covers S-18: what comes later goes by the Web API.
func TestAnAddressIsUsedTwiceWithinHalfAnHour(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	answers, err := d.out.KeepAddress(t.Context(), "r1", d.end.http.URL+"/answer", identity(workspace, "U1"), d.now)
	if err != nil {
		t.Fatal(err)
	}
	letter := queue.Letter{Room: "C1", Subject: "U1", Answers: answers, Reply: sentence("one")}
	for range 3 {
		wants(t, d.send(d.letter(letter)), queue.OutcomeDone)
		d.now = d.now.Add(2 * time.Second)
	}
	if a, b := len(d.end.to("/answer")), len(d.end.to("chat.postEphemeral")); a != 2 || b != 1 {
		t.Errorf("posted to the address %d times and by the Web API %d times, want 2 and 1", a, b)
	}
	d = newDesk(t)
	if letter.Answers, err = d.out.KeepAddress(t.Context(), "r2", d.end.http.URL+"/answer", identity(workspace, "U1"), d.now); err != nil {
		t.Fatal(err)
	}
	d.now = d.now.Add(31 * time.Minute)
	wants(t, d.send(d.letter(letter)), queue.OutcomeDone)
	if a, b := len(d.end.to("/answer")), len(d.end.to("chat.postEphemeral")); a != 0 || b != 1 {
		t.Errorf("after 31 minutes: %d by the address and %d by the Web API, want 0 and 1", a, b)
	}
}

func TestWhatTakesAPlaceChangesTheMessage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.letter(queue.Letter{Room: "C1", Answers: "x", Reply: sentence("one")})
	if err := d.store.Queue(t.Context(), []queue.Sending{*first}); err != nil {
		t.Fatal(err)
	}
	claimed, err := d.store.ClaimSendings(t.Context(), platform, d.now, d.now.Add(time.Minute), 1)
	if err != nil || len(claimed) != 1 {
		t.Fatalf("claimed %d: %v", len(claimed), err)
	}
	if err := d.store.NoteSent(t.Context(), &claimed[0], d.now, d.send(&claimed[0]).Receipt()); err != nil {
		t.Fatal(err)
	}
	wants(t, d.send(d.letter(queue.Letter{Room: "C1", Edits: first.Key, Answers: "x", Reply: sentence("two")})), queue.OutcomeDone)
	wants(t, d.send(d.letter(queue.Letter{Room: "C1", Under: first.Key, Answers: "x", Reply: sentence("three")})), queue.OutcomeDone)
	updates, posts := d.end.to("chat.update"), d.end.to("chat.postMessage")
	if len(updates) != 1 || updates[0].form.Get("ts") != "1700000000.000001" {
		t.Errorf("updates: %v", updates)
	}
	if len(posts) != 2 || posts[1].form.Get("thread_ts") != "1700000000.000001" {
		t.Errorf("what goes under it: %v", posts)
	}
	d.end.says("chat.update", no("message_not_found"))
	wants(t, d.send(d.letter(queue.Letter{Room: "C1", Edits: first.Key, Answers: "x", Reply: sentence("four")})), queue.OutcomeDelayed) // the fourth at once waits
	d.now = d.now.Add(5 * time.Second)
	wants(t, d.send(d.letter(queue.Letter{Room: "C1", Edits: first.Key, Answers: "x", Reply: sentence("four")})), queue.OutcomeDone)
	if n := len(d.end.to("chat.postMessage")); n != 3 {
		t.Errorf("what was deleted is posted anew: %d posts, want 3", n)
	}
}

func TestALongReplyIsSeveralSendings(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := reply.Reply{Language: "en"}
	for i := range 3 {
		r.Blocks = append(r.Blocks, reply.Paragraph{reply.Text(strings.Repeat(fmt.Sprint("word", i, " "), 450))})
	}
	s := d.letter(queue.Letter{Room: "C1", Answers: "x", Reply: r})
	wants(t, d.send(s), queue.OutcomeDone)
	rest := d.waiting()
	if n := len(d.end.to("chat.postMessage")); n != 1 || len(rest) != 2 {
		t.Fatalf("%d posts and %d to come, want 1 and 2", n, len(rest))
	}
	for i, next := range rest {
		if want := fmt.Sprintf("%s/part %d", s.Key, i+2); next.Key != want || next.Conversation != s.Conversation {
			t.Errorf("part: key %q in %q, want %q", next.Key, next.Conversation, want)
		}
		next.Attempts = 1
		wants(t, d.send(&next), queue.OutcomeDone)
	}
	wants(t, d.send(s), queue.OutcomeDelayed) // a second time queues nothing more
	if again := d.waiting(); len(again) != 0 {
		t.Errorf("sent again: %d more", len(again))
	}
}

func TestBlocksThatSlackRefusesAreSaidInWords(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.end.says("chat.postMessage", no("invalid_blocks"), ok(nil))
	wants(t, d.send(d.letter(queue.Letter{Room: "C1", Answers: "x", Reply: sentence("hello")})), queue.OutcomeDone)
	posts := d.end.to("chat.postMessage")
	if len(posts) != 2 || posts[1].form.Get("blocks") != "[]" && posts[1].form.Get("blocks") != "" || posts[1].form.Get("text") != "hello" {
		t.Errorf("got %d posts, the second %v", len(posts), posts[len(posts)-1].form)
	}
}

// TestNobodyIsFlooded covers U-22: the ceiling holds whatever asks.
func TestNobodyIsFlooded(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for i := range personCeiling + 2 {
		want := queue.OutcomeDone
		if i >= personCeiling {
			want = queue.OutcomeGivenUp
		}
		wants(t, d.send(d.letter(queue.Letter{Subject: "U1", Reply: sentence("unasked")})), want)
		d.now = d.now.Add(time.Minute)
	}
	wants(t, d.send(d.letter(queue.Letter{Subject: "U1", Room: "DU1", Answers: AnswersMessage("1.1", "U1"), Reply: sentence("asked")})), queue.OutcomeDone)
	d.now = d.now.Add(24 * time.Hour)
	wants(t, d.send(d.letter(queue.Letter{Subject: "U1", Reply: sentence("the next day")})), queue.OutcomeDone)
}

func TestEveryMessageIsWithinTheLimits(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, r := range []reply.Reply{everywhere("<!channel>"), worst("ش", 60)} {
		r.Language = "ar"
		wants(t, d.send(d.letter(queue.Letter{Room: "C1", Answers: "x", Reply: r})), queue.OutcomeDone)
		d.now = d.now.Add(time.Minute)
	}
	for _, c := range d.end.to("chat.postMessage") {
		for _, wrong := range CheckMessage(c.form.Get("text"), []byte(c.form.Get("blocks"))) {
			t.Error(wrong)
		}
	}
}

func TestOffersAreKeptBeforeTheMessageIsSent(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.end.says("chat.postMessage", answer{cut: true})
	r := sentence("hello")
	r.Blocks = append(r.Blocks, reply.Buttons{{Label: "No change", Say: "log C-1 no change"}, {Label: "Help", Say: "help"}}, reply.Form{Name: "log", Title: "Log", Fields: []reply.Field{{Name: "ref", Value: "C-1"}}})
	s := d.letter(queue.Letter{Room: "C1", Subject: "", Answers: "x", Reply: r})
	wants(t, d.send(s), queue.OutcomeUnknown)
	for token, want := range map[string]string{
		"token-1": `say log C-1 no change, once true`, "token-2": `say help, once false`, "token-3": `form log {"ref":"C-1"}, once false`,
	} {
		offer, err := d.store.Offer(t.Context(), token)
		got := fmt.Sprintf("say %s, once %v", offer.Say, offer.Once)
		if offer.Form != "" {
			got = fmt.Sprintf("form %s %s, once %v", offer.Form, offer.Values, offer.Once)
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", token, err, diff)
		}
	}
	var blocks []any
	if err := json.Unmarshal([]byte(d.end.to("chat.postMessage")[0].form.Get("blocks")), &blocks); err != nil || len(blocks) == 0 {
		t.Errorf("blocks: %v", err)
	}
}

// TestAPrivateAnswerStandsWhereItIsSeen covers S-21: a thread that nobody has begun shows nothing.
func TestAPrivateAnswerStandsWhereItIsSeen(t *testing.T) {
	t.Parallel()
	for thread, want := range map[string]string{"1.3": "", "1.1": "1.1"} {
		d := newDesk(t)
		wants(t, d.send(d.letter(queue.Letter{Room: "C1", Thread: thread, Subject: "U1", Answers: AnswersMessage("1.3", "U1"), Reply: sentence("hello")})), queue.OutcomeDone)
		if got := d.end.to("chat.postEphemeral")[0].form.Get("thread_ts"); got != want {
			t.Errorf("thread %s: got %q, want %q", thread, got, want)
		}
	}
}

// TestARoomSeesWhoAskedByACommand covers U-07: others see the answer and not the command.
func TestARoomSeesWhoAskedByACommand(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := sentence("the room follows step 25")
	r.Visibility = reply.Room
	m := chat.Message{Realm: workspace, Room: "C1", Subject: "ana", DisplayName: "Ana <!here>", Text: "follow step 25"}
	for answers, want := range map[string]bool{answersAddress("1", "ana"): true, AnswersMessage("1.1", "ana"): false} {
		list, err := d.out.Answer(Asked{Cause: answers, Message: m, Answers: answers}, chat.Answer{Reply: r})
		if err != nil {
			t.Fatal(err)
		}
		if got := d.words(list); strings.Contains(got, "Asked by") != want {
			t.Errorf("%s: %s", answers, got)
		}
	}
}

func TestAPrivateConversationThatIsGoneIsOpenedAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.end.says("chat.postMessage", ok(nil), no("channel_not_found"), ok(nil))
	letter := queue.Letter{Subject: "U1", Reply: sentence("hello")}
	wants(t, d.send(d.letter(letter)), queue.OutcomeDone)
	wants(t, d.send(d.letter(letter)), queue.OutcomeFailed)
	wants(t, d.send(d.letter(letter)), queue.OutcomeDone)
	if n := len(d.end.to("conversations.open")); n != 2 {
		t.Errorf("opened %d times, want 2", n)
	}
}

// TestACommandBetweenTwoOthersIsAnswered: the bot is in no conversation of theirs, and has no business there.
func TestACommandBetweenTwoOthersIsAnswered(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{"/answer": "/answer", "": "chat.postMessage"} {
		d := newDesk(t)
		d.end.says("chat.postMessage", no("channel_not_found"), ok(nil))
		if address != "" {
			address = d.end.http.URL + address
		}
		answers, err := d.out.KeepAddress(t.Context(), "r1", address, identity(workspace, "U1"), d.now)
		if err != nil {
			t.Fatal(err)
		}
		wants(t, d.send(d.letter(queue.Letter{Room: "D9", Subject: "U1", Answers: answers, Reply: sentence("the answer")})), queue.OutcomeDone)
		calls := d.end.to(want)
		if last := calls[len(calls)-1]; !strings.Contains(last.body, "answer") || strings.Contains(last.body, "invite") || last.method == "chat.postMessage" && last.form.Get("channel") != "DU1" {
			t.Errorf("answered by %s: %s", want, last.body)
		}
	}
}
