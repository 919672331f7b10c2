// Package problem has the one error that a person will read: a kind, the key of a sentence in the catalogues, and the
// arguments of that sentence. Everything else that goes wrong is an ordinary error, and the person sees a reference number.
package problem

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Kind says what sort of refusal a problem is, for an edge that must choose a status code or a colour.
type Kind string

const (
	Invalid   Kind = "invalid"   // what was asked makes no sense as it stands
	Refused   Kind = "refused"   // the actor may not do it
	NotFound  Kind = "not_found" // there is no such thing, or the reader may not see it
	Conflict  Kind = "conflict"  // somebody else was faster, or it is already so
	Exhausted Kind = "exhausted" // too often, too much
)

// Args are the named values of a sentence: text, numbers, civil dates, or a Word, which is itself translated.
type Args map[string]any

// Word is an argument that has a translation of its own: the key of a catalogue entry, such as "status.paused".
type Word string

// Problem is a refusal in words. Field names the input at fault, if one is ("percent", "changes.due_on").
type Problem struct {
	Kind  Kind
	Key   string
	Args  Args
	Field string
}

// Error is for logs and tests; people read the sentence of Key.
func (p Problem) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", p.Kind, p.Key)
	if p.Field != "" {
		fmt.Fprintf(&b, " at %s", p.Field)
	}
	for _, name := range slices.Sorted(maps.Keys(p.Args)) {
		fmt.Fprintf(&b, " %s=%v", name, p.Args[name])
	}
	return b.String()
}

// Is makes errors.Is compare kind and key, so that a test or a caller can name the refusal it expects.
func (p Problem) Is(target error) bool {
	other, ok := target.(Problem)
	return ok && other.Key == p.Key && (other.Kind == "" || other.Kind == p.Kind)
}

// At is the problem with the field at fault named.
func (p Problem) At(field string) Problem {
	p.Field = field
	return p
}

// New makes a problem from alternating names and values: New(Invalid, "percent.range", "percent", 120).
func New(kind Kind, key string, pairs ...any) Problem {
	p := Problem{Kind: kind, Key: key}
	if len(pairs) > 0 {
		p.Args = make(Args, len(pairs)/2)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		p.Args[pairs[i].(string)] = pairs[i+1]
	}
	return p
}

// Of finds the problem in an error, if there is one.
func Of(err error) (Problem, bool) {
	var p Problem
	ok := errors.As(err, &p)
	return p, ok
}
