package i18n

import (
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/problem"
)

// Said is an argument that this printer said before: a sentence within a sentence. It goes in as it is.
//
// The other arguments of a sentence are written like this: a problem.Word in the words of the language; whole numbers
// and float64 as Number has them; a civil.Date, civil.Quarter and time.Time as Date, Quarter and Time have them;
// []string and []problem.Word as List has them; nil and zero dates as "–". Anything else is data, shown as fmt.Sprint
// has it: its directional controls are taken out, and it is isolated where its direction could disturb the sentence.
// Data is never read as a template.
type Said string

const nothing = "–"

func (p *Printer) values(args []any) map[string]string {
	values := make(map[string]string, len(args)/2+1)
	if len(args) == 1 {
		given, _ := args[0].(problem.Args)
		for name, value := range given {
			values[name] = p.value(value)
		}
		return values
	}
	for i := 0; i+1 < len(args); i += 2 {
		values[args[i].(string)] = p.value(args[i+1])
	}
	return values
}

func (p *Printer) value(v any) string {
	switch v := v.(type) {
	case nil:
		return nothing
	case Said:
		return string(v)
	case string:
		return p.data(v)
	case problem.Word:
		return p.Word(v)
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
		return p.Number(v)
	case civil.Date:
		return p.Date(v)
	case civil.Quarter:
		return p.Quarter(v)
	case time.Time:
		return p.Time(v)
	case []string:
		return p.List(v)
	case []problem.Word:
		return p.join("and", p.words(v))
	}
	return p.data(fmt.Sprint(v))
}

// data is text that is not of the catalogues.
func (p *Printer) data(s string) string { return bidi.Isolate(s, p.Direction()) }

// Word is the word of a key such as "status.paused".
func (p *Printer) Word(word problem.Word) string { return p.Sentence(string(word)) }

func (p *Printer) words(keys []problem.Word) []string {
	words := make([]string, len(keys))
	for i, key := range keys {
		words[i] = p.Word(key)
	}
	return words
}
