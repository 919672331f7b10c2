// Package config reads what an administrator sets: flags, ACCORD_… variables, and files for secrets, in this order of
// strength. It has what both programs share; the programs embed Common beside settings of their own. It opens no
// database and knows no platform.
//
//	var cli struct {
//		config.Common
//		Token config.Secret `help:"…" env:"ACCORD_SLACK_TOKEN"`
//	}
//	environment := config.NewEnvironment(os.Environ())
//	parser, err := kong.New(&cli, environment.Option(), kong.Name("bot"))
//	…
//	parsed, err := parser.Parse(os.Args[1:])
package config

import (
	"io"
	"log/slog"
	"time"

	"github.com/alecthomas/kong"
)

// Common are the settings of both programs.
type Common struct {
	Database  Database         `help:"Where everything is kept: sqlite:PATH or postgres://USER@HOST/NAME?sslmode=verify-full. Without it: accord.db in your data folder." placeholder:"ADDRESS" env:"ACCORD_DATABASE"`
	Plan      string           `help:"The plan that is meant where none is named." default:"hres-2018" env:"ACCORD_PLAN"`
	Language  string           `help:"The language of those who have not chosen one: ${enum}. Without it: that of your environment, or en." enum:"en,fr,es,ar" default:"en" placeholder:"LANGUAGE" env:"ACCORD_LANGUAGE"`
	TimeZone  TimeZone         `help:"The time zone of those who have not chosen one, such as Africa/Nairobi. Without it: that of the plan." placeholder:"ZONE" env:"ACCORD_TIME_ZONE"`
	SecretKey Secret           `help:"What is kept from whoever reads the database is sealed with this key; bin/bot secret prints a new one. Older keys may follow, with spaces between. Without it: secret.key beside the SQLite file." placeholder:"KEY" env:"ACCORD_SECRET_KEY"`
	LogLevel  slog.Level       `help:"What is logged: debug, info, warn or error." default:"info" placeholder:"LEVEL" env:"ACCORD_LOG_LEVEL"`
	LogFormat string           `help:"How it is logged: ${enum}." enum:"text,json" default:"text" placeholder:"FORMAT" env:"ACCORD_LOG_FORMAT"`
	Version   kong.VersionFlag `help:"Print the version and stop."`
}

// Logger writes to w what the settings ask for. Times are UTC.
func (c Common) Logger(w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel, ReplaceAttr: inUTC}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

func inUTC(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindTime {
		a.Value = slog.TimeValue(a.Value.Time().UTC().Truncate(time.Microsecond))
	}
	return a
}
