package slack

// action is what a button does: the sentence that it says, the form that it opens, or something of our own (share.go).
// It is a row of the database; the button itself carries its Token, which tells nobody anything (S-10).
type action struct {
	Token  string
	Say    string            // the sentence; empty for a form
	Form   string            // the name of the form; empty for a sentence
	Values map[string]string // that the form shows already
	Line   int               // of buttons in the message, from 1
	Once   bool              // it is to be pressed once, whatever it says
}
