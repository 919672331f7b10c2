package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
)

// JSON is the figures document as it is published and hashed: always the same bytes for the same figures. Every row of a
// list stands on a line of its own, so that two documents can be compared line by line; the last byte is a line feed.
func (d *Document) JSON() []byte {
	e := encoder{make([]byte, 0, 4096+600*len(d.Movement)+700*len(d.Organisations))}
	e.open().text("format", d.Format).number("format_version", d.FormatVersion).text("plan", d.Plan).
		text("edition", d.Edition).text("period", d.Period).day("start", d.Start).day("end", d.End).
		text("time_zone", d.TimeZone).instant("cutoff", d.Cutoff).text("audience", string(d.Audience)).line()
	e.name("overall").open().total(&d.Overall).close().line()
	rows(&e, "themes", d.Themes, func(e *encoder, t *Theme) { e.text("key", t.Key).total(&t.Total) })
	rows(&e, "steps", d.Steps, (*encoder).step)
	rows(&e, "organisations", d.Organisations, (*encoder).organisation)
	rows(&e, "overdue", d.Overdue, func(e *encoder, o *Overdue) {
		e.text("ref", o.Ref).text("status", string(o.Status)).day("due_on", o.DueOn).number("days", o.Days)
	})
	rows(&e, "stale", d.Stale, func(e *encoder, s *Stale) {
		e.text("ref", s.Ref).day("last_entry_on", s.LastEntryOn).number("days_since_last_entry", s.DaysSinceLastEntry)
	})
	rows(&e, "moved_dates", d.MovedDates, func(e *encoder, m *MovedDate) {
		e.text("ref", m.Ref).number("seq", m.Seq).day("effective_on", m.EffectiveOn).day("old", m.Old).day("new", m.New)
	})
	rows(&e, "reported_late", d.ReportedLate, func(e *encoder, l *Late) {
		e.text("ref", l.Ref).number("seq", l.Seq).text("kind", string(l.Kind)).text("period", l.Period).
			day("effective_on", l.EffectiveOn).instant("recorded_at", l.RecordedAt)
	})
	rows(&e, "restated", d.Restated, func(e *encoder, r *Restated) {
		e.text("ref", r.Ref).orNull("was", string(r.Was)).orNull("is", string(r.Is))
	})
	rows(&e, "movement", d.Movement, (*encoder).movement)
	e.unline().close().line()
	return e.unline().b
}

// MarshalJSON is JSON, so that the document has one form wherever it is written.
func (d *Document) MarshalJSON() ([]byte, error) { return d.JSON(), nil }

// Parse reads a document that JSON wrote.
func Parse(figures []byte) (*Document, error) {
	var d Document
	if err := json.Unmarshal(figures, &d); err != nil {
		return nil, fmt.Errorf("read figures: %w", err)
	}
	if d.Format != Format || d.FormatVersion != FormatVersion {
		return nil, fmt.Errorf("read figures: %q version %d is not %s version %d", d.Format, d.FormatVersion, Format, FormatVersion)
	}
	return &d, nil
}

// encoder appends members in the order of bundle.md. Every value is followed by a comma, which what closes takes away.
type encoder struct{ b []byte }

func (e *encoder) open() *encoder { e.b = append(e.b, '{'); return e }

func (e *encoder) close() *encoder {
	e.b = append(bytes.TrimSuffix(e.b, []byte{','}), '}', ',')
	return e
}

// line ends a line after the comma.
func (e *encoder) line() *encoder { e.b = append(e.b, '\n'); return e }

// unline takes the comma of the last line away.
func (e *encoder) unline() *encoder {
	e.b = append(bytes.TrimSuffix(e.b, []byte(",\n")), '\n')
	return e
}

func (e *encoder) name(name string) *encoder {
	e.b = append(append(append(e.b, '"'), name...), '"', ':')
	return e
}

func (e *encoder) raw(name, value string) *encoder {
	e.name(name)
	e.b = append(append(e.b, value...), ',')
	return e
}

func (e *encoder) text(name, value string) *encoder {
	e.name(name).quote(value)
	e.b = append(e.b, ',')
	return e
}

// orNull is a text that is null where it is empty.
func (e *encoder) orNull(name, value string) *encoder {
	if value == "" {
		return e.raw(name, "null")
	}
	return e.text(name, value)
}

func (e *encoder) day(name string, day civil.Date) *encoder { return e.orNull(name, string(day)) }

func (e *encoder) instant(name string, t time.Time) *encoder {
	return e.text(name, t.UTC().Format(time.RFC3339))
}

func (e *encoder) number(name string, n int) *encoder {
	e.name(name)
	e.b = append(strconv.AppendInt(e.b, int64(n), 10), ',')
	return e
}

// seq is a number that is null where it is 0.
func (e *encoder) seq(name string, n int) *encoder {
	if n == 0 {
		return e.raw(name, "null")
	}
	return e.number(name, n)
}

func (e *encoder) optional(name string, n *int) *encoder {
	if n == nil {
		return e.raw(name, "null")
	}
	return e.number(name, *n)
}

func (e *encoder) truth(name string, b *bool) *encoder {
	if b == nil {
		return e.raw(name, "null")
	}
	return e.raw(name, strconv.FormatBool(*b))
}

// quote writes a text with nothing escaped that need not be. What is not plain is left to encoding/json.
func (e *encoder) quote(s string) {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			e.quoteHard(s)
			return
		}
	}
	e.b = append(append(append(e.b, '"'), s...), '"')
}

func (e *encoder) quoteHard(s string) {
	var b bytes.Buffer
	w := json.NewEncoder(&b)
	w.SetEscapeHTML(false)
	if err := w.Encode(s); err != nil {
		panic("reports: a text cannot be written: " + err.Error())
	}
	e.b = append(e.b, bytes.TrimSuffix(b.Bytes(), []byte{'\n'})...)
}

// list writes a list of texts.
func list[T ~string](e *encoder, name string, values []T) *encoder {
	e.name(name)
	e.b = append(e.b, '[')
	for i, v := range values {
		if i > 0 {
			e.b = append(e.b, ',')
		}
		e.quote(string(v))
	}
	e.b = append(e.b, ']', ',')
	return e
}

// rows writes a list of objects, each on its line.
func rows[T any](e *encoder, name string, values []T, write func(*encoder, *T)) {
	e.name(name)
	if len(values) == 0 {
		e.b = append(e.b, "[],\n"...)
		return
	}
	e.b = append(e.b, "[\n"...)
	for i := range values {
		write(e.open(), &values[i])
		e.close().line()
	}
	e.unline()
	e.b = append(e.b, "],\n"...)
}
