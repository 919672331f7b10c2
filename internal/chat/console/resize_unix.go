//go:build unix

package console

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// onResize calls changed whenever the terminal of the process gets another size, until the context ends.
func onResize(ctx context.Context, changed func()) {
	sizes := make(chan os.Signal, 1)
	signal.Notify(sizes, syscall.SIGWINCH)
	go func() {
		defer signal.Stop(sizes)
		for {
			select {
			case <-sizes:
				changed()
			case <-ctx.Done():
				return
			}
		}
	}()
}
