package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
)

// JSON is the figures document as it is published and hashed: always the same bytes for the same figures. Every row of a
// list stands on a line of its own, so that two documents can be compared line by line; the last byte is a line feed.
func (d *Document) JSON() []byte {
	var b bytes.Buffer
	b.Grow(4096 + 700*(len(d.Movement)+len(d.Organisations)+len(d.Steps)))
	_, _ = d.WriteTo(&b) // a buffer refuses nothing
	return b.Bytes()
}

// WriteTo writes the bytes of JSON without holding them all in memory.
func (d *Document) WriteTo(w io.Writer) (int64, error) {
	e := encoder{b: make([]byte, 0, 2*chunk), w: w}
	e.open().text("format", d.Format).number("format_version", d.FormatVersion).text("plan", d.Plan).
		text("edition", d.Edition).text("period", d.Period).day("start", d.Start).day("end", d.End).
		text("time_zone", d.TimeZone).instant("cutoff", d.Cutoff).text("audience", string(d.Audience)).line()
	e.name("overall").open().total(&d.Overall).close().line()
	e.lists(d)
	e.unline().close().line().unline()
	e.flush(0)
	return e.written, e.err
}

func (e *encoder) lists(d *Document) {
	rows(e, "themes", d.Themes, func(e *encoder, t *Theme) { e.text("key", t.Key).total(&t.Total) })
	rows(e, "steps", d.Steps, (*encoder).step)
	rows(e, "organisations", d.Organisations, (*encoder).organisation)
	rows(e, "overdue", d.Overdue, (*encoder).overdue)
	rows(e, "stale", d.Stale, (*encoder).stale)
	rows(e, "moved_dates", d.MovedDates, (*encoder).movedDate)
	rows(e, "reported_late", d.ReportedLate, (*encoder).late)
	rows(e, "restated", d.Restated, (*encoder).restated)
	rows(e, "movement", d.Movement, (*encoder).movement)
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
type encoder struct {
	b       []byte
	w       io.Writer
	written int64
	err     error // of the first write that went wrong; nothing is written after it
}

// chunk is how many bytes are gathered before they are written.
const chunk = 32 << 10

// flush writes what was gathered but for the last bytes, which may yet be taken away.
func (e *encoder) flush(but int) {
	ready := len(e.b) - but
	if e.err == nil {
		var n int
		n, e.err = e.w.Write(e.b[:ready])
		e.written += int64(n)
	}
	e.b = append(e.b[:0], e.b[ready:]...)
}

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
		if len(e.b) > chunk {
			e.flush(len(",\n"))
		}
	}
	e.unline()
	e.b = append(e.b, "],\n"...)
}
