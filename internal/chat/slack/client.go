package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/people"
)

// webAPI is where Slack's methods are called. A test, or a proxy, may stand in.
type webAPI struct {
	base string // ends in a slash
	http *http.Client
}

// newWebAPI calls with a time-out of its own, which slack-go has not (S-42). Neither has a debug mode: it would log what
// people say (S-16, S-60).
func newWebAPI(base string, client *http.Client) webAPI {
	if base == "" {
		base = slack.APIURL
	}
	if client == nil {
		client = &http.Client{Timeout: callTimeout}
	}
	return webAPI{base: strings.TrimSuffix(base, "/") + "/", http: client}
}

// client is slack-go's, for a token.
func (a webAPI) client(token people.Hidden) *slack.Client {
	return slack.New(token.Reveal(), slack.OptionAPIURL(a.base), slack.OptionHTTPClient(a.http))
}

// mostAnswer is as much of an answer as is read.
const mostAnswer = 1 << 20

// call calls a method of which a few fields of the answer are needed (S-59), and gives the answer's header. Errors are
// callErrors: they never have an argument or a token in them.
func (a webAPI) call(ctx context.Context, method string, token people.Hidden, form url.Values, into any) (http.Header, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, a.base+method, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, callError{method, withoutAddress(err)}
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token.Reveal())
	}
	answer, err := a.http.Do(request)
	if err != nil {
		return nil, callError{method, withoutAddress(err)}
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer))
	if err != nil {
		return answer.Header, callError{method, err}
	}
	if err := refusedBy(answer, text); err != nil {
		return answer.Header, callError{method, err}
	}
	if err := json.Unmarshal(text, into); err != nil {
		return answer.Header, callError{method, fmt.Errorf("read the answer: %w", err)}
	}
	return answer.Header, nil
}

// refusedBy is the error that an answer says, in slack-go's types.
func refusedBy(answer *http.Response, text []byte) error {
	switch {
	case answer.StatusCode == http.StatusTooManyRequests:
		seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
		return &slack.RateLimitedError{RetryAfter: time.Duration(max(seconds, 0)) * time.Second}
	case answer.StatusCode != http.StatusOK:
		return slack.StatusCodeError{Code: answer.StatusCode, Status: answer.Status}
	}
	var said struct {
		OK     bool   `json:"ok"`
		Error  string `json:"error"`
		Needed string `json:"needed"`
	}
	if err := json.Unmarshal(text, &said); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	if !said.OK {
		return slack.SlackErrorResponse{Err: said.Error, Needed: said.Needed}
	}
	return nil
}
