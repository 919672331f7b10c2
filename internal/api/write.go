package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"golang.org/x/text/language"
)

// WriteHeaders are taken by every write.
type WriteHeaders struct {
	IdempotencyKey  string `header:"Idempotency-Key" minLength:"1" maxLength:"255" pattern:"^[\\x21-\\x7e]+$" example:"5f2c9d0e" doc:"Makes a repeated request act once: the same key with the same request gets the same answer. With another request it is refused."`
	ContentLanguage string `header:"Content-Language" maxLength:"35" example:"en" doc:"The language of notes, BCP 47. Without it: that of the token's member."`
}

// Match is taken by every change of a commitment.
type Match struct {
	IfMatch string `header:"If-Match" maxLength:"64" example:"\"3-5f2c9d0e1a2b\"" doc:"The ETag of the commitment as you know it, its version, or * for any. It is required."`
}

func (x *exchange) context() context.Context { return x.request.Context() }

// do gives a command on behalf of whoever asks.
func (x *exchange) do(headers WriteHeaders, cmd commitments.Command) (commitments.Outcome, error) {
	origin, err := x.origin(headers)
	if err != nil {
		return commitments.Outcome{}, err
	}
	outcome, err := x.server.Service.Do(x.context(), origin, cmd)
	if err != nil {
		return outcome, err
	}
	if outcome.Repeated {
		x.Header().Set("Idempotency-Replayed", "true")
	}
	return outcome, nil
}

func (x *exchange) origin(headers WriteHeaders) (commitments.Origin, error) {
	origin := commitments.Origin{Actor: x.actor, Via: commitments.ViaAPI, Language: x.actor.Member.Locale}
	if headers.ContentLanguage != "" {
		tag, err := language.Parse(headers.ContentLanguage)
		if err != nil {
			return origin, x.at("header.Content-Language", x.trouble(http.StatusUnprocessableEntity, "invalid", "api.bad_language"))
		}
		origin.Language = tag.String()
	}
	if headers.IdempotencyKey != "" {
		// The key is the member's own: the same word of somebody else is another key.
		key := sha256.Sum256([]byte(x.actor.Member.Key + "\n" + headers.IdempotencyKey))
		origin.Cause = "api:" + hex.EncodeToString(key[:])
		origin.Asked = x.asked()
	}
	return origin, nil
}

// asked is a digest of all that was asked: method, address, version and body.
func (x *exchange) asked() string {
	whole := sha256.New()
	_, _ = fmt.Fprintf(whole, "%s\n%s\n%s\n%x", x.request.Method, x.request.URL.RequestURI(), x.request.Header.Get("If-Match"), x.digest.Sum(nil))
	return hex.EncodeToString(whole.Sum(nil))
}

// version reads If-Match: 0 is any.
func (x *exchange) version(m Match) (int, error) {
	text := strings.TrimSpace(m.IfMatch)
	switch text {
	case "":
		return 0, x.at("header.If-Match", x.trouble(http.StatusPreconditionRequired, "precondition_required", "api.precondition_required"))
	case "*":
		return 0, nil
	}
	number, _, _ := strings.Cut(strings.Trim(text, `"`), "-")
	version, err := strconv.ParseUint(number, 10, 31)
	if err != nil || version == 0 {
		return 0, x.at("header.If-Match", x.trouble(http.StatusUnprocessableEntity, "invalid", "api.bad_version"))
	}
	return int(version), nil
}

// Changed is what a change of a commitment did: the entry it wrote, and the commitment as it was right after. The same
// Idempotency-Key gets the same again, whatever happened since.
type Changed struct {
	Ref        string      `json:"ref" example:"C-12"`
	Version    int         `json:"version" minimum:"1" example:"3"`
	Entry      *Entry      `json:"entry,omitempty" doc:"Left out if you may not see the commitment any more."`
	Commitment *Commitment `json:"commitment,omitempty" doc:"Left out if you may not see the commitment any more."`
}

type changedOutput struct {
	ETag string `header:"ETag"`
	Body Changed
}

type registeredOutput struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     Changed
}

// change gives a command that changes one commitment. A stale version is answered with the commitment as it is now.
func (x *exchange) change(headers WriteHeaders, ref string, cmd commitments.Command) (*changedOutput, error) {
	outcome, err := x.do(headers, cmd)
	if err != nil {
		return nil, x.stale(ref, err)
	}
	return x.changed(outcome.Commitment, outcome.Seqs[len(outcome.Seqs)-1])
}

// stale turns a conflict of versions into 412, with the commitment as whoever asks sees it now.
func (x *exchange) stale(ref string, err error) error {
	refused, ok := problem.Of(err)
	if !ok || refused.Key != "commitment.stale_version" {
		return err
	}
	p := x.sorted(http.StatusPreconditionFailed, "precondition_failed", refused.Key, x.printer.Problem(refused))
	p.Errors = []Fault{{Location: x.place(refused.Field), Code: p.Code, Message: p.Detail}}
	now, err := x.commitment(ref)
	if err != nil {
		return err
	}
	p.Current = new(commitmentOf(&now, x.today()))
	return p
}

// changed shows an entry, and its commitment as it was right after it.
func (x *exchange) changed(ref string, seq int) (*changedOutput, error) {
	out := &changedOutput{ETag: fmt.Sprintf(`"%d"`, seq), Body: Changed{Ref: ref, Version: seq}}
	c, err := x.server.Store.Commitment(x.context(), x.plan.ID, ref, x.reader())
	if err == nil {
		var entries []commitments.Entry
		if entries, err = x.server.Store.Entries(x.context(), x.plan.ID, ref, x.reader()); err == nil && seq <= len(entries) {
			c.State = commitments.Fold(entries[:seq])
			day := civil.DateOf(entries[seq-1].RecordedAt, x.zone())
			out.Body.Entry, out.Body.Commitment = new(entryOf(&entries[seq-1])), new(commitmentOf(&c, day))
		}
	}
	if errors.Is(err, commitments.ErrNotFound) { // it was undone, or handed to others
		return out, nil
	}
	return out, err
}
