package chattest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// Fresh is a store on SQLite with the built-in plans in it. It is a copy of one that was made once: making its tables and
// reading the plans takes longer than most conversations.
func Fresh(t testing.TB) *store.Store {
	t.Helper()
	made, err := fresh()
	if err != nil {
		t.Fatal(err)
	}
	d := storetest.SQLite(t)
	if err := os.WriteFile(strings.TrimPrefix(d.Address, "sqlite:"), made, 0o600); err != nil {
		t.Fatal(err)
	}
	return d.Open(t)
}

// fresh is the file of such a store.
var fresh = sync.OnceValues(func() (file []byte, err error) {
	folder, err := os.MkdirTemp("", "accord-fresh-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "accord.db")
	ctx := context.Background()
	kept, err := store.Open(ctx, "sqlite:"+path, store.Options{Program: "accord test"})
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	alike, err := built()
	if err != nil {
		return nil, err
	}
	service := commitments.NewService(kept, func() time.Time { return beginning })
	for _, d := range alike.documents {
		if _, err := service.Do(ctx, operator, commitments.ImportPlan{Document: d}); err != nil {
			return nil, fmt.Errorf("import %s: %w", d.Slug, err)
		}
	}
	if err := kept.Close(); err != nil {
		return nil, fmt.Errorf("close: %w", err)
	}
	return os.ReadFile(path)
})
