package app_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/app"
	"github.com/accord-tracker/accord/internal/chat/chattest/fakeslack"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// doctorSays is what bin/api doctor says in English, with settings.
func doctorSays(t *testing.T, d storetest.Database, settings ...string) string {
	t.Helper()
	var out bytes.Buffer
	app.API(t.Context(), app.Program{Args: []string{"doctor", "--database=" + d.Address, "--language=en"}, Environ: settings, Out: &out, Err: &out})
	return out.String()
}

func TestTheDoctorLooksAtSlack(t *testing.T) {
	t.Parallel()
	d := storetest.SQLite(t)
	d.Open(t)
	now := time.Now()
	server := fakeslack.New(t, fakeslack.Options{Now: func() time.Time { return now }})
	here := "ACCORD_SLACK_API_URL=" + server.APIURL()
	appToken, botToken := "ACCORD_SLACK_APP_TOKEN="+fakeslack.AppToken, "ACCORD_SLACK_BOT_TOKEN="+server.BotToken()
	for _, c := range []struct {
		name     string
		settings []string
		want     []string
	}{
		{"well", []string{here, appToken, botToken}, []string{"installed in Plans", "Socket Mode can connect"}},
		{"a wrong bot token", []string{here, appToken, "ACCORD_SLACK_BOT_TOKEN=xoxb-wrong"}, []string{"refuses the token", "invalid_auth", "Install the app again"}},
		{"a wrong app token", []string{here, botToken, "ACCORD_SLACK_APP_TOKEN=xapp-wrong"}, []string{"refuses the app’s token", "connections:write"}},
		{"the tokens the other way round", []string{here, "ACCORD_SLACK_APP_TOKEN=" + server.BotToken()}, []string{"begins with xapp-"}},
		{"no way in", []string{here, botToken}, []string{"ACCORD_SLACK_SIGNING_SECRET"}},
		{"no token at all", []string{here, appToken}, []string{"ACCORD_SLACK_BOT_TOKEN"}},
		{"half of a client", []string{here, appToken, botToken, "ACCORD_SLACK_CLIENT_ID=1"}, []string{"belong together"}},
		{
			"installed nowhere",
			[]string{here, "ACCORD_SLACK_SIGNING_SECRET=s", "ACCORD_SLACK_CLIENT_ID=1", "ACCORD_SLACK_CLIENT_SECRET=2", "ACCORD_SLACK_URL=https://accord.example.org"},
			[]string{"installed nowhere", "https://accord.example.org/slack/oauth/start"},
		},
		{"no Slack there", []string{"ACCORD_SLACK_API_URL=http://127.0.0.1:1", appToken, botToken}, []string{"cannot be asked"}},
	} {
		said := doctorSays(t, d, c.settings...)
		for _, want := range c.want {
			if !strings.Contains(said, want) {
				t.Errorf("%s: %q is not said:\n%s", c.name, want, said)
			}
		}
		if strings.Contains(said, "xoxb-") || strings.Contains(said, fakeslack.AppToken) {
			t.Errorf("%s: a token is said:\n%s", c.name, said)
		}
	}
	server.Grant(server.Team(), "commands,chat:write")
	if said := doctorSays(t, d, here, appToken, botToken); !strings.Contains(said, "has not granted") || !strings.Contains(said, "users:read") {
		t.Errorf("scopes that are lacking are not said:\n%s", said)
	}
}
