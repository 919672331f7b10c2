// Command withpg runs a command with a PostgreSQL server of its own and takes the server away afterwards, whatever
// becomes of the command: "withpg go test ./..." The command finds the address in ACCORD_TEST_POSTGRES. An address that
// is already there is used as it is, and nothing is started.
//
// The exit status is that of the command. With -volatile, commits do not wait for the disk, which is for tests only.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"github.com/accord-tracker/accord/internal/pgtest"
)

func main() {
	runtime.LockOSThread() // the server ends with the thread that started it (see pgtest)
	volatile := flag.Bool("volatile", false, "do not wait for the disk")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: withpg [-volatile] command [argument …]")
		os.Exit(2)
	}
	status, err := run(pgtest.Options{Volatile: *volatile}, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "withpg:", err)
	}
	os.Exit(status)
}

func run(options pgtest.Options, command []string) (status int, err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if os.Getenv(pgtest.AddressVariable) != "" {
		return runCommand(ctx, command, os.Environ())
	}
	server, err := pgtest.New(ctx, options)
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, server.Remove()) }()
	fmt.Fprintf(os.Stderr, "withpg: %s=%s\n", pgtest.AddressVariable, server.DSN())
	return runCommand(ctx, command, append(os.Environ(), pgtest.AddressVariable+"="+server.DSN()))
}

func runCommand(ctx context.Context, command, environment []string) (int, error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = environment
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	err := cmd.Run()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok && ctx.Err() == nil {
		return max(failed.ExitCode(), 1), nil
	}
	if err != nil {
		return 1, fmt.Errorf("run %s: %w", command[0], err)
	}
	return 0, nil
}
