package understand

import "github.com/accord-tracker/accord/internal/plans"

// Reader understands messages about the plans of its resolver. It is safe for concurrent use.
type Reader struct {
	resolver *plans.Resolver
}

// New makes a reader. The resolver's first plan is the one that bare codes belong to.
func New(resolver *plans.Resolver) (*Reader, error) {
	return &Reader{resolver: resolver}, nil
}

// Read understands one message. It never fails: what it does not understand has the verb None.
func (r *Reader) Read(text string, ctx Context) Understanding {
	return Understanding{Text: text, Verb: None, Intent: "none"}
}
