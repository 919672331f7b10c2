package mail

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

// readable makes of a reply what can be used without a chat: buttons become links where there is a page that does the same,
// and go where there is none; so do sentences that are to be typed.
func (s *Sender) readable(ctx context.Context, d *queue.Sending, member string, r reply.Reply, words *i18n.Printer) (reply.Reply, error) {
	shown := r
	shown.Blocks = nil
	for _, b := range r.Blocks {
		switch b := b.(type) {
		case reply.Buttons:
			links, err := s.links(ctx, d, member, b, words)
			if err != nil {
				return r, err
			}
			if len(links.Items) > 0 {
				shown.Blocks = append(shown.Blocks, links)
			}
		case reply.Form:
		case reply.Paragraph:
			if !typed(reply.Line(b)) {
				shown.Blocks = append(shown.Blocks, b)
			}
		default:
			shown.Blocks = append(shown.Blocks, b)
		}
	}
	return shown, nil
}

// typed says whether a line shows something to type.
func typed(line reply.Line) bool {
	for _, in := range line {
		if _, ok := in.(reply.Code); ok {
			return true
		}
	}
	return false
}

// links are those of a row of buttons, one a line: in plain text their addresses are long.
func (s *Sender) links(ctx context.Context, d *queue.Sending, member string, buttons reply.Buttons, words *i18n.Printer) (reply.List, error) {
	var list reply.List
	for _, b := range buttons {
		link, ok := s.linkOf(d, member, b.Say)
		if !ok {
			continue
		}
		address, err := s.address(ctx, link)
		if err != nil {
			return reply.List{}, err
		}
		list.Items = append(list.Items, reply.Line{reply.Link{URL: address, Label: words.Sentence("mail.act_" + string(link.Act))}})
	}
	return list, nil
}

// linkOf is the link that does what a button says.
func (s *Sender) linkOf(d *queue.Sending, member, say string) (people.MailLink, bool) {
	link := people.MailLink{Member: member, Plan: s.options.Plan}
	words := strings.Fields(say)
	switch {
	case len(words) == 4 && words[0] == "log" && words[2] == "no" && words[3] == "change":
		link.Act, link.Ref = people.MailNoChange, words[1]
	case len(words) == 3 && words[0] == "log" && words[2] == "done":
		link.Act, link.Ref = people.MailDone, words[1]
	case len(words) == 2 && words[0] == "snooze":
		link.Act, link.Ref = people.MailSnooze, words[1]
	case len(words) > 1 && words[0] == "unfollow":
		link.Act, link.Subscription = people.MailUnfollow, strings.Join(words[1:], " ")
	default:
		return link, false
	}
	if link.Ref != "" {
		link.Plan, link.Ref = plans.CutTyped(link.Ref, s.options.Plan)
	}
	return s.dated(d, link), true
}

func (s *Sender) dated(d *queue.Sending, link people.MailLink) people.MailLink {
	link.Sending, link.Until = d.ID.String(), d.CreatedAt.Add(people.MailLinkLasts)
	return link
}

// stop is the link that ends such messages: what is followed at once, by itself; else all reminders.
func (s *Sender) stop(ctx context.Context, d *queue.Sending, member string, buttons []reply.Button) (string, error) {
	link := s.dated(d, people.MailLink{Act: people.MailStop, Member: member, Plan: s.options.Plan})
	for _, b := range buttons {
		if one, ok := s.linkOf(d, member, b.Say); ok && one.Act == people.MailUnfollow {
			link = one
		}
	}
	link.Until = d.CreatedAt.Add(stopLasts)
	return s.address(ctx, link)
}

// stopLasts is how long one can stop messages by an old one: those who look for the link look for it in any of them.
const stopLasts = 400 * 24 * time.Hour

func (s *Sender) address(ctx context.Context, link people.MailLink) (string, error) {
	sealed, err := s.Seal(ctx, link)
	if err != nil {
		return "", fmt.Errorf("seal a link: %w", err)
	}
	return s.options.PublicURL + "/mail/" + sealed, nil
}
