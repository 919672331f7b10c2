package plans

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/accord-tracker/accord/internal/words"
)

// Mention is a place in a text that names a step.
type Mention struct {
	Start, End int    // tokens
	Text       string // as written
	Cued       bool   // a word or sign such as "para" or ¶ stands before it
	Lettered   bool   // it has a letter or a plan: 29c, 1.1
	Bad        bool   // no plan has this code
	By         string // code or alias
	Words      []int  // tokens that an alias is made of, with others between them perhaps
	entries    []*entry
	stems      []string // of an alias
}

// Codes are the codes of the matched steps.
func (m Mention) Codes() []string {
	codes := make([]string, 0, len(m.entries))
	for _, e := range m.entries {
		codes = append(codes, e.code)
	}
	return codes
}

// mostTokens is how many tokens of a text are looked at; commands are shorter.
const mostTokens = 400

// FindCodes finds codes in any usual writing, in the order of the text, those that no plan has included.
func (r *Resolver) FindCodes(tokens []words.Token) []Mention {
	s := codeScan{r: r, t: tokens[:min(len(tokens), mostTokens)]}
	for i := 0; i < len(s.t); {
		found := s.at(i)
		if len(found) == 0 {
			i++
			continue
		}
		s.found = append(s.found, found...)
		i = max(found[len(found)-1].End, i+1)
	}
	return s.found
}

type codeScan struct {
	r     *Resolver
	t     []words.Token
	found []Mention
}

func (s *codeScan) at(i int) []Mention {
	if m, ok := s.qualified(i); ok {
		return []Mention{m}
	}
	if m, ok := s.letterFirst(i); ok {
		return []Mention{m}
	}
	cued := i
	for j := i; j < len(s.t) && j < i+2 && s.cue(j); j++ {
		cued = j + 1
	}
	n := cued
	if cued > i {
		n = s.skipNumbering(cued)
	}
	return s.number(i, n, cued > i)
}

func (s *codeScan) cue(i int) bool {
	return has(s.r.grammar.cues, s.t[i]) || s.r.grammar.signs[s.t[i].Fold]
}

func (s *codeScan) skipNumbering(i int) int {
	for n := 0; n < 3 && i < len(s.t) && s.r.grammar.numbering[s.t[i].Fold]; n++ {
		i++
	}
	return i
}

// qualified reads slug:code.
func (s *codeScan) qualified(i int) (Mention, bool) {
	if s.t[i].Kind != words.Word {
		return Mention{}, false
	}
	for p, plan := range s.r.plans {
		j := s.literal(i, plan.Slug+":")
		if j == 0 || j >= len(s.t) {
			continue
		}
		end := j
		for end < len(s.t) && s.t[end].Glued && (s.t[end].Kind != words.Mark || s.t[end].Fold == ".") {
			end++
		}
		if end < len(s.t) || end > j {
			for end > j && s.t[end-1].Kind == words.Mark {
				end--
			}
		}
		return s.mention(i, end, p, textOf(s.t[j:end]), true, true), true
	}
	return Mention{}, false
}

// literal is the index after the tokens of a text that stand at i, or 0.
func (s *codeScan) literal(i int, text string) int {
	for _, t := range words.Tokens(text) {
		if i >= len(s.t) || s.t[i].Fold != t.Fold {
			return 0
		}
		i++
	}
	return i
}

// letterFirst reads "letter c of paragraph 27".
func (s *codeScan) letterFirst(i int) (Mention, bool) {
	j := i
	if !has(s.r.grammar.letterCues, s.t[j]) && s.t[j].Fold != "(" {
		return Mention{}, false
	}
	j++
	if j < len(s.t) && s.t[j].Fold == "(" {
		j++
	}
	letter, ok := s.letter(j)
	if !ok {
		return Mention{}, false
	}
	j++
	for n := 0; n < 3 && j < len(s.t) && (s.t[j].Fold == ")" || has(s.r.grammar.of, s.t[j]) || words.Stop(s.t[j].Fold)); n++ {
		j++
	}
	if j >= len(s.t) || !s.cue(j) {
		return Mention{}, false
	}
	j = s.skipNumbering(j + 1)
	value, taken := words.NumberAt(s.t, j)
	if taken == 0 {
		return Mention{}, false
	}
	return s.mention(i, j+taken, 0, strconv.Itoa(value)+letter, true, true), true
}

// number reads a number and its letter at n; the mention starts at i, where its cue is.
func (s *codeScan) number(i, n int, cued bool) []Mention {
	if n >= len(s.t) || (!cued && !s.free(n)) {
		return nil
	}
	value, taken := words.NumberAt(s.t, n)
	if taken == 0 {
		return s.odd(i, n, cued)
	}
	inWords := s.t[n].Kind != words.Number
	digits := strconv.Itoa(value)
	if !inWords {
		digits = s.t[n].Fold
	}
	if !cued && len(digits) > 2 && !inWords {
		return nil // a year, a count
	}
	end := n + taken
	if m, ok := s.dotted(i, n, cued); ok {
		return []Mention{m}
	}
	if !inWords && s.notCode(end, cued) {
		return s.slip(i, n, cued)
	}
	letter, after, bad := s.item(end, cued)
	switch {
	case bad:
		return []Mention{s.mention(i, after, -1, textOf(s.t[n:after]), cued, true)}
	case letter != "":
		return s.family(s.mention(i, after, 0, digits+letter, cued, true), digits)
	case inWords && !cued:
		if _, known := s.r.codes[0][digits]; !known || value < 20 {
			return nil
		}
	}
	if slips := s.slip(i, n, cued); slips != nil {
		return slips
	}
	return s.span(s.mention(i, end, 0, digits, cued, false))
}

