package matrix_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/chat/chattest/fakematrix"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/uuid"
)

// M-37.
func TestOnlyMembersAndThoseOnTheListMayInvite(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana, stranger, listed := s.member("ana"), s.server.Person("stranger"), s.server.Person("listed")
		elsewhere := s.server.Person("@guest:friends.example")
		s.options.Allow = []string{listed, "friends.example"}
		s.start()
		invite := func(by string) string {
			room := s.server.CreateRoom(by, fakematrix.NewRoom{})
			s.server.Invite(room, by, s.login.User, 0)
			return room
		}
		in := []string{invite(ana), invite(listed), invite(elsewhere)}
		out := invite(stranger)
		for _, room := range in {
			s.goes(room, "join")
		}
		s.goes(out, "leave")
		if slices.Contains(s.server.RoomsOf(s.login.User, "join"), out) {
			t.Error("a stranger's invite was taken")
		}
	})
}

// M-37.
func TestTheEleventhInviteOfAnHourIsDeclined(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		for range 10 {
			s.server.Invite(s.server.CreateRoom(ana, fakematrix.NewRoom{}), ana, s.login.User, 0)
		}
		s.wait("ten joins", func() bool { return len(s.server.RoomsOf(s.login.User, "join")) == 10 })
		eleventh := s.server.CreateRoom(ana, fakematrix.NewRoom{})
		s.server.Invite(eleventh, ana, s.login.User, 0)
		s.goes(eleventh, "leave")
	})
}

// M-38.
func TestAJoinThatComesTooEarlyIsTriedAgain(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		room := s.server.CreateRoom(ana, fakematrix.NewRoom{})
		s.server.Invite(room, ana, s.login.User, 4)
		for try := 1; try <= 4; try++ {
			s.wait("a try", func() bool { return len(s.server.Requests(http.MethodPost, "/join/")) == try })
			s.must(s.stop()) // what is tried again is a row, not a goroutine
			s.clock.forward(8 * time.Minute)
			s.start()
		}
		s.goes(room, "join")
	})
}

// M-37.
func TestARoomWithoutAMemberIsLeft(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana, ben := s.member("ana"), s.member("ben")
		s.start()
		room := s.shared(ana, ben)
		s.server.Join(room, s.server.Person("bystander"))
		s.server.Leave(room, ana)
		s.settled(room, ben)
		if !slices.Contains(s.server.Members(room, "join"), s.login.User) {
			t.Fatal("the bot left while a member was there")
		}
		s.server.Leave(room, ben)
		s.goes(room, "leave")
	})
}

// M-24: what only the person may read is said where nobody else reads it.
func TestARoomWithAThirdPersonIsNotPrivateAnyMore(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.commitment(ana)
		s.start()
		room := s.private(ana)
		if got := s.ask(room, ana, "mine").Text(); !strings.Contains(got, "Joint paper") {
			t.Fatalf("alone: got %q", got)
		}
		s.server.Join(room, s.server.Person("curious"))
		if quiet := s.say(room, ana, "mine"); len(s.answersTo(room, quiet)) > 0 {
			t.Error("answered without being asked")
		}
		hint := s.ask(room, ana, "!accord mine").Text()
		if strings.Contains(hint, "Joint paper") || !strings.Contains(hint, "private") {
			t.Errorf("with a third person: got %q", hint)
		}
		s.wait("the answer in a room of their own", func() bool {
			for _, other := range s.server.RoomsOf(ana, "invite") {
				if said := s.said(other); len(said) == 1 && strings.Contains(said[0].Text(), "Joint paper") {
					return true
				}
			}
			return false
		})
	})
}

func TestAnOpenRoomIsNeverPrivate(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		room := s.server.CreateRoom(ana, fakematrix.NewRoom{Public: true})
		s.server.Invite(room, ana, s.login.User, 0)
		s.hello(room)
		quiet := s.say(room, ana, "who 25")
		s.settled(room, ana)
		if len(s.answersTo(room, quiet)) > 0 {
			t.Error("a room into which anybody may come was taken for a private one")
		}
	})
}

// M-39.
func TestSomebodyWhoTakesNoInvitesIsToldHowToReachTheBot(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		room := s.shared(ana)
		s.server.BlockInvites(ana)
		got := s.ask(room, ana, "!accord mine").Text()
		if !strings.Contains(got, "accord:"+fakematrix.Name) || !strings.Contains(got, "invites") {
			t.Errorf("got %q", got)
		}
	})
}

