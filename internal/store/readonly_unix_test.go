//go:build unix

package store_test

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// nobody is the account without rights that Unix systems have.
const nobody = 65534

func TestAFileThatMayNotBeWrittenIsReadOnly(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 { // the superuser may write every file
		asNobody(t)
		return
	}
	d := storetest.SQLite(t)
	d.Open(t).Close()
	path := strings.TrimPrefix(d.Address, "sqlite:")
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), d.Address, store.Options{})
	if err == nil {
		err = addMember(t.Context(), s, "m-1")
		s.Close()
	}
	if !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("write: got %v, want ErrReadOnly", err)
	}
}

// asNobody runs this test again in a process of an account without rights.
func asNobody(t *testing.T) {
	t.Helper()
	folder, err := os.MkdirTemp("", "accord-nobody-*") //nolint:usetesting // nobody may not enter the test's own folder
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	binary := filepath.Join(folder, "test")
	if err := errors.Join(copyFile(os.Args[0], binary), os.Chown(folder, nobody, nobody), os.Chown(binary, nobody, nobody)); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), binary, "-test.run=^"+t.Name()+"$", "-test.v")
	command.Dir = folder
	command.Env = []string{"TMPDIR=" + folder, "HOME=" + folder}
	command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	said, err := command.CombinedOutput()
	if err != nil || !strings.Contains(string(said), "--- PASS: "+t.Name()) {
		t.Errorf("as nobody: %v\n%s", err, said)
	}
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }()
	copied, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o700)
	if err != nil {
		return err
	}
	_, err = io.Copy(copied, source)
	return errors.Join(err, copied.Close())
}