// odd reports what looks like a code but is written with signs that are no digits here, after a cue.
func (s *codeScan) odd(i, n int, cued bool) []Mention {
	if !cued || s.t[n].Kind != words.Odd {
		return nil
	}
	end := n + 1
	for end < len(s.t) && s.t[end].Glued && s.t[end].Kind != words.Mark {
		end++
	}
	return []Mention{s.mention(i, end, -1, textOf(s.t[n:end]), true, true)}
}

// free says whether a number may start a code here: it is no part of a word, a time, a date, a price or another number.
func (s *codeScan) free(n int) bool {
	t := s.t[n]
	if n == 0 {
		return true
	}
	before := s.t[n-1]
	switch before.Fold {
	case "$", "€", "£", "¥", "+":
		return false
	}
	if !t.Glued {
		return true
	}
	switch before.Kind {
	case words.Word:
		return s.cue(n-1) || slices.Contains(joinedPrefixes, before.Fold)
	case words.Mark:
		return !strings.Contains(".,:/-–‑_'+=@", before.Fold) || n == 1 || !s.t[n-1].Glued
	}
	return false
}

var joinedPrefixes = []string{"و", "ب", "ل", "ف", "ك", "لل", "ال", "بال"}

// notCode says whether what follows a number at once shows that it is none: a percentage, a time, an ordinal, a unit.
func (s *codeScan) notCode(end int, cued bool) bool {
	if end >= len(s.t) {
		return false
	}
	t := s.t[end]
	switch t.Fold {
	case "%", "٪", "‰", "°", "€", "$", "º":
		return true
	}
	if !t.Glued {
		return false
	}
	if t.Kind == words.Word {
		return utf8.RuneCountInString(t.Fold) > 1
	}
	return strings.Contains(":/,-–_.'", t.Fold) && end+1 < len(s.t) && s.t[end+1].Glued && s.t[end+1].Kind == words.Number && !(cued && strings.Contains("-–", t.Fold))
}

// dotted reads codes such as 1.1, which plans but the first may have.
func (s *codeScan) dotted(i, n int, cued bool) (Mention, bool) {
	if n+2 >= len(s.t) || s.t[n].Kind != words.Number || s.t[n+1].Fold != "." || !s.t[n+1].Glued ||
		s.t[n+2].Kind != words.Number || !s.t[n+2].Glued {
		return Mention{}, false
	}
	end := n + 3
	if end < len(s.t) && strings.Contains("%٪", s.t[end].Fold) {
		return Mention{}, false
	}
	if end < len(s.t) && s.t[end].Glued && (s.t[end].Kind != words.Mark || (strings.Contains(".,%٪/-", s.t[end].Fold) && end+1 < len(s.t) && s.t[end+1].Glued)) {
		return Mention{}, false // 2.3.4, 1.5%
	}
	code := s.t[n].Fold + "." + s.t[n+2].Fold
	for p := range s.r.plans {
		if _, ok := s.r.codes[p][code]; ok {
			return s.mention(i, end, p, code, cued, cued), true
		}
	}
	if !cued {
		return Mention{}, false
	}
	return s.mention(i, end, -1, code, true, true), true
}

// slip reads "3 9 d": a space where none belongs. It needs the letter.
func (s *codeScan) slip(i, n int, cued bool) []Mention {
	if n+2 >= len(s.t) || len(s.t[n].Fold) != 1 || len(s.t[n+1].Fold) != 1 || s.t[n+1].Kind != words.Number {
		return nil
	}
	letter, ok := s.letter(n + 2)
	if !ok {
		return nil
	}
	if _, known := s.r.codes[0][s.t[n].Fold+s.t[n+1].Fold+letter]; !known {
		return nil
	}
	return []Mention{s.mention(i, n+3, 0, s.t[n].Fold+s.t[n+1].Fold+letter, cued, true)}
}

// mention looks the code up in the plan, or in any if plan is negative.
func (s *codeScan) mention(start, end, plan int, code string, cued, lettered bool) Mention {
	m := Mention{Start: start, End: end, Text: textOf(s.t[start:end]), Cued: cued, Lettered: lettered, By: "code"}
	if plan >= 0 && plan < len(s.r.codes) {
		if e, ok := s.r.codes[plan][words.Fold(code)]; ok {
			m.entries = []*entry{e}
			return m
		}
	}
	m.Bad, m.Text = true, code
	return m
}

// textOf is what was written, from the first token to the last.
func textOf(tokens []words.Token) string {
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 && !t.Glued {
			b.WriteByte(' ')
		}
		b.WriteString(t.Text)
	}
	return b.String()
}
