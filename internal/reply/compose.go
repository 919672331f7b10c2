package reply

import "slices"

// The lines that every renderer shows in the same words.

// dateExample shows how a date is typed in a form.
const dateExample = "2027-03-31"

// rest is the line below a list or table that was cut, or nothing.
func (l Layout) rest(r Rest, shown, given int) Line {
	left := r.left(shown, given)
	if left <= 0 {
		return nil
	}
	line := Line{Said(l.Words.Plural("reply.more", left))}
	if r.Say != "" {
		line = append(line, l.typed(r.Say)...)
	}
	if r.URL != "" {
		line = append(line, Said(" – "), Link{URL: r.URL})
	}
	return line
}

// typed is " – type: say".
func (l Layout) typed(say string) Line {
	return Line{Said(" – "), Said(l.Words.Sentence("reply.type")), Said(" "), Code(say)}
}

func (l Layout) button(b Button) Line {
	line := Line{Strong(b.Label)}
	if b.Say != "" {
		line = append(line, l.typed(b.Say)...)
	}
	if b.Confirm != "" {
		line = append(line, Said(" – "), Said(l.Words.Sentence("reply.confirm", "question", b.Confirm)))
	}
	return line
}

// label is the label of a fact or field, with the colon of the language.
func (l Layout) label(label string) Line {
	return Line{Strong(l.Words.Sentence("reply.label", "label", label))}
}

func (l Layout) field(f Field) Line {
	line := Line{Strong(f.Label)}
	add := func(in Inline) { line = append(line, Said(" "), in) }
	if f.Required {
		add(Said(l.Words.Sentence("reply.required")))
	}
	if f.Kind == DateField {
		add(Said(l.Words.Sentence("reply.date_form", "example", dateExample)))
	}
	if f.Hint != "" {
		line = append(line, Said(" – "), Said(f.Hint))
	}
	if len(f.Options) > 0 {
		line = append(line, Said(" – "), Said(l.Words.Sentence("reply.one_of")))
	}
	for i, o := range f.Options {
		if i > 0 {
			line = append(line, Said(" /"))
		}
		add(Text(o.Label))
	}
	if now := f.chosen(); len(now) > 0 {
		line = append(line, Said(" – "), Said(l.Words.Sentence("reply.now", "value", now)))
	}
	return line
}

// chosen is the prefilled value as people read it.
func (f Field) chosen() []string {
	if f.Value == "" {
		return nil
	}
	values := []string{f.Value}
	if f.Kind == Choices {
		values = cleanLines(f.Value)
	}
	for i, value := range values {
		if at := slices.IndexFunc(f.Options, func(o Option) bool { return o.Value == value }); at >= 0 {
			values[i] = f.Options[at].Label
		}
	}
	return values
}

func (l Layout) file(f File) Line {
	var line Line
	if f.Label != "" {
		line = Line{Said(f.Label), Said(" – ")}
	}
	line = append(line, Said(l.Words.Sentence("reply.file", "name", f.Name)))
	switch kind, size := f.MediaType, l.size(f); {
	case kind != "" && size != "":
		line = append(line, Said(" "), Said(l.Words.Sentence("reply.file_kind", "kind", kind, "size", size)))
	case kind != "":
		line = append(line, Said(" ("), Text(kind), Said(")"))
	}
	return line
}

func (l Layout) size(f File) string {
	n := f.Size
	if n == 0 {
		n = int64(len(f.Content))
	}
	switch {
	case n == 0:
		return ""
	case n < 1000:
		return l.Words.Plural("reply.bytes", int(n))
	case n < 1_000_000:
		return l.Words.Sentence("reply.kilobytes", "number", (n+500)/1000)
	}
	return l.Words.Sentence("reply.megabytes", "number", (n+500_000)/1_000_000)
}
