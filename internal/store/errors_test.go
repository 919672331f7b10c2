package store_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/pgtest"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// addMember is the smallest change there is.
func addMember(ctx context.Context, s *store.Store, key string) error {
	return s.Change(ctx, "", func(tx commitments.Tx) error {
		m := people.Member{ID: filledID(), CreatedAt: noon(), Key: key}
		return tx.SaveMember(ctx, m)
	})
}

func TestTextThatCannotBeKeptIsRefusedEverywhere(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := small(t, s)
		register(t, s, plan, "First", "")
		for _, text := range []string{"a\x00b", "a\xffb", "\xed\xa0\x80"} {
			for what, call := range map[string]func() error{
				"member":       func() error { return addMember(ctx, s, text) },
				"conversation": func() error { return s.SaveConversation(ctx, people.Conversation{Text: text, Version: 1}) },
				"find":         func() error { _, err := s.Find(ctx, commitments.Filter{Text: text}); return err },
				"organisation": func() error { _, err := s.OrganisationByHandle(ctx, text); return err },
				"plan":         func() error { _, err := s.PlanBySlug(ctx, text); return err },
				"identity":     func() error { _, err := s.MemberByIdentity(ctx, people.Identity{Subject: text}); return err },
				"change":       func() error { return s.Change(ctx, text, func(commitments.Tx) error { return nil }) },
				"search": func() error {
					_, err := s.SearchEntries(ctx, plan.ID, access.Reader{}, text, 1)
					return err
				},
				"value in an entry": func() error {
					return s.Change(ctx, plan.Slug, func(tx commitments.Tx) error {
						c, err := tx.Commitment(ctx, plan.ID, "C-1")
						if err != nil {
							return err
						}
						e := commitments.Entry{Changes: commitments.Changes{commitments.FieldSteps: {New: commitments.Value{List: []string{text}}}}}
						return tx.Append(ctx, []commitments.Entry{e}, c, commitments.Tail{})
					})
				},
			} {
				if err := call(); !errors.Is(err, store.ErrText) {
					t.Errorf("%s %q: got %v, want ErrText", what, text, err)
				}
			}
		}
		for _, ref := range []string{"C-\x00", "C-1\x00", "C-99999999999999999999", "C--1", "c-1", "C-01", ""} {
			if _, err := s.Commitment(ctx, plan.ID, ref, access.Reader{}); !errors.Is(err, commitments.ErrNotFound) {
				t.Errorf("commitment %q: got %v, want ErrNotFound", ref, err)
			}
		}
	})
}

func TestWhatIsTakenIsAConflict(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if err := addMember(t.Context(), s, "m-1"); err != nil {
			t.Fatal(err)
		}
		if err := addMember(t.Context(), s, "m-1"); !errors.Is(err, commitments.ErrConflict) {
			t.Errorf("the same key again: got %v, want ErrConflict", err)
		}
	})
}

func TestAStoreOpenedForReadingCannotBeWritten(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		small(t, d.Open(t))
		s, err := store.Open(t.Context(), d.Address, store.Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if all, err := s.Plans(t.Context()); err != nil || len(all) != 1 {
			t.Errorf("plans: got %d, %v", len(all), err)
		}
		if err := addMember(t.Context(), s, "m-1"); !errors.Is(err, store.ErrReadOnly) {
			t.Errorf("write: got %v, want ErrReadOnly", err)
		}
	})
}

