// Package mail sends what waits in the outbox for those who are in no chat: by SMTP, plain text first and HTML beside it,
// with links that act only when they are confirmed. It knows no database and no chat.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	gomail "github.com/wneessen/go-mail"
)

// Store is who is written to, and what was sent before.
type Store interface {
	MembersByKey(ctx context.Context, keys []string) (map[string]people.Member, error)
	// ReceiptOf is the Message-ID of what was sent under a key; "" where there is none.
	ReceiptOf(ctx context.Context, platform, realm, key string) (string, error)
}

// Parts are what a Sender works with.
type Parts struct {
	Store     Store
	Catalogue *i18n.Catalogue
	// Seal makes the text of a link that only this installation can make and open.
	Seal func(ctx context.Context, link people.MailLink) (string, error)
	Now  func() time.Time
}

// Options say how and in whose name it sends.
type Options struct {
	Address  string // host:port of the SMTP server
	User     string // empty: without signing in
	Password string
	From     string // ana@example.org, or Accord <ana@example.org>
	// Plain lets it speak without TLS to a server that is not on this machine. With a server on this machine it uses TLS if
	// that can.
	Plain     bool
	Roots     *x509.CertPool // that the server's certificate may come of; nil: those of the machine
	PublicURL string         // where bin/api is reached from outside: links lead there
	Plan      string         // slug of the plan that refs without one belong to
	Timeout   time.Duration  // of a connection, and of each message; 0: 30 s
}

// Errors of Options.
var (
	ErrAddress   = errors.New("the address of an SMTP server is host:port")
	ErrFrom      = errors.New("not an e-mail address to send from")
	ErrPublicURL = errors.New("e-mail needs the address at which the API is reached from outside, for its links")
	ErrPassword  = errors.New("a password is not sent without TLS over a network")
)

const usualTimeout = 30 * time.Second

// Sender sends by SMTP. It is safe for concurrent use.
type Sender struct {
	Parts
	options Options
	from    *netmail.Address
	domain  string // of Message-IDs
	host    string
	port    int
}

// New makes a sender. It connects to nothing yet.
func New(parts Parts, options Options) (*Sender, error) {
	s := &Sender{Parts: parts, options: options}
	if s.options.Timeout <= 0 {
		s.options.Timeout = usualTimeout
	}
	host, port, err := net.SplitHostPort(options.Address)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", options.Address, ErrAddress)
	}
	if s.port, err = strconv.Atoi(port); err != nil || host == "" {
		return nil, fmt.Errorf("%q: %w", options.Address, ErrAddress)
	}
	s.host = host
	if s.from, err = netmail.ParseAddress(options.From); err != nil || !people.ValidEmail(s.from.Address) {
		return nil, fmt.Errorf("%q: %w", options.From, ErrFrom)
	}
	s.from.Name = oneLine(s.from.Name)
	s.domain = domainOf(s.from.Address)
	public, err := url.Parse(options.PublicURL)
	if err != nil || public.Host == "" || (public.Scheme != "https" && public.Scheme != "http") {
		return nil, fmt.Errorf("%q: %w", options.PublicURL, ErrPublicURL)
	}
	s.options.PublicURL = strings.TrimRight(options.PublicURL, "/")
	if options.Plain && options.Password != "" && !loopback(host) {
		return nil, ErrPassword
	}
	return s, nil
}

// loopback says whether the host is this machine. A name is believed only if it is localhost.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && address.IsLoopback()
}

func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// client is a connection that is not made yet.
func (s *Sender) client() (*gomail.Client, error) {
	options := []gomail.Option{gomail.WithPort(s.port), gomail.WithTimeout(s.options.Timeout), gomail.WithHELO(s.domain), gomail.WithTLSConfig(&tls.Config{
		ServerName: s.host, MinVersion: tls.VersionTLS12, RootCAs: s.options.Roots,
	})}
	switch {
	case s.port == implicitTLS:
		options = append(options, gomail.WithSSL())
	case loopback(s.host) || s.options.Plain:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.options.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(s.options.User), gomail.WithPassword(s.options.Password))
	}
	client, err := gomail.NewClient(s.host, options...)
	if err != nil {
		return nil, fmt.Errorf("set up SMTP: %w", err)
	}
	return client, nil
}

const implicitTLS = 465

// errUnknownKind says that a sending is neither a letter nor a code.
var errUnknownKind = errors.New("this kind of message is not sent by e-mail")

// Send sends one message that waits for the platform "mail".
func (s *Sender) Send(ctx context.Context, d *queue.Sending) queue.Result {
	var message *gomail.Msg
	var err error
	switch d.Kind {
	case queue.KindLetter:
		message, err = s.letter(ctx, d)
	case queue.KindCode:
		message, err = s.code(ctx, d)
	default:
		err = hopeless{errUnknownKind}
	}
	if never, ok := errors.AsType[hopeless](err); ok {
		return queue.Refused(never.error)
	}
	if err != nil {
		return queue.Failed(err)
	}
	return s.transmit(ctx, message)
}

// hopeless is an error that the next attempt would meet too.
type hopeless struct{ error }

// Platform is that of the sendings.
const Platform = "mail"
