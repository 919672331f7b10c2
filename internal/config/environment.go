package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// ErrNoDataFolder is for whoever needs the database and was told of none: Common.Database is then zero.
var ErrNoDataFolder = errors.New("no folder for data, because neither XDG_DATA_HOME nor HOME is set: say where the database is with --database or ACCORD_DATABASE")

// Environment is the environment of a process, and what was odd about the files that it names.
type Environment struct {
	values   map[string]string
	warnings []string
}

// NewEnvironment takes what os.Environ returns. Of a name that is there twice the last one counts; a variable that is
// empty counts as not set.
func NewEnvironment(environ []string) *Environment {
	e := &Environment{values: map[string]string{}}
	for _, setting := range environ {
		if name, value, ok := strings.Cut(setting, "="); ok && name != "" {
			e.values[name] = value
		}
	}
	return e
}

// Option makes kong take the fields' `env` variables from this environment, where a flag does not say otherwise: from
// the variable X itself, or from the file that X_FILE names. An error never repeats a value.
func (e *Environment) Option() kong.Option {
	return kong.OptionFunc(func(k *kong.Kong) error {
		variables := map[*kong.Value][]string{}
		for _, option := range []kong.Option{
			kong.Vars{"version": Version()},
			kong.PostBuild(func(k *kong.Kong) error { return takeOver(k, variables) }),
			kong.ValueFormatter(func(v *kong.Value) string { return withVariables(v.Help, variables[v]) }),
			kong.Resolvers(kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
				return e.resolve(flag, variables[flag.Value])
			})),
		} {
			if err := option.Apply(k); err != nil {
				return err
			}
		}
		return nil
	})
}

// Warnings says what was odd about the files read so far.
func (e *Environment) Warnings() []string { return slices.Clone(e.warnings) }

// takeOver keeps kong from reading the process's own environment, which it would repeat in its errors, values included.
func takeOver(k *kong.Kong, variables map[*kong.Value][]string) error {
	return eachFlag(k, func(flag *kong.Flag) {
		variables[flag.Value] = flag.Tag.Envs
		flag.Tag.Envs, flag.Envs = nil, nil
	})
}

func withVariables(help string, names []string) string {
	if len(names) == 0 {
		return help
	}
	return fmt.Sprintf("%s ($%s)", help, strings.Join(names, ", $"))
}

func (e *Environment) resolve(flag *kong.Flag, names []string) (any, error) {
	for _, name := range names {
		value, err := e.Lookup(name)
		if err != nil {
			return nil, err
		}
		if value != "" {
			return value, nil
		}
	}
	switch flag.Target.Addr().Interface().(type) {
	case *Database:
		return e.defaultDatabase(), nil
	default:
		return e.otherDefault(flag), nil
	}
}

// Lookup is the value of a variable, or what stands in the file that the variable with _FILE behind it names. It is
// empty where neither is set. Both at once is an error.
func (e *Environment) Lookup(name string) (string, error) {
	value, path := e.values[name], e.values[name+fileSuffix]
	if value != "" && path != "" {
		return "", fmt.Errorf("both %s and %s%s are set", name, name, fileSuffix)
	}
	if path == "" {
		return value, nil
	}
	secret, warning, err := ReadSecret(path)
	if err != nil {
		return "", fmt.Errorf("%s%s: %w", name, fileSuffix, err)
	}
	if warning != "" {
		e.warnings = append(e.warnings, name+fileSuffix+": "+warning)
	}
	return secret.Reveal(), nil
}

// DataFolder is where this user's programs keep their data (XDG Base Directory Specification), or ErrNoDataFolder.
func (e *Environment) DataFolder() (string, error) {
	if folder := e.values["XDG_DATA_HOME"]; filepath.IsAbs(folder) {
		return folder, nil
	}
	if home := e.values["HOME"]; filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "share"), nil
	}
	if folder := e.values["LOCALAPPDATA"]; filepath.IsAbs(folder) { // Windows
		return folder, nil
	}
	return "", ErrNoDataFolder
}

// Language is the language of the person's environment, where it is among those offered, and else empty.
func (e *Environment) Language(offered ...string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := e.values[name]; value != "" {
			language, _, _ := strings.Cut(strings.ToLower(value), "_")
			language, _, _ = strings.Cut(language, ".")
			if slices.Contains(offered, language) {
				return language
			}
			return ""
		}
	}
	return ""
}

// defaultDatabase is nil where there is no folder for data: what needs no database then still works.
func (e *Environment) defaultDatabase() any {
	folder, err := e.DataFolder()
	if err != nil {
		return nil
	}
	return "sqlite:" + filepath.Join(folder, "accord", "accord.db")
}

// otherDefault is nil where the field's own default holds.
func (e *Environment) otherDefault(flag *kong.Flag) any {
	if flag.Name != "language" {
		return nil
	}
	if language := e.Language(flag.EnumSlice()...); language != "" {
		return language
	}
	return nil
}
