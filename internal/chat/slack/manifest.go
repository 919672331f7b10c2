package slack

import (
	"bytes"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// Where Slack posts in HTTP mode, below the address of the installation.
const (
	PathEvents       = "/slack/events"
	PathCommands     = "/slack/commands"
	PathInteractions = "/slack/interactivity"
	PathInstall      = "/slack/oauth/start"
	PathCallback     = "/slack/oauth/callback"
)

// DefaultCommand is the slash command where nothing else is said. Commands of Slack have no names in front: the app that
// was installed last wins, so it is a word of our own (S-22).
const DefaultCommand = "/accord"

// Scopes are what the bot needs in a workspace, in the order in which the manifest and the installation ask for them, and
// none for the future (S-51).
func Scopes(unfurls Unfurls) []string {
	scopes := []string{
		"commands", "app_mentions:read", "chat:write", "im:history", "im:write", "files:write", "users:read", "channels:read", "groups:read",
	}
	if unfurls.Domain != "" {
		scopes = append(scopes, "links:read", "links:write")
	}
	return scopes
}

// Events are those that the bot hears. It hears no messages in rooms but those that mention it (S-06).
func Events(unfurls Unfurls) []string {
	events := []string{
		"app_mention", "message.im", "app_home_opened", "app_uninstalled", "tokens_revoked", "user_change", "channel_id_changed",
		"channel_shared", "channel_unshared", "member_joined_channel",
	}
	if unfurls.Domain != "" {
		events = append(events, "link_shared")
	}
	return events
}

// Unfurls says whether links to pages of this installation show what is behind them.
type Unfurls struct {
	Domain string // host of the pages; empty: they do not
}

// ManifestOptions of a manifest.
type ManifestOptions struct {
	Name    string // of the app; empty: Accord
	Command string // empty: DefaultCommand
	HTTP    string // address of this installation, for HTTP mode; empty: Socket Mode
	Unfurls Unfurls
}

// manifest is Slack's app manifest, as far as it is ours. The words in it are English: they are read by whoever installs
// the app, and Slack takes one language.
type manifest struct {
	Metadata struct {
		Major int `yaml:"major_version"`
		Minor int `yaml:"minor_version"`
	} `yaml:"_metadata"`
	Display struct {
		Name       string `yaml:"name"`
		Text       string `yaml:"description"`
		Long       string `yaml:"long_description"`
		Background string `yaml:"background_color"`
	} `yaml:"display_information"`
	Features struct {
		Home struct {
			Home     bool `yaml:"home_tab_enabled"`
			Messages bool `yaml:"messages_tab_enabled"`
			ReadOnly bool `yaml:"messages_tab_read_only_enabled"`
		} `yaml:"app_home"`
		Bot struct {
			Name   string `yaml:"display_name"`
			Online bool   `yaml:"always_online"`
		} `yaml:"bot_user"`
		Commands  []manifestCommand  `yaml:"slash_commands"`
		Shortcuts []manifestShortcut `yaml:"shortcuts"`
		Domains   []string           `yaml:"unfurl_domains,omitempty"`
	} `yaml:"features"`
	OAuth struct {
		Redirects []string `yaml:"redirect_urls,omitempty"`
		Scopes    struct {
			Bot []string `yaml:"bot"`
		} `yaml:"scopes"`
	} `yaml:"oauth_config"`
	Settings struct {
		Events struct {
			URL string   `yaml:"request_url,omitempty"`
			Bot []string `yaml:"bot_events"`
		} `yaml:"event_subscriptions"`
		Interactivity struct {
			On  bool   `yaml:"is_enabled"`
			URL string `yaml:"request_url,omitempty"`
		} `yaml:"interactivity"`
		OrgDeploy bool `yaml:"org_deploy_enabled"`
		Socket    bool `yaml:"socket_mode_enabled"`
		Rotation  bool `yaml:"token_rotation_enabled"`
	} `yaml:"settings"`
}

type manifestCommand struct {
	Command string `yaml:"command"`
	URL     string `yaml:"url,omitempty"`
	Text    string `yaml:"description"`
	Hint    string `yaml:"usage_hint"`
	Escape  bool   `yaml:"should_escape"` // mentions come as ids (S-23)
}

type manifestShortcut struct {
	Name     string `yaml:"name"`
	Type     string `yaml:"type"`
	Callback string `yaml:"callback_id"`
	Text     string `yaml:"description"`
}

// Manifest is the app's manifest as YAML: what the bot hears, may do and offers, for one of both transports.
func Manifest(options ManifestOptions) ([]byte, error) {
	m := manifestOf(options)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(m); err != nil {
		return nil, fmt.Errorf("write manifest: %w", err)
	}
	return out.Bytes(), nil
}

func manifestOf(options ManifestOptions) manifest {
	base := strings.TrimSuffix(options.HTTP, "/")
	at := func(path string) string {
		if base == "" {
			return ""
		}
		return base + path
	}
	var m manifest
	m.Metadata.Major, m.Metadata.Minor = 1, 1
	m.Display.Name = orElse(options.Name, "Accord")
	m.Display.Text = "Commitments under a plan of action: who works on what, how far it is, and what is due."
	m.Display.Long = "Accord keeps the commitments that organisations make under a published plan of action. Ask who is working on a " +
		"step, register a commitment, log progress where the work is talked about, and get a report as a file. It answers when it is " +
		"mentioned, in private, or by its command, and reads nothing else. Whatever it records, it shows, and it can be undone."
	m.Display.Background = "#1f4e5f"
	m.Features.Home.Home, m.Features.Home.Messages = true, true
	m.Features.Bot.Name, m.Features.Bot.Online = "accord", true
	m.Features.Commands = []manifestCommand{{
		Command: orElse(options.Command, DefaultCommand), URL: at(PathCommands), Escape: true,
		Text: "Commitments, progress, questions, reports", Hint: "who 25 | commit | log C-12 60% … | mine | help",
	}}
	m.Features.Shortcuts = []manifestShortcut{{
		Name: "Log as progress", Type: "message", Callback: shortcutLog, Text: "Log this message as progress on a commitment",
	}}
	if options.Unfurls.Domain != "" {
		m.Features.Domains = []string{options.Unfurls.Domain}
	}
	if base != "" {
		m.OAuth.Redirects = []string{at(PathCallback)}
	}
	m.OAuth.Scopes.Bot = Scopes(options.Unfurls)
	m.Settings.Events.URL, m.Settings.Events.Bot = at(PathEvents), Events(options.Unfurls)
	m.Settings.Interactivity.On, m.Settings.Interactivity.URL = true, at(PathInteractions)
	m.Settings.Socket = base == ""
	return m
}

func orElse(text, instead string) string {
	if text == "" {
		return instead
	}
	return text
}
