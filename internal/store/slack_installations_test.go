package store_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

func installed(realm string) people.Installation {
	return people.Installation{
		Realm: realm, App: "A1", Enterprise: "E1", Team: realm, Name: "Elections", Domain: "https://elections.slack.com/", BotUser: "UBOT",
		Scopes: []string{"commands", "chat:write"}, Token: "xoxe.xoxb-1", Refresh: "xoxe-1", TokenEndsAt: morning.Add(12 * time.Hour),
		State: people.InstallationOn, InstalledBy: "U1", InstalledAt: morning, ChangedAt: morning,
	}
}

// S-50, S-51.
func TestAnInstallationIsKeptSealedAndEndsOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		want := installed("T1")
		for range 2 {
			if err := s.SaveInstallation(t.Context(), want); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.Installation(t.Context(), "T1")
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("Installation: %v (-want +got):\n%s", err, diff)
		}
		list, err := s.Installations(t.Context())
		if err != nil || len(list) != 1 || list[0].Token != "" || list[0].Name != want.Name {
			t.Errorf("Installations: got %v %v, want one without its token", list, err)
		}
		for _, end := range []struct {
			since time.Time
			want  bool
		}{{morning.Add(-time.Second), false}, {morning, true}, {morning.Add(time.Hour), false}} {
			off := people.Installation{Realm: "T1", State: people.InstallationOff, Why: "app_uninstalled", ChangedAt: morning}
			if ended, err := s.EndInstallation(t.Context(), off, end.since); err != nil || ended != end.want {
				t.Errorf("ended since %v: got %v %v, want %v", end.since, ended, err, end.want)
			}
		}
		if got, err := s.Installation(t.Context(), "T1"); err != nil || got.State != people.InstallationOff || got.Token != "" || got.Refresh != "" {
			t.Errorf("an ended installation: got %v %v, want it off and without tokens", got, err)
		}
		if _, err := s.Installation(t.Context(), "T2"); !errors.Is(err, commitments.ErrNotFound) {
			t.Errorf("an unknown installation: got %v", err)
		}
	})
}

// S-48.
func TestABeginningIsFinishedOnceInTheBrowserThatBegan(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		b := people.Beginning{StateHash: "s", BrowserHash: "b", ExpiresAt: morning.Add(10 * time.Minute)}
		late := people.Beginning{StateHash: "late", BrowserHash: "b", ExpiresAt: morning}
		for _, x := range []people.Beginning{b, late} {
			if err := s.SaveBeginning(t.Context(), x, morning.Add(-time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		for _, wrong := range []people.Beginning{{StateHash: "s", BrowserHash: "another"}, {StateHash: "t", BrowserHash: "b"}, late} {
			if ok, err := s.UseBeginning(t.Context(), wrong, morning); ok || err != nil {
				t.Errorf("%v: got %v %v, want no", wrong, ok, err)
			}
		}
		var wait sync.WaitGroup
		used := make([]bool, 4)
		for n := range used {
			wait.Go(func() {
				var err error
				if used[n], err = s.UseBeginning(t.Context(), b, morning); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		times := strings.Count(strings.Join(mapTo(used), ""), "y")
		if times != 1 {
			t.Errorf("finished %d times, want once", times)
		}
	})
}

func mapTo(list []bool) []string {
	var out []string
	for _, x := range list {
		if x {
			out = append(out, "y")
		}
	}
	return out
}

// S-47: the accounts of a workspace are those of its enterprise once that has the app as a whole.
func TestAccountsMoveToTheEnterprise(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		service := commitments.NewService(s, func() time.Time { return morning })
		operator := commitments.Origin{Via: commitments.ViaConsole}
		operator.Actor.Operator = true
		in := func(realm, subject string) people.Identity {
			return people.Identity{Platform: people.Slack, Realm: realm, Subject: subject}
		}
		for _, who := range []people.Identity{in("T1", "U1"), in("T1", "U2"), in("E1", "U2"), in("T9", "U1")} {
			if _, err := service.Do(t.Context(), operator, commitments.Introduce{Identity: who, Name: who.Realm}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.MoveRealm(t.Context(), "T1", "E1"); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			who  people.Identity
			name string
		}{{in("E1", "U1"), "T1"}, {in("E1", "U2"), "E1"}, {in("T1", "U2"), "T1"}, {in("T9", "U1"), "T9"}} {
			if m, err := s.MemberByIdentity(t.Context(), c.who); err != nil || m.Name != c.name {
				t.Errorf("%v: got %q %v, want %q", c.who, m.Name, err, c.name)
			}
		}
	})
}
