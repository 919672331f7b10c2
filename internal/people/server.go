package people

import (
	"regexp"
	"slices"
	"strings"
)

// Server is the homeserver that speaks for a Matrix account: @ana:example.org is what example.org says that Ana says. It
// is empty for every other account.
func (i Identity) Server() string {
	if i.Platform != Matrix {
		return ""
	}
	_, server, _ := strings.Cut(i.Subject, ":")
	return server
}

// Servers are the homeservers whose accounts may act for an organisation, by its handle. An organisation that is not in
// it takes the accounts of all.
type Servers map[string][]string

// Bars says whether an account may not act for an organisation. Names of servers are compared byte by byte, so that an
// account of a server whose name is written in another way is barred (M-43, M-44).
func (s Servers) Bars(account Identity, organisation string) bool {
	listed, restricted := s[organisation]
	return restricted && account.Platform == Matrix && !slices.Contains(listed, account.Server())
}

// MaxServers is how many an organisation lists at most.
const MaxServers = 50

var server = regexp.MustCompile(`^(?:[a-z0-9](?:[a-z0-9.-]{0,228}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?$`)

// ValidServer says whether a text can be the name of a homeserver, in small letters: example.org, example.org:8448, [::1].
func ValidServer(text string) bool { return server.MatchString(text) }
