package slack_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/chat/chattest/fakeslack"
	"github.com/accord-tracker/accord/internal/chat/slack"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// arrivals is a bot in a workspace with an organisation, of which U1 is the focal point.
type arrivals struct {
	*stage
	service *commitments.Service
	before  int // answers that were looked at
}

func newArrivals(t *testing.T, over transport) *arrivals {
	t.Helper()
	w := chattest.NewWorld(t, storetest.SQLite(t).Open(t))
	w.Given("@today 2026-11-25\n@organisation ndi National Democratic Institute (NDI)")
	a := &arrivals{stage: newStage(t, w, over), service: commitments.NewService(w.Store(), w.Now)}
	a.server.Person(fakeslack.User{ID: "U1", Name: "ana"})
	a.member("U1", a.server.Team())
	return a
}

func (a *arrivals) by(who people.Identity) commitments.Origin {
	actor, err := a.world.Store().ActorByIdentity(a.t.Context(), who, a.plan(), "2026-11-25")
	a.must(err)
	return commitments.Origin{Actor: actor, Via: commitments.ViaSlack}
}

func (a *arrivals) plan() uuid.UUID {
	p, err := a.world.Store().PlanBySlug(a.t.Context(), a.world.Plan())
	a.must(err)
	return p.ID
}

func in(realm, user string) people.Identity {
	return people.Identity{Platform: people.Slack, Realm: realm, Subject: user}
}

func (a *arrivals) do(by commitments.Origin, c commitments.Command) commitments.Outcome {
	a.t.Helper()
	outcome, err := a.service.Do(a.t.Context(), by, c)
	a.must(err)
	return outcome
}

// member makes a focal point of an account.
func (a *arrivals) member(user, realm string) {
	a.t.Helper()
	operator := commitments.Origin{Actor: access.Actor{Operator: true}, Via: commitments.ViaConsole}
	invited := a.do(operator, commitments.Invite{Plan: a.world.Plan(), Organisation: "ndi", Role: people.FocalPoint})
	a.do(commitments.Origin{Via: commitments.ViaSlack}, commitments.Join{Code: invited.Code, Identity: in(realm, user), Name: user})
}

// commitment makes one, and gives its ref.
func (a *arrivals) commitment() string {
	a.t.Helper()
	return a.do(a.by(in(a.server.Team(), "U1")), commitments.Register{Plan: a.world.Plan(), Title: "Joint paper", Lead: "ndi", Steps: []string{"25"}}).Commitment
}

// answers are what the bot has posted since the last time.
func (a *arrivals) answers() []string {
	a.t.Helper()
	a.settle()
	posted := a.server.Posted()
	var texts []string
	for _, m := range posted[a.before:] {
		texts = append(texts, fakeslack.Plain(m.Text))
	}
	a.before = len(posted)
	return texts
}

func (a *arrivals) takes(d ...*fakeslack.Delivery) []string {
	a.t.Helper()
	a.hand.deliveries = append(a.hand.deliveries, d...)
	return a.answers()
}

func (a *arrivals) say(user, text string) []string {
	a.t.Helper()
	return a.takes(a.server.Says(user, a.server.Private(user), text))
}

// patiently says something and lets time go by until it was handled.
func (a *arrivals) patiently(user, text string) []string {
	a.t.Helper()
	d := a.server.Says(user, a.server.Private(user), text)
	a.wait("what was said to be handled", func() bool {
		a.world.Forward(5 * time.Second)
		return d.Over() && a.waiting() == ""
	})
	return a.answers()
}

// expect holds one answer to words that must be in it.
func (a *arrivals) expect(what string, answers []string, words ...string) {
	a.t.Helper()
	if len(answers) != 1 || slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(answers[0], w) }) {
		a.t.Errorf("%s: got %q, want one answer with %q", what, answers, words)
	}
}

// S-03, S-61.
func TestAMentionIsAnsweredOnceInWhateverOrderItComes(t *testing.T) {
	t.Parallel()
	for _, over := range transports() {
		a := newArrivals(t, over)
		for _, room := range []string{"C1", a.server.Private("U1")} {
			for _, first := range []bool{false, true} {
				d := a.server.Say(fakeslack.Saying{User: "U1", Room: room, Text: a.server.Mention() + " step 25", Both: true, MessageFirst: first})
				a.expect("both events in "+room, a.takes(d), "25")
			}
		}
		d := a.server.Says("U1", "C1", "step 25 "+a.server.Mention())
		a.expect("a mention at the end", a.takes(d), "25")
		if got := a.takes(a.server.Edits("C1", d.TS, a.server.Mention()+" step 26")); len(got) > 0 {
			t.Errorf("%s: an edit was answered: %q", over, got)
		}
		if got := a.takes(a.server.Says("U1", "C1", "let us ask "+a.server.Mention()+" one day")); len(got) > 0 {
			t.Errorf("%s: talk about the bot was answered: %q", over, got)
		}
	}
}

