package mail

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html"
	"strings"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"
)

// Why somebody cannot be written to.
var (
	errNobody    = errors.New("there is no such member")
	errNoAddress = errors.New("the member has no address any more")
)

// letter is the message of a Letter to a member, at the address that they have now.
func (s *Sender) letter(ctx context.Context, d *queue.Sending) (*gomail.Msg, error) {
	l, err := queue.LetterOf(*d)
	if err != nil {
		return nil, hopeless{err}
	}
	found, err := s.Store.MembersByKey(ctx, []string{l.Subject})
	if err != nil {
		return nil, fmt.Errorf("look up who is written to: %w", err)
	}
	member, ok := found[l.Subject]
	switch {
	case !ok:
		return nil, hopeless{errNobody}
	case member.Email == "":
		return nil, hopeless{errNoAddress}
	}
	words := s.words(l.Reply.Language, member)
	stop, err := s.stop(ctx, d, member.Key, l.Reply.Buttons())
	if err != nil {
		return nil, err
	}
	shown, err := s.readable(ctx, d, member.Key, l.Reply, words)
	if err != nil {
		return nil, err
	}
	shown.Blocks = append(shown.Blocks, reply.Paragraph{reply.Said(words.Sentence("mail.footer"))},
		reply.Paragraph{reply.Link{URL: stop, Label: words.Sentence("mail.stop")}})
	m, err := s.message(d, member, words, shown)
	if err != nil {
		return nil, err
	}
	unsubscribe(m, stop)
	return m, s.thread(ctx, d, l, m)
}

func (s *Sender) words(language string, member people.Member) *i18n.Printer {
	return s.Catalogue.Printer(cmp.Or(language, member.Locale)).In(civil.Zone(member.TimeZone, nil))
}

// message is a mail with all that every mail has. The same sending has the same Message-ID, however often it is tried.
func (s *Sender) message(d *queue.Sending, to people.Member, words *i18n.Printer, shown reply.Reply) (*gomail.Msg, error) {
	address, err := sendable(to.Email)
	if err != nil {
		return nil, hopeless{err}
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := m.FromFormat(s.from.Name, s.from.Address); err != nil {
		return nil, hopeless{fmt.Errorf("%w: %w", ErrFrom, err)}
	}
	if err := m.AddToFormat(oneLine(to.Name), address); err != nil {
		return nil, hopeless{errNoAddress} // the library's error names the address
	}
	subject := subjectOf(shown, words)
	m.Subject(subject)
	m.SetDateWithValue(s.Now())
	m.SetMessageIDWithValue(d.ID.String() + "@" + s.domain)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	m.SetGenHeader("Content-Language", words.Language())
	layout := reply.Layout{Words: words}
	screen := layout
	screen.Screen = true // each line says its direction, and an @ mentions nobody
	m.SetBodyString(gomail.TypeTextPlain, reply.AsText(shown, screen))
	m.AddAlternativeString(gomail.TypeTextHTML, page(subject, words, reply.AsHTML(shown, layout)))
	return m, nil
}

// sendable is the address as servers take it: the name of the host in letters that every server knows.
func sendable(address string) (string, error) {
	if !people.ValidEmail(address) {
		return "", errNoAddress
	}
	local, domain, _ := strings.Cut(address, "@")
	domain, err := idna.Lookup.ToASCII(domain)
	if err != nil {
		return "", errNoAddress
	}
	return local + "@" + domain, nil
}

// mostSubject is how many characters of a subject mailboxes show.
const mostSubject = 120

func subjectOf(r reply.Reply, words *i18n.Printer) string {
	text := oneLine(bidi.Strip(reply.AsText(reply.Reply{Title: r.Title, Language: r.Language}, reply.Layout{Words: words})))
	if text == "" {
		text = words.Sentence("mail.subject_reminders")
	}
	if runes := []rune(text); len(runes) > mostSubject {
		text = string(runes[:mostSubject-1]) + "…"
	}
	return text
}

// page is the HTML of a mail: whole, with its language and direction, and with nothing that is loaded from anywhere.
func page(title string, words *i18n.Printer, body string) string {
	return `<!doctype html><html lang="` + words.Language() + `" dir="` + string(words.Direction()) + `"><head><meta charset="utf-8">` +
		`<meta name="viewport" content="width=device-width, initial-scale=1"><title>` + html.EscapeString(title) + `</title><style>` +
		style + `</style></head><body>` + body + `</body></html>`
}

const style = `body{font:16px/1.5 system-ui,"Noto Sans","Noto Naskh Arabic",sans-serif;color:#1a1a1a;background:#fff;max-width:40em;margin:0 auto;padding:1em}` +
	`h3{font-size:1.2em}a{color:#0b57d0}p{margin:.75em 0}ul{padding-inline-start:1.25em}blockquote{margin:.5em 0;padding-inline-start:.75em;border-inline-start:3px solid #ccc}` +
	`td,th{padding:.2em .8em .2em 0;text-align:start;vertical-align:top}`

// unsubscribe lets programs stop the messages by one click (RFC 2369, RFC 8058). The click is a POST to the same page.
func unsubscribe(m *gomail.Msg, stop string) {
	m.SetGenHeaderPreformatted(gomail.HeaderListUnsubscribe, "<"+stop+">")
	m.SetGenHeaderPreformatted(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
}

// thread puts a message under the one that it belongs to. Nothing that was sent can be edited: what should take the place
// of another goes under it.
func (s *Sender) thread(ctx context.Context, d *queue.Sending, l queue.Letter, m *gomail.Msg) error {
	key := cmp.Or(l.Edits, l.Under)
	if key == "" {
		return nil
	}
	first, err := s.Store.ReceiptOf(ctx, Platform, d.Realm, key)
	if err != nil {
		return fmt.Errorf("find the message before: %w", err)
	}
	if first = strings.Trim(first, "<>"); first != "" {
		m.SetGenHeader(gomail.HeaderInReplyTo, "<"+first+">")
		m.SetGenHeader(gomail.HeaderReferences, "<"+first+">")
	}
	return nil
}
