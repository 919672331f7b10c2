package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/uptrace/bun"
)

type keepsakeRow struct {
	bun.BaseModel `bun:"table:keepsakes,alias:ks"`

	Name string `bun:",pk"`
	Text string // sealed
}

func aboutKeepsake(name string) string { return "keepsakes/text/" + name }

// Keepsake is the text under a name, and "" where nothing was kept.
func (s *Store) Keepsake(ctx context.Context, name string) (string, error) {
	if err := sound(name); err != nil {
		return "", err
	}
	var row keepsakeRow
	err := said(s.read.NewSelect().Model(&row).Where("name = ?", name).Scan(ctx))
	if errors.Is(err, commitments.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read keepsake %s: %w", name, err)
	}
	box, err := s.Box(ctx)
	if err != nil {
		return "", err
	}
	text, err := box.Open(row.Text, aboutKeepsake(name))
	if err != nil {
		return "", fmt.Errorf("read keepsake %s: %w", name, err)
	}
	return string(text), nil
}

// Keep keeps a text under a name, in place of the one before.
func (s *Store) Keep(ctx context.Context, k queue.Keepsake) error {
	rows, err := s.keepsakeRows(ctx, []queue.Keepsake{k})
	if err != nil {
		return err
	}
	return said(saveKeepsakes(ctx, s.write, rows))
}

func (s *Store) keepsakeRows(ctx context.Context, list []queue.Keepsake) ([]keepsakeRow, error) {
	if len(list) == 0 {
		return nil, nil
	}
	box, err := s.Box(ctx)
	if err != nil {
		return nil, err
	}
	rows := make([]keepsakeRow, len(list))
	for i, k := range list {
		text, err := box.Seal([]byte(k.Text), aboutKeepsake(k.Name))
		if err != nil {
			return nil, err
		}
		rows[i] = keepsakeRow{Name: k.Name, Text: text}
	}
	return rows, sound(rows)
}

func saveKeepsakes(ctx context.Context, db bun.IDB, rows []keepsakeRow) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := db.NewInsert().Model(&rows).On("conflict (name) do update").Set("text = excluded.text").Exec(ctx)
	if err != nil {
		return fmt.Errorf("keep keepsakes: %w", err)
	}
	return nil
}
