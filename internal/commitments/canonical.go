package commitments

import (
	"slices"
	"strconv"
	"time"
)

// The canonical form is RFC 8785 JSON without, at any depth, members that are null, false, "" or [] (bundle.md, "The
// chain"). It is written by hand here because the set of names is closed and the order of them known: what is left to
// get right is the escaping of texts.

// InstantLayout is how instants are written in bundles and digests: UTC, whole seconds.
const InstantLayout = "2006-01-02T15:04:05Z"

// object writes one JSON object; its names must come in rising order.
type object struct {
	out   []byte
	comma bool
}

func openObject(out []byte) object { return object{out: append(out, '{')} }

func (o *object) close() []byte { return append(o.out, '}') }

func (o *object) name(name string) {
	if o.comma {
		o.out = append(o.out, ',')
	}
	o.comma = true
	o.out = AppendText(o.out, name)
	o.out = append(o.out, ':')
}

func (o *object) text(name, value string) {
	if value != "" {
		o.name(name)
		o.out = AppendText(o.out, value)
	}
}

func (o *object) number(name string, value int64) {
	o.name(name)
	o.out = strconv.AppendInt(o.out, value, 10)
}

func (o *object) list(name string, values []string) {
	if len(values) == 0 {
		return
	}
	o.name(name)
	o.out = append(o.out, '[')
	for i, value := range values {
		if i > 0 {
			o.out = append(o.out, ',')
		}
		o.out = AppendText(o.out, value)
	}
	o.out = append(o.out, ']')
}

func (o *object) value(name string, v Value) {
	if len(v.List) > 0 {
		o.list(name, v.List)
		return
	}
	o.text(name, v.Text)
}

// canonicalEntry appends the entry as it enters its digest: without digest, salt, note and evidence.
func canonicalEntry(out []byte, e *Entry, textDigest string) []byte {
	o := openObject(out)
	if e.Changes != nil { // {} stays
		o.name("changes")
		o.out = canonicalChanges(o.out, e.Changes)
	}
	o.text("commitment", e.Commitment)
	o.text("confidence", string(e.Confidence))
	if e.Corrects != 0 {
		o.number("corrects", int64(e.Corrects))
	}
	o.text("effective_on", string(e.EffectiveOn))
	o.text("kind", string(e.Kind))
	o.text("language", e.Language)
	o.text("member", e.Member)
	if e.Milestone != nil {
		o.name("milestone")
		o.out = canonicalMilestone(o.out, *e.Milestone)
	}
	if e.Percent != nil {
		o.number("percent", int64(*e.Percent))
	}
	o.number("position", e.Position)
	o.text("recorded_at", e.RecordedAt.UTC().Truncate(time.Second).Format(InstantLayout))
	o.number("seq", int64(e.Seq))
	o.text("source", e.Source)
	o.text("status", string(e.Status))
	if e.TakesBack {
		o.name("takes_back")
		o.out = append(o.out, "true"...)
	}
	o.text("text_digest", textDigest)
	o.text("to_member", e.ToMember)
	o.text("via", string(e.Via))
	return o.close()
}

func canonicalChanges(out []byte, changes Changes) []byte {
	fields := make([]Field, 0, len(changes))
	for f := range changes {
		fields = append(fields, f)
	}
	slices.Sort(fields)
	o := openObject(out)
	for _, f := range fields {
		o.name(string(f))
		change := openObject(o.out)
		change.value("new", changes[f].New)
		change.value("old", changes[f].Old)
		o.out = change.close()
	}
	return o.close()
}

func canonicalMilestone(out []byte, m Milestone) []byte {
	o := openObject(out)
	o.text("done_on", string(m.DoneOn))
	o.text("due_on", string(m.DueOn))
	o.text("key", m.Key)
	o.text("title", m.Title)
	return o.close()
}

// canonicalText appends the note and the evidence of an entry as they enter its text digest.
func canonicalText(out []byte, note string, evidence []Evidence) []byte {
	o := openObject(out)
	if len(evidence) > 0 {
		o.name("evidence")
		o.out = append(o.out, '[')
		for i, ev := range evidence {
			if i > 0 {
				o.out = append(o.out, ',')
			}
			item := openObject(o.out)
			item.text("title", ev.Title)
			item.text("url", ev.URL)
			o.out = item.close()
		}
		o.out = append(o.out, ']')
	}
	o.text("note", note)
	return o.close()
}

const hexDigits = "0123456789abcdef"

// AppendText appends s as a JSON text, quoted, as RFC 8785 has it: nothing is escaped but the quotation mark, the backslash and
// control characters.
func AppendText(out []byte, s string) []byte {
	out = append(out, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c >= 0x20:
			out = append(out, c)
		case c == '\b':
			out = append(out, `\b`...)
		case c == '\t':
			out = append(out, `\t`...)
		case c == '\n':
			out = append(out, `\n`...)
		case c == '\f':
			out = append(out, `\f`...)
		case c == '\r':
			out = append(out, `\r`...)
		default:
			out = append(out, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
		}
	}
	return append(out, '"')
}