// S-05: what arrives late changes nothing, and what only asks is answered.
func TestWhatArrivesLateChangesNothing(t *testing.T) {
	t.Parallel()
	a := newArrivals(t, overHTTP)
	ref := a.commitment()
	late := func(text string) *fakeslack.Delivery {
		ago := 3 * time.Hour
		at := a.world.Now().Add(-ago)
		return a.server.LateEvent(a.server.Team(), map[string]any{
			"type": "message", "channel_type": "im", "user": "U1", "text": text, "channel": a.server.Private("U1"),
			"ts": tsOf(at),
		}, ago)
	}
	a.expect("a late note", a.takes(late("log "+ref+" 60% consultation held")), "arrived late", "noted nothing")
	c, err := a.world.Store().Commitment(t.Context(), a.plan(), ref, access.Room(access.ToPublic))
	if err != nil || c.Percent != nil {
		t.Errorf("the commitment: got %v, %v, want it unchanged", c.Percent, err)
	}
	a.world.Forward(time.Second)
	a.expect("a late question", a.takes(late("step 25")), "25")
	a.expect("what comes in time", a.say("U1", "log "+ref+" 60% consultation held"), ref)
}

func tsOf(at time.Time) string { return fmt.Sprintf("%d.%06d", at.Unix(), at.Nanosecond()/1000) }

// S-43, S-44, S-45, I-07: who an account is depends on the workspace, and what it may do on what Slack says of it now.
func TestWhoMayActIsAskedOfSlack(t *testing.T) {
	t.Parallel()
	a := newArrivals(t, overHTTP)
	team := a.server.Team()
	a.server.AddTeam(fakeslack.Team{ID: "T7", Name: "Seven", Domain: "seven"})
	_, err := a.installations.Adopt(t.Context(), people.Hidden(a.server.BotTokenIn("T7")))
	a.must(err)
	a.expect("a member", a.say("U1", "whoami"), "You are: U1", "NDI")
	d := a.server.Event("T7", map[string]any{
		"type": "message", "channel_type": "im", "user": "U1", "text": "whoami", "channel": "D7", "ts": "1764061200.000200", "team": "T7",
	})
	a.expect("the same id in another workspace", a.takes(d), "I do not know you yet")

	for _, c := range []struct {
		user  fakeslack.User
		words []string
	}{
		{fakeslack.User{ID: "U2", Name: "gil", Guest: true}, []string{"guest"}},
		{fakeslack.User{ID: "U3", Name: "sam", SingleGuest: true}, []string{"guest"}},
		{fakeslack.User{ID: "U4", Name: "ola", Team: "T8", Stranger: true}, []string{"not of this workspace"}},
		{fakeslack.User{ID: "U5", Name: "una", Team: "T8"}, []string{"not of this workspace"}},
	} {
		a.server.Person(c.user)
		a.member(c.user.ID, team) // as if they had joined before
		ref := a.commitment()
		room := "D" + c.user.ID
		say := func(text string) []string {
			a.world.Forward(time.Second)
			return a.takes(a.server.Event(team, map[string]any{
				"type": "message", "channel_type": "im", "user": c.user.ID, "text": text, "channel": room, "ts": tsOf(a.world.Now()),
			}))
		}
		a.expect(c.user.Name+" asks", say("step 25"), "25")
		if got := say("log " + ref + " 60% done"); len(got) != 1 || strings.Contains(got[0], "60%") {
			t.Errorf("%s notes: got %q, want a refusal", c.user.Name, got)
		}
		if got := say("join 00000-00000-00000-00000-00000-0"); len(got) != 1 || !strings.Contains(got[0], c.words[0]) {
			t.Errorf("%s joins: got %q, want %q", c.user.Name, got, c.words)
		}
		if got := say("whoami"); len(got) != 1 || !strings.Contains(got[0], "I do not know you yet") {
			t.Errorf("%s: got %q, want somebody unknown", c.user.Name, got)
		}
	}

	if got := a.takes(a.server.ChangePerson(fakeslack.User{ID: "U1", Name: "ana", Gone: true})); len(got) > 0 {
		t.Errorf("a change of an account was answered: %q", got)
	}
	a.world.Forward(time.Second)
	if got := a.say("U1", "whoami"); len(got) > 0 {
		t.Errorf("a deactivated account was answered: %q", got)
	}
	a.takes(a.server.ChangePerson(fakeslack.User{ID: "U1", Name: "ana", Locale: "fr-FR", Zone: "Europe/Paris"}))
	a.world.Forward(time.Second)
	a.expect("back, and moved to Paris (S-34)", a.say("U1", "whoami"), "Europe/Paris", "Vous êtes")
}

