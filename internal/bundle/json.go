package bundle

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A bundle is read by a JSON reader of its own because encoding/json accepts what a digest must not: names that stand
// twice, texts that are not UTF-8, halves of surrogate pairs. It also says where in a record something is wrong.

// shape of a JSON value. null and false are nothing: bundle.md takes them, an empty text, an empty list and an absent
// member as the same.
type shape uint8

const (
	isNothing shape = iota
	isTrue
	isText
	isNumber
	isList
	isObject
)

// node is a JSON value.
type node struct {
	shape shape
	text  string   // of a text; the digits of a number
	names []string // of an object, one for each of nodes
	nodes []node
}

// empty says whether the value is the same as an absent one.
func (n *node) empty() bool {
	switch n.shape {
	case isNothing:
		return true
	case isText:
		return n.text == ""
	case isList:
		return len(n.nodes) == 0
	default:
		return false
	}
}

// member of an object, or nothing.
func (n *node) member(name string) *node {
	for i := range n.names {
		if n.names[i] == name {
			return &n.nodes[i]
		}
	}
	return &node{}
}

// maxDepth is how deep values may be nested; a record needs six.
const maxDepth = 64

// parser reads JSON texts. What makes a text unreadable ends the reading with broken; what is only not allowed is said
// to warn, with the path inside the value that is being read, and the reading goes on.
type parser struct {
	text   string
	at     int
	depth  int
	broken string // key of what made the text unreadable
	trail  []step
	warn   func(path, key string)
}

// step on the way to a value: a name, or the index in a list.
type step struct {
	name  string
	index int
}

// path of what is being read, such as plan.steps[4].code.
func (p *parser) path() string {
	var b strings.Builder
	for _, s := range p.trail {
		if s.name == "" {
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(shortened(s.name))
	}
	return b.String()
}

// fail notes why the text cannot be read any further.
func (p *parser) fail(key string) bool {
	if p.broken == "" {
		p.broken = key
	}
	return false
}

func (p *parser) space() {
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

// next is the byte at hand, or 0 at the end.
func (p *parser) next() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

// take steps over the byte, if it is the one at hand after space.
func (p *parser) take(c byte) bool {
	p.space()
	if p.next() != c {
		return false
	}
	p.at++
	return true
}

// expect is take, where nothing else can be.
func (p *parser) expect(c byte) bool {
	if p.take(c) {
		return true
	}
	return p.unexpected()
}

func (p *parser) unexpected() bool {
	if p.at >= len(p.text) {
		return p.fail("bundle.cut_short")
	}
	return p.fail("bundle.not_json")
}

// value reads one value into n and says whether it could.
func (p *parser) value(n *node) bool {
	p.space()
	switch c := p.next(); {
	case c == '{':
		return p.object(n)
	case c == '[':
		return p.list(n)
	case c == '"':
		n.shape = isText
		return p.string(&n.text)
	case c == '-' || '0' <= c && c <= '9':
		return p.number(n)
	default:
		return p.word(n)
	}
}

func (p *parser) word(n *node) bool {
	rest := p.text[p.at:]
	for _, w := range [...]struct {
		word  string
		shape shape
	}{{"null", isNothing}, {"false", isNothing}, {"true", isTrue}} {
		if strings.HasPrefix(rest, w.word) {
			p.at += len(w.word)
			n.shape = w.shape
			return true
		}
		if strings.HasPrefix(w.word, rest) {
			p.at = len(p.text)
		}
	}
	return p.unexpected()
}

func (p *parser) deeper() bool {
	p.depth++
	return p.depth <= maxDepth || p.fail("bundle.too_deep")
}

func (p *parser) list(n *node) bool {
	n.shape = isList
	if p.at++; !p.deeper() {
		return false
	}
	for i := 0; ; i++ {
		if i == 0 && p.take(']') {
			break
		}
		n.nodes = append(n.nodes, node{})
		p.trail = append(p.trail, step{index: i})
		if !p.value(&n.nodes[i]) {
			return false
		}
		p.trail = p.trail[:len(p.trail)-1]
		if p.take(']') {
			break
		}
		if !p.expect(',') {
			return false
		}
	}
	p.depth--
	return true
}

func (p *parser) object(n *node) bool {
	n.shape = isObject
	if p.at++; !p.deeper() {
		return false
	}
	for first := true; !(first && p.take('}')); first = false {
		name, ok := p.name()
		if !ok {
			return false
		}
		p.trail = append(p.trail, step{name: name})
		n.names, n.nodes = append(n.names, name), append(n.nodes, node{})
		if !p.value(&n.nodes[len(n.nodes)-1]) {
			return false
		}
		p.trail = p.trail[:len(p.trail)-1]
		if p.take('}') {
			break
		}
		if !p.expect(',') {
			return false
		}
	}
	p.depth--
	p.twice(n.names)
	return true
}

// name reads the name of a member and the colon after it.
func (p *parser) name() (string, bool) {
	p.space()
	if p.next() != '"' {
		return "", p.unexpected()
	}
	var name string
	if !p.string(&name) {
		return "", false
	}
	return name, p.expect(':')
}

// few is how many names are compared one by one.
const few = 32

// twice warns of names that stand more than once in an object.
func (p *parser) twice(names []string) {
	if len(names) > few {
		seen := make(map[string]bool, len(names))
		for _, name := range names {
			if seen[name] {
				p.warnTwice(name)
			}
			seen[name] = true
		}
		return
	}
	for i := range names {
		for j := range i {
			if names[i] == names[j] {
				p.warnTwice(names[i])
				break
			}
		}
	}
}

func (p *parser) warnTwice(name string) {
	p.trail = append(p.trail, step{name: name})
	p.warn(p.path(), "bundle.name_twice")
	p.trail = p.trail[:len(p.trail)-1]
}

// number keeps the digits as they stand. What kind of number a member takes is for its reader to say.
func (p *parser) number(n *node) bool {
	n.shape = isNumber
	start := p.at
	if p.next() == '-' {
		p.at++
	}
	whole := p.at
	digits := p.digits()
	if digits == 0 || digits > 1 && p.text[whole] == '0' {
		return p.unexpected()
	}
	if p.next() == '.' {
		if p.at++; p.digits() == 0 {
			return p.unexpected()
		}
	}
	if c := p.next(); c == 'e' || c == 'E' {
		p.at++
		if c := p.next(); c == '+' || c == '-' {
			p.at++
		}
		if p.digits() == 0 {
			return p.unexpected()
		}
	}
	n.text = p.text[start:p.at]
	return true
}

func (p *parser) digits() int {
	start := p.at
	for c := p.next(); '0' <= c && c <= '9'; c = p.next() {
		p.at++
	}
	return p.at - start
}

// string reads a text. One without escapes is a part of the whole text, not a copy.
func (p *parser) string(s *string) bool {
	p.at++
	start := p.at
	for p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case c == '"':
			*s = p.text[start:p.at]
			p.at++
			p.sound(*s)
			return true
		case c == '\\':
			return p.escaped(start, s)
		case c < 0x20:
			return p.fail("bundle.control_character")
		}
		p.at++
	}
	return p.fail("bundle.cut_short")
}

