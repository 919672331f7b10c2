package render

import (
	"strconv"
	"strings"

	"github.com/accord-tracker/accord/internal/civil"
)

// kind of what stands in a cell or a column.
type kind int

const (
	said    kind = iota // words of the catalogue
	written             // what somebody wrote: its direction is its own, and it is data
	code                // a ref, a code, a hash: always from left to right
	codes               // several of them
	names               // several things that somebody wrote
	word                // a value of a closed list
	words               // several of them
	number              // a count
	half                // a count that may end in a half: n is twice of it
	rate                // a count n among d
	date                // a civil date
	moment              // an instant, in UTC
	quarter             // a period
	truth               // yes or no
	nothing             // null: "–"
)

// cell is a value that has no form yet.
type cell struct {
	kind kind
	n, d int
	text string
	list []string
	link string // where it can be opened
	id   string // under which others link to the row; in its first cell only
}

func count(n int) cell           { return cell{kind: number, n: n} }
func ratio(n, d int) cell        { return cell{kind: rate, n: n, d: d} }
func phrase(text string) cell    { return cell{kind: said, text: text} }
func writing(text string) cell   { return cell{kind: written, text: text} }
func term(value string) cell     { return cell{kind: word, text: value} }
func terms(values []string) cell { return cell{kind: words, list: values} }

func codeOf(text string) cell {
	if text == "" {
		return cell{kind: nothing}
	}
	return cell{kind: code, text: text}
}

func listOf(list []string) cell {
	if len(list) == 0 {
		return cell{kind: nothing}
	}
	return cell{kind: codes, list: list}
}

func day(d civil.Date) cell {
	if d.IsZero() {
		return cell{kind: nothing}
	}
	return cell{kind: date, text: string(d)}
}

func yes(b *bool) cell {
	switch {
	case b == nil:
		return cell{kind: nothing}
	case *b:
		return cell{kind: truth, n: 1}
	default:
		return cell{kind: truth}
	}
}

func optional(n *int) cell {
	if n == nil {
		return cell{kind: nothing}
	}
	return count(*n)
}

func halves(f *float64) cell {
	if f == nil {
		return cell{kind: nothing}
	}
	return cell{kind: half, n: int(2 * *f)}
}

// to is the cell with where it can be opened.
func to(c cell, link string) cell { c.link = link; return c }

// as is the cell with the id of its row.
func as(c cell, id string) cell { c.id = id; return c }

// plain is the value for programs: ISO dates, values as they are stored, nothing for null. Of a rate it is the numerator.
func (c *cell) plain() string {
	switch c.kind {
	case number, rate:
		return strconv.Itoa(c.n)
	case half:
		return strconv.FormatFloat(float64(c.n)/2, 'f', -1, 64)
	case truth:
		return strconv.FormatBool(c.n == 1)
	case codes, words:
		return strings.Join(c.list, " ")
	case names:
		return strings.Join(c.list, "; ")
	case nothing:
		return ""
	default:
		return c.text
	}
}

// toTheEnd says whether a column of the kind is set against the far edge, as numbers are.
func (k kind) toTheEnd() bool {
	switch k {
	case number, half, rate:
		return true
	default:
		return false
	}
}
