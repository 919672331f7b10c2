package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/words"
	"github.com/alecthomas/kong"
)

const (
	prefix     = "ACCORD_"
	testPrefix = "ACCORD_TEST_" // read by tests, never by the programs
	fileSuffix = "_FILE"        // the value is in a file of this name
)

// Environ refuses every ACCORD_… variable of the environment that is not known, with the nearest name that is. A known
// name is also known with _FILE behind it. Names that begin with ACCORD_TEST_ pass. The values are not looked at.
func Environ(environment []string, known ...string) error {
	var wrong []error
	for _, setting := range slices.Sorted(slices.Values(environment)) {
		name, _, _ := strings.Cut(setting, "=")
		if !hasPrefixFold(name, prefix) || strings.HasPrefix(name, testPrefix) || isKnown(name, known) {
			continue
		}
		wrong = append(wrong, unknown(name, known))
	}
	return errors.Join(wrong...)
}

// Names are the variables that the fields of a program's settings name, sorted. Each program knows those of the other:
// both may be started from one file of settings.
func Names(settings any) ([]string, error) {
	parser, err := kong.New(settings)
	if err != nil {
		return nil, fmt.Errorf("read the settings' fields: %w", err)
	}
	var names []string
	err = eachFlag(parser, func(flag *kong.Flag) { names = append(names, flag.Envs...) })
	slices.Sort(names)
	return slices.Compact(names), err
}

func isKnown(name string, known []string) bool {
	return slices.Contains(known, name) || slices.Contains(known, strings.TrimSuffix(name, fileSuffix))
}

func unknown(name string, known []string) error {
	best, distance := "", 1+min(3, max(1, len(rest(name))/3)) // one typing error in three letters, three at most
	for _, candidate := range known {
		for _, k := range []string{candidate, candidate + fileSuffix} {
			if d := words.Distance(rest(name), rest(k), distance-1); d < distance {
				best, distance = k, d
			}
		}
	}
	if best == "" {
		return fmt.Errorf("%s: Accord knows no such variable", name)
	}
	return fmt.Errorf("%s: Accord knows no such variable; did you mean %s?", name, best)
}

// rest is what differs between two names.
func rest(name string) string { return strings.ToLower(name[len(prefix):]) }

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

func eachFlag(parser *kong.Kong, do func(*kong.Flag)) error {
	return kong.Visit(parser.Model.Node, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok {
			do(flag)
		}
		return next(nil)
	})
}
