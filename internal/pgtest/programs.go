package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

// ErrNotInstalled is returned where the machine has no PostgreSQL server programs.
var ErrNotInstalled = errors.New("PostgreSQL's initdb and postgres are not on this machine (Debian: apt-get install postgresql)")

// packaged is where distributions put the server programs, which are not on the PATH.
var packaged = []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin"}

var version = regexp.MustCompile(`(\d+)(?:\.\d+)*`)

// programs is a folder with the server programs, and their major version.
type programs struct {
	folder string
	major  int
}

// findPrograms takes the newest server among those that are packaged, and else the one on the PATH.
func findPrograms(ctx context.Context) (programs, error) {
	var best programs
	for _, pattern := range packaged {
		folders, err := filepath.Glob(pattern)
		if err != nil {
			return programs{}, fmt.Errorf("look into %s: %w", pattern, err)
		}
		for _, folder := range folders {
			if p, err := programsIn(ctx, folder); err == nil && p.major > best.major {
				best = p
			}
		}
	}
	if best.major > 0 {
		return best, nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return programs{}, ErrNotInstalled
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return programs{}, fmt.Errorf("follow initdb: %w", err)
	}
	return programsIn(ctx, filepath.Dir(path))
}

func programsIn(ctx context.Context, folder string) (programs, error) {
	for _, name := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			return programs{}, ErrNotInstalled
		}
	}
	out, err := exec.CommandContext(ctx, filepath.Join(folder, "postgres"), "--version").Output()
	if err != nil {
		return programs{}, fmt.Errorf("ask postgres for its version: %w", err)
	}
	major, err := majorOf(string(out))
	return programs{folder: folder, major: major}, err
}

// majorOf reads "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)".
func majorOf(text string) (int, error) {
	found := version.FindStringSubmatch(text)
	if found == nil {
		return 0, fmt.Errorf("no version in %q", text)
	}
	return strconv.Atoi(found[1])
}

func (p programs) path(name string) string { return filepath.Join(p.folder, name) }

// Program is the path of one of PostgreSQL's programs on this machine: pgbench.
func Program(ctx context.Context, name string) (string, error) {
	p, err := findPrograms(ctx)
	if err != nil {
		return "", err
	}
	return p.path(name), nil
}
