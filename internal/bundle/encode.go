package bundle

import (
	"strconv"

	"github.com/accord-tracker/accord/internal/commitments"
)

// object writes a JSON object. Members that are empty are left out, which is the same (bundle.md).
type object struct {
	out   []byte
	comma bool
}

// open begins an object after out.
func open(out []byte) object { return object{out: append(out, '{')} }

func (o *object) close() []byte { return append(o.out, '}') }

func (o *object) name(name string) {
	if o.comma {
		o.out = append(o.out, ',')
	}
	o.comma = true
	o.out = commitments.AppendText(o.out, name)
	o.out = append(o.out, ':')
}

func (o *object) text(name, value string) {
	if value != "" {
		o.name(name)
		o.out = commitments.AppendText(o.out, value)
	}
}

func (o *object) flag(name string, value bool) {
	if value {
		o.name(name)
		o.out = append(o.out, "true"...)
	}
}

// number is written even where it is 0.
func (o *object) number(name string, value int64) {
	o.name(name)
	o.out = strconv.AppendInt(o.out, value, 10)
}

// count is a number that counts from 1; 0 is none.
func (o *object) count(name string, value int64) {
	if value != 0 {
		o.number(name, value)
	}
}

func (o *object) percent(value *int) {
	if value != nil {
		o.number("percent", int64(*value))
	}
}

func (o *object) texts(name string, values []string) {
	if len(values) == 0 {
		return
	}
	o.name(name)
	o.out = append(o.out, '[')
	for i, value := range values {
		if i > 0 {
			o.out = append(o.out, ',')
		}
		o.out = commitments.AppendText(o.out, value)
	}
	o.out = append(o.out, ']')
}

// object writes a member that is an object itself.
func (o *object) object(name string, write func(*object)) {
	o.name(name)
	inner := open(o.out)
	write(&inner)
	o.out = inner.close()
}

// objects writes a list of n objects, each after lead, which is white space.
func (o *object) objects(name, lead string, n int, write func(i int, o *object)) {
	if n == 0 {
		return
	}
	o.name(name)
	o.out = append(o.out, '[')
	for i := range n {
		if i > 0 {
			o.out = append(o.out, ',')
		}
		item := open(append(o.out, lead...))
		write(i, &item)
		o.out = item.close()
	}
	o.out = append(o.out, ']')
}
