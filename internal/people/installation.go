package people

import (
	"fmt"
	"io"
	"time"
)

// Installation is where the app is installed in Slack: one workspace, or a whole enterprise (S-47). Its realm is that of
// the accounts in it: a user id is somebody only together with it (S-43).
type Installation struct {
	Realm       string // the enterprise's id if the whole enterprise has it, else the workspace's
	App         string
	Enterprise  string // empty for a workspace that belongs to none
	Team        string // empty if the whole enterprise has it
	Name        string // of the workspace or enterprise, for administrators
	Domain      string // where links to messages begin: https://example.slack.com/; empty: not known
	BotUser     string // the bot's own user id there
	Scopes      []string
	Token       Hidden
	Refresh     Hidden    // empty: the token does not end
	TokenEndsAt time.Time // zero: never
	State       InstallationState
	Why         string // it is not on
	InstalledBy string // user id; empty: whoever set the program up
	InstalledAt time.Time
	ChangedAt   time.Time
}

// OrgWide says whether the whole enterprise has it.
func (i Installation) OrgWide() bool { return i.Team == "" && i.Enterprise != "" }

// InstallationState says whether an installation can be used.
type InstallationState string

const (
	InstallationOn     InstallationState = "on"
	InstallationOff    InstallationState = "off"    // taken away over there; what was recorded stays
	InstallationBroken InstallationState = "broken" // an administrator must install it again
)

// Beginning is an installation that somebody has begun in a browser.
type Beginning struct {
	StateHash   string
	BrowserHash string // of the cookie of that browser
	ExpiresAt   time.Time
}

// Hidden is a text that nothing prints: a token.
type Hidden string

// Reveal is the text itself.
func (h Hidden) Reveal() string { return string(h) }

// Format keeps the text out of whatever prints it.
func (h Hidden) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, h.String()) }

func (h Hidden) String() string {
	if h == "" {
		return ""
	}
	return "[hidden]"
}

// MarshalText keeps the text out of JSON, out of logs, and of what is written like them.
func (h Hidden) MarshalText() ([]byte, error) { return []byte(h.String()), nil }
