package i18n

// List is "A, B and C" of data in the language; "–" of nothing.
func (p *Printer) List(items []string) string { return p.join("and", p.all(items)) }

// Either is "A, B or C" of data in the language; "–" of nothing.
func (p *Printer) Either(items []string) string { return p.join("or", p.all(items)) }

func (p *Printer) all(items []string) []string {
	data := make([]string, len(items))
	for i, item := range items {
		data[i] = p.data(item)
	}
	return data
}

func (p *Printer) join(last string, items []string) string {
	if len(items) == 0 {
		return nothing
	}
	said := items[0]
	for i, item := range items[1:] {
		key := "list.comma"
		if i == len(items)-2 {
			key = "list." + last
		}
		said = p.Sentence(key, "before", Said(said), "item", Said(item))
	}
	return said
}
