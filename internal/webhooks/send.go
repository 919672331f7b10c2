package webhooks

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// sender posts messages.
type sender struct {
	client *http.Client
	agent  string
	plain  bool
}

const (
	mostAnswer = 4 << 10  // bytes of an answer that are read, so that its connection can be used again
	mostHeader = 16 << 10 // bytes of its head
)

func newSender(o Options, agent string) *sender {
	transport := &http.Transport{
		// No Proxy: a proxy would look up names itself, and reach what the guard refuses.
		DialContext:            newGuard(o.Allowed).dialer(o.Timeout).DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    o.Timeout,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    o.EachAtOnce,
		MaxIdleConns:           4 * o.AtOnce,
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: mostHeader,
		DisableCompression:     true,
	}
	return &sender{agent: agent, plain: o.Plain, client: &http.Client{
		Transport: transport, Timeout: o.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (s *sender) close() { s.client.CloseIdleConnections() }

// result is what came of one attempt.
type result struct {
	status  int // 0: no answer
	trouble commitments.DeliveryTrouble
	wait    time.Duration // what the receiver asks for
}

func (r result) arrived() bool { return r.status >= 200 && r.status < 300 }
func (r result) gone() bool    { return r.status == http.StatusGone }

// unwell says whether the next message would fare no better: there is no answer, or one that is not about this message.
func (r result) unwell() bool {
	return r.status == 0 || r.status >= 500 || r.status == http.StatusTooManyRequests || r.status == http.StatusRequestTimeout
}

// send posts one message. It follows no redirect, and reads little of the answer.
func (s *sender) send(ctx context.Context, hook *commitments.Webhook, id string, body []byte, now time.Time) result {
	request, err := s.request(ctx, hook, id, body, now)
	if err != nil {
		return result{trouble: commitments.TroubleUnreachable}
	}
	if request.URL.Scheme != "https" && !s.plain {
		return result{trouble: commitments.TroubleRefusedAddress}
	}
	response, err := s.client.Do(request)
	if err != nil {
		return result{trouble: troubleOf(err)}
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, mostAnswer)) // the status has said it already
	got := result{status: response.StatusCode, wait: waitAsked(response.Header.Get("Retry-After"))}
	switch {
	case got.arrived():
	case response.StatusCode >= 300 && response.StatusCode < 400:
		got.trouble = commitments.TroubleRedirect
	default:
		got.trouble = commitments.TroubleStatus
	}
	return got
}

func (s *sender) request(ctx context.Context, hook *commitments.Webhook, id string, body []byte, now time.Time) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, hook.URL, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("address of a webhook: %w", err)
	}
	signatures, err := sign(hook, id, body, now)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", s.agent)
	request.Header.Set(standardwebhooks.HeaderWebhookID, id)
	request.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	request.Header.Set(standardwebhooks.HeaderWebhookSignature, signatures)
	return request, nil
}

// sign with the secret, and with the one before while it lasts.
func sign(hook *commitments.Webhook, id string, body []byte, now time.Time) (string, error) {
	secrets := []string{hook.Secret}
	if hook.OldSecret != "" && now.Before(hook.OldSecretUntil) {
		secrets = append(secrets, hook.OldSecret)
	}
	signatures := make([]string, len(secrets))
	for i, secret := range secrets {
		signer, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			return "", fmt.Errorf("read a secret: %w", err)
		}
		if signatures[i], err = signer.Sign(id, now, body); err != nil {
			return "", fmt.Errorf("sign a message: %w", err)
		}
	}
	return strings.Join(signatures, " "), nil
}

func troubleOf(err error) commitments.DeliveryTrouble {
	var network net.Error
	switch {
	case errors.Is(err, errRefusedAddress):
		return commitments.TroubleRefusedAddress
	case errors.As(err, &network) && network.Timeout():
		return commitments.TroubleTimeout
	}
	return commitments.TroubleUnreachable
}

// waitAsked reads Retry-After, in seconds: what says a date is old-fashioned, and left to our own waits.
func waitAsked(header string) time.Duration {
	seconds, err := strconv.Atoi(strings.TrimSpace(header))
	if err != nil || seconds < 0 {
		return 0
	}
	return min(time.Duration(min(seconds, 86400))*time.Second, mostAsked)
}
