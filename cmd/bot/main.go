// Command bot is the chat bot: in this terminal without any settings, and in the chats that its settings name.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/accord-tracker/accord/internal/app"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return app.Bot(ctx, app.Program{
		Args: os.Args[1:], Environ: os.Environ(), In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
	})
}
