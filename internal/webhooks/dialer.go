package webhooks

import (
	"errors"
	"net"
	"net/netip"
	"time"
)

// Dialer connects to addresses of the public Internet, and to those of the allowed networks, after names were looked up: a
// name cannot lead into the networks around the program. For whatever else goes where an administrator says.
func Dialer(allowed []netip.Prefix, timeout time.Duration) *net.Dialer {
	return newGuard(allowed).dialer(timeout)
}

// IsRefusedAddress says whether a connection was refused by a Dialer.
func IsRefusedAddress(err error) bool { return errors.Is(err, errRefusedAddress) }
