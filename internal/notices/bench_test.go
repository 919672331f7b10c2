package notices_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/pgtest"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/uuid"
)

// BenchmarkTick measures a tick among a million open commitments of 100,000 people: one in which a thousand people are to
// be told something, one in which nothing is due, and the planning of one more day. Rows are what the tick read.
func BenchmarkTick(b *testing.B) {
	c := crowd{people: 100_000, commitments: 1_000_000, due: 1_000}
	b.Run("sqlite", func(b *testing.B) { c.measure(b, storetest.SQLite(b)) })
	if dsn, ok := pgtest.DSN(b); ok {
		b.Run("postgres", func(b *testing.B) { c.measure(b, storetest.Postgres(b, dsn)) })
	}
}

// crowd is a world with an organisation for each ten people, who all work at one hour of one zone but for those who are
// due: they are told at their own hour, one before the others.
type crowd struct{ people, commitments, due int }

func (c crowd) measure(b *testing.B, d storetest.Database) {
	s := d.Open(b)
	plan := c.fill(b, s)
	catalogue, err := i18n.Load()
	if err != nil {
		b.Fatal(err)
	}
	now := time.Date(2027, 3, 2, 10, 30, 0, 0, time.UTC)
	counted := &counting{Store: s}
	ticker := notices.New(notices.Parts{Store: counted, Catalogue: catalogue}, notices.Options{
		Home: notices.Home{Zone: time.UTC, Platforms: []people.Platform{people.Slack}, Plan: plan.Slug},
		Now:  func() time.Time { return now },
	})
	tick := func(name string, at time.Time, sent int) {
		now, counted.rows = at, 0
		began := time.Now()
		counts, err := ticker.Tick(b.Context())
		took := time.Since(began)
		if err != nil {
			b.Fatal(err)
		}
		if sent >= 0 && counts.Sent != sent {
			b.Errorf("%s: %d messages, want %d", name, counts.Sent, sent)
		}
		b.ReportMetric(float64(took.Microseconds())/1000, name+"-ms")
		b.ReportMetric(float64(counted.rows), name+"-rows")
	}
	for range b.N {
		tick("first", now, 0)                                                  // what is in reach is planned
		tick("nothing", time.Date(2027, 3, 3, 7, 59, 0, 0, time.UTC), 0)       // before the hour of those who are due
		tick("due", time.Date(2027, 3, 3, 8, 0, 10, 0, time.UTC), c.due)       // at it
		tick("nothing-after", time.Date(2027, 3, 3, 8, 1, 0, 0, time.UTC), 0)  // nothing is left
		tick("another-day", time.Date(2027, 3, 3, 10, 30, 0, 0, time.UTC), -1) // it is 4 March somewhere
		tick("nothing-at-last", time.Date(2027, 3, 3, 10, 31, 0, 0, time.UTC), 0)
	}
}

// fill writes the crowd. Each commitment has one entry; they fall due evenly over three years, but for those of the
// thousand who are to be told on 3 March 2027.
func (c crowd) fill(b *testing.B, s *store.Store) *plans.Plan {
	b.Helper()
	plan, err := storetest.BuiltIn("hres-2018")
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Bulk(b.Context(), plan.Slug, func(tx bundle.BulkTx) error {
		if err := tx.SavePlan(b.Context(), plan); err != nil {
			return err
		}
		if err := c.writePeople(b.Context(), tx, plan.ID); err != nil {
			return err
		}
		return c.writeCommitments(b.Context(), tx, plan)
	}); err != nil {
		b.Fatal(err)
	}
	c.writeAccounts(b, s)
	return plan
}

func (c crowd) member(i int) uuid.UUID {
	return uuid.MustParse(fmt.Sprintf("01900000-0000-7000-8000-%012x", i))
}

func (c crowd) writePeople(ctx context.Context, tx bundle.BulkTx, plan uuid.UUID) error {
	made := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var organisations []people.Organisation
	var endorsements []people.Endorsement
	for i := range c.people / 10 {
		handle := fmt.Sprintf("org-%d", i)
		organisations = append(organisations, people.Organisation{
			ID: uuid.Must(uuid.NewV7()), CreatedAt: made, Handle: handle, Name: handle, Kind: "ngo",
		})
		endorsements = append(endorsements, people.Endorsement{
			ID: uuid.Must(uuid.NewV7()), CreatedAt: made, PlanID: plan, Organisation: handle, EndorsedOn: "2026-01-01",
		})
	}
	members := make([]people.Member, c.people)
	for i := range members {
		members[i] = people.Member{
			ID: c.member(i), CreatedAt: made, Key: fmt.Sprintf("m-%08x", i), Name: fmt.Sprintf("Member %d", i), Locale: i18n.Languages()[i%4],
		}
	}
	if err := tx.AddOrganisations(ctx, organisations); err != nil {
		return err
	}
	if err := tx.AddMembers(ctx, members); err != nil {
		return err
	}
	return tx.AddEndorsements(ctx, endorsements)
}

