package slack

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

var bothManifests = map[string]ManifestOptions{
	"socket": {},
	"http":   {HTTP: "https://accord.example/", Command: "/poa", Unfurls: Unfurls{Domain: "accord.example"}},
}

func TestTheManifestIsWithinSlacksLimits(t *testing.T) {
	t.Parallel()
	for name, options := range bothManifests {
		text, err := Manifest(options)
		if err != nil {
			t.Fatal(err)
		}
		var m manifest
		if err := yaml.Unmarshal(text, &m); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(manifestOf(options), m); diff != "" {
			t.Errorf("%s: what is printed is not what was meant:\n%s", name, diff)
		}
		for what, length := range map[string][2]int{
			"name": {runesOf(m.Display.Name), maxAppName}, "description": {runesOf(m.Display.Text), maxAppDescription},
			"long description": {runesOf(m.Display.Long), maxAppLong}, "bot": {runesOf(m.Features.Bot.Name), maxBotName},
			"commands": {len(m.Features.Commands), maxCommands}, "shortcuts": {len(m.Features.Shortcuts), maxShortcuts},
			"domains": {len(m.Features.Domains), maxUnfurlDomains}, "redirects": {len(m.OAuth.Redirects), maxRedirects},
			"scopes": {len(m.OAuth.Scopes.Bot), maxScopes}, "events": {len(m.Settings.Events.Bot), maxEvents},
			"command": {runesOf(m.Features.Commands[0].Command), maxCommandName}, "command's text": {runesOf(m.Features.Commands[0].Text), maxCommandText},
			"hint": {runesOf(m.Features.Commands[0].Hint), maxCommandHint}, "shortcut": {runesOf(m.Features.Shortcuts[0].Name), maxShortcutName},
			"shortcut's text": {runesOf(m.Features.Shortcuts[0].Text), maxShortcutText}, "callback": {runesOf(m.Features.Shortcuts[0].Callback), maxID},
		} {
			if length[0] > length[1] {
				t.Errorf("%s: %s: %d, and at most %d", name, what, length[0], length[1])
			}
		}
		if runesOf(m.Display.Long) < 174 {
			t.Errorf("%s: the long description has %d letters, and Slack wants 174", name, runesOf(m.Display.Long))
		}
		if !regexp.MustCompile(`^[a-z0-9-_.]+$`).MatchString(m.Features.Bot.Name) || !strings.HasPrefix(m.Features.Commands[0].Command, "/") {
			t.Errorf("%s: bot %q, command %q", name, m.Features.Bot.Name, m.Features.Commands[0].Command)
		}
		if !m.Features.Commands[0].Escape || m.Settings.Rotation {
			t.Errorf("%s: mentions must come as ids (S-23), and rotation is a one-way switch (S-49)", name)
		}
	}
}

func TestTheManifestSaysOneTransport(t *testing.T) {
	t.Parallel()
	socket, http := manifestOf(bothManifests["socket"]), manifestOf(bothManifests["http"])
	if !socket.Settings.Socket || socket.Settings.Events.URL != "" || socket.Settings.Interactivity.URL != "" || socket.Features.Commands[0].URL != "" || socket.OAuth.Redirects != nil {
		t.Errorf("Socket Mode with addresses: %+v", socket)
	}
	if http.Settings.Socket || http.Settings.Events.URL != "https://accord.example/slack/events" || len(http.OAuth.Redirects) != 1 {
		t.Errorf("HTTP without addresses: %+v", http)
	}
}

// scopeOf says which scopes an event or a method of Slack's needs (their own pages; S-51).
var scopeOf = map[string][]string{
	"app_mention": {"app_mentions:read"}, "message.im": {"im:history"}, "app_home_opened": nil, "app_uninstalled": nil, "tokens_revoked": nil,
	"user_change": {"users:read"}, "channel_id_changed": {"channels:read", "groups:read"}, "channel_shared": {"channels:read", "groups:read"},
	"channel_unshared": {"channels:read", "groups:read"}, "member_joined_channel": {"channels:read", "groups:read"}, "link_shared": {"links:read"},

	"PostMessageContext": {"chat:write"}, "PostEphemeralContext": {"chat:write"}, "UpdateMessageContext": {"chat:write"},
	"OpenConversationContext": {"im:write"}, "GetConversationHistoryContext": {"im:history"}, "GetConversationRepliesContext": {"im:history"},
	"GetConversationInfoContext": {"channels:read", "groups:read"}, "GetUsersInConversationContext": {"channels:read", "groups:read"},
	"GetUserInfoContext": {"users:read"}, "GetUploadURLExternalContext": {"files:write"}, "CompleteUploadExternalContext": {"files:write"},
	"UnfurlMessageContext": {"links:write"}, "GetPermalinkContext": nil, "OpenViewContext": nil, "UpdateViewContext": nil, "PublishViewContext": nil,
	"AuthTestContext": nil, "SendAuthRevokeContext": nil, "StartSocketModeContext": nil, "GetUserInfoContextOptions": {"users:read"},
}

// TestScopesAreThoseThatTheCodeNeeds: every event and every call of ours has its scope in the manifest, and every scope
// there has an event, a call or a command that needs it.
func TestScopesAreThoseThatTheCodeNeeds(t *testing.T) {
	t.Parallel()
	unfurls := Unfurls{Domain: "accord.example"}
	granted := Scopes(unfurls)
	needed := map[string]bool{"commands": true}
	uses := append(Events(unfurls), callsInSources(t)...)
	for _, use := range uses {
		scopes, known := scopeOf[use]
		if !known {
			t.Errorf("%s: say here which scope it needs", use)
		}
		for _, s := range scopes {
			needed[s] = true
			if !slices.Contains(granted, s) {
				t.Errorf("%s needs %s, which the manifest lacks", use, s)
			}
		}
	}
	for _, s := range granted {
		if !needed[s] {
			t.Errorf("%s: nothing needs it", s)
		}
	}
}

var callOfClient = regexp.MustCompile(`(?:[cC]lient|api)\.([A-Z][A-Za-z]+Context)\(`)

// callsInSources are the methods of a Slack client that the package calls.
func callsInSources(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var calls []string
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range callOfClient.FindAllSubmatch(text, -1) {
			calls = append(calls, string(found[1]))
		}
	}
	if len(calls) < 10 {
		t.Errorf("only %d calls found: %v", len(calls), calls)
	}
	return calls
}
