// Package bidi keeps text of two directions apart: it takes the invisible controls out of what others wrote, and puts
// an isolate around a value, so that an Arabic name in an English sentence (or the reverse) reorders nothing beside it
// (Unicode Standard Annex 9). It knows no markup.
package bidi

import (
	"strings"

	"golang.org/x/text/unicode/bidi"
)

// Direction is the direction of a language's script, as HTML's dir attribute has it.
type Direction string

const (
	LTR Direction = "ltr"
	RTL Direction = "rtl"
)

// The controls around a value.
const (
	FSI = "\u2068" // first strong isolate: what follows is read in the direction of its first letter
	LRI = "\u2066" // left-to-right isolate, for what always reads so, whatever its letters: an address
	PDI = "\u2069" // pop directional isolate: its end
)

// Strip takes out every directional control: marks, embeddings, overrides and isolates. What is left reads in the
// order of its letters, whoever wrote it.
func Strip(s string) string {
	if !strings.ContainsFunc(s, IsControl) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if IsControl(r) {
			return -1
		}
		return r
	}, s)
}

// Isolate puts an isolate around s where it could disturb a line of the given direction: around anything in a
// right-to-left line, around what holds right-to-left letters in a left-to-right one. Controls within s are stripped.
func Isolate(s string, line Direction) string {
	s = Strip(s)
	if s == "" || line != RTL && !HasRTL(s) {
		return s
	}
	return FSI + s + PDI
}

// HasRTL says whether s holds a right-to-left letter or an Arabic-Indic digit.
func HasRTL(s string) bool {
	for _, r := range s {
		if r < 0x590 { // Latin, Greek, Cyrillic: the usual case
			continue
		}
		switch p, _ := bidi.LookupRune(r); p.Class() {
		case bidi.R, bidi.AL, bidi.AN:
			return true
		}
	}
	return false
}

// IsControl says whether r is one of the twelve directional controls.
func IsControl(r rune) bool {
	switch {
	case r == '\u061c', r == '\u200e', r == '\u200f':
		return true
	}
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}
