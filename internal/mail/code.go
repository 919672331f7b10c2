package mail

import (
	"context"

	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
	gomail "github.com/wneessen/go-mail"
)

// code is the message that asks whether an address is the member's. It goes to the address in question, which nothing else
// is sent to before, and says no more than it must: it may be a stranger's.
func (s *Sender) code(ctx context.Context, d *queue.Sending) (*gomail.Msg, error) {
	c, err := queue.CodeOf(*d)
	if err != nil {
		return nil, hopeless{err}
	}
	words := s.Catalogue.Printer(c.Language)
	page, err := s.address(ctx, people.MailLink{
		Act: people.MailConfirm, Member: c.Member, Plan: s.options.Plan, Code: c.Code, Sending: d.ID.String(), Until: c.Until,
	})
	if err != nil {
		return nil, err
	}
	shown := reply.Reply{
		Title: reply.Line{reply.Said(words.Sentence("mail.code_subject"))}, Language: words.Language(), Direction: words.Direction(),
		Blocks: []reply.Block{
			reply.Paragraph{reply.Said(words.Sentence("mail.code"))},
			reply.Paragraph{reply.Link{URL: page, Label: words.Sentence("mail.act_confirm")}},
			reply.Paragraph{reply.Said(words.Sentence("mail.code_chat"))},
			reply.Paragraph{reply.Code(words.Sentence("mail.code_say", "code", i18n.Said(c.Code)))},
			reply.Paragraph{reply.Said(words.Sentence("mail.code_until", "until", c.Until.UTC()))},
		},
	}
	return s.message(d, people.Member{Email: c.Address}, words, shown)
}
