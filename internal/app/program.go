// Package app builds the house from its settings: it is the one room that knows all the others. Whole programs are
// values here, so that tests run them in their own process.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"
	_ "time/tzdata" // machines without zone files know the zones of plans too

	"github.com/accord-tracker/accord/internal/config"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/alecthomas/kong"
)

// Exit statuses of both programs.
const (
	ExitOK      = 0
	ExitFailure = 1 // the command was understood and could not be carried out, or found something wrong
	ExitUsage   = 2 // the command line makes no sense
)

// Program is one run of a program: what it was given, and where it speaks.
type Program struct {
	Args    []string // without the program's name
	Environ []string
	In      io.Reader
	Out     io.Writer
	Err     io.Writer
	Now     func() time.Time // nil: the clock of the machine
	Tools   []string         // folders with PostgreSQL's own programs; nil: the path, then where Debian keeps them
}

func (p Program) now() func() time.Time {
	if p.Now != nil {
		return p.Now
	}
	return time.Now
}

// errSilent ends a program with ExitFailure when everything has been said already.
var errSilent = errors.New("said already")

// stopped carries the exit status that kong asks for after --help or --version.
type stopped struct{ status int }

// run parses the command line into settings, a pointer to a kong struct whose commands have Run methods, and runs the
// command that it names. Besides the struct itself a Run method may ask for a context, the Program, the environment
// and whatever bind adds.
func (p Program) run(ctx context.Context, name string, settings any, bind ...any) (status int) {
	defer func() {
		if s, ok := recover().(stopped); ok {
			status = s.status
		} else if r := recover(); r != nil {
			panic(r)
		}
	}()
	environment := config.NewEnvironment(p.Environ)
	parser, err := kong.New(settings, environment.Option(), kong.Name(name), kong.Writers(p.Out, p.Err),
		kong.Exit(func(status int) { panic(stopped{status}) }), kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		panic(err) // a bug in the settings' tags
	}
	if err := p.knownVariables(); err != nil {
		return p.complain(err, ExitUsage)
	}
	parsed, err := parser.Parse(p.Args)
	if err != nil {
		return p.complain(err, ExitUsage)
	}
	for _, warning := range environment.Warnings() {
		_, _ = fmt.Fprintln(p.Err, warning)
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	parsed.Bind(p, environment)
	parsed.Bind(bind...)
	if err := parsed.Run(); err != nil {
		return p.complain(err, ExitFailure)
	}
	return ExitOK
}

// knownVariables refuses misspelt ACCORD_ variables. Each program knows those of the other.
func (p Program) knownVariables() error {
	var known []string
	for _, settings := range []any{&botCLI{}, &apiCLI{}} {
		names, err := config.Names(settings)
		if err != nil {
			return err
		}
		known = append(known, names...)
	}
	return config.Environ(p.Environ, known...)
}

// complain says an error once, in words if it has any.
func (p Program) complain(err error, status int) int {
	var said saidError
	switch {
	case errors.Is(err, errSilent):
	case errors.As(err, &said):
		_, _ = fmt.Fprintln(p.Err, said.sentence)
	default:
		_, _ = fmt.Fprintln(p.Err, "accord: "+err.Error())
	}
	return status
}

// saidError is an error whose sentence is ready for the administrator.
type saidError struct {
	error
	sentence string
}

func (e saidError) Unwrap() error { return e.error }

// inWords gives an error the sentence of its problem, if it has one.
func inWords(printer *i18n.Printer, err error) error {
	if p, ok := problem.Of(err); ok {
		return saidError{err, printer.Problem(p)}
	}
	return err
}

// logger is where the program logs: standard error, so that answers and files stay clean.
func (p Program) logger(common config.Common) *slog.Logger { return common.Logger(p.Err) }
