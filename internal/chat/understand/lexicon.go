package understand

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/words"
	"gopkg.in/yaml.v3"
)

//go:embed lexicon/*.yaml
var lexiconFiles embed.FS

// table is a lexicon file: what the understanding knows of one language.
type table struct {
	Language string
	Verbs    map[Verb][]string            // first words of a command
	Options  map[string][]string          // words inside a command: by, with, because, …
	Values   map[string]map[string]string // enumerations: status, role, … word → value
	Fix      map[string]string            // mistakes too short to be found by distance
	Ordinary []string                     // everyday words that are never taken for mistyped ones
	Classes  map[string][]string          // sorts of words, for the rules
	Plain    []string                     // words of phrases that never tell the step: work, do, handle
	Polite   []string
	Negation []string
	Chatter  []string
	Aside    []string         // what makes a clause no command
	Places   []string         // words after which a code is none: room 29c
	Percent  map[int][]string // half, three quarters
	Cues     map[string]struct {
		Always, Topic, Strict, Alone []string
	}
	Days dayTable
}

// lexicon is all languages together: people mix them.
type lexicon struct {
	phrases    phrases
	verbs      map[Verb][][]string // folded words, longest first
	options    map[string][][]string
	values     map[string]map[string]string // folded words joined by a space → value
	fix        map[string]string
	days       days
	names      map[string]map[Verb]string // by language
	firstWords map[string]bool
	places     map[string]bool
	plain      map[string]bool
	known      []string // every word, for spelling
}

func loadLexicon() (*lexicon, error) {
	x := &lexicon{
		phrases: phrases{byWord: map[string][]int{}}, verbs: map[Verb][][]string{}, options: map[string][][]string{},
		values: map[string]map[string]string{}, fix: map[string]string{}, days: newDays(),
		names: map[string]map[Verb]string{}, firstWords: map[string]bool{}, places: map[string]bool{}, plain: map[string]bool{},
	}
	files, err := fs.Glob(lexiconFiles, "lexicon/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("lexicon: %w", err)
	}
	slices.SortFunc(files, func(a, b string) int { // English first
		return strings.Compare(strings.Replace(path.Base(a), "en", "", 1), strings.Replace(path.Base(b), "en", "", 1))
	})
	for _, name := range files {
		data, err := lexiconFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("lexicon %s: %w", name, err)
		}
		var t table
		decoder := yaml.NewDecoder(bytes.NewReader(data))
		decoder.KnownFields(true)
		if err := decoder.Decode(&t); err != nil {
			return nil, fmt.Errorf("lexicon %s: %w", name, err)
		}
		x.add(t)
	}
	for _, list := range x.verbs {
		longestFirst(list)
	}
	for _, list := range x.options {
		longestFirst(list)
	}
	return x, nil
}

func longestFirst(list [][]string) {
	slices.SortStableFunc(list, func(a, b []string) int { return len(b) - len(a) })
}

func (x *lexicon) add(t table) {
	for verb, list := range t.Verbs {
		rows := x.rows(list)
		x.verbs[verb] = append(x.verbs[verb], rows...)
		if x.names[t.Language] == nil {
			x.names[t.Language] = map[Verb]string{}
		}
		x.names[t.Language][verb] = list[0]
		for _, row := range rows {
			x.firstWords[row[len(row)-1]] = true
		}
	}
	for name, list := range t.Options {
		x.options[name] = append(x.options[name], x.rows(list)...)
	}
	for name, list := range t.Values {
		if x.values[name] == nil {
			x.values[name] = map[string]string{}
		}
		for written, value := range list {
			for _, row := range x.rows([]string{written}) {
				x.values[name][strings.Join(row, " ")] = value
			}
		}
	}
	for wrong, right := range t.Fix {
		x.fix[words.Fold(wrong)] = words.Fold(right)
	}
	for _, row := range x.rows(t.Plain) {
		x.plain[row[0]] = true
	}
	x.addPhrases(t)
	x.know(x.days.add(t.Days))
	x.know(t.Ordinary)
}

