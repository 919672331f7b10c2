package bundle

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
)

// decoder reads the members of one record and notes what is wrong with them.
type decoder struct {
	*faults
	at     place
	inside string   // path inside the record, with a dot at its end
	faulty []string // fields with faults, by their path in the record
}

// wrong notes a fault of a field of the record.
func (d *decoder) wrong(field, key string, pairs ...any) {
	field = d.inside + field
	if !slices.Contains(d.faulty, field) {
		d.faulty = append(d.faulty, field)
	}
	d.say(d.at, field, key, pairs...)
}

// within runs f on what is nested in a field.
func (d *decoder) within(field string, f func()) {
	outside := d.inside
	d.inside += field + "."
	f()
	d.inside = outside
}

// object goes through the members of an object. A member that f does not know is an error, but for names that start
// with x_, and for NDJSON's record.
func (d *decoder) object(n *node, f func(name string, n *node) bool) {
	if n.shape != isObject {
		if !n.empty() {
			d.wrongSelf("bundle.not_object")
		}
		return
	}
	for i, name := range n.names {
		if strings.HasPrefix(name, "x_") || name == "record" && d.at.lines && d.inside == "" {
			continue
		}
		if !f(name, &n.nodes[i]) {
			d.wrong(shortened(name), "bundle.unknown_field", "field", shortened(name))
		}
	}
}

// wrongSelf notes a fault of the very object that is being read.
func (d *decoder) wrongSelf(key string) {
	field := strings.TrimSuffix(d.inside, ".")
	d.faulty = append(d.faulty, field)
	d.say(d.at, field, key)
}

// each goes through the items of a list of objects.
func (d *decoder) each(field string, n *node, f func(i int, n *node)) {
	if n.empty() {
		return
	}
	if n.shape != isList {
		d.wrong(field, "bundle.not_list")
		return
	}
	for i := range n.nodes {
		d.within(field+"["+strconv.Itoa(i)+"]", func() {
			if n.nodes[i].shape != isObject {
				d.wrongSelf("bundle.not_object")
				return
			}
			f(i, &n.nodes[i])
		})
	}
}

func (d *decoder) text(field string, n *node) string {
	if n.empty() {
		return ""
	}
	if n.shape != isText {
		d.wrong(field, "bundle.not_text")
		return ""
	}
	return n.text
}

// needed is a text that a record cannot do without.
func (d *decoder) needed(field, value string) {
	if value == "" && !slices.Contains(d.faulty, d.inside+field) {
		d.wrong(field, "bundle.missing", "field", field)
	}
}

// texts is a list of texts, none of them empty.
func (d *decoder) texts(field string, n *node) []string {
	if n.empty() {
		return nil
	}
	if n.shape != isList {
		d.wrong(field, "bundle.not_list")
		return nil
	}
	all := make([]string, 0, len(n.nodes))
	for i := range n.nodes {
		if n.nodes[i].shape != isText || n.nodes[i].text == "" {
			d.wrong(field, "bundle.not_text")
			continue
		}
		all = append(all, n.nodes[i].text)
	}
	return all
}

// flag is true or absent.
func (d *decoder) flag(field string, n *node) bool {
	if n.empty() {
		return false
	}
	if n.shape != isTrue {
		d.wrong(field, "bundle.not_flag")
		return false
	}
	return true
}

// number is a whole number, or nil if it is absent. 45.0 and 4e1 are not written as whole numbers, and are refused.
func (d *decoder) number(field string, n *node) *int {
	if n.empty() {
		return nil
	}
	value, err := strconv.ParseInt(n.text, 10, 32)
	if n.shape != isNumber || err != nil {
		d.wrong(field, "bundle.not_whole_number", "value", shortened(n.text))
		return nil
	}
	whole := int(value)
	return &whole
}

// count is a whole number from 1; 0 if it is absent.
func (d *decoder) count(field string, n *node) int {
	value := d.number(field, n)
	if value == nil {
		return 0
	}
	if *value < 1 {
		d.wrong(field, "bundle.not_counted", "value", *value)
		return 0
	}
	return *value
}

func (d *decoder) date(field string, n *node) civil.Date {
	s := d.text(field, n)
	if s == "" {
		return ""
	}
	date, err := civil.ParseDate(s)
	if err != nil {
		d.wrong(field, "bundle.not_date", "value", shortened(s))
	}
	return date
}

// instant is YYYY-MM-DDTHH:MM:SSZ and nothing else.
func (d *decoder) instant(field string, n *node) time.Time {
	s := d.text(field, n)
	if s == "" {
		return time.Time{}
	}
	t, err := time.Parse(commitments.InstantLayout, s)
	if err != nil || len(s) != len(commitments.InstantLayout) || t.Year() < 1 {
		d.wrong(field, "bundle.not_instant", "value", shortened(s))
		return time.Time{}
	}
	return t
}

// hex is a digest or salt: so many lower-case hexadecimal digits.
func (d *decoder) hex(field string, n *node, digits int) string {
	s := d.text(field, n)
	if s != "" && !isHex(s, digits) {
		d.wrong(field, "bundle.not_hex", "digits", digits)
		return ""
	}
	return s
}

func isHex(s string, digits int) bool {
	return len(s) == digits && strings.Trim(s, "0123456789abcdef") == ""
}

// word is one of a closed list of words; empty if it is none of them.
func word[T ~string](d *decoder, field string, n *node, known func(T) bool) T {
	s := T(d.text(field, n))
	if s != "" && !known(s) {
		d.wrong(field, "bundle.unknown_word", "value", shortened(string(s)))
		return ""
	}
	return s
}

func (d *decoder) country(field string, n *node) string {
	s := d.text(field, n)
	if s != "" && (len(s) != 2 || s[0] < 'A' || s[0] > 'Z' || s[1] < 'A' || s[1] > 'Z') {
		d.wrong(field, "country.unknown", "country", shortened(s))
		return ""
	}
	return s
}

// indexed is the path of a field of an item of a list.
func indexed(list string, i int, field string) string {
	return list + "[" + strconv.Itoa(i) + "]." + field
}
