package render

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/i18n"
)

// voice says cells. It remembers what it said: a report has many cells and few different ones.
type voice struct {
	*i18n.Printer
	dates   map[string]string
	rates   map[[2]int]string
	numbers map[int]string
	halves  map[int]string
	words   map[string]string
	counts  map[statusCount]string
}

func newVoice(p *i18n.Printer) *voice {
	return &voice{p, map[string]string{}, map[[2]int]string{}, map[int]string{}, map[int]string{}, map[string]string{}, map[statusCount]string{}}
}

// say is Sentence without arguments.
func (v *voice) say(key string) string { return v.wordOf("", key) }

func (v *voice) wordOf(prefix, value string) string {
	key := prefix + value
	return remember(v.words, key, func() string { return v.Sentence(key) })
}

// null is what stands where there is nothing.
const null = "–"

// text is the cell as people read it. The words of a value come from its column.
func (v *voice) text(c *cell, of *column) string {
	switch c.kind {
	case number:
		return remember(v.numbers, c.n, func() string { return v.Number(c.n) })
	case half:
		return remember(v.halves, c.n, func() string { return v.Number(float64(c.n) / 2) })
	case rate:
		return remember(v.rates, [2]int{c.n, c.d}, func() string { return v.Rate(c.n, c.d) })
	case date:
		return remember(v.dates, c.text, func() string { return v.ShortDate(civil.Date(c.text)) })
	case moment, quarter:
		return remember(v.dates, c.text, func() string { return v.time(c) })
	case word:
		return v.wordOf(of.words, c.text)
	case words:
		return v.wordList(c.list, of.words)
	case truth:
		if c.n == 1 {
			return v.say("answer.yes")
		}
		return v.say("answer.no")
	case codes, names:
		return strings.Join(c.list, v.say("render.list_separator")+" ")
	case nothing:
		return null
	default:
		return c.text
	}
}

// time says an instant or a period; as it is stored if it is neither.
func (v *voice) time(c *cell) string {
	if c.kind == moment {
		if t, err := time.Parse(time.RFC3339, c.text); err == nil {
			return v.Time(t)
		}
	}
	if q, err := civil.ParseQuarter(c.text); err == nil {
		return v.Quarter(q)
	}
	return c.text
}

// titled is a word as it heads a column.
func titled(word string) string {
	r, n := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[n:]
}

func (v *voice) wordList(values []string, prefix string) string {
	said := make([]string, len(values))
	for i, value := range values {
		said[i] = v.wordOf(prefix, value)
	}
	return strings.Join(said, v.say("render.list_separator")+" ")
}

// counted is a status with how many commitments stand there.
func (v *voice) counted(status string, n int) string {
	return remember(v.counts, statusCount{status, n}, func() string {
		return v.Sentence("render.status_count", "status", i18n.Said(v.wordOf("status.", status)), "count", n)
	})
}

type statusCount struct {
	status string
	n      int
}

func remember[K comparable](known map[K]string, key K, say func() string) string {
	text, ok := known[key]
	if !ok {
		text = say()
		known[key] = text
	}
	return text
}