// S-48: without the right to see who somebody is, nobody may act, and it is said which right that is.
func TestWithoutAScopeNobodyActs(t *testing.T) {
	t.Parallel()
	a := newArrivals(t, overSocket)
	ref := a.commitment()
	a.server.Grant(a.server.Team(), "commands,chat:write,im:history,im:write,app_mentions:read")
	a.expect("a note", a.say("U1", "withdraw "+ref+" because the funding ended"), "do not know you yet")
	a.world.Forward(time.Second)
	a.expect("a code", a.say("U1", "join 00000-00000-00000-00000-00000-0"), "users:read")
}

// What Slack does not answer is asked again, and the person hears in the end.
func TestAnUnknownAccountIsAskedForAgain(t *testing.T) {
	t.Parallel()
	a := newArrivals(t, overHTTP)
	a.server.Break(fakeslack.Fault{Method: "users.info", Status: 500, Times: 2})
	a.expect("after two failures", a.patiently("U1", "whoami"), "NDI")
	a.server.Person(fakeslack.User{ID: "U9", Name: "eve"})
	a.server.Break(fakeslack.Fault{Method: "users.info", Status: 500, Times: 0})
	a.expect("after too many", a.patiently("U9", "whoami"), "Something went wrong")
}

// S-58: what was taken back is no command, and what it has asked is asked no more.
func TestWhatIsTakenBackIsForgotten(t *testing.T) {
	t.Parallel()
	a := newArrivals(t, overHTTP)
	ref := a.commitment()
	handler := slack.NewHandler(slack.HandlerParts{
		Installations: a.installations, Accounts: slack.NewAccounts(a.installations, a.world.Now, slack.GuestsRead), Output: a.output,
		Bot: stageBot{a.stage}, Forget: a.world.Bot().Forget, Rooms: a.world.Store(), Catalogue: a.world.Catalogue(), Now: a.world.Now,
	})
	a.expect("a question", a.say("U1", "withdraw "+ref+" because the funding ended"), "withdraw")
	sendings, err := handler.Handle(t.Context(), &queue.Received{
		Platform: "slack", Realm: a.server.Team(), External: "Ev1", Kind: "news",
		Payload: []byte(`{"what":"message_deleted","user":"U1","room":"` + a.server.Private("U1") + `","at":"2026-11-25T09:00:00Z"}`),
	})
	if err != nil || len(sendings) > 0 {
		t.Errorf("taken back: got %v, %v", sendings, err)
	}
	a.world.Forward(time.Second)
	a.expect("a yes to nothing", a.say("U1", "yes"), "No question of mine is waiting")
}

// S-46.
func TestRoomsKeepWhatWasSetUpUntilTheyAreShared(t *testing.T) {
	t.Parallel()
	a := newArrivals(t, overHTTP)
	a.server.Room(fakeslack.Channel{ID: "C1", Name: "plans", Members: []string{"U1"}})
	by := a.by(in(a.server.Team(), "U1"))
	room := people.Room{Platform: people.Slack, Realm: a.server.Team(), ID: "C1"}
	a.do(by, commitments.Follow{Plan: a.world.Plan(), Scope: commitments.OfStep, Object: "25", Room: room})
	follows := func(id string) int {
		list, err := a.world.Store().SubscriptionsOf(t.Context(), a.plan(), uuid.Nil, people.Room{Platform: people.Slack, Realm: room.Realm, ID: id})
		a.must(err)
		return len(list)
	}
	for range 2 { // twice is as once
		a.takes(a.server.Event(room.Realm, map[string]any{"type": "channel_id_changed", "old_channel_id": "C1", "new_channel_id": "C2"}))
	}
	if follows("C1") != 0 || follows("C2") != 1 {
		t.Errorf("moved: C1 has %d, C2 has %d, want 0 and 1", follows("C1"), follows("C2"))
	}
	a.expect("shared", a.takes(a.server.Event(room.Realm, map[string]any{"type": "channel_shared", "channel": "C2", "connected_team_id": "T8"})),
		"C2", "shared with other organisations")
	if follows("C2") != 0 {
		t.Errorf("a shared room still follows %d", follows("C2"))
	}
}

