package plans

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/words"
	"gopkg.in/yaml.v3"
)

//go:embed resolve_words.yaml
var resolveTable []byte

// grammar is what the resolver knows about language besides the plans.
type grammar struct {
	cues, topicless, signs, numbering, letterCues, of, and, to map[string]bool
	letters                                                    map[string]string
	concepts                                                   map[string][]string // stem → "#" and the first words of the line
	slugWords                                                  map[string][]string
	all                                                        []string // every word of the tables
}

func loadGrammar() grammar {
	var table struct {
		Cues       []string
		Topicless  []string
		CueSigns   []string `yaml:"cue_signs"`
		Numbering  []string
		LetterCues []string `yaml:"letter_cues"`
		Of, And    []string
		To         []string
		Letters    map[string]string
		SlugWords  map[string][]string `yaml:"slug_words"`
		Concepts   [][]string
	}
	if err := yaml.Unmarshal(resolveTable, &table); err != nil {
		panic(fmt.Sprintf("plans: resolve_words.yaml: %v", err)) // built in: a bug, found by every test
	}
	g := grammar{
		cues: foldSet(table.Cues), topicless: foldSet(table.Topicless), signs: foldSet(table.CueSigns), numbering: foldSet(table.Numbering),
		letterCues: foldSet(table.LetterCues), of: foldSet(table.Of), and: foldSet(table.And), to: foldSet(table.To),
		letters: map[string]string{}, concepts: map[string][]string{}, slugWords: table.SlugWords,
	}
	for written, letter := range table.Letters {
		g.letters[words.Fold(written)] = letter
	}
	for _, concept := range table.Concepts {
		g.addConcept("#"+strings.Join(concept[:min(3, len(concept))], "/"), concept)
	}
	for _, list := range [][]string{table.Cues, table.LetterCues, table.Numbering, table.Of, table.And, table.To} {
		g.all = append(g.all, list...)
	}
	return g
}

func (g *grammar) addConcept(name string, list []string) {
	g.all = append(g.all, list...)
	for _, text := range list {
		for _, t := range words.Tokens(text) {
			stem := words.Stem(t.Fold)
			if t.Kind == words.Word && !words.Stop(t.Fold) && !contains(g.concepts[stem], name) {
				g.concepts[stem] = append(g.concepts[stem], name)
			}
		}
	}
}

func contains(list []string, s string) bool {
	return slices.Contains(list, s)
}

func foldSet(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, s := range list {
		set[words.Fold(strings.TrimSpace(s))] = true
	}
	return set
}

// has says whether the set holds the token's word, joined prefixes and the article aside.
func has(set map[string]bool, t words.Token) bool {
	if set[t.Fold] {
		return true
	}
	for _, v := range words.Variants(t.Fold)[1:] {
		if set[v] {
			return true
		}
	}
	return false
}
