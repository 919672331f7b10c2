package seal_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/accord-tracker/accord/internal/seal"
)

func box(t *testing.T, key seal.Key, older ...seal.Key) *seal.Box {
	t.Helper()
	b, err := seal.New(key, older...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sealed(t *testing.T, b *seal.Box, text, about string) string {
	t.Helper()
	s, err := b.Seal([]byte(text), about)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWhatIsSealedOpensInItsPlaceAlone(t *testing.T) {
	t.Parallel()
	b := box(t, seal.NewKey())
	for _, text := range []string{"", "xoxb-1", strings.Repeat("ب", 20_000)} {
		s := sealed(t, b, text, "slack/token/T1")
		if strings.Contains(s, "xoxb") {
			t.Errorf("the text can be read: %s", s)
		}
		got, err := b.Open(s, "slack/token/T1")
		if err != nil || string(got) != text {
			t.Errorf("Open: got %d bytes, %v, want %d", len(got), err, len(text))
		}
		if _, err := b.Open(s, "slack/token/T2"); !errors.Is(err, seal.ErrBroken) {
			t.Errorf("in another row: got %v, want ErrBroken", err)
		}
	}
	if first, second := sealed(t, b, "a", "x"), sealed(t, b, "a", "x"); first == second {
		t.Error("two seals of one text are the same")
	}
}

func TestWhatWasChangedDoesNotOpen(t *testing.T) {
	t.Parallel()
	b := box(t, seal.NewKey())
	s := sealed(t, b, "token", "x")
	for _, bad := range []string{"", "token", s[:len(s)-2], s + "A", strings.Replace(s, "s1.", "s2.", 1), s[:20] + "!" + s[21:], "s1." + b.ID(), "s1." + b.ID() + "."} {
		if got, err := b.Open(bad, "x"); !errors.Is(err, seal.ErrBroken) {
			t.Errorf("Open(%q): got %q, %v, want ErrBroken", bad, got, err)
		}
	}
	if _, err := b.Open(s[:25]+flip(s[25])+s[26:], "x"); !errors.Is(err, seal.ErrBroken) {
		t.Errorf("a letter changed: got %v, want ErrBroken", err)
	}
}

// flip is another letter.
func flip(letter byte) string {
	if letter == 'A' {
		return "B"
	}
	return "A"
}

func TestAnOlderKeyStillOpensAndTheNewOneSeals(t *testing.T) {
	t.Parallel()
	older, newer := seal.NewKey(), seal.NewKey()
	before, after := box(t, older), box(t, newer, older)
	got, err := after.Open(sealed(t, before, "token", "x"), "x")
	if err != nil || string(got) != "token" {
		t.Errorf("sealed with the older key: got %q, %v", got, err)
	}
	if _, err := before.Open(sealed(t, after, "token", "x"), "x"); !errors.Is(err, seal.ErrAnotherKey) {
		t.Errorf("sealed with the newer key: got %v, want ErrAnotherKey", err)
	}
	if after.ID() != newer.ID() || !after.Has(older.ID()) || before.Has(newer.ID()) {
		t.Error("the ids of the keys are mixed up")
	}
}

func TestABoxWithoutAKeySaysSo(t *testing.T) {
	t.Parallel()
	var none *seal.Box
	if _, err := none.Seal(nil, ""); !errors.Is(err, seal.ErrNoKey) {
		t.Errorf("Seal: got %v, want ErrNoKey", err)
	}
	if _, err := none.Open("", ""); !errors.Is(err, seal.ErrNoKey) {
		t.Errorf("Open: got %v, want ErrNoKey", err)
	}
	if none.ID() != "" || none.Has("") {
		t.Error("it has a key after all")
	}
}

func TestKeysAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	first, second := seal.NewKey(), seal.NewKey()
	for _, text := range []string{
		first.Text() + " " + second.Text(), hex.EncodeToString(first[:]) + "," + hex.EncodeToString(second[:]),
		strings.TrimRight(first.Text(), "=") + "\n" + strings.NewReplacer("+", "-", "/", "_").Replace(second.Text()) + "\n",
	} {
		keys, err := seal.ParseKeys(text)
		if err != nil || len(keys) != 2 || keys[0] != first || keys[1] != second {
			t.Errorf("ParseKeys: got %d keys, %v", len(keys), err)
		}
	}
	for _, text := range []string{"", " ", "secret", first.Text()[:40], first.Text() + "AAAA", hex.EncodeToString(first[:])[:62], first.Text() + " x"} {
		_, err := seal.ParseKeys(text)
		if !errors.Is(err, seal.ErrKey) {
			t.Errorf("ParseKeys(%d characters): got %v, want ErrKey", len(text), err)
		}
		if err != nil && text != "" && text != " " && strings.Contains(err.Error(), text) {
			t.Errorf("the error repeats the key: %v", err)
		}
	}
}

func TestAKeyIsNotPrinted(t *testing.T) {
	t.Parallel()
	key := seal.NewKey()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		if got := fmt.Sprintf(verb, key); got != "[key "+key.ID()+"]" {
			t.Errorf("%s: got %s", verb, got)
		}
	}
}

func TestProgramsThatStartTogetherMakeOneKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "secret.key")
	var group sync.WaitGroup
	ids := make([]string, 20)
	for i := range ids {
		group.Go(func() {
			if err := seal.CreateFile(path); err != nil {
				t.Errorf("CreateFile: %v", err)
			}
			b, err := seal.ReadFile(path)
			if err != nil {
				t.Errorf("ReadFile: %v", err)
			}
			ids[i] = b.ID()
		})
	}
	group.Wait()
	for _, id := range ids {
		if id != ids[0] || id == "" {
			t.Fatalf("keys: got %q", ids)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("mode: got %v, %v, want 0600", info.Mode(), err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".secret-*")); err != nil || len(left) > 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
	if _, err := seal.ReadFile(path + "x"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: got %v", err)
	}
}
