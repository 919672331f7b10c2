package app

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/chat/slack"
	"github.com/accord-tracker/accord/internal/people"
)

// mostSkew is how far the clocks may be apart before the doctor says so; Slack’s tells whole seconds.
const mostSkew = 30 * time.Second

// slack is what the doctor says of the tokens, what they may do, the connection and the clock.
func (d *doctor) slack(ctx context.Context, h *house, settings *botSettings) {
	s := &settings.Slack
	if !s.configured() {
		return
	}
	if err := s.check(h); err != nil {
		sentence := err.Error()
		if in, ok := errors.AsType[saidError](err); ok {
			sentence = in.sentence
		}
		d.findings = append(d.findings, finding{"Slack", sentence})
		return
	}
	installations := s.installations(h, nil)
	known, err := h.store.Installations(ctx)
	if err != nil {
		d.closed(h.common, err)
		return
	}
	if !s.BotToken.IsZero() {
		d.slackToken(ctx, installations, people.Installation{Name: "ACCORD_SLACK_BOT_TOKEN"}, hidden(s.BotToken))
	}
	for _, i := range known {
		switch {
		case i.State != people.InstallationOn:
			d.sick("slackin.doctor_ended", "name", i.Name, "why", i.Why)
		case s.BotToken.IsZero():
			d.slackToken(ctx, installations, i, "")
		}
	}
	if s.BotToken.IsZero() && len(known) == 0 {
		d.sick("slackin.doctor_none", "address", strings.TrimSuffix(s.URL, "/")+slack.PathInstall)
	}
	if !s.AppToken.IsZero() {
		d.slackSocket(ctx, installations, hidden(s.AppToken))
	}
}

func (d *doctor) slackToken(ctx context.Context, installations *slack.Installations, i people.Installation, token people.Hidden) {
	standing, err := installations.Examine(ctx, i.Realm, token)
	if err != nil {
		if word, refused := slack.Refusal(err); refused {
			d.sick("slackin.doctor_refused", "name", i.Name, "why", word)
			return
		}
		d.sick("slackin.doctor_unreachable", "why", err.Error())
		return
	}
	d.well("slackin.doctor_on", "name", standing.Name)
	if len(standing.Lacking) > 0 {
		d.sick("slackin.doctor_scopes", "name", standing.Name, "scopes", strings.Join(standing.Lacking, ", "))
	}
	if skew := standing.Skew.Abs(); skew > mostSkew {
		d.sick("slackin.doctor_clock", "seconds", int(skew.Seconds()))
	}
}

func (d *doctor) slackSocket(ctx context.Context, installations *slack.Installations, token people.Hidden) {
	err := installations.CheckSocket(ctx, token)
	word, refused := slack.Refusal(err)
	switch {
	case err == nil:
		d.well("slackin.doctor_socket")
	case refused:
		d.sick("slackin.doctor_socket_refused", "why", word)
	default:
		d.sick("slackin.doctor_unreachable", "why", err.Error())
	}
}
