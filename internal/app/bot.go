package app

import (
	"context"
	"time"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/config"
	"github.com/accord-tracker/accord/internal/plans"
)

// botCLI is the command line of bin/bot.
type botCLI struct {
	config.Common

	Console consoleCommand  `cmd:"" default:"withargs" help:"Talk to the bot in this terminal, or run a script that is piped in."`
	Serve   botServeCommand `cmd:"" help:"Talk to people in the chats that are configured, and remind them, until it is told to stop."`
	Queue   queueCommands   `cmd:"" help:"What waits to be handled or sent, and what was given up."`
	Secret  secretCommands  `cmd:"" help:"The keys that tokens and what waits are sealed with."`
	Slack   slackCommands   `cmd:"" help:"What Slack is to be told of the bot."`
	Matrix  matrixCommands  `cmd:"" help:"The bot's account and device in Matrix."`
	Explain explainCommand  `cmd:"" help:"Read lines, and print how each is understood, as JSON. Writes nothing."`
}

// Bot runs bin/bot and returns its exit status.
func Bot(ctx context.Context, p Program) int { return p.run(ctx, "bot", &botCLI{}) }

type explainCommand struct{}

// Run needs no database: lines are understood with the built-in plans, the default plan first.
func (explainCommand) Run(_ context.Context, p Program) error {
	documents, err := plans.BuiltIn()
	if err != nil {
		return err
	}
	reader, err := understand.New(plans.NewResolver(documents))
	if err != nil {
		return err
	}
	return reader.ExplainLines(p.In, p.Out, civil.DateOf(p.now()(), time.UTC))
}
