package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/people"
)

// What somebody said is referred to by a letter's Answers: a message by "at:", its ts and who wrote it; a command or a click
// by "to:", the id of the address at which it is answered and who said it. The address itself (a response_url) is in a row of its own for
// half an hour, sealed, and in no letter (S-18).

const addressMark = "to:"

// answersAddress is the Answers of a letter that answers a command or a click.
func answersAddress(id, subject string) string { return addressMark + id + ":" + subject }

func addressIn(answers string) (id string, ok bool) {
	rest, ok := strings.CutPrefix(answers, addressMark)
	if !ok {
		return "", false
	}
	id, _, _ = strings.Cut(rest, ":")
	return id, id != ""
}

func identity(realm, subject string) people.Identity {
	return people.Identity{Platform: people.Slack, Realm: realm, Subject: subject}
}

// KeepAddress keeps where what was received under id may be answered, for what is left of half an hour since then, and
// gives the Answers of letters that do. Without an address, or a key to seal it with, answers go by the Web API.
func (o *Output) KeepAddress(ctx context.Context, id, address string, who people.Identity, since time.Time) (answers string, err error) {
	answers = answersAddress(id, who.Subject)
	until := since.Add(responseURLLife)
	if address == "" || !until.After(o.Now()) {
		return answers, nil
	}
	sealed, err := o.Box.Seal([]byte(address), addressPlace(id))
	if err != nil {
		o.Log.WarnContext(ctx, "an address cannot be sealed, and is not kept", "error", err)
		return answers, nil
	}
	err = o.Store.SaveReplyAddress(ctx, people.ReplyAddress{ID: id, Realm: who.Realm, Address: sealed, ExpiresAt: until})
	if err != nil {
		return "", fmt.Errorf("keep where to answer: %w", err)
	}
	return answers, nil
}

func addressPlace(id string) string { return "slack_addresses/address/" + id }

// replyAddress is the address at which what is answered can be answered once more.
func (o *Output) replyAddress(ctx context.Context, answers string) (string, bool) {
	id, ok := addressIn(answers)
	if !ok {
		return "", false
	}
	kept, err := o.Store.UseReplyAddress(ctx, id, o.Now(), responseURLUses)
	if err != nil {
		return "", false
	}
	plain, err := o.Box.Open(kept.Address, addressPlace(id))
	if err != nil || !isSlacks(string(plain)) {
		return "", false
	}
	return string(plain), true
}

// isSlacks says whether an address is one to which answers may be posted: a web address without a name in it. What came
// in was signed by Slack; this keeps a row that was tampered with from being called.
func isSlacks(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

// postTo posts to an address.
func (o *Output) postTo(ctx context.Context, address string, b body) error {
	text, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("write an answer: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(text))
	if err != nil {
		return callError{"response_url", withoutAddress(err)}
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	answer, err := o.http().Do(request)
	if err != nil {
		return callError{"response_url", withoutAddress(err)}
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<16))
	if answer.StatusCode != http.StatusOK {
		return callError{"response_url", slack.StatusCodeError{Code: answer.StatusCode, Status: answer.Status}}
	}
	return nil
}

// withoutAddress is the error without the address, which is as good as a token.
func withoutAddress(err error) error {
	if inner, ok := err.(*url.Error); ok { //nolint:errorlint // what Do returns is not wrapped
		return inner.Err
	}
	return err
}
