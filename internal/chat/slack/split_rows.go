package slack

import (
	"fmt"

	"github.com/accord-tracker/accord/internal/reply"
)

// listHalves cuts between two items, or the only item. Numbers go on: those of a list that was cut are written out.
func listHalves(l reply.List) []reply.Block {
	if len(l.Items) == 0 {
		return nil
	}
	items := l.Items
	if l.Ordered {
		items = numbered(l.Items)
	}
	if len(items) > 1 {
		middle := len(items) / 2
		return []reply.Block{reply.List{Items: items[:middle]}, reply.List{Items: items[middle:], Rest: l.Rest}}
	}
	a, b, ok := lineHalves(items[0])
	if !ok {
		return nil
	}
	return []reply.Block{reply.List{Items: []reply.Line{a}}, reply.List{Items: []reply.Line{b}, Rest: l.Rest}}
}

func numbered(items []reply.Line) []reply.Line {
	all := make([]reply.Line, len(items))
	for i, item := range items {
		all[i] = append(reply.Line{reply.Said(fmt.Sprintf("%d. ", i+1))}, item...)
	}
	return all
}

func factHalves(facts reply.Facts) []reply.Block {
	if len(facts) > 1 {
		return []reply.Block{facts[:len(facts)/2], facts[len(facts)/2:]}
	}
	if len(facts) == 0 {
		return nil
	}
	if len(facts[0].Label) > maxLabel {
		return []reply.Block{reply.Paragraph{reply.Strong(facts[0].Label)}, reply.Paragraph(facts[0].Value)}
	}
	a, b, ok := lineHalves(facts[0].Value)
	if !ok {
		return nil
	}
	return []reply.Block{reply.Facts{{Label: facts[0].Label, Value: a}}, reply.Paragraph(b)}
}

// tableHalves cuts between two rows; the header is said again. A row that is too long becomes facts.
func tableHalves(t reply.Table) []reply.Block {
	switch len(t.Rows) {
	case 0:
		return nil
	case 1:
		return rowAsFacts(t)
	}
	first, second := t, t
	middle := len(t.Rows) / 2
	first.Rows, first.Rest = t.Rows[:middle], reply.Rest{}
	second.Rows, second.Caption = t.Rows[middle:], ""
	if t.Rest.Total > 0 {
		second.Rest.Total = t.Rest.Total - middle
	}
	return []reply.Block{first, second}
}

func rowAsFacts(t reply.Table) []reply.Block {
	var blocks []reply.Block
	if t.Caption != "" {
		blocks = append(blocks, reply.Paragraph{reply.Strong(t.Caption)})
	}
	facts := reply.Facts{}
	for i, line := range t.Rows[0] {
		label := ""
		if i < len(t.Header) {
			label = t.Header[i]
		}
		facts = append(facts, reply.Fact{Label: label, Value: line})
	}
	blocks = append(blocks, facts)
	if t.Rest != (reply.Rest{}) {
		blocks = append(blocks, reply.List{Items: []reply.Line{}, Rest: rowsLess(t.Rest)})
	}
	return blocks
}

// rowsLess is the rest of a list without items in the place of a table of one row.
func rowsLess(r reply.Rest) reply.Rest {
	if r.Total > 0 {
		r.Total--
	}
	return r
}
