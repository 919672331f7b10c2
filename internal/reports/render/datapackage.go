package render

// dataPackage describes the tables for programs, and for people who open them (https://datapackage.org/standard/).
type dataPackage struct {
	Schema      string         `json:"$schema"`
	Name        string         `json:"name"`
	Title       string         `json:"title"`
	Description string         `json:"description,omitempty"`
	Version     string         `json:"version,omitempty"`
	Created     string         `json:"created"`
	Language    string         `json:"language"`
	Facts       []packageFact  `json:"facts"`
	Resources   []dataResource `json:"resources"`
}

type packageFact struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Value string `json:"value"`
}

type dataResource struct {
	Name        string      `json:"name"`
	Path        string      `json:"path"`
	Title       string      `json:"title"`
	Description string      `json:"description,omitempty"`
	Type        string      `json:"type"`
	Format      string      `json:"format"`
	MediaType   string      `json:"mediatype"`
	Encoding    string      `json:"encoding"`
	Schema      tableSchema `json:"schema"`
}

type tableSchema struct {
	Fields        []tableField `json:"fields"`
	MissingValues []string     `json:"missingValues"`
}

type tableField struct {
	Name       string     `json:"name"`
	Title      string     `json:"title"`
	Type       string     `json:"type"`
	Delimiter  string     `json:"delimiter,omitempty"`
	Categories []category `json:"categories,omitempty"`
}

type category struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

func packageOf(m *model) dataPackage {
	p := dataPackage{
		Schema: "https://datapackage.org/profiles/2.0/datapackage.json", Name: lowerName(m.id), Title: m.title + " – " + m.subject,
		Description: m.banner, Created: m.made.UTC().Format("2006-01-02T15:04:05Z"), Language: m.language(),
	}
	for i := range m.facts {
		f := &m.facts[i]
		p.Facts = append(p.Facts, packageFact{f.key, f.label, m.voice.text(&f.value, nil)})
	}
	for _, t := range m.tables {
		r := dataResource{
			Name: lowerName(t.key), Path: t.key + ".csv", Title: t.title, Description: t.note, Type: "table", Format: "csv", MediaType: "text/csv",
			Encoding: "utf-8", Schema: tableSchema{MissingValues: []string{""}},
		}
		for _, at := range t.shown(inCSV) {
			r.Schema.Fields = append(r.Schema.Fields, m.fields(&t.columns[at])...)
		}
		p.Resources = append(p.Resources, r)
	}
	return p
}

// lowerName is a name as the standard wants it.
func lowerName(s string) string {
	out := []byte(s)
	for i, c := range out {
		if c >= 'A' && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return string(out)
}

func (m *model) fields(c *column) []tableField {
	if c.kind == rate {
		return m.rateFields(c)
	}
	f := tableField{Name: c.key, Title: c.title, Type: "string"}
	switch c.kind {
	case number:
		f.Type = "integer"
	case half:
		f.Type = "number"
	case date:
		f.Type = "date"
	case truth:
		f.Type = "boolean"
	case codes, words:
		f.Type, f.Delimiter = "list", " "
	default:
	}
	if c.kind == word {
		for _, value := range c.values {
			f.Categories = append(f.Categories, category{value, m.voice.wordOf(c.words, value)})
		}
	}
	return []tableField{f}
}

func (m *model) rateFields(c *column) []tableField {
	names := csvNames(c)
	return []tableField{
		{Name: names[0], Title: m.voice.Sentence("render.column.numerator", "rate", c.title), Type: "number"},
		{Name: names[1], Title: m.voice.Sentence("render.column.denominator", "rate", c.title), Type: "integer"},
		{Name: names[2], Title: m.voice.Sentence("render.column.rate_percent", "rate", c.title), Type: "integer"},
	}
}
