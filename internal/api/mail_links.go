package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// MailLinks is what the pages behind the links of e-mails read.
type MailLinks interface {
	MembersByKey(ctx context.Context, keys []string) (map[string]people.Member, error)
	SubscriptionsOf(ctx context.Context, plan, member uuid.UUID, room people.Room) ([]commitments.Subscription, error)
}

// mailLinkRoutes serve the pages that the links of e-mails lead to. To look changes nothing, since programs that scan mail
// look at every link (S-32); only the button on the page acts, or a mailbox that posts to it (RFC 8058).
func (s *Server) mailLinkRoutes() {
	if s.OpenMailLink == nil {
		return
	}
	pages := s.mailPages()
	s.mux.HandleFunc("GET /mail/{link}", pages.ask)
	s.mux.HandleFunc("POST /mail/{link}", pages.act)
}

// snoozeDays is how long a click puts a reminder off.
const snoozeDays = 7

// mailLink is a link that was opened, with the member it acts for.
type mailLink struct {
	people.MailLink
	words *i18n.Printer
	plan  *plans.Plan
	actor access.Actor
	today civil.Date
}

// errOldLink says that the time of a link is over.
var errOldLink = errors.New("the link is too old")

// open says whose link it is. What is not ours is people.ErrMailLink.
func (s *mailPages) open(ctx context.Context, sealed string) (*mailLink, error) {
	link, err := s.OpenMailLink(ctx, sealed)
	if err != nil {
		return nil, err
	}
	found, err := s.Store.MembersByKey(ctx, []string{link.Member})
	if err != nil {
		return nil, fmt.Errorf("look up whose link it is: %w", err)
	}
	member, ok := found[link.Member]
	if !ok {
		return nil, people.ErrMailLink
	}
	l := &mailLink{MailLink: link, words: s.Catalogue.Printer(member.Locale)}
	if l.plan, err = s.Store.PlanBySlug(ctx, link.Plan); err != nil {
		return nil, fmt.Errorf("look up the plan of a link: %w", err)
	}
	zone, err := l.plan.Zone()
	if err != nil {
		return nil, err
	}
	l.today = civil.DateOf(s.Now(), zone)
	if l.actor, err = s.Store.ActorByMember(ctx, member.ID, l.plan.ID, l.today); err != nil {
		return nil, fmt.Errorf("find who acts: %w", err)
	}
	if !s.Now().Before(link.Until) {
		return l, errOldLink
	}
	return l, nil
}

func (s *mailPages) ask(w http.ResponseWriter, r *http.Request) {
	l, err := s.open(r.Context(), r.PathValue("link"))
	if err != nil {
		s.trouble(w, r, l, err)
		return
	}
	about, err := s.about(r.Context(), l)
	if err != nil {
		s.trouble(w, r, l, err)
		return
	}
	args := []any{"date", l.today.AddDays(snoozeDays)}
	s.show(w, l.words, http.StatusOK, mailPage{
		Title: l.words.Sentence("mail_page.title"), Says: l.words.Sentence("mail_page.ask_"+string(l.Act), args...), About: about,
		As: l.words.Sentence("mail_page.as", "name", l.actor.Member.Name), Button: l.words.Sentence("mail_page.confirm"),
	})
}

// about is what the link is about, as the member may see it.
func (s *mailPages) about(ctx context.Context, l *mailLink) (string, error) {
	switch {
	case l.Ref != "":
		c, err := s.Store.Commitment(ctx, l.plan.ID, l.Ref, access.ReaderOf(l.actor, l.plan.ID))
		if errors.Is(err, commitments.ErrNotFound) {
			return "", problem.New(problem.NotFound, "commitment.unknown", "ref", l.Ref)
		}
		if err != nil {
			return "", fmt.Errorf("load %s: %w", l.Ref, err)
		}
		return c.Ref + " " + c.Title, nil
	case l.Subscription != "":
		return l.Subscription, nil
	}
	return "", nil
}

func (s *mailPages) act(w http.ResponseWriter, r *http.Request) {
	l, err := s.open(r.Context(), r.PathValue("link"))
	if err != nil {
		s.trouble(w, r, l, err)
		return
	}
	outcome, err := s.do(r.Context(), l)
	if err != nil {
		s.trouble(w, r, l, err)
		return
	}
	says := l.words.Sentence("mail_page.done_"+string(l.Act), "date", l.today.AddDays(snoozeDays))
	if outcome.Repeated {
		says = l.words.Sentence("mail_page.before")
	}
	s.show(w, l.words, http.StatusOK, mailPage{Title: says, Says: says, Close: l.words.Sentence("mail_page.close")})
}

// do gives the command of a link, as its member, through the one door. The cause is the message and the act, so
// that a second click does nothing.
func (s *mailPages) do(ctx context.Context, l *mailLink) (commitments.Outcome, error) {
	command, err := s.commandOf(ctx, l)
	if err != nil {
		return commitments.Outcome{}, err
	}
	by := commitments.Origin{
		Actor: l.actor, Via: commitments.ViaWeb, Language: l.words.Language(),
		Cause: "mail " + l.Sending + " " + string(l.Act) + " " + l.plan.Slug + " " + l.Ref + l.Subscription,
	}
	outcome, err := s.Service.Do(ctx, by, command)
	if err != nil {
		return outcome, fmt.Errorf("do %s: %w", command.Verb(), err)
	}
	return outcome, nil
}

func (s *mailPages) commandOf(ctx context.Context, l *mailLink) (commitments.Command, error) {
	switch l.Act {
	case people.MailNoChange:
		return commitments.AttestNoChange{Plan: l.plan.Slug, Ref: l.Ref}, nil
	case people.MailDone:
		return commitments.Log{Plan: l.plan.Slug, Ref: l.Ref, Status: commitments.Completed}, nil
	case people.MailSnooze:
		return commitments.Snooze{Plan: l.plan.Slug, Ref: l.Ref, Until: l.today.AddDays(snoozeDays)}, nil
	case people.MailStop:
		return commitments.SetReminders{Reminding: commitments.Reminding{Mode: people.RemindersOff}}, nil
	case people.MailConfirm:
		return commitments.ConfirmEmail{Plan: l.plan.Slug, Code: l.Code}, nil
	case people.MailUnfollow:
		return s.unfollowOf(ctx, l)
	}
	return nil, people.ErrMailLink
}

// unfollowOf ends the subscription that the link names as one types it.
func (s *mailPages) unfollowOf(ctx context.Context, l *mailLink) (commitments.Command, error) {
	all, err := s.Store.Plans(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		list, err := s.Store.SubscriptionsOf(ctx, p.ID, l.actor.Member.ID, people.Room{})
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(list, func(one commitments.Subscription) bool {
			return notices.FollowSay(&one, p.Slug, l.plan.Slug) == l.Subscription
		})
		if at >= 0 {
			return commitments.Unfollow{Plan: p.Slug, ID: list[at].ID}, nil
		}
	}
	return nil, problem.New(problem.NotFound, "follow.not_followed")
}
