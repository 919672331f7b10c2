package store

import (
	"crypto/tls"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/driver/pgdriver"
)

const (
	dialTimeout      = 5 * time.Second
	socketTimeout    = 60 * time.Second // the driver's own 10 seconds would leave the statement running on the server
	statementTimeout = "55s"            // so that the server gives up before the socket does
	lockTimeout      = "15s"            // whoever waits longer for a plan is told that it is unavailable
	idleTimeout      = "10min"          // of a transaction whose program is gone without a word
)

// connectPostgres opens a pool. TLS: without sslmode the certificate and the name of the server are verified
// (verify-full), but for a server on this machine, which is reached in the clear. sslmode=require encrypts and verifies
// nothing, as it does in other programs.
func connectPostgres(address string, options Options) (*Store, error) {
	address, err := withTLS(address)
	if err != nil {
		return nil, err
	}
	opened, err := pgdriver.NewDriver().OpenConnector(address)
	if err != nil {
		return nil, fmt.Errorf("open postgres address: %w", withoutAddress(err))
	}
	connector := opened.(*pgdriver.Connector)
	configure(connector.Config(), options)
	pool := poolOf(connector, options.Connections)
	pool.SetConnMaxIdleTime(connectionIdle)
	db := bun.NewDB(pool, pgdialect.New())
	s := &Store{read: db, write: writer{DB: db}, reception: writer{DB: db}}
	if options.Reception > 0 {
		s.reception = writer{DB: bun.NewDB(poolOf(connector, options.Reception), pgdialect.New())}
	}
	return s, nil
}

func poolOf(connector *pgdriver.Connector, connections int) *sql.DB {
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return pool
}

// configure sets what the address leaves open. What the address says of a session parameter wins.
func configure(config *pgdriver.Config, options Options) {
	config.DialTimeout, config.ReadTimeout, config.WriteTimeout = dialTimeout, socketTimeout, socketTimeout
	if config.AppName == "" {
		config.AppName = options.Program
	}
	config.ResetSessionFunc = refuseClosed
	params := map[string]any{
		"timezone": "UTC", "statement_timeout": statementTimeout, "lock_timeout": lockTimeout,
		"idle_in_transaction_session_timeout": idleTimeout,
	}
	if options.ReadOnly {
		params["default_transaction_read_only"] = "on"
	}
	maps.Copy(params, config.ConnParams)
	config.ConnParams = params
}

// withTLS fills in the sslmode that the address leaves out.
func withTLS(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("open postgres address: %w", withoutAddress(err))
	}
	q := u.Query()
	if q.Get("sslmode") != "" {
		return address, nil
	}
	host := u.Hostname()
	if q.Get("host") != "" {
		host = q.Get("host")
	}
	q.Set("sslmode", "verify-full")
	if onThisMachine(host) {
		q.Set("sslmode", "disable")
	}
	u.RawQuery = q.Encode()
	return u.String(), nil
}

func onThisMachine(host string) bool {
	if host == "" || host == "localhost" || host[0] == '/' {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// withoutAddress leaves out of an error the address, which may hold a password.
func withoutAddress(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// socket is the connection to the server without what TLS puts around it.
func socket(c net.Conn) net.Conn {
	if t, ok := c.(*tls.Conn); ok {
		return t.NetConn()
	}
	return c
}
