package plans

// Certainty says how far a resolution may be trusted.
type Certainty string

const (
	Sure   Certainty = "sure"   // go ahead with the first match, or with all of Meant
	Unsure Certainty = "unsure" // offer the first three
	None   Certainty = "none"   // nothing is near
)

// Match is a step that somebody may mean.
type Match struct {
	Plan  *Plan
	Step  *Step
	Code  string  // as one writes it: "29c", of another plan than the first "digital-2025:1.1"
	Score float64 // 1 is certain; comparable within one resolution
	By    string  // code, alias or words
	Text  string  // what was written that names it
}

// Resolution is what a text says about steps.
type Resolution struct {
	Matches   []Match // best first
	Meant     int     // how many of the first matches are meant together ("29a and 29b"); 0 if none is sure
	Certainty Certainty
	BadCodes  []string // codes as written that no plan has
}

// Resolver finds the steps that people mean. It is safe for concurrent use.
type Resolver struct {
	plans []*Plan
}

// NewResolver indexes the plans. Codes without a plan belong to the first.
func NewResolver(plans []*Plan) *Resolver { return &Resolver{plans: plans} }
