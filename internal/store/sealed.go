package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/seal"
	"github.com/uptrace/bun"
)

// ErrKeyLost says that something in the database was sealed with a key, and the file with the key is gone.
var ErrKeyLost = errors.New("the database has sealed texts, and the file with its key is not there")

// keyFile is the name of the file beside a SQLite database that has its key.
const keyFile = "secret.key"

type sealKeyRow struct {
	bun.BaseModel `bun:"table:seal_keys,alias:sk"`

	ID string `bun:",pk"`
}

// KeyFile is where the key is kept if Options have none: beside the SQLite file; empty on PostgreSQL.
func (s *Store) KeyFile() string {
	if s.path == "" {
		return ""
	}
	return filepath.Join(filepath.Dir(s.path), keyFile)
}

// Box seals what stands in the database, and opens it. It is that of Options. Where they have none, the key is in a file
// beside the SQLite database, which is made the first time that something is sealed; on PostgreSQL it is seal.ErrNoKey
// then. A key file that is gone is ErrKeyLost, not replaced. In a transaction, it is boxIn that is asked.
func (s *Store) Box(ctx context.Context) (*seal.Box, error) {
	box, noted, err := s.loadBox(ctx)
	if err != nil || noted {
		return box, err
	}
	if err := noteSealKey(ctx, s.write, box.ID()); err != nil {
		return nil, err
	}
	s.sealing.Lock()
	defer s.sealing.Unlock()
	s.boxNoted = true
	return box, nil
}

// boxIn is Box in a transaction.
func (s *Store) boxIn(ctx context.Context, db bun.IDB) (*seal.Box, error) {
	box, noted, err := s.loadBox(ctx)
	if err != nil || noted {
		return box, err
	}
	return box, noteSealKey(ctx, db, box.ID())
}

// loadBox says besides whether the id of its key is in the database.
func (s *Store) loadBox(ctx context.Context) (box *seal.Box, noted bool, err error) {
	s.sealing.Lock()
	defer s.sealing.Unlock()
	if s.box == nil {
		if s.box, err = s.boxOfFile(ctx); err != nil {
			return nil, false, err
		}
	}
	return s.box, s.boxNoted, nil
}

func noteSealKey(ctx context.Context, db bun.IDB, id string) error {
	if _, err := db.NewInsert().Model(&sealKeyRow{ID: id}).On("conflict do nothing").Exec(ctx); err != nil {
		return said(fmt.Errorf("note the id of the key: %w", err))
	}
	return nil
}

func (s *Store) boxOfFile(ctx context.Context) (*seal.Box, error) {
	path := s.KeyFile()
	if path == "" {
		return nil, seal.ErrNoKey
	}
	box, err := seal.ReadFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return box, err
	}
	known, err := s.SealKeys(ctx)
	if err != nil {
		return nil, err
	}
	if len(known) > 0 {
		return nil, fmt.Errorf("%s: %w", path, ErrKeyLost)
	}
	if err := seal.CreateFile(path); err != nil {
		return nil, err
	}
	return seal.ReadFile(path)
}

// SealKeys are the ids of the keys that something was sealed with.
func (s *Store) SealKeys(ctx context.Context) ([]string, error) {
	var ids []string
	if err := s.read.NewSelect().Model((*sealKeyRow)(nil)).Column("id").Order("id").Scan(ctx, &ids); err != nil {
		return nil, said(fmt.Errorf("list the ids of keys: %w", err))
	}
	return ids, nil
}

// ForgetSealKey says that nothing sealed with a key is wanted any more.
func (s *Store) ForgetSealKey(ctx context.Context, id string) error {
	result, err := s.write.NewDelete().Model((*sealKeyRow)(nil)).Where("id = ?", id).Exec(ctx)
	if err != nil {
		return said(fmt.Errorf("forget a key: %w", err))
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return said(err)
	}
	return commitments.ErrNotFound
}
