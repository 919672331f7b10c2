package reply

import (
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/bidi"
)

// piece is a part of a line, clean but not yet escaped. All renderers show lines by their pieces, and pieces is the
// only place that makes them.
type piece struct {
	kind        pieceKind
	text        string
	url         string // of a link
	tone        Tone   // of a status
	open, close string // an isolate around it
	of          int    // of a fragment: its place in the line
}

type pieceKind int

const (
	plain pieceKind = iota
	strong
	code
	status
	link
)

// scene is what the making of pieces depends on.
type scene struct {
	direction bidi.Direction
	screen    bool
}

func (l Layout) scene(r Reply) scene { return scene{r.Direction, l.Screen} }

// pieces are the parts of the line that are not empty.
func (s scene) pieces(line Line) []piece {
	var all []piece
	for _, in := range line {
		if p := s.piece(in); p.text != "" {
			all = append(all, p)
		}
	}
	return spacesOutside(trimmed(all))
}

func (s scene) piece(in Inline) piece {
	switch in := in.(type) {
	case Text:
		return s.data(plain, string(in))
	case Said:
		return piece{text: s.defused(edged(string(in), cleanSaid))}
	case Strong:
		return s.data(strong, string(in))
	case Code: // read as it was typed: in the direction of its first word, which is the verb
		return s.isolated(piece{kind: code, text: s.defused(clean(string(in)))}, bidi.FSI)
	case Status:
		p := s.data(status, in.Word)
		p.tone = in.Tone
		return p
	case Link:
		return s.link(in)
	}
	panic(fmt.Sprintf("reply: inline %T is not known", in))
}

func (s scene) data(kind pieceKind, text string) piece {
	return s.isolated(piece{kind: kind, text: s.defused(edged(text, clean))}, bidi.FSI)
}

func (s scene) link(l Link) piece {
	address, ok := safeAddress(l.URL)
	if !ok && l.Label == "" {
		return s.data(plain, l.URL)
	}
	if !ok {
		return s.data(plain, l.Label)
	}
	p := piece{kind: link, url: address, text: honestLabel(l.Label, address)}
	if p.text == address {
		return s.isolated(p, bidi.LRI)
	}
	p.text = s.defused(p.text)
	return s.isolated(p, bidi.FSI)
}

func (s scene) isolated(p piece, open string) piece {
	if strings.ContainsFunc(p.text, isWordy) && (s.direction == bidi.RTL || bidi.HasRTL(p.text)) {
		p.open, p.close = open, bidi.PDI
	}
	return p
}

func (s scene) defused(text string) string {
	if s.screen {
		return text
	}
	return defuse(text)
}

// edged cleans s, but keeps one space at either end: "by " and "NDI" make "by NDI".
func edged(s string, clean func(string) string) string {
	text := clean(s)
	if text == "" {
		if strings.ContainsFunc(s, isSpace) {
			return " "
		}
		return ""
	}
	first, last := []rune(s)[0], []rune(s)[len([]rune(s))-1]
	if isSpace(first) {
		text = " " + text
	}
	if isSpace(last) {
		text += " "
	}
	return text
}

// trimmed takes the spaces away from the ends of a line and from beside other spaces.
func trimmed(all []piece) []piece {
	var kept []piece
	spaced := true
	for _, p := range all {
		if spaced {
			p.text = strings.TrimLeft(p.text, " ")
		}
		if p.text == "" {
			continue
		}
		spaced = strings.HasSuffix(p.text, " ")
		kept = append(kept, p)
	}
	for len(kept) > 0 {
		last := &kept[len(kept)-1]
		if last.text = strings.TrimRight(last.text, " "); last.text != "" {
			break
		}
		kept = kept[:len(kept)-1]
	}
	return kept
}

// spacesOutside takes the spaces at the ends of isolates out of them: within, they would stand on the wrong side where
// the directions differ.
func spacesOutside(all []piece) []piece {
	var apart []piece
	for _, p := range all {
		text := p.text
		if p.open != "" {
			p.text = strings.Trim(text, " ")
		}
		if len(p.text) < len(text) && text[0] == ' ' {
			apart = append(apart, piece{text: " "})
		}
		apart = append(apart, p)
		if len(p.text) < len(text) && text[len(text)-1] == ' ' {
			apart = append(apart, piece{text: " "})
		}
	}
	return apart
}
