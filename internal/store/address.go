package store

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

const (
	defaultConnections = 16              // that a program opens at most
	connectionIdle     = 1 * time.Minute // after which it closes one that it does not need
)

// ErrAddress says that an address names no database that the store knows.
var ErrAddress = errors.New("the address of a database is sqlite:PATH or postgres://user:password@host/database")

func connect(address string, options Options) (*Store, error) {
	if options.Connections <= 0 {
		options.Connections = defaultConnections
	}
	if options.Program == "" {
		options.Program = "accord"
	}
	scheme, rest, _ := strings.Cut(address, ":")
	switch {
	case scheme == "sqlite" && rest != "":
		return connectSQLite(rest, options)
	case scheme == "postgres" || scheme == "postgresql":
		return connectPostgres(address, options)
	default:
		// Never the address itself: it may hold a password.
		return nil, fmt.Errorf("open database %q: %w", scheme+":…", ErrAddress)
	}
}
