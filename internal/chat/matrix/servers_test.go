package matrix_test

import (
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/chat/chattest/fakematrix"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// M-44.
func TestAnAccountOfAServerThatIsNotListedDoesNotActForTheOrganisation(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s := newStage(t, d)
		ana := s.member("ana")
		ref := s.commitment(ana)
		code := s.do(operator, commitments.Invite{Plan: s.plan.Slug, Organisation: "ndi", Role: people.FocalPoint}).Code
		s.do(commitments.Origin{}, commitments.Join{Code: code, Identity: people.Identity{Platform: people.Slack, Realm: "T1", Subject: "U1"}, Name: "Lea"})
		code = s.do(operator, commitments.Invite{Plan: s.plan.Slug, Organisation: "ndi", Role: people.Contributor}).Code
		s.options.Allow = []string{fakematrix.Name}
		s.start()
		room := s.private(ana)

		// Somebody else can still act for it, so that ana may bar her own account.
		if got := s.ask(room, ana, "servers ndi.example").Text(); !strings.Contains(got, "ndi.example") {
			t.Errorf("servers: got %q", got)
		}
		for say, want := range map[string]string{
			"log " + ref + " 60%":               "From this account you cannot act for ndi",
			`commit 25 "Another paper"`:         "From this account you cannot act for ndi",
			"servers any":                       "From this account you cannot act for ndi",
			"mine":                              "From this account you cannot act for ndi",
			"whoami":                            "Not from this account: National Democratic Institute (NDI)",
			"who is working on the GC25 update": "Joint paper",
		} {
			if got := s.ask(room, ana, say).Text(); !strings.Contains(got, want) {
				t.Errorf("%q: got %q, want %q in it", say, got, want)
			}
		}
		s.recorded(0)

		ben := s.server.Person("ben")
		if got := s.ask(s.private(ben), ben, "join "+code).Text(); !strings.Contains(got, "ndi takes Matrix accounts of certain servers only (ndi.example)") {
			t.Errorf("join: got %q", got)
		}
		s.do(operator, commitments.RestrictServers{Plan: s.plan.Slug, Organisation: "ndi", Servers: []string{fakematrix.Name}})
		if got := s.ask(room, ana, "log "+ref+" 60%").Text(); !strings.Contains(got, "60%") {
			t.Errorf("once her server is listed: got %q", got)
		}
		s.recorded(1)
	})
}
