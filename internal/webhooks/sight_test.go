package webhooks_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

func refusedAs(t testing.TB, err error, key string) {
	t.Helper()
	if p, ok := problem.Of(err); !ok || p.Key != key {
		t.Errorf("got %v, want %s", err, key)
	}
}

func titles(list []arrival) []string {
	all := []string{}
	for _, a := range list {
		all = append(all, a.said.Data.Commitment.Title)
	}
	slices.Sort(all)
	return all
}

func TestAWebhookSeesWhatItsAudienceSees(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		for _, c := range []struct {
			by       string
			audience access.Audience
			want     []string
		}{
			{"ana", "", []string{"public", "unattributed"}},
			{"ana", "endorsers", []string{"endorsers", "public", "unattributed"}},
			{"kim", "conveners", []string{"conveners", "endorsers", "public", "unattributed"}},
		} {
			id, _ := w.subscribes(c.by, commitments.AddWebhook{Audience: c.audience})
			for _, visibility := range access.Visibilities {
				w.registers("ana", "ndi", string(visibility), visibility)
			}
			w.pass()
			got := w.receiver.arrivals()
			if diff := cmp.Diff(c.want, titles(got)); diff != "" {
				t.Errorf("%s for %q (-want +got):\n%s", c.by, c.audience, diff)
			}
			for _, a := range got {
				said := a.said.Data
				if said.Commitment.Title == "unattributed" && (said.Commitment.Lead != "" || said.Entry.Member != "") {
					t.Errorf("%s for %q says whose it is: %s", c.by, c.audience, a.body)
				}
			}
			w.must(w.as(c.by), commitments.RemoveWebhook{Plan: slug, ID: id})
		}
	})
}

func TestNobodyHasMoreSentThanTheyMayRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t).Open(t))
	_, err := w.service.Do(t.Context(), w.as("ana"), commitments.AddWebhook{Plan: slug, URL: "https://example.org/", Audience: "conveners"})
	refusedAs(t, err, "webhook.audience")
}

func TestAWebhookLosesWhatItsMemberLoses(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.subscribes("ben", commitments.AddWebhook{Audience: "endorsers"})
		ref := w.registers("ana", "ndi", "For endorsers", "endorsers")
		public := w.registers("ana", "ndi", "For all", "public")
		w.pass()
		if diff := cmp.Diff([]string{"For all", "For endorsers"}, titles(w.receiver.arrivals())); diff != "" {
			t.Fatalf("while anfrel endorses (-want +got):\n%s", diff)
		}
		w.must(operator(), commitments.EndEndorsement{Plan: slug, Organisation: "anfrel"})
		w.clock.Forward(48 * 3600e9)
		w.logs("ana", ref, "not for ben")
		w.logs("ana", public, "for all")
		w.pass()
		if diff := cmp.Diff([]string{"For all"}, titles(w.receiver.arrivals())); diff != "" {
			t.Errorf("after it ended (-want +got):\n%s", diff)
		}
	})
}

func TestAnUnattributedCommitmentIsNotFoundByItsOrganisation(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.subscribes("kim", commitments.AddWebhook{Audience: "conveners", Organisations: []string{"ndi"}})
		w.registers("ana", "ndi", "named", "public")
		w.registers("ana", "ndi", "unnamed", "unattributed")
		w.registers("ben", "anfrel", "of another", "public")
		w.pass()
		if diff := cmp.Diff([]string{"named"}, titles(w.receiver.arrivals())); diff != "" {
			t.Errorf("arrivals (-want +got):\n%s", diff)
		}
	})
}

func TestAWebhookGetsWhatItAskedFor(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.subscribes("ana", commitments.AddWebhook{Kinds: []commitments.Kind{commitments.KindProgress}, Steps: []string{"25"}})
		ref := w.registers("ana", "ndi", "on 25", "public")
		w.logs("ana", ref, "news")
		other := w.must(w.as("ana"), commitments.Register{Plan: slug, Title: "on 29c", Lead: "ndi", Steps: []string{"29c"}}).Commitment
		w.logs("ana", other, "news")
		w.pass()
		if diff := cmp.Diff([]string{"entry.progress C-1/2"}, told(w.receiver.arrivals())); diff != "" {
			t.Errorf("arrivals (-want +got):\n%s", diff)
		}
	})
}

func TestWhatWasRedactedOrHiddenMeanwhileIsNotSent(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id, _ := w.subscribes("ana", commitments.AddWebhook{})
		w.receiver.answers(status(503))
		redacted := w.registers("ana", "ndi", "redacted", "public")
		hidden := w.registers("ana", "ndi", "hidden", "public")
		w.logs("ana", redacted, "a telephone number")
		w.pass()
		w.must(w.as("ana"), commitments.Redact{Plan: slug, Ref: redacted, Seq: 2, Reason: "privacy"})
		w.must(w.as("ana"), commitments.Edit{Plan: slug, Ref: hidden, Visibility: new(access.Visibility("endorsers"))})
		w.receiver.arrivals()
		w.receiver.answers(nil)
		w.clock.Forward(3600e9)
		w.pass()
		got := w.receiver.arrivals()
		want := []string{"entry.registered C-1/1", "entry.progress C-1/2", "entry.redacted C-1/3"}
		if diff := cmp.Diff(want, told(got)); diff != "" {
			t.Errorf("arrivals (-want +got):\n%s", diff)
		}
		for _, a := range got {
			if bytes.Contains(a.body, []byte("telephone")) {
				t.Errorf("what was redacted is sent: %s", a.body)
			}
		}
		if n := len(w.deliveries(id, false)); n != 0 {
			t.Errorf("waiting: got %d, want none", n)
		}
	})
}

func TestWhatIsNoWebhookIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t).Open(t))
	for _, c := range []struct {
		cmd commitments.AddWebhook
		key string
	}{
		{commitments.AddWebhook{URL: ""}, "webhook.url"},
		{commitments.AddWebhook{URL: "/hook"}, "webhook.url"},
		{commitments.AddWebhook{URL: "https://ana:secret@example.org/"}, "webhook.url"},
		{commitments.AddWebhook{URL: "https://example.org/#a"}, "webhook.url"},
		{commitments.AddWebhook{URL: "mailto:ana@example.org"}, "webhook.url"},
		{commitments.AddWebhook{URL: "http://example.org/"}, "webhook.https"},
		{commitments.AddWebhook{URL: "ftp://example.org/", Plain: true}, "webhook.https"},
		{commitments.AddWebhook{URL: "https://example.org/", Steps: []string{"99"}}, "webhook.step"},
		{commitments.AddWebhook{URL: "https://example.org/", Organisations: []string{"nobody"}}, "webhook.organisation"},
		{commitments.AddWebhook{URL: "https://example.org/", Kinds: []commitments.Kind{"news"}}, "webhook.kind"},
		{commitments.AddWebhook{URL: "https://example.org/", Audience: "all"}, "webhook.unknown_audience"},
		{commitments.AddWebhook{URL: "https://example.org/", Steps: make([]string, 101)}, "webhook.wants_too_much"},
		{commitments.AddWebhook{URL: "https://example.org/", Label: "a\x01"}, "text.control_characters"},
	} {
		c.cmd.Plan = slug
		_, err := w.service.Do(t.Context(), w.as("ana"), c.cmd)
		refusedAs(t, err, c.key)
	}
	for range commitments.MaxWebhooks {
		w.subscribes("ana", commitments.AddWebhook{})
	}
	_, err := w.service.Do(t.Context(), w.as("ana"), commitments.AddWebhook{Plan: slug, URL: "https://example.org/"})
	refusedAs(t, err, "webhook.too_many")
}
