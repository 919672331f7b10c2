// Package directory reads lists of organisations from YAML, the starter directory that comes with the program among
// them. Being listed is no endorsement.
package directory

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/words"
	"gopkg.in/yaml.v3"
)

// MaxSize is the largest file that Read takes, in bytes.
const MaxSize = 4 << 20

//go:embed starter.yaml
var starter []byte

// listing is one organisation as the file states it.
type listing struct {
	Handle  string `yaml:"handle"` // optional: else made of the acronym or the name
	Name    string `yaml:"name"`
	Short   string `yaml:"short"`
	Kind    string `yaml:"kind"`
	Region  string `yaml:"region"`
	Country string `yaml:"country"`
	Website string `yaml:"website"`
	Role    string `yaml:"role"`
	Source  string `yaml:"source"`
}

// named is the role of organisations that the sources only mention: they are not to be offered as supporters, and are
// left out.
const named = "named"

// Starter is the directory that comes with the program: the organisations that took part in making the plans.
func Starter() ([]people.Organisation, error) { return Read(bytes.NewReader(starter)) }

// Read reads a list of organisations: a document with one member, organisations, whose items have name and kind, and
// may have handle, short, region, country, website, role and source. Every error is reported, with its line.
func Read(r io.Reader) ([]people.Organisation, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("read organisations: %w", err)
	}
	if len(text) > MaxSize {
		return nil, fmt.Errorf("the list of organisations is larger than %d bytes", MaxSize)
	}
	var document struct {
		Organisations []yaml.Node `yaml:"organisations"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&document); err != nil {
		return nil, fmt.Errorf("read organisations: %w", err)
	}
	return list(document.Organisations)
}

func list(nodes []yaml.Node) ([]people.Organisation, error) {
	var organisations []people.Organisation
	var faults []error
	lines := map[string]int{}
	for i := range nodes {
		item, err := decode(&nodes[i])
		if err != nil {
			faults = append(faults, fmt.Errorf("line %d: %w", nodes[i].Line, err))
			continue
		}
		if item.Role == named {
			continue
		}
		o := item.organisation()
		if err := check(o); err != nil {
			faults = append(faults, fmt.Errorf("line %d: %w", nodes[i].Line, err))
		}
		if first, taken := lines[o.Handle]; taken {
			faults = append(faults, fmt.Errorf("line %d: the handle %q is taken in line %d", nodes[i].Line, o.Handle, first))
		}
		lines[o.Handle] = nodes[i].Line
		organisations = append(organisations, o)
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return organisations, nil
}

// decode is strict about field names, which Node.Decode is not.
func decode(node *yaml.Node) (listing, error) {
	var item listing
	known := map[string]bool{
		"handle": true, "name": true, "short": true, "kind": true, "region": true,
		"country": true, "website": true, "role": true, "source": true,
	}
	if node.Kind != yaml.MappingNode {
		return item, errors.New("an organisation is a mapping with name and kind")
	}
	for i := 0; i < len(node.Content); i += 2 {
		if field := node.Content[i].Value; !known[field] {
			return item, fmt.Errorf("unknown field %q", field)
		}
	}
	return item, node.Decode(&item)
}

func (l listing) organisation() people.Organisation {
	o := people.Organisation{
		Handle: l.Handle, Name: l.Name, Acronym: l.Short, Kind: people.Kind(l.Kind),
		Region: l.Region, Country: l.Country, Website: l.Website,
	}
	if o.Handle == "" {
		if o.Handle = Handle(l.Short); o.Handle == "" {
			o.Handle = Handle(l.Name)
		}
	}
	return o
}

func check(o people.Organisation) error {
	switch {
	case strings.TrimSpace(o.Name) == "":
		return errors.New("an organisation needs a name")
	case !people.ValidHandle(o.Handle):
		return fmt.Errorf("%q cannot be a handle: a-z, 0-9 and hyphens inside, 64 at most", o.Handle)
	case !o.Kind.Known():
		return fmt.Errorf("unknown kind %q", o.Kind)
	}
	return nil
}

const longestHandle = 64

// Handle makes a handle of a name: folded to a-z and 0-9, words joined by hyphens, cut between words at 64.
func Handle(name string) string {
	parts := strings.FieldsFunc(words.Fold(name), func(r rune) bool {
		return r > unicode.MaxASCII || !(unicode.IsLetter(r) || unicode.IsDigit(r))
	})
	handle := ""
	for _, part := range parts {
		next := strings.TrimPrefix(handle+"-"+part, "-")
		if len(next) > longestHandle {
			break
		}
		handle = next
	}
	return handle
}
