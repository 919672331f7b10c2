package store

import (
	"encoding/json"
	"strings"

	"github.com/accord-tracker/accord/internal/commitments"
)

// changeDocument is a stored change of a field. The names are for ever.
type changeDocument struct {
	Old valueDocument `json:"old,omitzero"`
	New valueDocument `json:"new,omitzero"`
}

// valueDocument is a text or a list of texts, as in a bundle.
type valueDocument commitments.Value

// IsZero leaves a value that is empty out of the JSON.
func (v valueDocument) IsZero() bool { return commitments.Value(v).Empty() }

// MarshalJSON writes the list if there is one, else the text.
func (v valueDocument) MarshalJSON() ([]byte, error) {
	if len(v.List) > 0 {
		return json.Marshal(v.List)
	}
	return json.Marshal(v.Text)
}

// UnmarshalJSON reads either.
func (v *valueDocument) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '[' {
		return json.Unmarshal(text, &v.List)
	}
	return json.Unmarshal(text, &v.Text)
}

func changesText(changes commitments.Changes) (string, error) {
	if changes == nil {
		return "", nil // {} is another thing: it enters the digest
	}
	documents := make(map[commitments.Field]changeDocument, len(changes))
	for field, c := range changes {
		documents[field] = changeDocument{valueDocument(c.Old), valueDocument(c.New)}
	}
	text, err := json.Marshal(documents)
	return string(text), err
}

func changesOf(text string) (commitments.Changes, error) {
	if text == "" {
		return nil, nil
	}
	if changes, ok := (&changeScanner{rest: text}).changes(); ok {
		return changes, nil
	}
	var documents map[commitments.Field]changeDocument
	if err := textInto(text, &documents); err != nil {
		return nil, err
	}
	changes := make(commitments.Changes, len(documents))
	for field, d := range documents {
		changes[field] = commitments.Change{Old: commitments.Value(d.Old), New: commitments.Value(d.New)}
	}
	return changes, nil
}

// changeScanner reads changes as changesText writes them, as long as no text in them is escaped. A report reads a
// hundred thousand of these, and encoding/json takes ten times as long. Whatever it does not expect it leaves to
// encoding/json.
type changeScanner struct {
	rest   string
	failed bool
}

func (s *changeScanner) changes() (commitments.Changes, bool) {
	changes := commitments.Changes{}
	s.object(func(field string) {
		var c commitments.Change
		s.object(func(side string) {
			switch side {
			case "old":
				c.Old = s.value()
			case "new":
				c.New = s.value()
			default:
				s.failed = true
			}
		})
		changes[commitments.Field(field)] = c
	})
	return changes, !s.failed && s.rest == ""
}

// object reads {"name":…,…} and hands each name over, for its value to be read.
func (s *changeScanner) object(member func(name string)) {
	s.take('{')
	for !s.failed && !s.at('}') {
		name := s.text()
		s.take(':')
		member(name)
		if !s.at('}') {
			s.take(',')
		}
	}
	s.take('}')
}

func (s *changeScanner) value() commitments.Value {
	if !s.at('[') {
		return commitments.Value{Text: s.text()}
	}
	var list []string
	s.take('[')
	for !s.failed && !s.at(']') {
		list = append(list, s.text())
		if !s.at(']') {
			s.take(',')
		}
	}
	s.take(']')
	return commitments.Value{List: list}
}

// text reads "…" without escapes.
func (s *changeScanner) text() string {
	s.take('"')
	end := strings.IndexByte(s.rest, '"')
	if s.failed || end < 0 || strings.IndexByte(s.rest[:end], '\\') >= 0 {
		s.failed = true
		return ""
	}
	text := s.rest[:end]
	s.rest = s.rest[end+1:]
	return text
}

func (s *changeScanner) at(c byte) bool { return s.rest != "" && s.rest[0] == c }

func (s *changeScanner) take(c byte) {
	if !s.at(c) {
		s.failed = true
		return
	}
	s.rest = s.rest[1:]
}
