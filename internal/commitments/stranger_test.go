package commitments_test

import (
	"testing"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// filled are the commands with what a stranger could say at best: a commitment that is there, real people and handles.
// A command that is missing here is given empty.
func filled(ref, member string, document *plans.Plan) map[string]commitments.Command {
	list := []commitments.Command{
		commitments.Register{Plan: slug, Title: "T", Lead: "ndi", Steps: []string{"25"}, Request: "letter"},
		commitments.Log{Plan: slug, Ref: ref, Note: "n"},
		commitments.AttestNoChange{Plan: slug, Ref: ref},
		commitments.Pause{Plan: slug, Ref: ref, Reason: "r"},
		commitments.Withdraw{Plan: slug, Ref: ref, Reason: "r"},
		commitments.Reopen{Plan: slug, Ref: ref, Reason: "r"},
		commitments.Edit{Plan: slug, Ref: ref, Title: new("x")},
		commitments.HandOver{Plan: slug, Ref: ref, To: member},
		commitments.AddMilestone{Plan: slug, Ref: ref, Title: "m"},
		commitments.ReachMilestone{Plan: slug, Ref: ref, Key: "m1"},
		commitments.Correct{Plan: slug, Ref: ref, Seq: 2, Note: "n"},
		commitments.Undo{Plan: slug},
		commitments.Redact{Plan: slug, Ref: ref, Seq: 2, Reason: "r"},
		commitments.ListOrganisations{Plan: slug, Organisations: []people.Organisation{{Handle: "new", Name: "N", Kind: "ngo"}}},
		commitments.Endorse{Plan: slug, Organisation: "outside"},
		commitments.EndEndorsement{Plan: slug, Organisation: "ndi"},
		commitments.Invite{Plan: slug, Organisation: "ndi", Role: people.FocalPoint},
		commitments.RevokeInvitation{Code: "00000-00000-00000-00000-00000-0"},
		commitments.Join{Code: "00000-00000-00000-00000-00000-0", Identity: identity("stranger")},
		commitments.Introduce{Identity: identity("stranger")},
		commitments.Leave{Plan: slug, Organisation: "ndi"},
		commitments.RemoveMember{Plan: slug, Organisation: "ndi", Member: member},
		commitments.SetRole{Plan: slug, Organisation: "ndi", Member: member, Role: people.FocalPoint},
		commitments.SetProfile{Name: new("x")},
		commitments.AppointConvener{Plan: slug, Member: member},
		commitments.DismissConvener{Plan: slug, Member: member},
		commitments.ImportPlan{Document: document},
		commitments.PublishReport{Plan: slug},
		commitments.LogAll{Plan: slug, Logs: []commitments.Log{{Ref: ref, Note: "n"}}},
		commitments.Together{Plan: slug, Parts: []commitments.Part{{Command: commitments.Log{Plan: slug, Ref: ref, Note: "n"}}}},
		commitments.AddEvent{Plan: slug, Event: calendar.Event{Kind: "meeting", Title: "M", StartsOn: "2027-01-20"}},
		commitments.ChangeEvent{Plan: slug, Title: new("x")},
		commitments.RemoveEvent{Plan: slug},
		commitments.IssueToken{Plan: slug, Organisation: "ndi", Scope: people.WriteScope, Label: "t"},
		commitments.RevokeToken{Plan: slug, Token: "00000000-0000-7000-8000-000000000001"},
		commitments.AddWebhook{Plan: slug, URL: "https://example.org/hook"},
		commitments.RemoveWebhook{Plan: slug},
		commitments.RotateWebhookSecret{Plan: slug},
		commitments.TestWebhook{Plan: slug},
		commitments.ReplayDeliveries{Plan: slug},
		commitments.AddCalendarAddress{Plan: slug},
		commitments.RevokeCalendarAddress{Plan: slug},
		commitments.SetReminders{Reminding: commitments.Reminding{Mode: people.RemindersOff}},
		commitments.SetOrganisationReminders{Plan: slug, Organisation: "ndi", Reminding: commitments.Reminding{Clock: "08:00"}},
		commitments.SetPlanReminders{Plan: slug, Stale: 60},
		commitments.Snooze{Plan: slug, Ref: ref},
		commitments.EndSnooze{Plan: slug, Ref: ref},
		commitments.AskReminder{Plan: slug, Ref: ref, On: "2099-01-01"},
		commitments.Follow{Plan: slug, Scope: commitments.OfStep, Object: "25"},
		commitments.Unfollow{Plan: slug},
		commitments.SetEmail{Plan: slug, Address: "ana@example.org"},
		commitments.ConfirmEmail{Plan: slug, Code: "AAAAAAAA"},
		commitments.RemoveEmail{Plan: slug},
		commitments.OfferLink{},
		commitments.AskLink{CodeHash: people.HashLinkCode("00000-00000"), Identity: identity("stranger")},
		commitments.AcceptLink{Identity: identity("stranger")},
		commitments.RevokeLink{Code: "00000-00000"},
		commitments.Unlink{Identity: identity("ana")},
		commitments.RestrictServers{Plan: slug, Organisation: "ndi", Servers: []string{"example.org"}},
		commitments.ImportEvents{Plan: slug, Source: "https://example.org/a.ics"},
	}
	byVerb := map[string]commitments.Command{}
	for _, cmd := range list {
		byVerb[cmd.Verb()] = cmd
	}
	return byVerb
}

// whatAMemberMay are the commands that a member of no organisation may give, because they are about themselves alone.
var whatAMemberMay = map[string]bool{"set_profile": true, "set_reminders": true, "ask_reminder": true, "offer_link": true}

func TestEveryCommandRefusesAStranger(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.joins("ana", "ndi", people.FocalPoint)
		ref := w.registers(w.as("ana"), "ndi")
		w.must(w.as("ana"), commitments.Log{Plan: slug, Ref: ref, Note: "first", Percent: commitments.Percent(10)})
		w.must(operator(), commitments.Introduce{Identity: identity("bo"), Name: "bo"})
		commands := filled(ref, w.as("ana").Actor.Member.Key, w.plan)
		before := w.chain(t.Context())
		for _, cmd := range commitments.Commands() {
			if full, ok := commands[cmd.Verb()]; ok {
				cmd = full
			} else {
				t.Errorf("%s is missing in this test", cmd.Verb())
			}
			w.refuses(commitments.Origin{Via: commitments.ViaConsole}, "a stranger", cmd)
			if !whatAMemberMay[cmd.Verb()] {
				w.refuses(w.as("bo"), "a member of no organisation", cmd)
			}
		}
		if after := w.chain(t.Context()); after != before {
			t.Errorf("the journal grew from %d to %d", before, after)
		}
	})
}