func (c crowd) writeCommitments(ctx context.Context, tx bundle.BulkTx, plan *plans.Plan) error {
	recorded := time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC)
	tail := commitments.Tail{PlanID: plan.ID, Digest: commitments.Genesis}
	const batch = 500
	for from := 0; from < c.commitments; from += batch {
		var all []commitments.Commitment
		var entries []commitments.Entry
		for i := from; i < min(from+batch, c.commitments); i++ {
			e := c.entry(i, plan, recorded)
			tail.Position, tail.LastNumber, tail.RecordedAt = int64(i+1), i+1, recorded
			tail.Digest = commitments.Link(tail.Digest, &e).Chain
			e.Digest = tail.Digest
			entries = append(entries, e)
			all = append(all, commitments.Commitment{
				ID: e.CommitmentID, CreatedAt: recorded, PlanID: plan.ID, Number: i + 1, Ref: e.Commitment, State: commitments.Fold(entries[len(entries)-1:]),
			})
		}
		if err := tx.AddCommitments(ctx, all, entries); err != nil {
			return err
		}
	}
	return tx.MoveTail(ctx, tail)
}

func (c crowd) entry(i int, plan *plans.Plan, recorded time.Time) commitments.Entry {
	due := civil.Date("2027-06-15").AddDays(i % 1000)
	if i < c.due {
		due = "2027-04-02" // thirty days after 3 March
	}
	set := func(text string) commitments.Change { return commitments.Change{New: commitments.Value{Text: text}} }
	return commitments.Entry{
		ID: uuid.Must(uuid.NewV7()), PlanID: plan.ID, CommitmentID: uuid.Must(uuid.NewV7()), Commitment: fmt.Sprintf("C-%d", i+1), Seq: 1,
		Position: int64(i + 1), Kind: commitments.KindRegistered, EffectiveOn: "2026-01-15", RecordedAt: recorded,
		Member: fmt.Sprintf("m-%08x", i%c.people), Via: commitments.ViaSlack, Salt: fmt.Sprintf("%032x", i),
		Changes: commitments.Changes{
			commitments.FieldTitle: set(fmt.Sprintf("Promise %d of an organisation", i)), commitments.FieldLead: set(fmt.Sprintf("org-%d", i%c.people/10)),
			commitments.FieldSteps:   {New: commitments.Value{List: []string{"25"}}},
			commitments.FieldCadence: set("one_off"), commitments.FieldDueOn: set(string(due)), commitments.FieldVisibility: set("public"),
		},
	}
}

// writeAccounts gives everybody an account, a role and an hour.
func (c crowd) writeAccounts(b *testing.B, s *store.Store) {
	b.Helper()
	made := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	const batch = 5000
	for from := 0; from < c.people; from += batch {
		err := s.Change(b.Context(), "", func(tx commitments.Tx) error {
			for i := from; i < min(from+batch, c.people); i++ {
				id := people.Identity{
					ID: uuid.Must(uuid.NewV7()), CreatedAt: made, MemberID: c.member(i), Platform: people.Slack, Realm: "T1", Subject: fmt.Sprintf("U%d", i),
				}
				if err := tx.AddIdentity(b.Context(), id); err != nil {
					return err
				}
				err := tx.SaveMembership(b.Context(), people.Membership{
					ID: uuid.Must(uuid.NewV7()), CreatedAt: made, MemberID: c.member(i), Organisation: fmt.Sprintf("org-%d", i/10),
					Role: people.Roles[3-i%3],
				})
				if err != nil {
					return err
				}
				if i < c.due {
					if err := tx.SaveReminders(b.Context(), c.member(i), people.Reminders{Clock: "08:00"}); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// counting is the real store, and counts the rows that come out of it.
type counting struct {
	*store.Store
	rows int
}

func (c *counting) WaitingNotices(ctx context.Context, now time.Time, most int) ([]notices.Notice, error) {
	list, err := c.Store.WaitingNotices(ctx, now, most)
	c.rows += len(list)
	return list, err
}

func (c *counting) Records(ctx context.Context, members []uuid.UUID) ([]notices.Record, error) {
	list, err := c.Store.Records(ctx, members)
	for i := range list {
		c.rows += 1 + len(list[i].Memberships) + len(list[i].Identities)
	}
	return list, err
}

func (c *counting) Falling(ctx context.Context, q notices.Falling) ([]commitments.Commitment, error) {
	list, err := c.Store.Falling(ctx, q)
	c.rows += len(list)
	return list, err
}

func (c *counting) CommitmentsNumbered(ctx context.Context, plan uuid.UUID, numbers []int) (map[int]commitments.Commitment, error) {
	found, err := c.Store.CommitmentsNumbered(ctx, plan, numbers)
	c.rows += len(found)
	return found, err
}

func (c *counting) Roles(ctx context.Context, organisations []string) (map[string][]people.Membership, error) {
	roles, err := c.Store.Roles(ctx, organisations)
	for _, list := range roles {
		c.rows += len(list)
	}
	return roles, err
}

func (c *counting) JournalFrom(ctx context.Context, plan uuid.UUID, position int64, limit int) ([]commitments.Entry, error) {
	list, err := c.Store.JournalFrom(ctx, plan, position, limit)
	c.rows += len(list)
	return list, err
}

func (c *counting) JoinedAfter(ctx context.Context, after uuid.UUID, limit int) ([]people.Membership, error) {
	list, err := c.Store.JoinedAfter(ctx, after, limit)
	c.rows += len(list)
	return list, err
}
