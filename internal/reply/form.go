package reply

// Form asks for several things at once. A platform without forms shows Say, so that whatever a form can do, a typed
// sentence can do as well.
type Form struct {
	Name   string  `json:"name,omitempty"`  // what the platform hands back with the values: "commit"
	Title  string  `json:"title,omitempty"` // of the catalogues
	Fields []Field `json:"fields,omitempty"`
	Submit string  `json:"submit,omitempty"` // the label of its button, of the catalogues
	Say    string  `json:"say,omitempty"`    // an example of the sentence that does the same
}

// Field is one input of a form.
type Field struct {
	Name     string    `json:"name,omitempty"`  // key of its value
	Label    string    `json:"label,omitempty"` // of the catalogues
	Hint     string    `json:"hint,omitempty"`  // of the catalogues; may be empty
	Kind     FieldKind `json:"kind,omitempty"`
	Value    string    `json:"value,omitempty"` // prefilled; of Choices: the chosen values, one a line
	Kept     bool      `json:"kept,omitempty"`  // Value is what is kept so far, and nothing that somebody has typed
	Options  []Option  `json:"options,omitempty"`
	Required bool      `json:"required,omitempty"`
	MaxRunes int       `json:"max_runes,omitempty"` // 0: as much as the platform takes
}

// FieldKind says what a field takes. Values come back as text: a date as YYYY-MM-DD, choices as one value a line.
type FieldKind string

const (
	ShortText FieldKind = ""
	LongText  FieldKind = "long_text"
	DateField FieldKind = "date"
	Number    FieldKind = "number"
	Choice    FieldKind = "choice"
	Choices   FieldKind = "choices"
)

// Option is one choice.
type Option struct {
	Value string `json:"value,omitempty"`
	Label string `json:"label,omitempty"`
}
