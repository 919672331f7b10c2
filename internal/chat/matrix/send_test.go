package matrix_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/chat/chattest/fakematrix"
	"github.com/accord-tracker/accord/internal/chat/matrix"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// letter puts a letter into the outbox.
func (s *stage) letter(key string, l queue.Letter) {
	s.t.Helper()
	text, err := l.Payload()
	s.must(err)
	conversation := l.Room
	if conversation == "" {
		conversation = "direct " + l.Subject
	}
	s.must(s.queue.Queue(s.t.Context(), []queue.Sending{{
		Key: key, Platform: matrix.Platform, Realm: fakematrix.Name, Conversation: conversation, Kind: queue.KindLetter, Payload: text,
		CreatedAt: s.clock.now(),
	}}))
}

func words(text string) reply.Reply {
	return reply.Reply{Blocks: []reply.Block{reply.Paragraph{reply.Said(text)}}, Language: "en"}
}

// M-32.
func TestAMessageThatWasCutOffAfterItArrivedIsThereOnce(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		room := s.private(ana)
		before := len(s.said(room))
		s.server.Break(fakematrix.Fault{Method: http.MethodPut, Path: "/send/", Times: 2, Cut: true})
		s.letter("one", queue.Letter{Room: room, Reply: words("first")})
		s.letter("two", queue.Letter{Room: room, Reply: words("second")})
		s.wait("both letters", func() bool { return len(s.said(room)) == before+2 })
		s.wait("that both are noted", func() bool {
			receipt, err := s.store.ReceiptOf(t.Context(), matrix.Platform, fakematrix.Name, "two")
			return err == nil && receipt != ""
		})
		said := s.said(room)[before:]
		if len(said) != 2 || said[0].Text() != "first" || said[1].Text() != "second" {
			t.Errorf("got %v", said)
		}
		if n := len(s.server.Requests(http.MethodPut, "/send/m.room.message/")); n < 4 {
			t.Errorf("%d requests: nothing was tried again", n)
		}
	})
}

// M-33: 40 digests at Synapse's usual limit arrive in order, once each, in both forms of the refusal.
func TestManyDigestsAtTheUsualLimitAllArriveOnce(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		var rooms []string
		for range 8 {
			rooms = append(rooms, s.private(ana))
		}
		s.server.LimitMessages(2, 4) // ten times as fast as the usual, for the test's sake
		for i := range 40 {
			s.letter(fmt.Sprint("digest ", i), queue.Letter{Room: rooms[i%8], Reply: words(fmt.Sprint("digest ", i))})
		}
		all := func() (found []string) {
			for _, room := range rooms {
				for _, m := range s.said(room)[1:] {
					found = append(found, m.Text())
				}
			}
			return found
		}
		for range 60 { // the clock goes on, so that nobody waits
			if len(all()) == 40 {
				break
			}
			s.clock.forward(time.Second)
			before := len(all())
			s.waitShort(func() bool { return len(all()) > before })
		}
		got := all()
		slices.Sort(got)
		if len(got) != 40 || len(slices.Compact(got)) != 40 {
			t.Fatalf("%d digests arrived", len(got))
		}
		for i, room := range rooms {
			for j, m := range s.said(room)[1:] {
				if want := fmt.Sprint("digest ", i+8*j); m.Text() != want {
					t.Errorf("room %d: got %q, want %q", i, m.Text(), want)
				}
			}
		}
		refused := s.server.Requests(http.MethodPut, "/send/")
		if len(refused) > 120 {
			t.Errorf("%d requests for 40 messages", len(refused))
		}
	})
}

// M-33: below the limit nothing is refused at all.
func TestThePaceStaysBelowTheLimit(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.options.Pace = matrix.Pace{Every: 200 * time.Millisecond, Burst: 4}
		s.server.LimitMessages(5, 5)
		s.start()
		room := s.private(ana)
		for i := range 12 {
			s.letter(fmt.Sprint("letter ", i), queue.Letter{Room: room, Reply: words(fmt.Sprint(i))})
		}
		s.wait("all", func() bool { return len(s.said(room)) == 13 })
		if n := len(s.server.Requests(http.MethodPut, "/send/")); n != 13 {
			t.Errorf("%d requests for 13 messages", n)
		}
	})
}

