package access_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// printed is the table as docs/permissions.md shows it.
func printed() []string {
	lines := []string{
		"| action | public | observer | contributor | deputy | focal_point | convener |",
		"|---|---|---|---|---|---|---|",
	}
	for _, row := range access.Table {
		line := "| `" + string(row.Action) + "` |"
		for _, column := range access.Columns {
			cell := "  "
			if slices.Contains(row.Allowed, column) {
				cell = " ● "
			}
			line += cell + "|"
		}
		lines = append(lines, line)
	}
	return lines
}

func TestTheTableIsTheDocumentedOne(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/permissions.md")
	if err != nil {
		t.Fatal(err)
	}
	_, documented, _ := strings.Cut(string(text), "<!-- table -->\n")
	documented, _, _ = strings.Cut(documented, "<!-- end -->")
	t.Logf("the permission table:\n%s", strings.Join(printed(), "\n"))
	if diff := cmp.Diff(strings.TrimSpace(documented), strings.Join(printed(), "\n")); diff != "" {
		t.Errorf("docs/permissions.md (-documented +access):\n%s", diff)
	}
}

var (
	plan  = uuid.MustParse("00000000-0000-7000-8000-000000000001")
	other = uuid.MustParse("00000000-0000-7000-8000-000000000002")
)

// as is a member with a role in the organisation ndi, which endorses the plan.
func as(role people.Role) access.Actor {
	return access.Actor{
		Member:      people.Member{ID: uuid.MustParse("00000000-0000-7000-8000-00000000000a"), Key: "m-a"},
		Memberships: []people.Membership{{Organisation: "ndi", Role: role}},
		Endorsing:   []string{"ndi"},
	}
}

func TestEveryCellOfTheTable(t *testing.T) {
	t.Parallel()
	actors := map[access.Column]access.Actor{
		access.Public: {}, access.IsObserver: as(people.Observer), access.IsContributor: as(people.Contributor),
		access.IsDeputy: as(people.Deputy), access.IsFocalPoint: as(people.FocalPoint),
		access.IsConvener: {Member: people.Member{ID: other}, Convenes: []uuid.UUID{plan}},
	}
	for _, row := range access.Table {
		for _, column := range access.Columns {
			err := access.May(actors[column], row.Action, access.Object{Plan: plan, Organisations: []string{"ndi"}})
			want := slices.Contains(row.Allowed, column) || slices.Contains(row.Allowed, access.Public)
			if (err == nil) != want {
				t.Errorf("%s by %s: got %v, want allowed %v", row.Action, column, err, want)
			}
		}
	}
}

func TestARoleCountsOnlyInItsOrganisationAndPlan(t *testing.T) {
	t.Parallel()
	elsewhere := access.Object{Plan: plan, Organisations: []string{"anfrel"}}
	if access.May(as(people.FocalPoint), access.LogProgress, elsewhere) == nil {
		t.Error("a focal point of ndi logs progress of anfrel")
	}
	partner := access.Object{Plan: plan, Organisations: []string{"anfrel", "ndi"}}
	if err := access.May(as(people.Contributor), access.LogProgress, partner); err != nil {
		t.Errorf("a contributor of a partner logs progress: got %v", err)
	}
	convener := access.Actor{Member: people.Member{ID: other}, Convenes: []uuid.UUID{other}}
	if access.May(convener, access.ManagePlan, access.Object{Plan: plan}) == nil {
		t.Error("a convener of another plan manages this one")
	}
	if access.May(convener, access.ManagePlan, access.Object{}) == nil {
		t.Error("a convener manages a plan that is none")
	}
}

func TestAnUnknownActionIsRefusedToAll(t *testing.T) {
	t.Parallel()
	if access.May(as(people.FocalPoint), "launch", access.Object{Plan: plan, Organisations: []string{"ndi"}}) == nil {
		t.Error("an action that is not in the table is allowed")
	}
}

func TestWhatAReaderSees(t *testing.T) {
	t.Parallel()
	organisations := []string{"ndi", "anfrel"}
	convener := access.ReaderOf(access.Actor{Convenes: []uuid.UUID{plan}}, plan)
	endorser := access.Actor{Memberships: []people.Membership{{Organisation: "eisa"}}, Endorsing: []string{"eisa"}}
	lapsed := access.Actor{Memberships: []people.Membership{{Organisation: "eisa"}}}
	own := access.Actor{Memberships: []people.Membership{{Organisation: "anfrel"}}}
	for _, c := range []struct {
		who                                        string
		reader                                     access.Reader
		public, endorsers, conveners, unattributed access.Sight
	}{
		{"the public", access.Reader{}, access.Whole, access.Hidden, access.Hidden, access.Unattributed},
		{"a member whose organisation endorses no more", access.ReaderOf(lapsed, plan), access.Whole, access.Hidden, access.Hidden, access.Unattributed},
		{"an endorser", access.ReaderOf(endorser, plan), access.Whole, access.Whole, access.Hidden, access.Unattributed},
		{"a partner", access.ReaderOf(own, plan), access.Whole, access.Whole, access.Whole, access.Whole},
		{"a convener", convener, access.Whole, access.Whole, access.Whole, access.Whole},
		{"a room of endorsers", access.Room(access.ToEndorsers), access.Whole, access.Whole, access.Hidden, access.Unattributed},
		{"a report for conveners", access.Room(access.ToConveners), access.Whole, access.Whole, access.Whole, access.Unattributed},
		{"an audience that is none", access.Room("everybody"), access.Whole, access.Hidden, access.Hidden, access.Unattributed},
	} {
		got := fmt.Sprint(
			access.See(c.reader, access.VisiblePublic, organisations), access.See(c.reader, access.VisibleEndorsers, organisations),
			access.See(c.reader, access.VisibleConveners, organisations), access.See(c.reader, access.VisibleUnattributed, organisations))
		if want := fmt.Sprint(c.public, c.endorsers, c.conveners, c.unattributed); got != want {
			t.Errorf("%s: got %s, want %s", c.who, got, want)
		}
		if access.See(c.reader, "secret", organisations) != access.Hidden && len(c.reader.Organisations) == 0 {
			t.Errorf("%s sees a visibility that is none", c.who)
		}
	}
}
