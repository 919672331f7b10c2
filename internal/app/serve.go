package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime/debug"
	"time"

	"github.com/accord-tracker/accord/internal/api"
	"github.com/accord-tracker/accord/internal/config"
	"github.com/accord-tracker/accord/internal/store"
)

type serveCommand struct {
	Listen      string        `help:"Where to listen. Anything but the loopback lets others in." default:"127.0.0.1:8080" placeholder:"ADDRESS" env:"ACCORD_LISTEN"`
	CORS        []string      `name:"cors" help:"Origins whose pages may read public data from a browser, or *." placeholder:"ORIGIN" env:"ACCORD_CORS"`
	Proxies     []string      `help:"Networks of proxies that are believed when they say for whom they ask." placeholder:"NETWORK" env:"ACCORD_PROXIES"`
	PerAddress  int           `help:"Requests a minute of one address; -1 for any number." default:"600" placeholder:"N" env:"ACCORD_RATE_PER_ADDRESS"`
	PerToken    int           `help:"Requests a minute of one token; -1 for any number." default:"1200" placeholder:"N" env:"ACCORD_RATE_PER_TOKEN"`
	Timeout     time.Duration `help:"How long a request may take." default:"30s" env:"ACCORD_TIMEOUT"`
	Grace       time.Duration `help:"How long requests may go on once the program is told to stop." default:"15s" env:"ACCORD_GRACE"`
	Connections int           `help:"How many connections may be open." default:"2000" placeholder:"N" env:"ACCORD_CONNECTIONS"`

	Beside besideSettings `embed:""`
}

// Run serves the API until the context is done, which a signal does.
func (c serveCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	debug.SetGCPercent(60) // small machines have less memory to spare than time
	options, err := c.options()
	if err != nil {
		return err
	}
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		var listening net.ListenConfig
		listener, err := listening.Listen(ctx, "tcp", c.Listen)
		if err != nil {
			return fmt.Errorf("listen: %w", err)
		}
		log := p.logger(cli.Common)
		beside, err := c.Beside.start(ctx, h, options.Webhooks, log)
		defer beside.stop()
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		server := api.New(api.Parts{
			Store: h.store, Service: h.service, Catalogue: h.catalogue, Meaning: meaningForAPI, Now: h.now, Log: log,
			Version: config.Version(), Observe: beside.observe, Around: beside.around,
			OpenMailLink: h.openMailLink,
		}, options)
		log.Info("listening", "address", listener.Addr().String(), "database", h.store.Dialect())
		return server.Serve(ctx, listener)
	})
}

func (c serveCommand) options() (api.Options, error) {
	o := api.Options{
		Origins: c.CORS, PerAddress: c.PerAddress, PerToken: c.PerToken, Timeout: c.Timeout, Grace: c.Grace, Connections: c.Connections,
	}
	var err error
	if o.Proxies, err = networks("--proxies", c.Proxies); err != nil {
		return o, err
	}
	return o, c.Beside.addTo(&o)
}

// networks reads the networks that a flag names.
func networks(flag string, named []string) ([]netip.Prefix, error) {
	var list []netip.Prefix
	for _, text := range named {
		network, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", flag, err)
		}
		list = append(list, network.Masked())
	}
	return list, nil
}

// meaningForAPI says what an error of the store means for whoever asked over the network.
func meaningForAPI(err error) api.Meaning {
	switch {
	case errors.Is(err, store.ErrUnavailable), errors.Is(err, store.ErrReadOnly), errors.Is(err, store.ErrFull):
		return api.Unavailable
	case errors.Is(err, store.ErrCursor):
		return api.BadCursor
	case errors.Is(err, store.ErrText):
		return api.BadText
	}
	return api.Unexplained
}