func TestAFileThatIsNoDatabaseIsSaidToBeNone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(path, []byte(strings.Repeat("Dear colleagues, ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), "sqlite:"+path, store.Options{}); err == nil || errors.Is(err, store.ErrUnavailable) {
		t.Errorf("open a letter: got %v", err)
	}
}

func TestAFullDiskIsSaidToBeFullAndNothingIsLost(t *testing.T) {
	t.Parallel()
	d := storetest.SQLite(t)
	s := d.Open(t)
	if err := addMember(t.Context(), s, "m-before"); err != nil {
		t.Fatal(err)
	}
	if err := s.LimitPages(t.Context(), 1); err != nil { // SQLite takes the size that it has
		t.Fatal(err)
	}
	var err error
	for i := 0; err == nil && i < 100; i++ {
		err = addMember(t.Context(), s, strings.Repeat("m", 4000)+string(rune('a'+i)))
	}
	if !errors.Is(err, store.ErrFull) {
		t.Fatalf("write: got %v, want ErrFull", err)
	}
	if err := s.LimitPages(t.Context(), 1<<20); err != nil {
		t.Fatal(err)
	}
	if err := addMember(t.Context(), s, "m-after"); err != nil {
		t.Errorf("write when there is room again: %v", err)
	}
	members, err := s.MembersByKey(t.Context(), []string{"m-before", "m-after"})
	if err != nil || len(members) != 2 {
		t.Errorf("members: got %d, %v, want both", len(members), err)
	}
}

func TestADatabaseThatIsLockedForTooLongIsUnavailable(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		if d.Dialect == "postgres" {
			d.Address = storetest.WithParameter(t, d.Address, "lock_timeout", "200ms")
		}
		s := d.Open(t)
		plan := small(t, s)
		lock := openRaw(t, d)
		lock.SetMaxOpenConns(1)
		begin, hold := "begin immediate", "select 1"
		if d.Dialect == "postgres" {
			begin, hold = "begin", "select * from plans for update"
		}
		for _, statement := range []string{begin, hold} {
			if _, err := lock.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		err := s.Change(t.Context(), plan.Slug, func(commitments.Tx) error { return nil })
		if !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("change: got %v, want ErrUnavailable", err)
		}
		if _, err := s.PlanBySlug(t.Context(), plan.Slug); err != nil {
			t.Errorf("read beside the lock: %v", err)
		}
		if _, err := lock.Exec("rollback"); err != nil {
			t.Fatal(err)
		}
		if err := s.Change(t.Context(), plan.Slug, func(commitments.Tx) error { return nil }); err != nil {
			t.Errorf("change after the lock: %v", err)
		}
	})
}

func TestAServerThatGoesAwayIsUnavailableAndIsFoundAgain(t *testing.T) {
	t.Parallel()
	server, ok := pgtest.Private(t, pgtest.Options{Volatile: true})
	if !ok {
		return
	}
	s := storetest.Database{Dialect: "postgres", Address: server.DSN()}.Open(t)
	if err := inParallel(8, func(i int) error { return addMember(t.Context(), s, "m-"+string(rune('a'+i))) }); err != nil {
		t.Fatal(err) // the pool has eight connections now
	}
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := addMember(t.Context(), s, "m-away"); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("write while it is away: got %v, want ErrUnavailable", err)
	}
	if _, err := s.Plans(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("read while it is away: got %v, want ErrUnavailable", err)
	}
	if err := server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	// Eight again: none may fall on a connection that died with the server.
	if err := inParallel(8, func(i int) error { return addMember(t.Context(), s, "m-after-"+string(rune('a'+i))) }); err != nil {
		t.Errorf("write when it is back: %v", err)
	}
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := inParallel(8, func(int) error { _, err := s.Plans(t.Context()); return err }); err != nil {
		t.Errorf("read after a restart: %v", err)
	}
}

func inParallel(n int, f func(i int) error) error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

func TestAConnectionLostInTheMiddleUndoesTheChange(t *testing.T) {
	t.Parallel()
	dsn, ok := pgtest.DSN(t)
	if !ok {
		return
	}
	d := storetest.Postgres(t, dsn)
	wire := newWire(t, d.Address)
	s := storetest.Database{Dialect: d.Dialect, Address: wire.address}.Open(t)
	err := s.Change(t.Context(), "", func(tx commitments.Tx) error {
		if err := tx.SaveMember(t.Context(), people.Member{ID: filledID(), CreatedAt: noon(), Key: "m-1"}); err != nil {
			return err
		}
		wire.cut()
		return nil
	})
	if !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("change: got %v, want ErrUnavailable", err)
	}
	members, err := s.MembersByKey(t.Context(), []string{"m-1"})
	if err != nil || len(members) != 0 {
		t.Errorf("members: got %v, %v, want none", members, err)
	}
}

// wire is a way to a server that can be cut.
type wire struct {
	address string
	mutex   sync.Mutex
	open    []net.Conn
}

func newWire(t *testing.T, address string) *wire {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	server := u.Host
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	u.Host = listener.Addr().String()
	w := &wire{address: u.String()}
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", server)
			if err != nil {
				near.Close()
				continue
			}
			w.mutex.Lock()
			w.open = append(w.open, near, far)
			w.mutex.Unlock()
			go func() { io.Copy(far, near); far.Close() }()
			go func() { io.Copy(near, far); near.Close() }()
		}
	}()
	return w
}

func (w *wire) cut() {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	for _, c := range w.open {
		c.Close()
	}
	w.open = nil
}