// refuses demands a refusal in words: not allowed, or no such thing for whoever may not know of it.
func (w *world) refuses(by commitments.Origin, who string, cmd commitments.Command) {
	w.Helper()
	_, err := w.service.Do(w.Context(), by, cmd)
	p, ok := problem.Of(err)
	if !ok || (p.Kind != problem.Refused && p.Kind != problem.NotFound) {
		w.Errorf("%s by %s: got %v, want a refusal", cmd.Verb(), who, err)
	}
}

func TestWhatOneMayNotSeeIsAsIfItWereNotThere(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.joins("ana", "ndi", people.FocalPoint)
		w.joins("ben", "anfrel", people.FocalPoint)
		hidden := w.must(w.as("ana"), commitments.Register{
			Plan: slug, Title: "For conveners", Lead: "ndi", Steps: []string{"25"}, Visibility: "conveners",
		}).Commitment
		_, there := w.service.Do(t.Context(), w.as("ben"), commitments.Log{Plan: slug, Ref: hidden, Note: "n"})
		_, none := w.service.Do(t.Context(), w.as("ben"), commitments.Log{Plan: slug, Ref: "C-999", Note: "n"})
		one, _ := problem.Of(there)
		other, _ := problem.Of(none)
		if one.Key != other.Key || one.Kind != problem.NotFound {
			t.Errorf("a hidden ref: got %v, one that was never given: %v", there, none)
		}
	})
}

func TestARefusalNamesWhoCouldDoIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.joins("ana", "ndi", people.FocalPoint)
		w.joins("cleo", "ndi", people.Contributor)
		ref := w.registers(w.as("cleo"), "ndi")
		_, err := w.service.Do(t.Context(), w.as("cleo"), commitments.Withdraw{Plan: slug, Ref: ref, Reason: "funding ended"})
		p, _ := problem.Of(err)
		if holders, _ := p.Args["holders"].([]string); p.Key != "access.refused_ask" || len(holders) != 1 || holders[0] != "ana" {
			t.Errorf("withdraw by a contributor: got %v, want it to name ana", err)
		}
	})
}
