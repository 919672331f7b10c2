package slack

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/people"
)

// Standing is how an installation stands, as Slack says.
type Standing struct {
	Name    string
	Lacking []string      // scopes that are needed and were not granted
	Skew    time.Duration // how far ahead our clock is; about a second is nothing
}

// Examine asks Slack about an installation, or about a bot's token that is no installation yet. It changes nothing.
func (w *Installations) Examine(ctx context.Context, realm string, token people.Hidden) (Standing, error) {
	if token == "" {
		i, err := w.Store.Installation(ctx, realm)
		if err != nil {
			return Standing{}, err
		}
		token = i.Token
	}
	who, err := w.identify(ctx, token)
	if err != nil {
		return Standing{}, err
	}
	s := Standing{Name: who.Team, Lacking: lackingScopes(who.scopes, Scopes(Unfurls{}))}
	if !who.at.IsZero() {
		s.Skew = w.Now().Sub(who.at)
	}
	return s, nil
}

// CheckSocket asks Slack whether the app may connect by a socket, and does not.
func (w *Installations) CheckSocket(ctx context.Context, token people.Hidden) error {
	var opened struct{}
	_, err := w.api.call(ctx, "apps.connections.open", token, url.Values{}, &opened)
	return err
}

// Refusal is Slack's word for why it refused; ok is false if it did not refuse: it could not be reached, or not now.
func Refusal(err error) (word string, ok bool) {
	answer, ok := errors.AsType[slack.SlackErrorResponse](err)
	return answer.Err, ok
}

// IsOver says whether Slack says that a token is no good, so that it makes no sense to try again with it.
func IsOver(err error) bool {
	word, ok := Refusal(err)
	return ok && (stops[word] || fates[word] == fateOff)
}
