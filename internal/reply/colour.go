package reply

// The few colours of a terminal that is allowed any.
const (
	bold   = "1"
	cyan   = "36"
	green  = "32"
	yellow = "33"
	red    = "31"
)

func sgrOf(p piece) string {
	switch p.kind {
	case strong:
		return bold
	case code:
		return cyan
	case status:
		return map[Tone]string{Good: green, Warning: yellow, Bad: red}[p.tone]
	}
	return ""
}

// coloured is text in a colour, if the layout allows colours. Nothing else in this package writes an escape sequence.
func (l Layout) coloured(text, sgr string) string {
	if !l.Colour || sgr == "" {
		return text
	}
	return "\x1b[" + sgr + "m" + text + "\x1b[0m"
}
