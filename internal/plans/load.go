package plans

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/accord-tracker/accord/internal/problem"
	"gopkg.in/yaml.v3"
)

// Load reads a plan document and its overlays (docs/plans.md has the schema) and checks them. Positions are the order
// of the document; ids and CreatedAt are left empty. The error, if any, is Errors: everything that is wrong, with its
// place. A plan comes back only if nothing is.
func Load(document File, overlays ...File) (*Plan, error) {
	var errs Errors
	files := append([]File{document}, overlays...)
	r := newReader(document.Name, &errs)
	if !r.parse(document.Text) {
		return nil, errs.inOrder(files)
	}
	p := r.plan()
	r.check(p)
	words := newVoices(p, r)
	for _, overlay := range overlays {
		o := newReader(overlay.Name, &errs)
		if o.parse(overlay.Text) {
			o.overlay(p, words)
		}
	}
	words.check()
	if len(errs) > 0 {
		return nil, errs.inOrder(files)
	}
	return p, nil
}

// parse finds the root of a document that is sound enough to be read.
func (r *reader) parse(text []byte) bool {
	if len(text) > MaxSize {
		return r.unreadable(0, 0, problem.New(problem.Exhausted, "plans.too_large", "megabytes", MaxSize>>20))
	}
	if key, offset := problemOfBytes(text); key != "" {
		before := text[:offset]
		start := bytes.LastIndexByte(before, '\n') + 1
		return r.unreadable(1+bytes.Count(before, []byte("\n")), 1+utf8.RuneCount(before[start:]), problem.New(problem.Invalid, key))
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, second yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return r.unreadable(1, 1, problem.New(problem.Invalid, "plans.empty_file"))
	} else if err != nil {
		return r.notYAML(err)
	}
	if err := decoder.Decode(&second); err == nil {
		return r.unreadable(second.Line, second.Column, problem.New(problem.Invalid, "plans.second_document"))
	} else if !errors.Is(err, io.EOF) {
		return r.notYAML(err)
	}
	if len(document.Content) == 0 {
		return r.unreadable(1, 1, problem.New(problem.Invalid, "plans.empty_file"))
	}
	r.root = document.Content[0]
	return true
}

func (r *reader) unreadable(line, column int, p problem.Problem) bool {
	*r.errs = append(*r.errs, PlaceError{File: r.file, Line: line, Column: column, Problem: p})
	return false
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?`)

// notYAML takes the line out of what the YAML library says; it tells no column.
func (r *reader) notYAML(err error) bool {
	why := err.Error()
	found := yamlLine.FindStringSubmatch(why)
	line, _ := strconv.Atoi(found[1])
	return r.unreadable(line, 0, problem.New(problem.Invalid, "plans.not_yaml", "why", shorten(strings.TrimPrefix(why, found[0]))))
}

// problemOfBytes looks for what no text has, before the YAML library sees it: broken UTF-8 and NUL.
func problemOfBytes(text []byte) (key string, offset int) {
	if i := bytes.IndexByte(text, 0); i >= 0 {
		return "plans.nul", i
	}
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRune(text[i:])
		if c == utf8.RuneError && size == 1 {
			return "plans.not_utf8", i
		}
		i += size
	}
	return "", 0
}
