package slack_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/chat/chattest/fakeslack"
)

// secret is what only a token, a trigger, an address at which one may answer, a ticket or a code looks like.
var secret = regexp.MustCompile(`xox[a-z]{1,2}[-.]|xapp-|trigger\.\d|/response/|ticket|` + fakeslack.SigningSecret + `|` + fakeslack.ClientSecret +
	`|\b(?:[0-9A-HJKMNP-TV-Z]{5}-){1,5}[0-9A-HJKMNP-TV-Z]{1,5}\b`)

// wordsInLogs are what is wrong with what was logged: secrets, and what somebody has said.
func wordsInLogs(log string, said []string) []string {
	var found []string
	for line := range strings.Lines(log) {
		if at := secret.FindString(line); at != "" {
			found = append(found, at+" in "+line)
		}
		for _, text := range said {
			if len(text) > 10 && strings.Contains(line, text) {
				found = append(found, "what was said in "+line)
			}
		}
	}
	return found
}

// S-51, S-60: this looks at the log of a session in which much goes wrong; that of every other session is looked at when
// it ends (newStage).
func TestNoLogLineHasATokenATextOrACode(t *testing.T) {
	t.Parallel()
	for _, over := range transports() {
		t.Run(string(over), func(t *testing.T) {
			t.Parallel()
			var s *stage
			w := chattest.NewWorldOn(t, chattest.Fresh(t), func(t testing.TB, w *chattest.World) chattest.Platform {
				s = newStage(t, w, over)
				return s
			})
			w.Given(`
				@today 2026-11-25
				@organisation ndi National Democratic Institute (NDI)
				@member ana of ndi as focal_point
				@registered by ana for 25: Joint paper on the GC25 update; due 2027-03-31
			`)
			for _, fault := range []fakeslack.Fault{
				{Method: "chat.postMessage", Status: http.StatusInternalServerError, Times: 1},
				{Method: "chat.postMessage", Cut: true, Times: 1, After: 1},
				{Method: "chat.postMessage", Code: "invalid_blocks", Times: 1, After: 3},
				{Method: "chat.postEphemeral", Garbage: true, Times: 1},
				{Method: "users.info", Status: http.StatusBadGateway, Times: 1},
				{Method: "response_url", Status: http.StatusNotFound},
			} {
				s.server.Break(fault)
			}
			w.Say("ana", "log C-1 60% consultation held with the Committee")
			w.Say("ana", "invite contributor ndi")
			w.Say("new", "join CODE")
			w.Say("ana", "what nobody understands at all")
			s.Say(chattest.Saying{By: "ana", Room: "elections", How: chattest.ByCommand, Text: "mine, and what else there is"})
			s.settle()
			s.server.Break(fakeslack.Fault{Method: "chat.postMessage", Code: "token_revoked"})
			s.Say(chattest.Saying{By: "ana", Text: "status C-1 of our work"})
			s.settle()
			if log := s.log.String(); !strings.Contains(log, "level=ERROR") {
				t.Errorf("nothing went wrong, so that nothing is shown by it: %s", log)
			}
			for _, token := range []string{s.server.BotToken(), "what nobody understands at all", "7QABC-7QABC-7QABC-7QABC-7QABC-7"} {
				if len(wordsInLogs("a line with "+token+"\n", s.hand.said)) == 0 {
					t.Errorf("%q in a log would not be found", token)
				}
			}
		})
	}
}
