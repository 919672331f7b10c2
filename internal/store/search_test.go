package store_test

import (
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

func TestSearchFindsWordsByTheirBeginningWithoutCaseAndAccents(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		plan := small(t, s)
		register(t, s, plan, "Formation des électeurs à Tunis", "Première réunion tenue")
		register(t, s, plan, "تدريب المراقبين", "عُقِدَ اجتماع في ٢٠٢٦")
		register(t, s, plan, "Voter registration (GC25)", "50% of voters' lists — done; see C-1")
		for text, want := range map[string]string{
			"electeur": "C-1", "ÉLECTEURS tunis": "C-1", "premiere": "C-1", "reunion formation": "", // not in one text
			"تدريب": "C-2", "عقد": "C-2", "2026": "C-2",
			"vote": "C-3", "gc25": "C-3", "gc": "C-3", "voters lists": "C-3", "registration voter": "C-3",
			`"voter" OR tunis`: "", "voter*": "C-3", "vot' er": "", "NOT voter": "", "words:voter": "", "c:1": "C-3", "'": "", "–": "",
		} {
			page, err := s.Find(t.Context(), commitments.Filter{Plan: plan.ID, Text: text, Order: commitments.BestText})
			if err != nil {
				t.Errorf("search %q: %v", text, err)
				continue
			}
			var refs []string
			for _, c := range page.Commitments {
				refs = append(refs, c.Ref)
			}
			if text == "'" || text == "–" { // no word at all narrows nothing
				want = "C-1 C-2 C-3"
			}
			if got := strings.Join(refs, " "); got != want || page.Total != len(refs) {
				t.Errorf("search %q: got %q of %d, want %q", text, got, page.Total, want)
			}
		}
	})
}

func TestTheBestMatchComesFirstAndPagesGoOn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		plan := storetest.World{Organisations: 12, Commitments: 300}.Fill(t, s)
		filter := commitments.Filter{Plan: plan.ID, Reader: access.Room(access.ToEndorsers), Text: "women voter", Limit: 5}
		want, total := pages(t, s, filter)
		filter.Order = commitments.BestText
		got, ranked := pages(t, s, filter)
		if total == 0 || ranked != total || len(got) != total || len(want) != total {
			t.Fatalf("search: got %d and %d in pages, totals %d and %d", len(want), len(got), total, ranked)
		}
		seen := map[string]bool{}
		for _, c := range got {
			seen[c] = true
		}
		if len(seen) != total {
			t.Errorf("pages by best match repeat themselves: %d of %d", len(seen), total)
		}
	})
}

func TestSearchedEntriesHideWhatTheirCommitmentHides(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		plan := storetest.World{Organisations: 12, Commitments: 300}.Fill(t, s)
		visibility := map[string]commitments.Commitment{}
		for _, c := range everything(t, s, plan) {
			visibility[c.Ref] = c
		}
		for who, reader := range readers() {
			entries, err := s.SearchEntries(t.Context(), plan.ID, reader, "treaty", 500)
			if err != nil || len(entries) == 0 {
				t.Fatalf("search entries for %s: got %d, %v", who, len(entries), err)
			}
			for i, e := range entries {
				c := visibility[e.Commitment]
				sight := access.See(reader, c.Visibility, c.Organisations())
				if sight == access.Hidden || !strings.Contains(e.Note, "treaty") {
					t.Errorf("%s sees entry %d of %s: %q", who, e.Seq, e.Commitment, e.Note)
				}
				if i > 0 && entries[i-1].Position < e.Position {
					t.Errorf("%s: entries are not the latest first", who)
				}
				mustHide(t, entries[i:i+1], sight)
			}
		}
	})
}

func TestARedactedNoteIsFoundNoMore(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		plan := small(t, s)
		register(t, s, plan, "A title", "the secret of Ana")
		find := func() int {
			t.Helper()
			page, err := s.Find(t.Context(), commitments.Filter{Plan: plan.ID, Text: "secret"})
			if err != nil {
				t.Fatal(err)
			}
			return page.Total
		}
		if find() != 1 {
			t.Fatal("the note is not found before")
		}
		do(t, s, commitments.Redact{Plan: plan.Slug, Ref: "C-1", Seq: 1, Reason: "privacy"})
		if find() != 0 {
			t.Error("the note is still found")
		}
	})
}

// small is a store with one plan and an organisation that endorses it, of which do speaks as the focal point.
func small(t testing.TB, s *store.Store) *plans.Plan {
	t.Helper()
	return storetest.World{Organisations: 2}.Fill(t, s)
}

func register(t testing.TB, s *store.Store, plan *plans.Plan, title, note string) {
	t.Helper()
	do(t, s, commitments.Register{
		Plan: plan.Slug, Title: title, Lead: "org-1", Steps: []string{actionable(plan, 0)}, DueOn: "2027-03-31", Note: note,
	})
}