// escaped reads a text on from its first escape.
func (p *parser) escaped(start int, s *string) bool {
	out := []byte(p.text[start:p.at])
	for p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case c == '"':
			*s = string(out)
			p.at++
			p.sound(*s)
			return true
		case c < 0x20:
			return p.fail("bundle.control_character")
		case c == '\\':
			var ok bool
			if out, ok = p.escape(out); !ok {
				return false
			}
		default:
			out = append(out, c)
			p.at++
		}
	}
	return p.fail("bundle.cut_short")
}

const escapes = `""\\//b` + "\b" + `f` + "\f" + `n` + "\n" + `r` + "\r" + `t` + "\t"

func (p *parser) escape(out []byte) ([]byte, bool) {
	p.at++
	c := p.next()
	if c == 'u' {
		return p.escapedRune(out)
	}
	for i := 0; i < len(escapes); i += 2 {
		if escapes[i] == c {
			p.at++
			return append(out, escapes[i+1]), true
		}
	}
	return out, p.unexpected()
}

func (p *parser) escapedRune(out []byte) ([]byte, bool) {
	r, ok := p.hex()
	if !ok {
		return out, p.unexpected()
	}
	if utf16.IsSurrogate(r) {
		before := p.at
		low, ok := rune(0), false
		if strings.HasPrefix(p.text[p.at:], `\u`) {
			p.at++
			low, ok = p.hex()
		}
		pair := utf16.DecodeRune(r, low)
		if !ok || pair == utf8.RuneError {
			p.at = before
			p.warn(p.path(), "bundle.not_utf8")
		}
		r = pair
	}
	return utf8.AppendRune(out, r), true
}

// hex reads the u and four digits of an escape.
func (p *parser) hex() (rune, bool) {
	if len(p.text) < p.at+5 {
		p.at = len(p.text)
		return 0, false
	}
	n, err := strconv.ParseUint(p.text[p.at+1:p.at+5], 16, 32)
	if err != nil || strings.ContainsAny(p.text[p.at+1:p.at+5], "+-_") {
		return 0, false
	}
	p.at += 5
	return rune(n), true
}

// sound warns of texts that no store keeps.
func (p *parser) sound(s string) {
	if !utf8.ValidString(s) {
		p.warn(p.path(), "bundle.not_utf8")
	} else if strings.IndexByte(s, 0) >= 0 {
		p.warn(p.path(), "bundle.nul")
	}
}

// shortened is a text that is only shown, not longer than is useful.
func shortened(s string) string {
	const most = 80
	if len(s) <= most {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
