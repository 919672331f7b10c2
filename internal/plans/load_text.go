package plans

import (
	"slices"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"
)

// What a text may have: a theme only a title, a plan a title and a note, a step everything.
var (
	titleOnly = []string{"title"}
	plainText = []string{"title", "note"}
	allOfText = []string{"title", "summary", "note", "aliases", "keywords"}
)

// translations reads texts by language.
func (r *reader) translations(into *map[string]Text, allowed []string) field {
	return func(n *yaml.Node, path string) {
		all := map[string]Text{}
		r.entries(n, path, func(tag string, value *yaml.Node, at string) {
			if !isLanguage(tag) {
				r.fault(at, "plans.bad_language", "value", shorten(tag))
				return
			}
			var t Text
			r.text(&t, allowed)(value, at)
			all[tag] = t
		})
		*into = all
	}
}

func (r *reader) text(into *Text, allowed []string) field {
	return func(n *yaml.Node, path string) {
		fields := r.textFields(into)
		for name := range fields {
			if !slices.Contains(allowed, name) {
				delete(fields, name)
			}
		}
		r.mapping(n, path, fields)
	}
}

func (r *reader) textFields(into *Text) map[string]field {
	return map[string]field{
		"title":    r.line(&into.Title),
		"summary":  r.prose(&into.Summary),
		"note":     r.prose(&into.Note),
		"aliases":  r.lines(&into.Aliases),
		"keywords": r.keywords(&into.Keywords),
	}
}

// keywords reads single lower-case words, each once.
func (r *reader) keywords(into *[]string) field {
	return func(n *yaml.Node, path string) {
		seen := map[string]bool{}
		r.sequence(n, path, func(n *yaml.Node, path string) {
			var word string
			r.shaped(&word, "plans.bad_keyword", isKeyword)(n, path)
			switch {
			case word == "" && !r.faulted[path]:
				r.fault(path, "plans.empty_item")
			case seen[word]:
				r.fault(path, "plans.keyword_twice", "keyword", shorten(word))
			case word != "":
				seen[word] = true
				*into = append(*into, word)
			}
		})
	}
}

func isKeyword(s string) bool {
	return len(s) <= 100 && s == strings.ToLower(s) && !strings.ContainsFunc(s, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.IsMark(c) && c != '-'
	})
}
