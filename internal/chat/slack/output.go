package slack

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
)

// Everything that goes to Slack goes through Output: letters and files from the outbox, forms, App Home, and what the
// press of a button leads to. It speaks to Slack through the client of a workspace, and keeps what buttons do.

// Output sends. It is safe for concurrent use.
type Output struct {
	OutputParts
	pace *pace
}

// OutputParts are what an Output works with.
type OutputParts struct {
	Workspaces Workspaces
	Persons    Persons
	Bot        Bot
	Store      Store
	Queue      Outbox
	Catalogue  *i18n.Catalogue
	Box        Box // for addresses to which an answer may go
	Now        func() time.Time
	Chance     func() float64 // at least 0, less than 1
	Token      func() string  // makes an unguessable word
	Log        *slog.Logger
	HTTP       *http.Client // for addresses at which a command or click is answered; nil: one with callTimeout
	Domain     string       // of the pages of this installation, for unfurling links to them; empty: none are
}

// NewOutput makes an Output.
func NewOutput(parts OutputParts) *Output {
	if parts.Log == nil {
		parts.Log = slog.New(slog.DiscardHandler)
	}
	return &Output{OutputParts: parts, pace: newPace()}
}

// Workspaces are those that the app is installed in, by their realm.
type Workspaces interface {
	// Client speaks with the workspace's own token, with callTimeout. An installation that is off or unknown is
	// commitments.ErrNotFound; any other error may pass.
	Client(ctx context.Context, realm string) (*slack.Client, error)
	// TurnOff ends the installation, because Slack says that its token is no good any more (S-50).
	TurnOff(ctx context.Context, realm, why string) error
}

// Persons knows what Slack says of people.
type Persons interface {
	// Complete puts the name, locale and time zone of whoever speaks into the message, whose Realm is the workspace that
	// the bot works for there. Home is the workspace of the account itself, if Slack says. Whoever may not act (of
	// another organisation, a guest, a bot, deactivated) is a problem.Problem (S-44, S-45).
	Complete(ctx context.Context, m *chat.Message, home string) error
}

// Bot answers. chat.Bot is one.
type Bot interface {
	Handle(ctx context.Context, m chat.Message) (chat.Answer, error)
	Form(ctx context.Context, m chat.Message) (chat.Answer, error)
	Overview(ctx context.Context, m chat.Message) (chat.Answer, error)
	Once(say string) bool
}

// Store keeps what is sent with, and knows who is linked.
type Store interface {
	Offers
	// MemberByIdentity is commitments.ErrNotFound if nobody has this account.
	MemberByIdentity(ctx context.Context, who people.Identity) (people.Member, error)
}

// Offers keeps what buttons do, where answers may go, and what homes show. What is not found is commitments.ErrNotFound.
type Offers interface {
	SaveOffers(ctx context.Context, offers []people.Offer) error
	Offer(ctx context.Context, token string) (people.Offer, error)
	UseOffer(ctx context.Context, token string, use people.Use) (people.Offer, error)
	FreeOffer(ctx context.Context, token, cause string) error
	UsedOffers(ctx context.Context, message string) ([]string, error)
	SaveReplyAddress(ctx context.Context, a people.ReplyAddress) error
	UseReplyAddress(ctx context.Context, id string, now time.Time, most int) (people.ReplyAddress, error)
	HomePage(ctx context.Context, realm, subject string) (people.HomePage, error)
	SaveHomePage(ctx context.Context, h people.HomePage) error
}

// Outbox is what sending needs of the queue.
type Outbox interface {
	Queue(ctx context.Context, list []queue.Sending) error
	ReceiptOf(ctx context.Context, platform, realm, key string) (string, error)
	queue.Keepsakes
}

// Box seals short texts. seal.Box is one.
type Box interface {
	Seal(plain []byte, about string) (string, error)
	Open(sealed, about string) ([]byte, error)
}

// platform is how the queue knows us.
const platform = string(people.Slack)

// Kinds of sendings besides queue.KindLetter.
const (
	kindFile   = "file"   // a letter whose one block is a file
	kindHome   = "home"   // somebody's App Home is to be as things stand when it is sent
	kindSettle = "settle" // buttons that were pressed go from their message
	kindUnfurl = "unfurl" // a link of ours is to show what is behind it
)

// printer speaks the language, in UTC.
func (o *Output) printer(language string) *i18n.Printer { return o.Catalogue.Printer(language) }

// printerOf speaks to whoever wrote the message: in their own language and zone, and where they have not said one in those
// that Slack knows of them.
func (o *Output) printerOf(ctx context.Context, m chat.Message) *i18n.Printer {
	member, err := o.Store.MemberByIdentity(ctx, identity(m.Realm, m.Subject))
	if err != nil && !errors.Is(err, commitments.ErrNotFound) {
		o.Log.WarnContext(ctx, "nobody knows which language a member speaks", "error", err)
	}
	return o.printer(cmp.Or(member.Locale, m.Locale)).In(civil.Zone(cmp.Or(member.TimeZone, m.TimeZone), nil))
}

// Send sends one row of the outbox: it is queue.Delivery.Send.
func (o *Output) Send(ctx context.Context, s *queue.Sending) queue.Result {
	switch s.Kind {
	case queue.KindLetter:
		return o.sendLetter(ctx, s)
	case kindFile:
		return o.sendFile(ctx, s)
	case kindHome:
		return o.sendHome(ctx, s)
	case kindSettle:
		return o.sendSettled(ctx, s)
	case kindUnfurl:
		return o.sendUnfurled(ctx, s)
	}
	return queue.Refused(unknownKind(s.Kind))
}

func (o *Output) http() *http.Client {
	if o.HTTP == nil {
		return &http.Client{Timeout: callTimeout}
	}
	return o.HTTP
}
