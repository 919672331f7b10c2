package reply

// Form asks for several things at once. A platform without forms shows Say, so that whatever a form can do, a typed
// sentence can do as well.
type Form struct {
	Name   string // what the platform hands back with the values: "commit"
	Title  string // of the catalogues
	Fields []Field
	Submit string // the label of its button, of the catalogues
	Say    string // an example of the sentence that does the same
}

// Field is one input of a form.
type Field struct {
	Name     string // key of its value
	Label    string // of the catalogues
	Hint     string // of the catalogues; may be empty
	Kind     FieldKind
	Value    string // prefilled; of Choices: the chosen values, one a line
	Options  []Option
	Required bool
	MaxRunes int // 0: as much as the platform takes
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
	Value string
	Label string
}
