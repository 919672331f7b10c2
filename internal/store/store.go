// Package store keeps what the middle knows in SQLite or PostgreSQL, through bun. It has no rule of its own about
// commitments or people: it implements the interfaces that other packages declare, and asks access what a reader may
// see. It is the only room that knows SQL or tells databases apart.
//
//	Open           a database by its address, its tables brought up to date (address.go, sqlite.go, postgres.go, migrate.go)
//	Change         one transaction under the lock of a plan: commitments.Store (change.go; append.go, directory.go, plans.go);
//	               whoever writes to SQLite stands in one line (line.go, turns.go)
//	Find, Commitment, Entries, StepCounts, SearchEntries
//	               what a reader may see (find.go, commitments.go, search.go, seen.go)
//	Plans, PlanBySlug
//	               what they return is shared, and must not be changed (plans.go)
//	Organisations, FindOrganisations, EndorsementsOf, ActorByIdentity, MembersOf, …
//	               people (organisations.go, actors.go)
//	JournalFrom, EachJournal, Snapshot
//	               the whole journal in little memory: whoever follows it, reports, bundles (journal.go, each.go, snapshot.go)
//	Bulk           everything at once, or nothing: imports (bulk.go)
//	Receive, Queue, ClaimSendings, …
//	               queue.Store: what came in and what is to go out (inbox.go, outbox.go, lanes.go, aside.go, leases.go, keepsakes.go)
//	TakeBack       what a dead program was working on (takeback.go)
//	Box            seals what stands in the database (sealed.go)
//	BackupTo       a copy of a SQLite file while it is in use (backup.go)
//
// What went wrong is told apart in errors.go. Instants are kept to the microsecond. A row of a table is an unexported
// struct beside the two functions that map it.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/seal"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
)

var _ commitments.Store = (*Store)(nil)

// Store is an open database. It is safe for concurrent use.
type Store struct {
	read  *bun.DB
	write writer // to the same as read on PostgreSQL; on SQLite the one connection that writes
	path  string // of the SQLite file
	turns turns  // of plans, on PostgreSQL

	works     *os.File // holds a lock on SQLite while this program works on the queue; nil: it does not (takeback.go)
	reception writer   // of what is received: write, or connections of its own (reception.go)

	mutex sync.Mutex
	plans map[string]cachedPlan

	totals lasting[int]              // of searches
	pages  lasting[commitments.Page] // of searches

	sealing  sync.Mutex
	box      *seal.Box // see sealed.go
	boxNoted bool
}

// What is kept of searches, for as long as it is true.
const (
	mostTotals = 5000
	mostFound  = 2500 // commitments, of a few kilobytes
)

// Options of Open. The zero Options are those of a program that owns its database.
type Options struct {
	Program     string    // what the database server shows as the name of the client; "accord" if empty
	Connections int       // at most so many at once; 0 is 16. On SQLite no more than 8 read
	Pending     Pending   // what becomes of migrations that the database lacks
	ReadOnly    bool      // nothing can be written: changes end in ErrReadOnly
	Reception   int       // so many connections more stay open on PostgreSQL for Receive alone, however busy the others are
	Box         *seal.Box // seals what nobody may read in the database; nil: see Store.Box
}

// Pending says what to do about migrations that the database lacks.
type Pending int

const (
	Apply  Pending = iota // bring the tables up to date
	Refuse                // ErrOlder
)

// Open opens the database at an address: "sqlite:PATH", or "postgres://user:password@host/database?…". A SQLite file
// that is not there is created, readable by its owner alone. Programs that start at the same time wait for each other.
// A database that is newer than the program is refused with a VersionError that is ErrNewer.
func Open(ctx context.Context, address string, options Options) (*Store, error) {
	s, err := connect(address, options)
	if err != nil {
		return nil, err
	}
	s.plans, s.box = map[string]cachedPlan{}, options.Box
	s.totals.most, s.pages.most = mostTotals, mostFound
	if err := s.ready(ctx, options); err != nil {
		return nil, errors.Join(said(err), s.Close())
	}
	return s, nil
}

func (s *Store) ready(ctx context.Context, options Options) error {
	if err := s.read.PingContext(ctx); err != nil {
		return fmt.Errorf("reach the database: %w", err)
	}
	if options.Pending == Refuse || options.ReadOnly {
		return s.refusePending(ctx)
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	return s.openReception(ctx, options.Reception)
}

// Close closes all connections.
func (s *Store) Close() error {
	err := s.read.Close()
	if s.write.DB != s.read {
		err = errors.Join(err, s.write.Close())
	}
	if s.reception.DB != s.write.DB {
		err = errors.Join(err, s.reception.Close())
	}
	if s.works != nil {
		if closing := s.works.Close(); !errors.Is(closing, os.ErrClosed) { // it may be closed twice, as the others
			err = errors.Join(err, closing)
		}
	}
	return err
}

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return said(s.read.PingContext(ctx)) }

// Dialect is "sqlite" or "postgres".
func (s *Store) Dialect() string {
	if s.postgres() {
		return "postgres"
	}
	return "sqlite"
}

// Path is the SQLite file; empty on PostgreSQL.
func (s *Store) Path() string { return s.path }

func (s *Store) postgres() bool { return s.read.Dialect().Name() == dialect.PG }

// snapshot runs f in one transaction that only reads: everything in it is as of one moment.
func (s *Store) snapshot(ctx context.Context, f func(db bun.IDB) error) error {
	options := &sql.TxOptions{ReadOnly: true}
	if s.postgres() {
		options.Isolation = sql.LevelRepeatableRead
	}
	return said(s.read.RunInTx(ctx, options, func(_ context.Context, tx bun.Tx) error { return f(tx) }))
}
