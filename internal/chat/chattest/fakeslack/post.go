package fakeslack

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Addresses are where the app takes what Slack posts.
type Addresses struct {
	Events, Commands, Interactions string
	Others                         []Addresses // replicas behind the same name: they take turns
}

// OverHTTP lets everything from now on be posted to the app, signed.
func (s *Server) OverHTTP(a Addresses) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.overHTTP = &a
}

// OverSockets lets everything from now on go over Socket Mode, which is how a server begins.
func (s *Server) OverSockets() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.overHTTP = nil
}

// Signed is a request as Slack makes it, for tests that change it before it is sent.
func (s *Server) Signed(address, contentType string, body []byte, at time.Time) *http.Request {
	r, err := http.NewRequestWithContext(s.over, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		panic(err) // an address that a test wrote
	}
	stamp := strconv.FormatInt(at.Unix(), 10)
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", Signature(SigningSecret, stamp, body))
	return r
}

// Signature is v0 of Slack's request signing.
func Signature(secret, stamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%s:", stamp)
	mac.Write(body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}

// form of what is posted: where, as what.
func (d *Delivery) form(a Addresses) (address, contentType string, body []byte) {
	const encoded = "application/x-www-form-urlencoded"
	switch d.Kind {
	case KindCommand:
		values := url.Values{}
		for name, v := range d.payload {
			values.Set(name, fmt.Sprint(v))
		}
		return a.Commands, encoded, []byte(values.Encode())
	case KindInteraction:
		return a.Interactions, encoded, []byte(url.Values{"payload": {string(d.Payload())}}.Encode())
	}
	return a.Events, "application/json", d.Payload()
}

// post brings it over HTTP. Only events come again (S-01): whoever gave a command sees that it failed.
func (s *Server) post(d *Delivery, a *Addresses) {
	reason := ""
	for n := 0; ; n++ {
		status, body, header, took := s.postOnce(d, s.replica(a), n, reason)
		acked := status >= 200 && status < 300
		reason = "http_error"
		if status == 0 {
			reason = "http_timeout"
		}
		last := d.Kind != KindEvent || n >= len(s.options.Retries) || header.Get("X-Slack-No-Retry") == "1"
		s.mu.Lock()
		if attempt := (Attempt{Status: status}); acked {
			d.attempts = append(d.attempts, attempt)
			d.acknowledge(body, took)
		} else {
			attempt.Wrong = reason
			d.attempts = append(d.attempts, attempt)
			d.over = last
		}
		s.happened()
		s.mu.Unlock()
		if acked || last || !s.pause(s.options.Retries[n]) {
			return
		}
	}
}

// replica is whose turn it is.
func (s *Server) replica(a *Addresses) Addresses {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn++
	if at := s.turn % (len(a.Others) + 1); at > 0 {
		return a.Others[at-1]
	}
	return *a
}

func (s *Server) postOnce(d *Delivery, a Addresses, n int, reason string) (status int, body []byte, header http.Header, took time.Duration) {
	address, contentType, sent := d.form(a)
	ctx, cancel := context.WithTimeout(s.over, s.options.AckTime)
	defer cancel()
	r := s.Signed(address, contentType, sent, s.now()).WithContext(ctx)
	if n > 0 {
		r.Header.Set("X-Slack-Retry-Num", strconv.Itoa(n))
		r.Header.Set("X-Slack-Retry-Reason", reason)
	}
	began := time.Now()
	answer, err := s.client.Do(r)
	if err != nil {
		return 0, nil, http.Header{}, 0
	}
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	if err != nil {
		return 0, nil, http.Header{}, 0
	}
	return answer.StatusCode, body, answer.Header, time.Since(began)
}

// pause waits, and says whether the server is still there.
func (s *Server) pause(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.over.Done():
		return false
	}
}

// took does what an acknowledgement asks for. A form that was submitted closes, unless something is wrong in it; a command
// that is answered with words is answered there. The caller has the lock.
func (s *Server) took(d *Delivery, body []byte) {
	delete(s.pending, d.Envelope)
	var answer struct {
		ResponseAction string `json:"response_action"`
		ResponseType   string `json:"response_type"`
		Text           string `json:"text"`
	}
	_ = json.Unmarshal(body, &answer)
	switch {
	case d.payload["type"] == "view_submission" && answer.ResponseAction == "":
		view, _ := d.payload["view"].(map[string]any)
		if id, _ := view["id"].(string); s.views[id] != nil {
			s.views[id].Closed = true
		}
	case d.Kind == KindCommand && len(body) > 0:
		room, _ := d.payload["channel_id"].(string)
		user, _ := d.payload["user_id"].(string)
		text := answer.Text
		if text == "" && !json.Valid(body) {
			text = string(body)
		}
		if text == "" {
			return
		}
		m := Message{User: s.teams[s.options.Team].Bot, Bot: "B", Text: text, By: "acknowledgement"}
		if answer.ResponseType != "in_channel" {
			m.To = user
		}
		s.add(s.channel(room), m)
	}
}
