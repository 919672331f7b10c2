package matrix_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/chat/matrix"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"maunium.net/go/mautrix/id"
)

// authority is a homeserver that signs people in by OAuth, and does nothing else.
type authority struct {
	t     *testing.T
	store *store.Store // where the bot keeps its tokens
	where string

	mu      sync.Mutex
	polls   int      // until it says yes
	denied  bool     // or no
	tokens  int      // that were given out
	lasting int      // seconds
	asked   []string // grant types
	devices map[string]bool
	device  string
}

func newAuthority(t *testing.T, s *store.Store) *authority {
	t.Helper()
	a := &authority{t: t, store: s, polls: 1, lasting: 3600, devices: map[string]bool{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_matrix/client/v1/auth_metadata", func(w http.ResponseWriter, _ *http.Request) {
		a.say(w, 200, map[string]any{
			"issuer": a.where, "token_endpoint": a.where + "/token", "registration_endpoint": a.where + "/register",
			"device_authorization_endpoint": a.where + "/device", "revocation_endpoint": a.where + "/revoke", "authorization_endpoint": a.where + "/authorize",
			"response_types_supported": []string{"code"}, "grant_types_supported": []string{"refresh_token"},
		})
	})
	mux.HandleFunc("POST /register", func(w http.ResponseWriter, _ *http.Request) {
		a.say(w, 201, map[string]any{"client_id": "accord-client", "client_uri": "https://example.org"})
	})
	mux.HandleFunc("POST /device", func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		const prefix = "urn:matrix:client:api:* urn:matrix:client:device:"
		if scope := r.FormValue("scope"); len(scope) > len(prefix) && scope[:len(prefix)] == prefix {
			a.device = scope[len(prefix):]
			a.devices[a.device] = true
		}
		a.say(w, 200, map[string]any{"device_code": "dc", "user_code": "AB-CD", "verification_uri": a.where + "/yes", "expires_in": 600, "interval": 1})
	})
	mux.HandleFunc("POST /token", a.token)
	mux.HandleFunc("GET /_matrix/client/v3/account/whoami", a.whoami)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	a.where = server.URL
	return a
}

func (a *authority) say(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		a.t.Error(err)
	}
}

func (a *authority) token(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	grant := r.FormValue("grant_type")
	a.asked = append(a.asked, grant)
	if grant == "refresh_token" && r.FormValue("refresh_token") != fmt.Sprintf("refresh-%d", a.tokens) {
		a.say(w, 400, map[string]any{"error": "invalid_grant"})
		return
	}
	if grant != "refresh_token" && a.denied {
		a.say(w, 400, map[string]any{"error": "access_denied"})
		return
	}
	if grant != "refresh_token" && a.polls > 0 {
		a.polls--
		a.say(w, 400, map[string]any{"error": "authorization_pending"})
		return
	}
	a.tokens++
	a.say(w, 200, map[string]any{
		"access_token": fmt.Sprintf("mct_%d", a.tokens), "refresh_token": fmt.Sprintf("refresh-%d", a.tokens),
		"token_type": "Bearer", "expires_in": a.lasting,
	})
}

// whoami takes the last token alone, and demands that a refreshed one was kept before it is used.
func (a *authority) whoami(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	want := fmt.Sprintf("mct_%d", a.tokens)
	if r.Header.Get("Authorization") != "Bearer "+want || r.URL.RawQuery != "" {
		a.say(w, 401, map[string]any{"errcode": "M_UNKNOWN_TOKEN", "error": "unknown"})
		return
	}
	if a.asked[len(a.asked)-1] == "refresh_token" {
		if kept, err := matrix.AccountOf(r.Context(), a.store, bot); err != nil || kept.Token != want {
			a.t.Errorf("a token is used that was not kept: got %q kept, %v, want %q", kept.Token, err, want)
		}
	}
	a.say(w, 200, map[string]any{"user_id": bot, "device_id": a.device})
}

const bot = id.UserID("@accord:example.org")

func (a *authority) parts() matrix.SignInParts {
	return matrix.SignInParts{Settings: matrix.Settings{Homeserver: a.where, User: bot.String()}, Keep: a.store, Now: time.Now}
}

// M-01 M-02 M-04.
func TestAPersonApprovesTheBotInABrowserOnce(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t).Open(t)
	a := newAuthority(t, s)
	a.lasting = 5 // less than what the library takes for about to end: each use is after a refresh
	var shown []matrix.Approval
	approve := func(told matrix.Approval) error { shown = append(shown, told); return nil }
	client, err := matrix.SignInByOAuth(t.Context(), a.parts(), approve)
	if err != nil {
		t.Fatal(err)
	}
	if want := []matrix.Approval{{Address: a.where + "/yes", Code: "AB-CD"}}; !slices.Equal(shown, want) {
		t.Errorf("shown: got %v, want %v", shown, want)
	}
	first := client.DeviceID
	for range 2 { // what "bin/bot serve" does, and login again
		if client, err = matrix.SignIn(t.Context(), a.parts()); err != nil || client.DeviceID != first {
			t.Errorf("sign in again: got %v, device %s, want %s", err, client.DeviceID, first)
		}
		if client, err = matrix.SignInByOAuth(t.Context(), a.parts(), approve); err != nil || client.DeviceID != first {
			t.Errorf("log in again: got %v, device %s, want %s", err, client.DeviceID, first)
		}
	}
	if len(shown) != 1 || len(a.devices) != 1 {
		t.Errorf("asked a person %d times, for %d devices, want once for one", len(shown), len(a.devices))
	}
	if !slices.Contains(a.asked, "refresh_token") {
		t.Errorf("grants: got %v, want a refresh among them", a.asked)
	}
}

func TestWhoSaysNoInTheBrowserIsHeard(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t).Open(t)
	a := newAuthority(t, s)
	a.denied = true
	_, err := matrix.SignInByOAuth(t.Context(), a.parts(), func(matrix.Approval) error { return nil })
	if !errors.Is(err, problem.Problem{Key: "matrixkeys.not_approved"}) {
		t.Errorf("denied: got %v", err)
	}
	if _, err := matrix.AccountOf(t.Context(), s, bot); !errors.Is(err, matrix.ErrNoAccount) {
		t.Errorf("kept: got %v, want nothing", err)
	}
	if _, err := matrix.SignIn(t.Context(), a.parts()); !errors.Is(err, problem.Problem{Key: "matrixkeys.no_credentials"}) {
		t.Errorf("sign in with nothing: got %v", err)
	}
}
