// Command api has the administrator's commands, and serves reports and exports.
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
	return app.API(ctx, app.Program{
		Args: os.Args[1:], Environ: os.Environ(), In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
	})
}