func (x *lexicon) addPhrases(t table) {
	x.phrase(t.Polite, sense{use: "polite"})
	x.phrase(t.Negation, sense{use: "negation"})
	x.phrase(t.Chatter, sense{use: "chatter"})
	x.phrase(t.Aside, sense{use: "aside"})
	for _, row := range x.rows(t.Places) {
		x.places[row[len(row)-1]] = true
	}
	for class, list := range t.Classes {
		x.phrase(list, sense{use: "class", value: class, language: t.Language})
	}
	for value, list := range t.Percent {
		x.phrase(list, sense{use: "percent", value: fmt.Sprint(value)})
	}
	for use, cue := range t.Cues {
		x.phrase(cue.Always, sense{use: use, grade: always})
		x.phrase(cue.Topic, sense{use: use, grade: topic})
		x.phrase(cue.Strict, sense{use: use, grade: strict})
		x.phrase(cue.Alone, sense{use: use, grade: alone})
	}
}

func (x *lexicon) phrase(list []string, s sense) {
	for _, text := range list {
		p := parse(text, s)
		x.phrases.put(p)
		eachWord(p.parts, func(w string) { x.known = append(x.known, w) })
	}
}

// rows are the folded words of each text.
func (x *lexicon) rows(list []string) [][]string {
	var all [][]string
	for _, text := range list {
		if row := wordsOf(text); len(row) > 0 {
			all = append(all, row)
			x.know(row)
		}
	}
	return all
}

func (x *lexicon) know(list []string) {
	for _, w := range list {
		x.known = append(x.known, wordsOf(w)...)
	}
}

func wordsOf(text string) []string {
	var row []string
	for _, t := range words.Tokens(text) {
		if t.Kind != words.Mark {
			row = append(row, t.Fold)
		}
	}
	return row
}

// name is how a verb is written in a language, else in English.
func (x *lexicon) name(v Verb, language string) string {
	if name := x.names[language][v]; name != "" {
		return name
	}
	return x.names["en"][v]
}

// plainWord says whether a word of a phrase never tells the step.
func (x *lexicon) plainWord(fold string) bool {
	return slices.ContainsFunc(words.Variants(fold), func(v string) bool { return x.plain[v] })
}

// verbWord says whether a command may begin with the word.
func (x *lexicon) verbWord(fold string) bool { return x.firstWords[fold] }

// option says whether the message has one of the words of an option.
func (m *message) option(name string) bool {
	for k := range m.order {
		if m.rowAt(k, m.r.lexicon.options[name]) > 0 {
			return true
		}
	}
	return false
}

// rowAt is how many words from word k on make up the first of the rows that fits.
func (m *message) rowAt(k int, rows [][]string) int {
	for _, row := range rows {
		if m.isRow(k, row) {
			return len(row)
		}
	}
	return 0
}

func (m *message) isRow(k int, row []string) bool {
	if k+len(row) > len(m.order) {
		return false
	}
	for j, w := range row {
		if !slices.Contains(m.forms[k+j], w) || m.quoted[m.order[k+j]] {
			return false
		}
	}
	return true
}

// value is the first word of an enumeration in the message.
func (m *message) value(name string) string {
	for k := range m.order {
		if v, _ := m.valueAt(k, name); v != "" {
			return v
		}
	}
	return ""
}

// valueAt is the word of an enumeration at word k, the longest that fits, and how many words it takes.
func (m *message) valueAt(k int, name string) (value string, taken int) {
	for n := min(4, len(m.order)-k); n > 0; n-- {
		for _, first := range m.forms[k] {
			var key strings.Builder
			key.WriteString(first)
			for j := 1; j < n; j++ {
				key.WriteString(" " + m.tokens[m.order[k+j]].Fold)
			}
			if v, ok := m.r.lexicon.values[name][key.String()]; ok && !m.quoted[m.order[k]] {
				return v, n
			}
		}
	}
	return "", 0
}
