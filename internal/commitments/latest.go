package commitments

// Of narrows what is read to the commitments of one step or organisation. The zero Of is everything.
type Of struct {
	Step         string // code
	Organisation string // handle: lead or partner
}
