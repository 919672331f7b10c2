package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/chat/matrix"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/config"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
)

// matrixSettings are those of the bot's Matrix account. Without a homeserver there is no Matrix.
type matrixSettings struct {
	Homeserver  string        `help:"Base address of the client API of the bot's Matrix server." placeholder:"URL" env:"ACCORD_MATRIX_HOMESERVER"`
	User        string        `help:"The bot's full user id, such as @accord:example.org." placeholder:"ID" env:"ACCORD_MATRIX_USER"`
	Token       config.Secret `help:"An access token of the bot's account. Without it: the password, or the device of bin/bot matrix login." env:"ACCORD_MATRIX_TOKEN"`
	Password    config.Secret `help:"The password of the bot's account." env:"ACCORD_MATRIX_PASSWORD"`
	PickleKey   config.Secret `help:"What the keys of encryption are sealed with in the database: 32 letters or more." env:"ACCORD_MATRIX_PICKLE_KEY"`
	RecoveryKey config.Secret `help:"The recovery key of the bot's account, with which its device is signed." env:"ACCORD_MATRIX_RECOVERY_KEY"`
	Encryption  string        `help:"Whether the bot takes part in encrypted rooms: ${enum}." enum:"on,off" default:"on" env:"ACCORD_MATRIX_ENCRYPTION"`
	Allow       []string      `help:"Who may invite the bot without being a member: full user ids, and servers." placeholder:"ID" env:"ACCORD_MATRIX_ALLOW"`
	Bots        []string      `help:"User ids of other bots, which are never answered." placeholder:"ID" env:"ACCORD_MATRIX_BOTS"`
	Rate        float64       `help:"How many messages go out a minute, beyond the first ten. More than 12 needs the server to lift its limit for the account." default:"12" env:"ACCORD_MATRIX_RATE"`
	AcceptGap   bool          `help:"Go on from now if the sync token is lost: what was said meanwhile is not answered."`
}

func (m matrixSettings) settings() matrix.Settings {
	return matrix.Settings{
		Homeserver: m.Homeserver, User: m.User, Token: m.Token.Reveal(), Password: m.Password.Reveal(),
		PickleKey: m.PickleKey.Reveal(), RecoveryKey: m.RecoveryKey.Reveal(), Encryption: matrix.Encryption(m.Encryption),
	}
}

// matrixParts is the bot's Matrix account, where one is configured.
func matrixParts(_ context.Context, b *botHouse) ([]part, error) {
	m := b.settings.Matrix
	if !m.configured() {
		return nil, nil
	}
	if m.Homeserver == "" || m.User == "" {
		return nil, saidError{fmt.Errorf("matrix account %q at %q", m.User, m.Homeserver), b.printer.Sentence("matrix.incomplete")}
	}
	if m.Rate <= 0 {
		return nil, saidError{fmt.Errorf("a rate of %v", m.Rate), b.printer.Sentence("matrix.bad_rate")}
	}
	if m.Encryption == string(matrix.On) && !matrix.CanEncrypt {
		return nil, saidError{matrix.ErrCannotEncrypt, b.printer.Sentence("matrixkeys.not_built_in")}
	}
	unreadable := prometheus.NewCounter(prometheus.CounterOpts{
		Name: "accord_matrix_unreadable_total", Help: "Messages in Matrix that could not be decrypted.",
	})
	b.registry.MustRegister(unreadable)
	adapter := matrix.New(matrix.Parts{
		Connect: matrix.Connector(matrix.SignInParts{Settings: m.settings(), Keep: b.queue, Log: b.log, Now: b.now}, b.common.Database.Address()),
		Bot:     b.talker, Queue: b.queue, Store: b.store, Convener: b.convenes, Catalogue: b.catalogue, Log: b.log,
		Unreadable: unreadable.Inc,
	}, m.options(b))
	return []part{{name: "matrix", run: untilFatal(adapter.Run), well: func() error {
		_, err := adapter.Health()
		return err
	}}}, nil
}

func (m matrixSettings) options(b *botHouse) matrix.Options {
	o := matrix.Options{
		User: m.User, Holder: uuid.NewString(), Now: b.now, Allow: m.Allow, Bots: m.Bots, Language: b.common.Language,
		Pace: matrix.Pace{Every: time.Duration(float64(time.Minute) / m.Rate), Burst: 10},
	}
	if m.AcceptGap {
		o.Gap = matrix.AcceptGap
	}
	return o
}

// untilFatal does not run an account again that the server has locked out: what is wrong is for the operator, and
// Health says it (M-12).
func untilFatal(run func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		err := run(ctx)
		if err != nil && ctx.Err() == nil {
			<-ctx.Done()
		}
		return nil
	}
}

// convenes says whether somebody is a convener of the default plan.
func (b *botHouse) convenes(ctx context.Context, who people.Identity) (bool, error) {
	plan, err := b.plan(ctx, "")
	if err != nil {
		return false, err
	}
	actor, err := b.store.ActorByIdentity(ctx, who, plan.ID, civil.DateOf(b.now(), time.UTC))
	if errors.Is(err, commitments.ErrNotFound) {
		return false, nil
	}
	return err == nil && actor.ConvenerOf(plan.ID), err
}

// Forget is chat.Bot's.
func (t *talker) Forget(ctx context.Context, m chat.Message) error {
	return t.bot.Load().Forget(ctx, m)
}
