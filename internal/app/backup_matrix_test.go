//go:build goolm

package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/app"
	"github.com/accord-tracker/accord/internal/chat/matrix"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/pgtest"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// M-15: a device that goes back to old keys is worse than none.
func TestABackupHasNoKeysOfMatrixAndSaysSo(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) { leavesKeysOut(t, d.Address, d.Open(t)) })
}

// M-15: where the address names no schema, the keys have one beside everybody's.
func TestABackupOfAWholeDatabaseHasNoKeysOfMatrix(t *testing.T) {
	t.Parallel()
	one, ok := pgtest.Private(t, pgtest.Options{Volatile: true})
	if !ok {
		t.Skip(pgtest.LeftOut)
	}
	if status, said := call(t, []string{"ACCORD_DATABASE=" + one.DSN()}, "migrate"); status != app.ExitOK {
		t.Fatalf("migrate: status %d: %s", status, said)
	}
	s, err := store.Open(t.Context(), one.DSN(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	leavesKeysOut(t, one.DSN(), s)
}

func leavesKeysOut(t *testing.T, address string, s *store.Store) {
	t.Helper()
	folder, environ := t.TempDir(), []string{"ACCORD_DATABASE=" + address}
	backup := func(name string) (said string, copied []byte) {
		t.Helper()
		file := filepath.Join(folder, name)
		status, said := call(t, environ, "backup", file)
		if status != app.ExitOK {
			t.Fatalf("backup: status %d: %s", status, said)
		}
		copied, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return said, copied
	}
	if said, _ := backup("before"); strings.Contains(said, "recovery key") {
		t.Errorf("without Matrix: got %q", said)
	}
	cipher, err := matrix.OpenCipher(matrix.CipherParts{Database: address, PickleKey: bytes.Repeat([]byte("k"), 32)})
	if err != nil {
		t.Fatal(err)
	}
	if err := cipher.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ChangeMatrixRoom(t.Context(), "@accord:hs.example", "!room", func(r *people.ChatRoom) { r.Name = "Plan" }); err != nil {
		t.Fatal(err)
	}
	said, copied := backup("after")
	if !strings.Contains(said, "recovery key") {
		t.Errorf("with Matrix: got %q, want that its keys are not in it", said)
	}
	for _, part := range []string{"crypto_version", matrix.KeysSchema} {
		if bytes.Contains(copied, []byte(part)) {
			t.Errorf("the backup has %s in it", part)
		}
	}
	if !bytes.Contains(copied, []byte("matrix_rooms")) {
		t.Error("the backup lacks the rooms, so that this tests nothing")
	}
}
