package plans

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/problem"
	"gopkg.in/yaml.v3"
)

// maxItems is the most items of a list and fields of a mapping, so that a hostile document is refused quickly.
const maxItems = 5000

// reader walks the nodes of one document, notes where each field stands, and collects what is wrong.
type reader struct {
	file    string
	root    *yaml.Node
	places  map[string]*yaml.Node // by path
	faulted map[string]bool       // paths that have an error
	errs    *Errors
}

// field reads the value of one field; path is the field's own.
type field func(n *yaml.Node, path string)

func newReader(file string, errs *Errors) *reader {
	return &reader{file: file, places: map[string]*yaml.Node{}, faulted: map[string]bool{}, errs: errs}
}

// fault notes an error at the place of the path, or of the nearest thing that holds it.
func (r *reader) fault(path, key string, pairs ...any) {
	at := PlaceError{File: r.file, Path: path, Problem: problem.New(problem.Invalid, key, pairs...).At(path)}
	for holder := path; ; holder = holderOf(holder) {
		if n := r.places[holder]; n != nil {
			at.Line, at.Column = n.Line, n.Column
			break
		}
		if holder == "" {
			break
		}
	}
	r.faulted[path] = true
	*r.errs = append(*r.errs, at)
}

// holderOf is the path without its last member: "steps[3].code", "steps[3]", "steps", "".
func holderOf(path string) string { return path[:max(strings.LastIndexAny(path, ".["), 0)] }

// mapping reads the fields of a mapping. A field that is not in the list, or comes twice, is an error.
func (r *reader) mapping(n *yaml.Node, path string, fields map[string]field) {
	r.entries(n, path, func(name string, value *yaml.Node, at string) {
		read, known := fields[name]
		if !known {
			r.fault(at, "plans.unknown_field", "field", shorten(name), "known", strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
			return
		}
		read(value, at)
	})
}

// entries walks a mapping whose names are free.
func (r *reader) entries(n *yaml.Node, path string, each func(name string, value *yaml.Node, path string)) {
	r.places[path] = n
	if n.Kind != yaml.MappingNode {
		r.wrongKind(n, path, "plans.not_fields")
		return
	}
	if len(n.Content)/2 > maxItems {
		r.fault(path, "plans.too_many", "count", maxItems)
		return
	}
	seen := make(map[string]bool, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i]
		at := join(path, shorten(name.Value))
		if _, taken := r.places[at]; !taken {
			r.places[at] = name
		}
		switch {
		case name.Kind != yaml.ScalarNode || problemOfText(name.Value) != "":
			r.places[at] = name
			r.fault(at, "plans.bad_field_name")
		case seen[name.Value]:
			r.places[at] = name
			r.fault(at, "plans.duplicate_field", "field", shorten(name.Value))
		default:
			seen[name.Value] = true
			each(name.Value, n.Content[i+1], at)
		}
	}
}

// sequence reads the items of a list.
func (r *reader) sequence(n *yaml.Node, path string, item field) {
	r.places[path] = n
	if n.Kind != yaml.SequenceNode {
		r.wrongKind(n, path, "plans.not_list")
		return
	}
	if len(n.Content) > maxItems {
		r.fault(path, "plans.too_many", "count", maxItems)
		return
	}
	for i, value := range n.Content {
		at := fmt.Sprintf("%s[%d]", path, i)
		r.places[at] = value
		item(value, at)
	}
}

// scalar is the text of a single value, and whether there is one.
func (r *reader) scalar(n *yaml.Node, path string) (string, bool) {
	r.places[path] = n
	if n.Kind != yaml.ScalarNode || !plainTag(n.ShortTag()) {
		r.wrongKind(n, path, "plans.not_text")
		return "", false
	}
	if n.ShortTag() == "!!null" {
		return "", true
	}
	if key := problemOfText(n.Value); key != "" {
		r.fault(path, key)
		return "", false
	}
	return strings.TrimSpace(n.Value), true
}

func plainTag(tag string) bool {
	switch tag {
	case "!!str", "!!int", "!!float", "!!timestamp", "!!bool", "!!null":
		return true
	}
	return false
}

func (r *reader) wrongKind(n *yaml.Node, path, key string) {
	if n.Kind == yaml.AliasNode {
		key = "plans.reference"
	}
	r.fault(path, key)
}

// required faults fields of a mapping that are missing or empty, unless they have an error already.
func (r *reader) required(path string, fields ...string) {
	if r.places[path].Kind != yaml.MappingNode || r.faulted[path] {
		return
	}
	for _, name := range fields {
		at := join(path, name)
		n, there := r.places[at]
		switch {
		case r.faulted[at]:
		case !there:
			r.fault(at, "plans.missing", "field", name)
		case len(n.Content) == 0 && (n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" || strings.TrimSpace(n.Value) == ""):
			r.fault(at, "plans.empty", "field", name)
		}
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// shorten keeps what others wrote short enough to be quoted in a message.
func shorten(s string) string {
	const most = 60
	if runes := []rune(strings.ToValidUTF8(s, "\uFFFD")); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return s
}
