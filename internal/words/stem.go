package words

import "strings"

// Stem is the light stem of a folded word: plurals, -ing, -ed and some endings of nouns in English, plurals and gender
// in French and Spanish, the article, joined prefixes and the commonest endings in Arabic. One stemmer serves all
// languages, because a short question seldom shows which one it is in. Stems are for comparing, not for showing.
func Stem(fold string) string {
	if fold == "" {
		return ""
	}
	if fold[0] >= 0x80 {
		return arabicStem(fold)
	}
	if len(fold) < 4 {
		return fold
	}
	return latinStem(fold)
}

func latinStem(w string) string {
	w = singular(w)
	if unstemmed[w] {
		return w
	}
	for _, e := range latinEndings {
		if cut, ok := strings.CutSuffix(w, e.ending); ok && len(cut) >= e.least {
			w = cut + e.instead
			break
		}
	}
	if n := len(w); n > 5 && strings.IndexByte("aeoy", w[n-1]) >= 0 {
		w = w[:n-1]
	}
	if n := len(w); n > 4 && w[n-1] == w[n-2] { // planned, submitted
		w = w[:n-1]
	}
	return w
}

// unstemmed are words whose ending belongs to them: a rapporteur is no rapport.
var unstemmed = map[string]bool{"rapporteur": true, "committee": true, "member": true, "paper": true, "media": true, "summer": true, "letter": true, "partner": true, "number": true}

func singular(w string) string {
	switch {
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "aux") && len(w) > 5:
		return w[:len(w)-3] + "al"
	case strings.HasSuffix(w, "ss") || strings.HasSuffix(w, "us") || strings.HasSuffix(w, "is"):
		return w
	case strings.HasSuffix(w, "s") || (strings.HasSuffix(w, "x") && len(w) > 4):
		return w[:len(w)-1]
	}
	return w
}

// latinEndings are tried in order, the first that fits is replaced. least is what has to stay, in bytes.
var latinEndings = []struct {
	ending, instead string
	least           int
}{
	{"ifications", "if", 2},
	{"ification", "if", 2},
	{"ificacion", "if", 2},
	{"ifying", "if", 2},
	{"ified", "if", 2},
	{"ifier", "if", 2},
	{"ificar", "if", 2},
	{"ify", "if", 2},
	{"ations", "", 4},
	{"ation", "", 4},
	{"aciones", "", 4},
	{"acione", "", 4},
	{"acion", "", 4},
	{"ating", "", 4},
	{"ateur", "", 4},
	{"ador", "", 4},
	{"adore", "", 4},
	{"ator", "", 4},
	{"ions", "", 5},
	{"ion", "", 5},
	{"ione", "", 5},
	{"ings", "", 4},
	{"ing", "", 4},
	{"ated", "", 4},
	{"ed", "", 4},
	{"ate", "", 4},
	{"ers", "", 5},
	{"er", "", 5},
	{"eur", "", 5},
	{"ement", "", 5},
	{"amente", "", 4},
	{"ment", "", 4},
	{"ando", "", 4},
	{"endo", "", 4},
	{"ees", "", 4},
	{"ee", "", 4},
}

// arabicStem drops one joined prefix with the article and one ending, where enough is left.
func arabicStem(w string) string {
	w = WithoutPrefix(w)
	for _, ending := range []string{"اتنا", "اتهم", "اتها", "تنا", "تهم", "تها", "ات", "ون", "ين", "يه", "ان", "نا", "ها", "هم", "ه", "ي"} {
		if cut, ok := strings.CutSuffix(w, ending); ok && len(cut) >= 3*2 {
			return cut
		}
	}
	return w
}

// arabicPrefixes are what is written together with the next word: and, with, for, like, and the article.
var arabicPrefixes = []string{"وبال", "وال", "بال", "كال", "فال", "ولل", "لل", "ال"}

// WithoutPrefix is an Arabic word without the article and what is written joined to it; other words stay as they are.
func WithoutPrefix(fold string) string {
	for _, p := range arabicPrefixes {
		if cut, ok := strings.CutPrefix(fold, p); ok && len(cut) >= 2*2 {
			return cut
		}
	}
	return fold
}

// Variants are the folded word and the words it may stand for: in Arabic the joined and, with, for and the article are
// taken off in turn. The word itself comes first.
func Variants(fold string) []string {
	if fold == "" || fold[0] < 0xD8 || fold[0] > 0xDB {
		return []string{fold}
	}
	all := []string{fold}
	if bare := WithoutPrefix(fold); bare != fold {
		all = append(all, bare)
	}
	for _, p := range []string{"و", "ب", "ل", "ف", "ك"} {
		if cut, ok := strings.CutPrefix(fold, p); ok && (len(cut) >= 2*3 || p == "و" && len(cut) >= 2*2) {
			all = append(all, cut)
			if bare := WithoutPrefix(cut); bare != cut {
				all = append(all, bare)
			}
		}
	}
	return all
}
