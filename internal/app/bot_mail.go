package app

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/config"
	"github.com/accord-tracker/accord/internal/mail"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
)

// mailSettings are those of the SMTP server. Without its address no e-mail is sent.
type mailSettings struct {
	Address   string        `help:"The SMTP server that takes e-mail for others, host:port. Without it no e-mail is sent." placeholder:"ADDRESS" env:"ACCORD_SMTP_ADDRESS"`
	User      string        `help:"What to sign in with at the SMTP server." placeholder:"NAME" env:"ACCORD_SMTP_USER"`
	Password  config.Secret `help:"The password for it." env:"ACCORD_SMTP_PASSWORD"`
	From      string        `help:"Whom e-mail is from: accord@example.org, or Accord <accord@example.org>." placeholder:"ADDRESS" env:"ACCORD_SMTP_FROM"`
	TLS       string        `help:"Whether the server must speak TLS: ${enum}. One on this machine need not." enum:"required,optional" default:"required" env:"ACCORD_SMTP_TLS"`
	CA        string        `help:"File with the certificates that the server's may come of; else those of the machine." placeholder:"FILE" env:"ACCORD_SMTP_CA"`
	Timeout   time.Duration `help:"How long the server has to answer." default:"30s" env:"ACCORD_SMTP_TIMEOUT"`
	PublicURL string        `name:"public-url" help:"How bin/api is called from outside: the links of e-mails lead there." placeholder:"URL" env:"ACCORD_PUBLIC_URL"`
}

func (m mailSettings) configured() bool { return m.Address != "" }

// sendsEmail says whether what is told about this installation names an SMTP server: bin/bot serve sends what the terminal
// queues.
func (p Program) sendsEmail() bool {
	return slices.ContainsFunc(p.Environ, func(setting string) bool {
		value, ok := strings.CutPrefix(setting, "ACCORD_SMTP_ADDRESS=")
		return ok && value != ""
	})
}

// mailParts send e-mail, where a server is configured.
func mailParts(_ context.Context, b *botHouse) ([]part, error) {
	set := b.settings.Mail
	if !set.configured() {
		return nil, nil
	}
	sender, err := set.sender(b.house)
	if err != nil {
		return nil, err
	}
	return []part{{name: "mail", run: func(ctx context.Context) error {
		return b.queue.Send(ctx, queue.Delivery{Platform: mail.Platform, AtOnce: mailAtOnce, Lease: 4 * set.Timeout, Send: sender.Send})
	}}}, nil
}

// mailAtOnce is how many connections to the server are open at the same time.
const mailAtOnce = 4

func (m mailSettings) sender(h *house) (*mail.Sender, error) {
	options := mail.Options{
		Address: m.Address, User: m.User, Password: m.Password.Reveal(), From: m.From, Plain: m.TLS == "optional",
		PublicURL: m.PublicURL, Plan: h.common.Plan, Timeout: m.Timeout,
	}
	if m.CA != "" {
		text, err := os.ReadFile(m.CA)
		if err != nil {
			return nil, fmt.Errorf("read certificates: %w", err)
		}
		options.Roots = x509.NewCertPool()
		if !options.Roots.AppendCertsFromPEM(text) {
			return nil, saidError{fmt.Errorf("no certificate in %s", m.CA), h.printer.Sentence("mail.bad_ca", "file", m.CA)}
		}
	}
	s, err := mail.New(mail.Parts{Store: h.store, Catalogue: h.catalogue, Seal: h.sealMailLink, Now: h.now}, options)
	for cause, key := range map[error]string{
		mail.ErrAddress: "mail.bad_address", mail.ErrFrom: "mail.bad_from", mail.ErrPublicURL: "mail.needs_public_url", mail.ErrPassword: "mail.needs_tls",
	} {
		if errors.Is(err, cause) {
			return nil, saidError{err, h.printer.Sentence(key)}
		}
	}
	return s, err
}

// sealMailLink makes the text of a link: sealed with the key of the installation, so that nobody else can make one.
func (h *house) sealMailLink(ctx context.Context, link people.MailLink) (string, error) {
	box, err := h.store.Box(ctx)
	if err != nil {
		return "", err
	}
	text, err := link.Text()
	if err != nil {
		return "", err
	}
	return box.Seal(text, people.MailLinkAbout)
}

// openMailLink opens one. Whatever does not open is not ours.
func (h *house) openMailLink(ctx context.Context, sealed string) (people.MailLink, error) {
	box, err := h.store.Box(ctx)
	if err != nil {
		return people.MailLink{}, err
	}
	text, err := box.Open(strings.TrimSpace(sealed), people.MailLinkAbout)
	if err != nil {
		return people.MailLink{}, people.ErrMailLink
	}
	return people.ParseMailLink(text)
}
