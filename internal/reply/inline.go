package reply

// Line is a run of text without a break: white space of any kind and length in it is shown as one space.
type Line []Inline

// Inline is a part of a line: Text, Said, Strong, Code, Status or Link.
type Inline interface{ inline() }

// Text is data: what somebody wrote, or the name of something. It is shown letter by letter, and set apart from its
// surroundings where its direction differs.
type Text string

// Said is a sentence of the catalogues, in the reply's language, with its arguments in place. It is escaped like Text;
// only the directional isolates that the catalogue put around the arguments are kept.
type Said string

// Strong is Text with more weight.
type Strong string

// Code is a sentence for the bot that can be copied and said as it is.
type Code string

// Status is a word with a tone. The word says it all; a renderer may add a colour.
type Status struct {
	Word string `json:"word,omitempty"`
	Tone Tone   `json:"tone,omitempty"`
}

// Tone says whether a status calls for attention.
type Tone string

const (
	Neutral Tone = ""
	Good    Tone = "good"
	Warning Tone = "warning"
	Bad     Tone = "bad"
)

// Link leads to a page. Addresses other than http, https and mailto, such with a user name, and such that chat clients
// would turn into a mention, are shown as text. A label that looks like an address of somewhere else gives way to the
// real one. An empty Label shows the address.
type Link struct {
	URL   string `json:"url,omitempty"`
	Label string `json:"label,omitempty"`
}

func (Text) inline()   {}
func (Said) inline()   {}
func (Strong) inline() {}
func (Code) inline()   {}
func (Status) inline() {}
func (Link) inline()   {}
