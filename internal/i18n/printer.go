package i18n

import (
	"time"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Printer says things in one language. It is safe for concurrent use.
type Printer struct {
	catalogue *Catalogue
	lang      string
	zone      *time.Location
	localizer *i18n.Localizer
	numbers   *message.Printer
}

// Printer is the printer for the language that is nearest to the wish (Match). Its instants are in UTC.
func (c *Catalogue) Printer(wish string) *Printer {
	lang := Match(wish)
	return &Printer{
		catalogue: c,
		lang:      lang,
		zone:      time.UTC,
		localizer: i18n.NewLocalizer(c.bundle, lang),
		numbers:   message.NewPrinter(language.MustParse(lang)),
	}
}

// In is the printer with instants shown in a zone.
func (p *Printer) In(zone *time.Location) *Printer {
	in := *p
	in.zone = zone
	return &in
}

// Language is "en", "fr", "es" or "ar".
func (p *Printer) Language() string { return p.lang }

// Direction is the direction of the printer's language.
func (p *Printer) Direction() bidi.Direction { return Direction(p.lang) }

// Has says whether the printer's language, or English, has a sentence for the key.
func (p *Printer) Has(key string) bool {
	_, own := p.catalogue.sentences[p.lang][key]
	_, english := p.catalogue.sentences["en"][key]
	return own || english
}

// Sentence is the sentence of the key. Its arguments are alternating names and values, or one problem.Args. How each
// kind of value is written is said at Said.
//
// A key that the language lacks gives the English sentence; one that English lacks too gives "[key]".
func (p *Printer) Sentence(key string, args ...any) string {
	return p.say(key, nil, args)
}

// Plural is the sentence of the key in the form for the count, which the sentence may use as {{.count}}. A
// sentence with one form has it for every count.
func (p *Printer) Plural(key string, count int, args ...any) string {
	return p.say(key, &count, args)
}

// Problem is the sentence of a problem. If an argument is called count, it chooses the plural form.
func (p *Printer) Problem(trouble problem.Problem) string {
	if count, ok := trouble.Args["count"].(int); ok {
		return p.Plural(trouble.Key, count, trouble.Args)
	}
	return p.Sentence(trouble.Key, trouble.Args)
}

func (p *Printer) say(key string, count *int, args []any) string {
	if it, ok := p.catalogue.sentences[p.lang][key]; ok {
		return p.fill(it, count, args)
	}
	p.tell(key)
	if p.lang == "en" {
		return "[" + key + "]"
	}
	return p.catalogue.Printer("en").In(p.zone).say(key, count, args) // with English dates and numbers in it
}

func (p *Printer) fill(it sentence, count *int, args []any) string {
	config := &i18n.LocalizeConfig{MessageID: it.key}
	values := p.values(args)
	if count != nil {
		values["count"] = p.Number(*count)
		if it.plural() {
			config.PluralCount = *count
		}
	}
	for _, name := range it.placeholders {
		if _, given := values[name]; !given {
			p.tell(it.key)
			values[name] = "…"
		}
	}
	config.TemplateData = values
	said, err := p.localizer.Localize(config)
	if err != nil {
		p.tell(it.key)
	}
	return said
}

func (p *Printer) tell(key string) {
	if p.catalogue.missing != nil {
		p.catalogue.missing(p.lang, key)
	}
}
