package i18n

import (
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/bidi"
	"golang.org/x/text/language"
)

// Languages are those of the catalogues; English, which stands in for what another lacks, comes first.
func Languages() []string { return []string{"en", "fr", "es", "ar"} }

// Match is the language of the catalogues for a wish such as "fr-CA", "es_419", "ar-EG" or a browser's
// "de;q=0.9, fr;q=0.8". It is English when nothing comes near.
func Match(wish string) string {
	if lang, ok := find(wish); ok {
		return lang
	}
	return "en"
}

// Known says whether the catalogues have the language of the wish, so that Match does not fall back on English.
func Known(wish string) bool {
	_, ok := find(wish)
	return ok
}

func find(wish string) (string, bool) {
	wish = strings.ReplaceAll(wish, "_", "-")
	if !strings.Contains(wish, ";") {
		wish, _, _ = strings.Cut(wish, ".") // fr_FR.UTF-8
	}
	tags, _, err := language.ParseAcceptLanguage(wish)
	if err != nil {
		return "", false
	}
	for _, tag := range tags {
		if base, sure := tag.Base(); sure >= language.High && slices.Contains(Languages(), base.String()) {
			return base.String(), true
		}
	}
	return "", false
}

// Direction is the direction of a language's script.
func Direction(lang string) bidi.Direction {
	switch base, _, _ := strings.Cut(strings.ToLower(lang), "-"); base {
	case "ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb":
		return bidi.RTL
	}
	return bidi.LTR
}
