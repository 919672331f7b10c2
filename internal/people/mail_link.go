package people

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// MailLink is what a link in an e-mail asks for: one act about one thing, as the member it was sent to. It travels sealed,
// so that nobody can make one, and does nothing before it is confirmed.
type MailLink struct {
	Act          MailAct   `json:"a"`
	Member       string    `json:"m"`           // key
	Plan         string    `json:"p,omitempty"` // slug
	Ref          string    `json:"r,omitempty"` // of the commitment
	Subscription string    `json:"s,omitempty"` // of MailUnfollow: what is followed, as one types it
	Code         string    `json:"c,omitempty"` // of MailConfirm
	Sending      string    `json:"o"`           // id of the message it stands in: the same link acts once
	Until        time.Time `json:"u"`
}

// MailAct is what a link does. The names stand in messages that were sent.
type MailAct string

const (
	MailNoChange MailAct = "no_change"
	MailDone     MailAct = "done"
	MailSnooze   MailAct = "snooze"
	MailUnfollow MailAct = "unfollow"
	MailStop     MailAct = "stop"    // all reminders
	MailConfirm  MailAct = "confirm" // the address that the message came to
)

// MailActs lists them all.
var MailActs = [...]MailAct{MailNoChange, MailDone, MailSnooze, MailUnfollow, MailStop, MailConfirm}

// MailLinkLasts is how long a link acts.
const MailLinkLasts = 14 * 24 * time.Hour

// MailLinkAbout is what sealed links are bound to, so that no other sealed text is taken for one.
const MailLinkAbout = "mail/link"

// ErrMailLink says that a text is no link that we have made.
var ErrMailLink = errors.New("not a link of ours")

// Text is the link before it is sealed.
func (l MailLink) Text() ([]byte, error) {
	l.Until = l.Until.UTC().Truncate(time.Second)
	text, err := json.Marshal(l)
	if err != nil {
		return nil, fmt.Errorf("write a link: %w", err)
	}
	return text, nil
}

// ParseMailLink reads a link that was opened.
func ParseMailLink(text []byte) (MailLink, error) {
	var l MailLink
	if err := json.Unmarshal(text, &l); err != nil || !slices.Contains(MailActs[:], l.Act) || l.Member == "" {
		return MailLink{}, ErrMailLink
	}
	return l, nil
}