func TestACancelledChangeIsNotCalledUnavailable(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		err := s.Change(ctx, "", func(tx commitments.Tx) error {
			cancel()
			_, err := tx.MemberByKey(ctx, "m-1")
			return err
		})
		if !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrUnavailable) {
			t.Errorf("change: got %v, want context.Canceled alone", err)
		}
		if err := addMember(t.Context(), s, "m-1"); err != nil {
			t.Errorf("the next change: %v", err)
		}
	})
}

func TestAnAddressThatIsNoneDoesNotShowItsPassword(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"", "sqlite:", "accord.db", "mysql://ana:secret@host/db", "postgres://ana:secret@host:port/db",
		"postgres://ana:secret@host/db?sslmode=whatever", "postgres://ana:secret@%zz/db", "postgres://ana:sec%ret@host/db",
	} {
		_, err := store.Open(t.Context(), address, store.Options{})
		if err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "sec%ret") {
			t.Errorf("open %q: got %v", address, err)
		}
	}
}

func TestANewFileIsItsOwnersAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new folder", "with ?#% signs", "accord.db")
	s, err := store.Open(t.Context(), "sqlite:"+path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := addMember(t.Context(), s, "m-1"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{path: 0o600, path + "-wal": 0o600, filepath.Dir(path): 0o700} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("mode of %s: got %v, %v, want %v", filepath.Base(name), info.Mode().Perm(), err, want)
		}
	}
}

func TestSettingsReachEveryConnection(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		want := map[string]string{
			"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000", "secure_delete": "1",
		}
		if s.Dialect() == "postgres" {
			want = map[string]string{
				"TimeZone": "UTC", "statement_timeout": "55s", "lock_timeout": "15s", "application_name": "accord test",
				"idle_in_transaction_session_timeout": "10min",
			}
		}
		for name, value := range want {
			got, err := s.Setting(t.Context(), name)
			if err != nil || got != value {
				t.Errorf("%s: got %q, %v, want %q", name, got, err, value)
			}
		}
	})
}

func TestABackupIsWholeAndOverwritesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		path := filepath.Join(t.TempDir(), "it's a backup.db")
		if s.Dialect() == "postgres" {
			if err := s.BackupTo(t.Context(), path); !errors.Is(err, store.ErrOtherDialect) {
				t.Errorf("back up: got %v, want ErrOtherDialect", err)
			}
			return
		}
		plan := storetest.World{Organisations: 5, Commitments: 50}.Fill(t, s)
		if err := s.BackupTo(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		if err := s.BackupTo(t.Context(), path); !errors.Is(err, fs.ErrExist) {
			t.Errorf("back up again: got %v, want that the file exists", err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode of the backup: %v, %v", info.Mode(), err)
		}
		copied, err := store.Open(t.Context(), "sqlite:"+path, store.Options{Pending: store.Refuse})
		if err != nil {
			t.Fatal(err)
		}
		defer copied.Close()
		want, err := s.Head(t.Context(), plan.ID)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "head of the backup", want, func() (commitments.Tail, error) { return copied.Head(t.Context(), plan.ID) })
	})
}

func TestBytesOfARedactedNoteAreGoneFromTheFile(t *testing.T) {
	t.Parallel()
	d := storetest.SQLite(t)
	s := d.Open(t)
	plan := small(t, s)
	register(t, s, plan, "First", "the xylophonist of Ana")
	do(t, s, commitments.Redact{Plan: plan.Slug, Ref: "C-1", Seq: 1, Reason: "privacy"})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := strings.TrimPrefix(d.Address, "sqlite:")
	for _, name := range []string{path, path + "-wal"} {
		content, err := os.ReadFile(name)
		if err == nil && strings.Contains(string(content), "xylophonist") {
			t.Errorf("%s still has the note", filepath.Base(name))
		}
	}
}

func TestTimeZonesOfTheServerDoNotMatter(t *testing.T) {
	t.Parallel()
	dsn, ok := pgtest.DSN(t)
	if !ok {
		return
	}
	d := storetest.Postgres(t, storetest.WithParameter(t, dsn, "timezone", "Asia/Kathmandu"))
	s := d.Open(t)
	at := time.Date(2026, 10, 25, 1, 30, 0, 123456000, time.UTC)
	change(t, s, "", func(tx commitments.Tx) error {
		return tx.SaveMember(t.Context(), people.Member{ID: filledID(), CreatedAt: at, Key: "m-1"})
	})
	members, err := s.MembersByKey(t.Context(), []string{"m-1"})
	if err != nil || !members["m-1"].CreatedAt.Equal(at) || members["m-1"].CreatedAt.Location() != time.UTC {
		t.Errorf("instant: got %v, %v, want %v", members["m-1"].CreatedAt, err, at)
	}
}