// M-40.
func TestARoomIsFollowedWhereItGoesOn(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		lea, ana := s.convener("lea"), s.member("ana")
		s.start()
		old := s.shared(ana, lea)
		s.ask(old, lea, "!accord follow GC25 daily")
		s.ask(old, lea, "!accord language fr")
		next := s.server.CreateRoom(ana, fakematrix.NewRoom{Predecessor: old, Opaque: true, Public: true})
		s.server.Join(next, lea)
		s.server.SetState(old, ana, "m.room.tombstone", map[string]any{"body": "moved", "replacement_room": next})
		s.wait("the question", func() bool { return len(s.said(next)) > 0 })
		if got := s.said(next)[0].Text(); !strings.Contains(got, "move here") {
			t.Fatalf("got %q", got)
		}
		if got := s.ask(next, ana, "!accord move here").Text(); !strings.Contains(got, "convener") {
			t.Errorf("somebody who is no convener: got %q", got)
		}
		if was, is := s.follows(old), s.follows(next); was != 1 || is != 0 {
			t.Errorf("before a convener's word: the old room follows %d, the new one %d, want 1 and 0", was, is)
		}
		if got := s.ask(next, lea, "!accord move here").Text(); !strings.Contains(got, "Done") {
			t.Errorf("a convener: got %q", got)
		}
		place := people.Identity{Platform: people.Matrix, Realm: fakematrix.Name}
		if kept, err := s.store.Conversation(t.Context(), place, next); err != nil || !strings.Contains(kept.Text, `"fr"`) {
			t.Errorf("the language of the room: got %q, %v", kept.Text, err)
		}
		if was, is := s.follows(old), s.follows(next); was != 0 || is != 1 {
			t.Errorf("the old room follows %d, the new one %d, want 0 and 1", was, is)
		}
		if got := s.ask(next, lea, "!accord following").Text(); !strings.Contains(got, "25") {
			t.Errorf("following, in the new room: got %q", got)
		}
	})
}

// follows is how much a room follows.
func (s *stage) follows(room string) int {
	s.t.Helper()
	list, err := s.store.SubscriptionsOf(s.t.Context(), s.plan.ID, uuid.Nil, people.Room{Platform: people.Matrix, Realm: fakematrix.Name, ID: room})
	s.must(err)
	return len(list)
}

// M-43: names can be anybody's, so that whoever joins or links sees the full account that acts from now on.
func TestJoiningAndLinkingNameTheFullAccount(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		s.options.Allow = []string{fakematrix.Name}
		s.start()
		ana, other := s.server.Person("ana"), s.server.Person("ana.work")
		hers, others := s.private(ana), s.private(other)
		code := s.do(operator, commitments.Invite{Plan: s.plan.Slug, Organisation: "ndi", Role: people.FocalPoint}).Code
		names := func(room, who, text, account string) string {
			got := s.ask(room, who, text).Text()
			if !strings.Contains(chattest.Alike(got), account+", on Matrix") {
				t.Errorf("%s: got %q, want %s in it", strings.Fields(text)[0], got, account)
			}
			return got
		}
		names(hers, ana, "join "+code, ana)
		offered := s.ask(hers, ana, "link").Text()
		_, rest, found := strings.Cut(offered, "link ")
		if !found {
			t.Fatalf("got %q, want a code", offered)
		}
		names(others, other, "link "+strings.Fields(rest)[0], other)
		s.ask(others, other, "yes")
		names(hers, ana, "link", other)
		done := names(hers, ana, "yes", other)
		_, unlink, _ := strings.Cut(done, "say: ") // as somebody copies it
		names(hers, ana, unlink, other)
	})
}

// M-40.
func TestARoomThatDoesNotFollowTheOneThatSaysSoIsLeft(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		old := s.shared(ana)
		trap := s.server.CreateRoom(s.server.Person("mallory"), fakematrix.NewRoom{Predecessor: "!another:hs.example", Public: true})
		s.server.SetState(old, ana, "m.room.tombstone", map[string]any{"body": "moved", "replacement_room": trap})
		s.goes(trap, "leave")
		if len(s.said(trap)) > 0 {
			t.Error("the bot spoke there")
		}
	})
}

func TestManyInvitesAtOnceAreAllAnswered(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		s.start()
		for i := range 30 {
			user := s.server.Person(fmt.Sprint("stranger", i))
			s.server.Invite(s.server.CreateRoom(user, fakematrix.NewRoom{}), user, s.login.User, 0)
		}
		s.wait("the refusals", func() bool { return len(s.server.RoomsOf(s.login.User, "leave")) == 30 })
	})
}