func TestALetterTakesThePlaceOfAnEarlierOneOrGoesBelowIt(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		room := s.shared(ana)
		s.letter("status", queue.Letter{Room: room, Subject: ana, Reply: words("working on it")})
		s.letter("again", queue.Letter{Room: room, Edits: "status", Reply: words("done")})
		s.letter("below", queue.Letter{Room: room, Under: "status", Reply: words("details")})
		s.letter("below again", queue.Letter{Room: room, Under: "below", Reply: words("more details")})
		s.wait("all", func() bool { return len(s.said(room)) == 5 })
		said := s.said(room)[1:]
		if r := relation(said[1]); r["rel_type"] != "m.replace" || r["event_id"] != said[0].ID {
			t.Errorf("the edit: got %v", said[1].Content)
		}
		for i := 2; i <= 3; i++ { // M-26: a thread has no thread below it
			if r := relation(said[i]); r["rel_type"] != "m.thread" || r["event_id"] != said[0].ID {
				t.Errorf("in the thread: got %v", r)
			}
		}
		mentions, _ := said[0].Content["m.mentions"].(map[string]any)
		if users, _ := mentions["user_ids"].([]any); len(users) != 1 || users[0] != ana { // M-23: whom a reminder is for
			t.Errorf("mentions: got %v", mentions)
		}
	})
}

func TestAPrivateConversationIsOpenedOnce(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		s.server.Break(fakematrix.Fault{Method: http.MethodPost, Path: "/createRoom", Times: 1, Cut: true})
		for i := range 3 {
			s.letter(fmt.Sprint("notice ", i), queue.Letter{Subject: ana, Reply: words(fmt.Sprint("notice ", i))})
		}
		s.wait("the notices", func() bool {
			rooms := s.server.RoomsOf(ana, "invite")
			return len(rooms) > 0 && len(s.said(rooms[0])) == 3
		})
		rooms := s.server.RoomsOf(ana, "invite")
		if len(rooms) != 1 {
			t.Fatalf("%d rooms were made", len(rooms))
		}
		s.wait("m.direct", func() bool { return s.server.AccountData(s.login.User, "m.direct") != nil })
		direct := s.server.AccountData(s.login.User, "m.direct")
		if list, _ := direct[ana].([]any); len(list) != 1 || list[0] != rooms[0] {
			t.Errorf("m.direct: got %v", direct)
		}
		s.server.Join(rooms[0], ana)
		s.ask(rooms[0], ana, "who 25")
	})
}

// M-35.
func TestAReportComesAsAFile(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		room := s.private(ana)
		content := []byte("%PDF-1.7 report")
		letter := words("Here it is")
		letter.Blocks = append(letter.Blocks, reply.File{Name: "report.pdf", MediaType: "application/pdf", Label: "Report", Content: content})
		s.letter("report", queue.Letter{Room: room, Subject: ana, Reply: letter})
		s.wait("the file", func() bool { return len(s.said(room)) == 3 })
		file := s.said(room)[2].Content
		uri, _ := file["url"].(string)
		media, ok := s.server.Media(uri)
		if !ok || string(media.Content) != string(content) || media.Type != "application/pdf" || file["msgtype"] != "m.file" || file["filename"] != "report.pdf" {
			t.Errorf("got %v with %v", file, media)
		}
	})
}

// M-35.
func TestAFileThatTheServerDoesNotTakeIsToldInWords(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		s.server = fakematrix.New(t, fakematrix.Options{Now: s.clock.now, MaxUpload: 1 << 20})
		s.login = s.server.Account("accord")
		ana := s.member("ana")
		s.start()
		room := s.private(ana)
		letter := words("Here it is")
		letter.Blocks = append(letter.Blocks, reply.File{Name: "report.pdf", MediaType: "application/pdf", Content: make([]byte, 2<<20)})
		s.letter("report", queue.Letter{Room: room, Reply: letter})
		s.wait("the words", func() bool { return len(s.said(room)) == 3 })
		if got := s.said(room)[2].Text(); !strings.Contains(got, "report.pdf") || !strings.Contains(got, "1 MB") {
			t.Errorf("got %q", got)
		}
	})
}

func TestALetterToARoomThatTheBotHasLeftIsGivenUp(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		room := s.private(ana)
		s.letter("nowhere", queue.Letter{Room: "!nowhere:hs.example", Reply: words("lost")})
		s.letter("here", queue.Letter{Room: room, Reply: words("found")})
		s.wait("the other letter", func() bool { return len(s.said(room)) == 2 })
		s.wait("that it is given up", func() bool {
			given, err := s.store.GivenUp(t.Context(), 10)
			return err == nil && len(given) == 1
		})
	})
}

// M-04.
func TestNoTokenIsEverInAnAddress(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		s.start()
		s.private(ana)
		for _, r := range s.server.AllRequests() {
			if strings.Contains(r.Path, "syt_") || !strings.HasPrefix(r.Auth, "Bearer syt_") {
				t.Errorf("%s %s with %q", r.Method, r.Path, r.Auth)
			}
		}
	})
}
