package bundle

import (
	"bufio"
)

// head writes the members of the head; lead is white space before each theme and step.
func (x *exporter) head(o *object, between, lead string) {
	exported := x.o.ExportedAt
	if exported.IsZero() {
		exported = x.o.AsOf
	}
	if exported.IsZero() {
		exported = x.last.RecordedAt
	}
	o.out = append(o.out, between...)
	o.text("format", Format)
	o.number("format_version", Version)
	o.text("exported_at", instantText(exported))
	o.object("plan", func(o *object) { o.plan(x.plan, lead) })
}

// writeJSON writes one object, with a line for each record.
func (x *exporter) writeJSON(out *bufio.Writer) error {
	o := open(nil)
	x.head(&o, "\n ", "\n  ")
	for l := organisations; l < inEnd; l++ {
		if x.counts[l] == 0 {
			continue
		}
		o.out = append(o.out, ",\n "...)
		o.comma = false
		o.name(listNames[l])
		o.out = append(o.out, '[')
		if _, err := out.Write(o.out); err != nil {
			return err
		}
		if _, err := x.parts[l].WriteTo(out); err != nil {
			return err
		}
		o.out = append(o.out[:0], "\n ]"...)
	}
	o.out = append(o.out, "\n}\n"...)
	_, err := out.Write(o.out)
	return err
}

// writeLines writes one record a line.
func (x *exporter) writeLines(out *bufio.Writer) error {
	o := open(nil)
	o.text("record", recordNames[inHead])
	x.head(&o, "", "")
	if _, err := out.Write(append(o.close(), '\n')); err != nil {
		return err
	}
	for l := organisations; l < inEnd; l++ {
		if _, err := x.parts[l].WriteTo(out); err != nil {
			return err
		}
	}
	o = open(nil)
	o.text("record", recordNames[inEnd])
	o.object("counts", func(o *object) {
		for l := organisations; l < inEnd; l++ {
			o.number(listNames[l], int64(x.counts[l]))
		}
	})
	_, err := out.Write(append(o.close(), '\n'))
	return err
}