// S-50.
func TestAnUninstalledAppIsOffAndComesBack(t *testing.T) {
	t.Parallel()
	a := newArrivals(t, overHTTP)
	team := a.server.Team()
	state := func() people.InstallationState {
		i, err := a.world.Store().Installation(t.Context(), team)
		a.must(err)
		return i.State
	}
	a.takes(a.server.Event(team, map[string]any{"type": "tokens_revoked", "tokens": map[string]any{"oauth": []string{"U1"}}}))
	if state() != people.InstallationOn {
		t.Error("a person’s token ended the installation")
	}
	a.world.Forward(time.Minute)
	a.takes(a.server.Uninstall(team)...)
	if state() != people.InstallationOff {
		t.Errorf("uninstalled: got %s", state())
	}
	if got := a.say("U1", "whoami"); len(got) > 0 {
		t.Errorf("answered: %q", got)
	}
	uninstalled := a.world.Now()
	a.world.Forward(time.Minute)
	a.server.AddTeam(fakeslack.Team{ID: team, Name: "Plans", Domain: "plans"})
	_, err := a.installations.Adopt(t.Context(), people.Hidden(a.server.BotToken()))
	a.must(err)
	a.takes(a.server.LateEvent(team, map[string]any{"type": "app_uninstalled"}, a.world.Now().Sub(uninstalled)))
	if state() != people.InstallationOn {
		t.Errorf("installed again, and then told of the end before: got %s", state())
	}
	a.world.Forward(time.Second)
	a.expect("after all", a.say("U1", "whoami"), "NDI")
}

// An entry says where it was said, unless nobody else could look there.
func TestAnEntryIsLinkedToItsMessage(t *testing.T) {
	t.Parallel()
	a := newArrivals(t, overHTTP)
	ref := a.commitment()
	source := func() string {
		entries, err := a.world.Store().Entries(t.Context(), a.plan(), ref, access.ReaderOf(a.by(in(a.server.Team(), "U1")).Actor, a.plan()))
		a.must(err)
		return entries[len(entries)-1].Source
	}
	d := a.server.Say(fakeslack.Saying{User: "U1", Room: "C1", Text: a.server.Mention() + " log " + ref + " 60% consultation held"})
	a.takes(d)
	if want := "https://plans.slack.com/archives/C1/p" + strings.ReplaceAll(d.TS, ".", ""); source() != want {
		t.Errorf("in a room: got %q, want %q", source(), want)
	}
	thread := a.server.Say(fakeslack.Saying{User: "U1", Room: "C1", Thread: d.TS, Text: a.server.Mention() + " log " + ref + " 70% and another"})
	a.takes(thread)
	if !strings.Contains(source(), "?thread_ts="+d.TS+"&cid=C1") {
		t.Errorf("in a thread: got %q", source())
	}
	a.say("U1", "log "+ref+" 80% and a third")
	if source() != "" {
		t.Errorf("in private: got %q, want none", source())
	}
}

// Accounts are asked for rarely, and Complete says why somebody may not act.
func TestAccountsAreRemembered(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.SQLite(t).Open(t))
	i, err := o.installations.Adopt(t.Context(), people.Hidden(o.server.BotToken()))
	if err != nil {
		t.Fatal(err)
	}
	o.server.Person(fakeslack.User{ID: "U1", Name: "ana", Locale: "es-ES", Zone: "America/Bogota"})
	o.server.Person(fakeslack.User{ID: "U2", Name: "gil", Guest: true})
	reading, acting := slack.NewAccounts(o.installations, o.clock.Now, slack.GuestsRead), slack.NewAccounts(o.installations, o.clock.Now, slack.GuestsAct)
	for range 3 {
		m := chat.Message{Realm: i.Realm, Subject: "U1"}
		if err := reading.Complete(t.Context(), &m, i.Team); err != nil || m.DisplayName != "ana" || m.Locale != "es-ES" || m.TimeZone != "America/Bogota" {
			t.Errorf("got %+v, %v", m, err)
		}
	}
	if n := len(o.server.Calls("users.info")); n != 1 {
		t.Errorf("asked %d times, want once", n)
	}
	mend := o.server.Break(fakeslack.Fault{Method: "users.info", Code: "internal_error"})
	o.clock.Forward(time.Hour)
	m := chat.Message{Realm: i.Realm, Subject: "U1"}
	if err := reading.Complete(t.Context(), &m, i.Team); err != nil || m.DisplayName != "ana" {
		t.Errorf("while Slack does not answer: got %+v, %v", m, err)
	}
	mend()
	guest := chat.Message{Realm: i.Realm, Subject: "U2"}
	if err := reading.Complete(t.Context(), &guest, i.Team); !isTrouble(err, "slackin.guest") {
		t.Errorf("a guest: got %v", err)
	}
	if err := acting.Complete(t.Context(), &guest, i.Team); err != nil {
		t.Errorf("a guest who may act: got %v", err)
	}
	outsider := chat.Message{Realm: i.Realm, Subject: "U1"}
	if err := acting.Complete(t.Context(), &outsider, "T9"); !isTrouble(err, "slackin.outsider") {
		t.Errorf("somebody who presses from another workspace: got %v", err)
	}
}

func isTrouble(err error, key string) bool {
	p, ok := problem.Of(err)
	return ok && p.Key == key
}
