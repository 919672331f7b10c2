package pgtest

import (
	"errors"
	"testing"
)

func TestTheMajorVersionIsRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n": 15,
		"postgres (PostgreSQL) 9.6.24":                           9,
		"postgres (PostgreSQL) 18beta1":                          18,
		"no number":                                              0,
	} {
		got, err := majorOf(text)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("majorOf(%q): got %d, %v, want %d", text, got, err, want)
		}
	}
}

func TestAFolderWithoutAServerIsNotInstalled(t *testing.T) {
	t.Parallel()
	if _, err := programsIn(t.Context(), t.TempDir()); !errors.Is(err, ErrNotInstalled) {
		t.Errorf("programsIn an empty folder: got %v, want ErrNotInstalled", err)
	}
}
