package words

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
)

//go:embed language.txt
var languageTable string

var languageWords = sync.OnceValue(func() map[string][]string {
	all := map[string][]string{}
	for line := range strings.Lines(languageTable) {
		if language, list, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && language[0] != '#' {
			for w := range strings.FieldsSeq(list) {
				all[w] = append(all[w], language)
			}
		}
	}
	return all
})

// Language guesses which of en, fr, es and ar the tokens are in; "" if nothing tells, or two are as likely.
func Language(tokens []Token) string {
	var arabic, latin int
	score := map[string]float64{}
	for i, t := range tokens {
		if t.Kind != Word || codeLetter(tokens, i) {
			continue
		}
		if unicode.Is(unicode.Arabic, first(t.Text)) {
			arabic++
			continue
		}
		latin++
		scoreWord(score, t)
	}
	if arabic > 0 && arabic*2 >= latin {
		return "ar"
	}
	best, most := "", 0.0
	for _, language := range []string{"en", "fr", "es"} {
		switch {
		case score[language] > most:
			best, most = language, score[language]
		case score[language] == most:
			best = ""
		}
	}
	return best
}

// codeLetter says whether the token is the letter of a code, such as 29c, 29 (c) or C-12, which is of no language.
func codeLetter(tokens []Token, i int) bool {
	if len(tokens[i].Text) != 1 {
		return false
	}
	if i > 0 && (tokens[i-1].Kind == Number || tokens[i-1].Text == "(") {
		return true
	}
	return i+1 < len(tokens) && tokens[i+1].Glued && (tokens[i+1].Kind == Number || tokens[i+1].Text == "-")
}

func scoreWord(score map[string]float64, t Token) {
	shared := languageWords()[t.Fold]
	for _, language := range shared {
		score[language] += 1 / float64(len(shared))
	}
	switch {
	case strings.ContainsAny(t.Text, "ñÑ¿¡"), strings.ContainsAny(t.Text, "áíóúÁÍÓÚ"):
		score["es"]++
	case strings.ContainsAny(t.Text, "èêàçùîôœÈÊÀÇÙÎÔŒ"):
		score["fr"]++
	}
}
