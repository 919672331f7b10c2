package matrix_test

import (
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

// reminder tells somebody something in a room, with what they may answer, and returns the message.
func (s *stage) reminder(key, room, user string, say ...string) string {
	s.t.Helper()
	var buttons reply.Buttons
	for _, text := range say {
		buttons = append(buttons, reply.Button{Label: text, Say: text})
	}
	r := words("A reminder, " + key)
	r.Blocks = append(r.Blocks, buttons)
	s.letter(key, queue.Letter{Subject: user, Room: room, Reply: r})
	return s.arrived(key)
}

// arrived waits until a letter has been sent and all of it was noted, and returns its message.
func (s *stage) arrived(key string) (message string) {
	s.t.Helper()
	s.wait("the receipt of "+key, func() bool {
		receipt, err := s.store.ReceiptOf(s.t.Context(), matrix.Platform, fakematrix.Name, key)
		message = receipt
		return err == nil && receipt != ""
	})
	return message
}

// M-47: a reminder is often read when others have written since, or days later.
func TestANumberThatAnswersAReminderCountsForAMonth(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana, ben := s.member("ana"), s.member("ben")
		ref := s.commitment(ana)
		s.start()
		room := s.shared(ana, ben)
		first := s.reminder("first", room, ana, "log "+ref+" 10%", "log "+ref+" 20%")
		other := s.reminder("other", room, ana, "log "+ref+" 30%")
		s.clock.forward(3 * 24 * time.Hour)
		says := func(by, text string, more ...map[string]any) {
			s.say(room, by, text, more...)
			s.settled(room, ben)
		}
		says(ana, "1")
		says(ben, "1", fakematrix.ReplyTo(first))
		says(ana, "3", fakematrix.ReplyTo(first))
		says(ana, "1", fakematrix.ReplyTo(s.said(room)[0].ID)) // the hello
		s.recorded(0)

		s.ask(room, ana, "2", fakematrix.ReplyTo(first)) // not the last that she was offered
		s.ask(room, ana, "1", fakematrix.InThread(other))
		if got := s.ask(room, ana, "2", fakematrix.ReplyTo(first)).Text(); !strings.Contains(got, "You have chosen this already") {
			t.Errorf("the same once more: got %q", got)
		}
		if got := s.percents(); !slices.Equal(got, []int{20, 30}) {
			t.Errorf("recorded: got %v, want 20 and 30", got)
		}

		// What took its place offers something else, or nothing.
		changed := words("The reminder, changed")
		changed.Blocks = append(changed.Blocks, reply.Buttons{{Label: "40", Say: "log " + ref + " 40%"}})
		s.letter("change", queue.Letter{Subject: ana, Room: room, Edits: "first", Reply: changed})
		s.arrived("change")
		s.letter("end", queue.Letter{Subject: ana, Room: room, Edits: "other", Reply: words("Over")})
		s.arrived("end")
		s.ask(room, ana, "1", fakematrix.ReplyTo(first))
		says(ana, "1", fakematrix.ReplyTo(other))
		if got := s.percents(); !slices.Equal(got, []int{20, 30, 40}) {
			t.Errorf("recorded after the changes: got %v, want 20, 30 and 40", got)
		}

		s.clock.forward(28 * 24 * time.Hour)
		says(ana, "1", fakematrix.ReplyTo(first))
		s.recorded(3)
	})
}

// percents are those that the journal records, in order.
func (s *stage) percents() (list []int) {
	s.t.Helper()
	entries, err := s.store.JournalFrom(s.t.Context(), s.plan.ID, 0, 10_000)
	s.must(err)
	for i := range entries {
		if entries[i].Percent != nil {
			list = append(list, *entries[i].Percent)
		}
	}
	return list
}
