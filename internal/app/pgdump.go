package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/chat/matrix"
	"github.com/accord-tracker/accord/internal/config"
)

// dump writes a custom-format archive of the database with pg_dump. The password goes through the environment, where
// other users of the machine do not see it.
func dump(ctx context.Context, p Program, database config.Database, file string) error {
	arguments, environment, err := connection(database)
	if err != nil {
		return err
	}
	if schema := schemaOf(database); schema != "" {
		arguments = append(arguments, "--schema="+schema)
	} else { // a device of Matrix must never go back to old keys
		arguments = append(arguments, "--exclude-schema="+matrix.KeysSchema)
	}
	part := file + ".part"
	arguments = append(arguments, "--format=custom", "--no-owner", "--no-privileges", "--file="+part)
	if err := p.postgresTool(ctx, "pg_dump", arguments, environment); err != nil {
		return errors.Join(err, os.RemoveAll(part))
	}
	if err := os.Chmod(part, 0o600); err != nil {
		return err
	}
	return os.Rename(part, file)
}

// undump fills an empty database from such an archive, in one transaction.
func undump(ctx context.Context, p Program, database config.Database, file string) error {
	arguments, environment, err := connection(database)
	if err != nil {
		return err
	}
	arguments = append(arguments, "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", file)
	return p.postgresTool(ctx, "pg_restore", arguments, environment)
}

// connection says how PostgreSQL's own programs reach the database.
func connection(database config.Database) (arguments, environment []string, err error) {
	u, err := url.Parse(database.Address())
	if err != nil {
		return nil, nil, errors.New("the address of the database cannot be read")
	}
	arguments = []string{"--host=" + u.Hostname(), "--dbname=" + strings.TrimPrefix(u.Path, "/"), "--no-password"}
	if port := u.Port(); port != "" {
		arguments = append(arguments, "--port="+port)
	}
	if name := u.User.Username(); name != "" {
		arguments = append(arguments, "--username="+name)
	}
	environment = slices.Clone(os.Environ())
	if password, ok := u.User.Password(); ok {
		environment = append(environment, "PGPASSWORD="+password)
	}
	if mode := u.Query().Get("sslmode"); mode != "" {
		environment = append(environment, "PGSSLMODE="+mode)
	}
	return arguments, environment, nil
}

// schemaOf is the schema that the address names, if it names one.
func schemaOf(database config.Database) string {
	u, err := url.Parse(database.Address())
	if err != nil {
		return ""
	}
	return u.Query().Get("search_path")
}

func (p Program) postgresTool(ctx context.Context, name string, arguments, environment []string) error {
	path, err := p.findPostgresTool(name)
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, path, arguments...)
	command.Env = environment
	var complaint bytes.Buffer
	command.Stderr = &complaint
	if err := command.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(complaint.String()))
	}
	return nil
}

// errNoTool says that a program of PostgreSQL's is not on this machine.
var errNoTool = errors.New("this program of PostgreSQL is not installed (Debian: apt-get install postgresql-client)")

// findPostgresTool looks in the path, then where Debian keeps the newest version.
func (p Program) findPostgresTool(name string) (string, error) {
	folders := p.Tools
	if folders == nil {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
		var err error
		if folders, err = filepath.Glob("/usr/lib/postgresql/*/bin"); err != nil {
			return "", err
		}
	}
	for _, folder := range slices.Backward(folders) {
		if path, err := exec.LookPath(filepath.Join(folder, name)); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s: %w", name, errNoTool)
}
