package words

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed numbers.txt
var numberTable string

var numberWords = sync.OnceValue(func() map[string]int {
	all := map[string]int{}
	for line := range strings.Lines(numberTable) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		column := strings.Split(strings.TrimSpace(line), "\t")
		value, err := strconv.Atoi(column[1])
		if err != nil {
			panic(fmt.Sprintf("words: numbers.txt: %q", line))
		}
		for w := range strings.FieldsSeq(column[2]) {
			if _, taken := all[w]; !taken {
				all[w] = value
			}
		}
	}
	return all
})

// NumberWords are the folded words that numbers are made of.
func NumberWords() []string { return slices.Sorted(maps.Keys(numberWords())) }

// NumberAt reads the number, in digits (at most four) or in words (0 to 99), that starts at tokens[i]. It returns the
// value and how many tokens it takes; no tokens: there is no number.
func NumberAt(tokens []Token, i int) (value, taken int) {
	if i >= len(tokens) {
		return 0, 0
	}
	if t := tokens[i]; t.Kind == Number {
		if len(t.Fold) > 4 {
			return 0, 0
		}
		value, _ = strconv.Atoi(t.Fold)
		return value, 1
	}
	return numberInWords(tokens, i)
}

func numberInWords(tokens []Token, i int) (value, taken int) {
	value, ok := numberWord(tokens, i)
	if !ok {
		return 0, 0
	}
	taken = 1
	if value < 10 {
		return onesFirst(tokens, i, value)
	}
	for taken < 6 && value%10 == 0 || value == 60 { // twenty-five, soixante-dix-sept, quatre-vingt-dix
		next := i + taken
		if joined(tokens, next) {
			next++
		}
		more, ok := numberWord(tokens, next)
		if !ok || more == 0 || more >= 20 || (more >= 10 && value != 60 && value != 80 && value != 10) || (value == 10 && more < 7) {
			break
		}
		value, taken = value+more, next+1-i
	}
	return value, taken
}

// onesFirst reads a number that starts with its ones: quatre-vingts in French, خمسة وعشرون and خمسة عشر in Arabic.
func onesFirst(tokens []Token, i, ones int) (value, taken int) {
	next := i + 1
	if joined(tokens, next) && tokens[next].Kind == Mark {
		next++
	}
	tens, ok := numberWord(tokens, next)
	switch {
	case !ok || ones == 0:
		return ones, 1
	case ones == 4 && tens == 20 && strings.HasPrefix(tokens[next].Fold, "vingt"):
		return fourScore(tokens, i, next)
	case tens >= 10 && tens%10 == 0 && tokens[next].Fold[0] >= 0x80: // Arabic
		return ones + tens, next + 1 - i
	}
	return ones, 1
}

func fourScore(tokens []Token, i, at int) (value, taken int) {
	next := at + 1
	if joined(tokens, next) {
		next++
	}
	if more, n := numberInWords(tokens, next); n > 0 && more > 0 && more < 20 {
		return 80 + more, next + n - i
	}
	return 80, at + 1 - i
}

func joined(tokens []Token, i int) bool {
	if i >= len(tokens) {
		return false
	}
	switch tokens[i].Fold {
	case "-", "‐", "‑", "et", "y", "and":
		return true
	}
	return false
}

func numberWord(tokens []Token, i int) (int, bool) {
	if i >= len(tokens) || tokens[i].Kind != Word {
		return 0, false
	}
	for _, v := range Variants(tokens[i].Fold) {
		if n, ok := numberWords()[v]; ok {
			return n, true
		}
	}
	return 0, false
}
