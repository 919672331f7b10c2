package plans

import (
	"strings"
	"unicode/utf8"

	"github.com/accord-tracker/accord/internal/words"
)

// letter reads a single letter, in Latin or in the Arabic order of items.
func (s *codeScan) letter(i int) (string, bool) {
	if i >= len(s.t) || s.t[i].Kind != words.Word {
		return "", false
	}
	fold := s.t[i].Fold
	if len(fold) == 1 && fold[0] >= 'a' && fold[0] <= 'z' {
		return fold, true
	}
	letter, ok := s.r.grammar.letters[fold]
	return letter, ok
}

// item reads the letter of an item after a number: 29c, 29.c, 29(c), 29, letter c, 29 c. bad: what is glued to the
// number is a letter of another script.
func (s *codeScan) item(i int, cued bool) (letter string, end int, bad bool) {
	if i >= len(s.t) {
		return "", i, false
	}
	if t := s.t[i]; t.Glued && (t.Kind == words.Word || t.Kind == words.Odd) {
		if letter, ok := s.letter(i); ok {
			return letter, i + 1, false
		}
		return "", i + 1, utf8.RuneCountInString(t.Fold) == 1
	}
	if letter, end, ok := s.bracketed(i); ok {
		return letter, end, false
	}
	if letter, end, ok := s.named(i); ok {
		return letter, end, false
	}
	if letter, ok := s.letter(i); ok && s.standsAlone(i, letter, cued) {
		return letter, i + 1, false
	}
	return "", i, false
}

func (s *codeScan) bracketed(i int) (letter string, end int, ok bool) {
	switch open := s.t[i].Fold; {
	case open == "(" || open == "[":
		letter, ok = s.letter(i + 1)
		if ok && i+2 < len(s.t) && strings.Contains(")]", s.t[i+2].Fold) {
			return letter, i + 3, true
		}
	case (open == "." || open == "-" || open == "/" || open == "_") && s.t[i].Glued && i+1 < len(s.t) && s.t[i+1].Glued:
		if letter, ok = s.letter(i + 1); ok && (i+2 >= len(s.t) || !s.t[i+2].Glued || s.t[i+2].Kind == words.Mark) {
			end = i + 2
			if end < len(s.t) && s.t[end].Fold == ")" {
				end++
			}
			return letter, end, true
		}
	}
	return "", i, false
}

// named reads ", letter c".
func (s *codeScan) named(i int) (letter string, end int, ok bool) {
	if s.t[i].Fold == "," || s.t[i].Fold == "،" {
		i++
	}
	if i < len(s.t) && has(s.r.grammar.letterCues, s.t[i]) {
		if letter, ok = s.letter(i + 1); ok && s.standsAlone(i+1, "", true) {
			return letter, i + 2, true
		}
		if i+1 < len(s.t) && s.t[i+1].Fold == "(" {
			return s.bracketed(i + 1)
		}
	}
	return "", i, false
}

// afterItem are words after which an "a" is the letter of an item: "step 27 a at present".
var afterItem = map[string]bool{"at": true, "now": true, "please": true, "pls": true, "thx": true, "stp": true, "svp": true, "porfa": true, "who": true, "qui": true, "quien": true, "is": true}

// standsAlone says whether a single letter after a space is the letter of an item and not a word: "a" is one in
// English, French and Spanish, and "d" and "c" are before an apostrophe.
func (s *codeScan) standsAlone(i int, letter string, cued bool) bool {
	last := i+1 >= len(s.t)
	if !last && strings.ContainsAny(s.t[i+1].Fold, "'’") {
		return false
	}
	if s.t[i].Fold[0] >= 0x80 {
		return cued || letter <= "d" && s.t[i].Fold != "و"
	}
	switch letter {
	case "a":
		return last || afterItem[s.t[i+1].Fold] || s.t[i+1].Kind == words.Mark || s.r.grammar.and[s.t[i+1].Fold]
	case "e", "o", "u", "y", "i", "s", "t", "m", "n", "l", "j":
		return last && cued
	}
	return true
}

// family reads on after a lettered code: 29a-d is all from a to d, and in "31a, b and c" all three are meant.
func (s *codeScan) family(first Mention, digits string) []Mention {
	if first.Bad {
		return []Mention{first}
	}
	if rest, ok := s.through(first, digits); ok {
		return rest
	}
	all := []Mention{first}
	for {
		i := all[len(all)-1].End
		j := i
		for j < len(s.t) && j < i+2 && s.r.grammar.and[s.t[j].Fold] {
			j++
		}
		letter, ok := s.letter(j)
		if bracket := j < len(s.t) && s.t[j].Fold == "("; bracket {
			var end int
			if letter, end, ok = s.bracketed(j); ok {
				j = end - 1
			}
		}
		if !ok || j == i || !s.standsAlone(j, "", true) || s.wordFollows(j+1) {
			return all
		}
		next := s.mention(i, j+1, 0, digits+letter, false, true)
		if next.Bad {
			return all
		}
		next.Text = textOf(s.t[j : j+1])
		all = append(all, next)
	}
}

// wordFollows: a single letter before a word that is no link between items is a word itself ("31b, a new group").
func (s *codeScan) wordFollows(i int) bool {
	return i < len(s.t) && s.t[i].Kind == words.Word && !s.r.grammar.and[s.t[i].Fold]
}

// through reads "29a to 29d" and "29a-d".
func (s *codeScan) through(first Mention, digits string) ([]Mention, bool) {
	i := first.End
	if i+1 >= len(s.t) || !s.r.grammar.to[s.t[i].Fold] {
		return nil, false
	}
	j := i + 1
	if s.t[j].Fold == digits {
		j++
	}
	last, ok := s.letter(j)
	if !ok || (j+1 < len(s.t) && s.t[j+1].Glued && s.t[j+1].Kind != words.Mark) {
		return nil, false
	}
	from := first.entries[0].step.Code[len(digits):]
	all := []Mention{first}
	for l := from[0] + 1; len(from) == 1 && l <= last[0]; l++ {
		next := s.mention(first.Start, j+1, 0, digits+string(rune(l)), first.Cued, true)
		if next.Bad {
			return nil, false
		}
		next.Text = textOf(s.t[first.Start : j+1])
		all = append(all, next)
	}
	if len(all) == 1 {
		return nil, false
	}
	all[0].End = j + 1
	return all, true
}

// span reads "paragraphs 25-27": the steps from one to the other.
func (s *codeScan) span(first Mention) []Mention {
	i := first.End
	if !first.Cued || first.Bad || i+1 >= len(s.t) || !s.r.grammar.to[s.t[i].Fold] || s.t[i+1].Kind != words.Number {
		return []Mention{first}
	}
	last := s.mention(i, i+2, 0, s.t[i+1].Fold, true, false)
	if last.Bad || last.entries[0].step.Position < first.entries[0].step.Position {
		return []Mention{first}
	}
	all := []Mention{first}
	for _, e := range s.r.entries {
		if e.plan == 0 && e.step.Position > first.entries[0].step.Position && e.step.Position <= last.entries[0].step.Position && e.step.Parent == "" {
			next := last
			next.entries = []*entry{e}
			all = append(all, next)
		}
	}
	return all
}
