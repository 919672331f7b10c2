package webhooks

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"
)

// errRefusedAddress says that an address is not one that strangers may have something posted to.
var errRefusedAddress = errors.New("not an address outside")

// guard keeps what is sent out of the networks around the program.
type guard struct{ allowed []netip.Prefix }

func newGuard(allowed []netip.Prefix) guard { return guard{allowed} }

// dialer looks at the address that is dialled, after names were looked up: a name cannot lead elsewhere between a check
// and the connection.
func (g guard) dialer(timeout time.Duration) *net.Dialer {
	return &net.Dialer{
		Timeout: timeout,
		Control: func(network, address string, _ syscall.RawConn) error {
			to, err := netip.ParseAddrPort(address)
			if err != nil || (network != "tcp4" && network != "tcp6") || !g.passes(to.Addr()) {
				return fmt.Errorf("%s: %w", network, errRefusedAddress)
			}
			return nil
		},
	}
}

func (g guard) passes(address netip.Addr) bool {
	address = address.Unmap().WithZone("")
	if slices.ContainsFunc(g.allowed, func(p netip.Prefix) bool { return p.Contains(address) }) {
		return true
	}
	return outside(address)
}

// outside says whether the address belongs to the public Internet. An IPv6 address that stands for an IPv4 one is
// what that one is.
func outside(address netip.Addr) bool {
	if four, ok := inner(address); ok {
		return outside(four)
	}
	if !address.IsValid() || !address.IsGlobalUnicast() || address.IsPrivate() {
		return false
	}
	return !slices.ContainsFunc(notOutside(), func(p netip.Prefix) bool { return p.Contains(address) })
}

// inner is the IPv4 address inside an IPv6 one: NAT64 (RFC 6052) and 6to4 (RFC 3056).
func inner(address netip.Addr) (netip.Addr, bool) {
	if !address.Is6() {
		return netip.Addr{}, false
	}
	bytes := address.As16()
	switch {
	case netip.MustParsePrefix("64:ff9b::/96").Contains(address):
		return netip.AddrFrom4([4]byte(bytes[12:16])), true
	case netip.MustParsePrefix("2002::/16").Contains(address):
		return netip.AddrFrom4([4]byte(bytes[2:6])), true
	}
	return netip.Addr{}, false
}

// notOutside are the networks of the special-purpose registries (RFC 6890 and its updates) that Go has no name for.
func notOutside() []netip.Prefix {
	texts := [...]string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20",
		"5f00::/16", "fec0::/10",
	}
	all := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		all[i] = netip.MustParsePrefix(text)
	}
	return all
}

// Refuses says whether an address names, as it stands, a place that nothing is sent to. A name that only leads there is
// refused when it is dialled.
func (o Options) Refuses(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return true
	}
	literal, err := netip.ParseAddr(u.Hostname())
	return err == nil && !newGuard(o.Allowed).passes(literal)
}
