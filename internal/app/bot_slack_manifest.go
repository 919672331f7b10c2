package app

import (
	"context"
	"fmt"
	"net/url"

	"github.com/accord-tracker/accord/internal/chat/slack"
)

// slackCommands are those of bin/bot slack.
type slackCommands struct {
	Manifest slackManifestCommand `cmd:"" help:"Print the manifest from which Slack makes the app."`
}

// slackManifestCommand prints what Slack wants to know of the app, to be pasted where an app is made "from a manifest".
type slackManifestCommand struct {
	HTTP    string `help:"The https address of this installation, for many workspaces; without it Slack is asked by a socket, and no address is needed." placeholder:"URL" name:"http"`
	Name    string `help:"What the app is called." default:"Accord"`
	Command string `help:"The slash command." default:"/accord"`
	Unfurl  string `help:"The host of this installation's pages: links to them then show what is behind them." placeholder:"HOST"`
}

// Run needs no database.
func (c *slackManifestCommand) Run(_ context.Context, p Program) error {
	if u, err := url.Parse(c.HTTP); c.HTTP != "" && (err != nil || u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "") {
		return fmt.Errorf("%q is no https address", c.HTTP)
	}
	text, err := slack.Manifest(slack.ManifestOptions{
		HTTP: c.HTTP, Name: c.Name, Command: c.Command, Unfurls: slack.Unfurls{Domain: c.Unfurl},
	})
	if err != nil {
		return err
	}
	_, err = p.Out.Write(text)
	return err
}
