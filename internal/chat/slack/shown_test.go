package slack_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/chat/chattest/fakeslack"
)

// Shown is chattest.Platform's.
func (s *stage) Shown() []chattest.Shown {
	s.t.Helper()
	s.settle()
	var list []chattest.Shown
	trouble := s.refusedCalls()
	for _, m := range s.server.Posted() {
		key := m.Room + ":" + m.TS
		edits, known := s.hand.seen[key]
		if known && edits == m.Edits || m.User != s.server.Bot() {
			continue
		}
		s.hand.seen[key] = m.Edits
		shown := s.shown(m)
		shown.Edits = known
		list = append(list, shown)
	}
	for _, e := range s.hand.errors {
		list = append(list, chattest.Shown{Text: e})
	}
	s.hand.errors = nil
	if len(trouble) > 0 {
		list = append(list, chattest.Shown{Trouble: trouble})
	}
	return list
}

func (s *stage) shown(m fakeslack.Message) chattest.Shown {
	shown := chattest.Shown{
		Text: textOf(m), Thread: m.ThreadTS != "", To: s.hand.names[m.To], Trouble: troubleIn(m), Ref: m, Room: s.hand.names[m.Room],
	}
	if strings.HasPrefix(m.Room, "D") {
		for id, name := range s.hand.names {
			if strings.HasPrefix(id, "U") && s.server.Private(id) == m.Room {
				shown.Room, shown.To = "", name
			}
		}
	}
	for _, found := range numberedLine.FindAllStringSubmatch(shown.Text, -1) {
		shown.Buttons = append(shown.Buttons, found[2])
	}
	for _, f := range m.Files {
		shown.Files = append(shown.Files, chattest.ShownFile{Name: f.Name, Content: f.Content})
	}
	return shown
}

// troubleIn is what is wrong with a message, though Slack has taken it.
func troubleIn(m fakeslack.Message) []string {
	var wrong []string
	for _, ping := range m.Alive() {
		wrong = append(wrong, "alive: "+ping)
	}
	for _, l := range m.Links() {
		if named, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(l.Label, "https://"), "http://"), "/"); strings.Contains(named, ".") &&
			!strings.Contains(named, " ") && !strings.Contains(l.Address, named) {
			wrong = append(wrong, fmt.Sprintf("a link to %s that says %s", l.Address, l.Label))
		}
	}
	if m.Files == nil && (m.UnfurlLinks || m.UnfurlMedia) {
		wrong = append(wrong, "links in it are unfolded (S-32)")
	}
	if len(m.Blocks) > 0 && m.Text == "" {
		wrong = append(wrong, "a screen reader has nothing to read (S-31)")
	}
	return wrong
}

// refusedCalls are those that Slack has refused because of what was in them.
func (s *stage) refusedCalls() []string {
	var wrong []string
	calls := s.server.Calls("")
	for _, c := range calls[s.hand.refused:] {
		if slices.Contains([]string{"invalid_blocks", "invalid_blocks_format", "msg_too_long", "no_text", "invalid_arguments", "invalid_metadata_format", "not_authed", "unknown_method"}, c.Answered) {
			wrong = append(wrong, c.Method+": "+c.Answered)
		}
	}
	s.hand.refused = len(calls)
	return wrong
}
