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
	wish = strings.ReplaceAll(wish, "_", "-")
	if !strings.Contains(wish, ";") {
		wish, _, _ = strings.Cut(wish, ".") // fr_FR.UTF-8
	}
	if lang := strings.ToLower(wish); slices.Contains(Languages(), lang) {
		return lang
	}
	tags, _, err := language.ParseAcceptLanguage(wish)
	if err != nil {
		return "en"
	}
	for _, tag := range tags {
		base, _ := tag.Base()
		if slices.Contains(Languages(), base.String()) {
			return base.String()
		}
	}
	return "en"
}

// Known says whether the catalogues have the language of the wish, so that Match would not fall back on English.
func Known(wish string) bool {
	return Match(wish) != "en" || strings.HasPrefix(strings.ToLower(wish), "en")
}

// Direction is the direction of a language's script.
func Direction(lang string) bidi.Direction {
	switch base, _, _ := strings.Cut(strings.ToLower(lang), "-"); base {
	case "ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb":
		return bidi.RTL
	}
	return bidi.LTR
}
