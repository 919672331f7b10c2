package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/google/uuid"
)

// World says how large a store should be. The same numbers make the same world, but for its ids: about ten entries a
// commitment, every history valid, and one chain through all of it.
type World struct {
	Organisations int
	Commitments   int
}

// Small is a world of ten thousand entries.
func Small() World { return World{Organisations: 100, Commitments: 1_000} }

// Large is the world of a million entries that the figures of the project are promised for.
func Large() World { return World{Organisations: 10_000, Commitments: 100_000} }

// batch is how many commitments are written in one go.
const batch = 300

// Fill writes the world into an empty store and returns its plan, the built-in hres-2018.
func (w World) Fill(t testing.TB, s *store.Store) *plans.Plan {
	t.Helper()
	plan, err := w.fill(t.Context(), s)
	if err != nil {
		t.Fatalf("fill a world of %d commitments: %v", w.Commitments, err)
	}
	return plan
}

func (w World) fill(ctx context.Context, s *store.Store) (*plans.Plan, error) {
	plan, err := BuiltIn("hres-2018")
	if err != nil {
		return nil, err
	}
	made := newMaker(w, plan)
	made.link()
	err = s.Bulk(ctx, plan.Slug, func(tx bundle.BulkTx) error {
		if err := tx.SavePlan(ctx, plan); err != nil {
			return err
		}
		if err := made.writePeople(ctx, tx); err != nil {
			return err
		}
		for from := 0; from < w.Commitments; from += batch {
			all, entries := made.commitments(from, min(from+batch, w.Commitments))
			if err := tx.AddCommitments(ctx, all, entries); err != nil {
				return err
			}
		}
		return tx.MoveTail(ctx, made.tail)
	})
	return plan, err
}

// BuiltIn is a built-in plan with ids for itself and its steps.
func BuiltIn(slug string) (*plans.Plan, error) {
	all, err := plans.BuiltIn()
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if p.Slug != slug {
			continue
		}
		p.ID, p.CreatedAt = uuid.Must(uuid.NewV7()), start
		for i := range p.Steps {
			p.Steps[i].ID = uuid.Must(uuid.NewV7())
		}
		return p, nil
	}
	return nil, fmt.Errorf("no built-in plan %q", slug)
}

var start = time.Date(2024, 1, 1, 8, 0, 0, 0, time.UTC)

// span is from the first entry to the last.
const span = 34 * 30 * 24 * time.Hour

// maker makes every commitment from its index alone, so that it can be made twice: once in the order of the journal,
// for the chain, and once in the order in which it is written.
type maker struct {
	world     World
	plan      *plans.Plan
	codes     []string
	ids       []uuid.UUID
	first     []int    // index of the first entry of each commitment in positions and digests
	positions []int32  // of each entry, by commitment
	digests   []string // of each entry, by commitment
	total     int
	tail      commitments.Tail
}

func newMaker(w World, plan *plans.Plan) *maker {
	m := &maker{world: w, plan: plan, ids: make([]uuid.UUID, w.Commitments), first: make([]int, w.Commitments+1)}
	for _, step := range plan.Steps {
		if step.Actionable {
			m.codes = append(m.codes, step.Code)
		}
	}
	for c := range w.Commitments {
		m.ids[c] = uuid.Must(uuid.NewV7())
		m.first[c+1] = m.first[c] + entriesOf(c)
	}
	m.total = m.first[w.Commitments]
	m.positions, m.digests = make([]int32, m.total), make([]string, m.total)
	return m
}

// entriesOf is how many entries a commitment has: 4 to 16, ten on average.
func entriesOf(c int) int { return 4 + dice(c, -1).IntN(13) }

func dice(c, k int) *rand.Rand { return rand.New(rand.NewPCG(uint64(c), uint64(k+1))) }

// link goes through the journal round by round, the k-th entries of all commitments after the (k-1)-th, and chains it.
func (m *maker) link() {
	m.tail = commitments.Tail{PlanID: m.plan.ID, Digest: commitments.Genesis, LastNumber: m.world.Commitments}
	for k := 0; int(m.tail.Position) < m.total; k++ {
		for c := range m.world.Commitments {
			if k >= entriesOf(c) {
				continue
			}
			m.tail.Position++
			at := m.first[c] + k
			m.positions[at] = int32(m.tail.Position)
			e := m.entry(c, k)
			m.tail.Digest, m.tail.RecordedAt = commitments.Link(m.tail.Digest, &e).Chain, e.RecordedAt
			m.digests[at] = m.tail.Digest
		}
	}
}

func (m *maker) commitments(from, to int) ([]commitments.Commitment, []commitments.Entry) {
	all := make([]commitments.Commitment, 0, to-from)
	var entries []commitments.Entry
	for c := from; c < to; c++ {
		begin := len(entries)
		for k := range entriesOf(c) {
			e := m.entry(c, k)
			e.Digest = m.digests[m.first[c]+k]
			entries = append(entries, e)
		}
		all = append(all, commitments.Commitment{
			ID: m.ids[c], CreatedAt: entries[begin].RecordedAt, PlanID: m.plan.ID, Number: c + 1,
			Ref: fmt.Sprintf("C-%d", c+1), State: commitments.Fold(entries[begin:]),
		})
	}
	return all, entries
}

func (m *maker) writePeople(ctx context.Context, tx bundle.BulkTx) error {
	organisations := make([]people.Organisation, m.world.Organisations)
	endorsements := make([]people.Endorsement, m.world.Organisations)
	members := make([]people.Member, m.world.Organisations)
	for i := range organisations {
		handle := handleOf(i)
		organisations[i] = people.Organisation{
			ID: uuid.Must(uuid.NewV7()), CreatedAt: start, Handle: handle, Acronym: strings.ToUpper(handle),
			Name: nameOf(i), Kind: people.Kinds[i%len(people.Kinds)], Country: countries()[i%len(countries())],
		}
		endorsements[i] = people.Endorsement{
			ID: uuid.Must(uuid.NewV7()), CreatedAt: start, PlanID: m.plan.ID, Organisation: handle, EndorsedOn: "2023-06-01",
		}
		id := uuid.Must(uuid.NewV7())
		members[i] = people.Member{ID: id, CreatedAt: start, Key: memberOf(i), Name: "Member " + handle, Locale: "en"}
	}
	if err := tx.AddOrganisations(ctx, organisations); err != nil {
		return err
	}
	if err := tx.AddMembers(ctx, members); err != nil {
		return err
	}
	return tx.AddEndorsements(ctx, endorsements)
}

func handleOf(i int) string { return fmt.Sprintf("org-%d", i) }
func memberOf(i int) string { return fmt.Sprintf("m-%08x", i) }
func countries() []string {
	return []string{"KE", "FR", "CO", "TN", "NP", "GE", "GH", "JO", "MX", "ID"}
}
