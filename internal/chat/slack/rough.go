package slack

import "github.com/accord-tracker/accord/internal/reply"

// roughly is about how many bytes of text a reply has: enough to tell what cannot be one message.
func roughly(r reply.Reply) int {
	n := lineBytes(r.Title)
	for _, b := range r.Blocks {
		n += blockBytes(b)
	}
	return n
}

func blockBytes(b reply.Block) int {
	n := 0
	switch b := b.(type) {
	case reply.Heading:
		return lineBytes(reply.Line(b))
	case reply.Paragraph:
		return lineBytes(reply.Line(b))
	case reply.Quote:
		return len(b)
	case reply.List:
		for _, item := range b.Items {
			n += lineBytes(item)
		}
	case reply.Facts:
		for _, f := range b {
			n += len(f.Label) + lineBytes(f.Value)
		}
	case reply.Table:
		for _, row := range b.Rows {
			for _, cell := range row {
				n += lineBytes(cell)
			}
		}
	case reply.Buttons:
		for _, button := range b {
			n += len(button.Label) + len(button.Say) + len(button.Confirm)
		}
	}
	return n
}

func lineBytes(line reply.Line) int {
	n := 0
	for _, in := range line {
		switch in := in.(type) {
		case reply.Text:
			n += len(in)
		case reply.Said:
			n += len(in)
		case reply.Strong:
			n += len(in)
		case reply.Code:
			n += len(in)
		case reply.Status:
			n += len(in.Word)
		case reply.Link:
			n += len(in.Label)
		}
	}
	return n
}
