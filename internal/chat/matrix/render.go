package matrix

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/reply"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// How large the content of a message may be, as JSON. An event is at most 65,536 bytes with its signatures, and
// encryption makes it larger by a third (M-30).
const (
	mostPlain     = 40_000
	mostEncrypted = 25_000
	mostParts     = 4 // of one reply, before it becomes a file
)

// rendered is a reply as messages and files, in order.
type rendered struct {
	texts []*event.MessageEventContent
	files []reply.File
}

// render shows a reply as HTML with the complete text beside it. What is too large is split at line breaks and has no
// HTML; what is still too large is a file (M-30, M-31). Buttons are numbered sentences (M-46).
func render(p *i18n.Printer, r reply.Reply, most int) rendered {
	out := rendered{files: r.Files()}
	layout := reply.Layout{Words: p}
	text, html := reply.AsText(r, layout), allowedOnly(reply.AsHTML(r, layout))
	if text == "" {
		return out
	}
	whole := notice(text)
	whole.Format, whole.FormattedBody = event.FormatHTML, html
	if sizeOf(whole) <= most {
		out.texts = []*event.MessageEventContent{whole}
		return out
	}
	parts := split(text, most)
	if len(parts) > mostParts {
		out.texts = []*event.MessageEventContent{notice(p.Sentence("matrix.too_long"))}
		out.files = append([]reply.File{textFile(p, text)}, out.files...)
		return out
	}
	for _, part := range parts {
		out.texts = append(out.texts, notice(part))
	}
	return out
}

// notice is a message of an automated client that mentions nobody: what the text says can mention no one (M-22, M-23).
func notice(body string) *event.MessageEventContent {
	return &event.MessageEventContent{MsgType: event.MsgNotice, Body: body, Mentions: &event.Mentions{}}
}

// related is room for what is added to a content after it was measured: a relation, a mention, an edit's second body.
const related = 1500

func sizeOf(content *event.MessageEventContent) int {
	text, err := json.Marshal(content)
	if err != nil {
		return 0 // texts and names alone: it cannot fail
	}
	return len(text) + related
}

// split cuts a text into parts that fit, at line breaks where that is possible, else at spaces, else between letters. It
// stops once there are too many.
func split(text string, most int) []string {
	var parts []string
	for text != "" && len(parts) <= mostParts {
		part := text
		if len(part) > most {
			part = head(part, most)
		}
		for sizeOf(notice(part)) > most {
			part = head(part, len(part)*3/4)
		}
		text = strings.TrimLeft(text[len(part):], "\n")
		if part = strings.TrimRight(part, "\n"); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// head is the beginning of a text, at most so many bytes of it, up to the last good place to stop.
func head(text string, most int) string {
	cut := most
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	for _, at := range []string{"\n\n", "\n", " "} {
		if i := strings.LastIndex(text[:cut], at); i > cut/2 {
			return text[:i+len(at)]
		}
	}
	if cut == 0 {
		_, size := utf8.DecodeRuneInString(text)
		return text[:size]
	}
	return text[:cut]
}

func textFile(p *i18n.Printer, text string) reply.File {
	return reply.File{
		Name: "accord.txt", MediaType: "text/plain; charset=utf-8", Label: p.Sentence("matrix.whole_answer"),
		Size: int64(len(text)), Content: []byte(text),
	}
}

// place is where a message goes.
type place struct {
	thread  id.EventID // root of the thread; empty: none
	answers id.EventID // empty: it answers nothing
	edits   id.EventID // the message that it takes the place of; empty: none
	mention id.UserID  // whom it is for, in a room with others; empty: nobody is mentioned
}

// put gives a message its place: in the thread where it was asked, else as an answer, never in a new thread (M-26).
// Whom an answer answers is not mentioned again, and an edit mentions nobody anew (M-23).
func (p place) put(content *event.MessageEventContent) *event.MessageEventContent {
	if p.mention != "" {
		content.Mentions = &event.Mentions{UserIDs: []id.UserID{p.mention}}
	}
	if p.edits != "" {
		content.SetEdit(p.edits)
		return content
	}
	if p.thread == "" && p.answers == "" {
		return content
	}
	content.RelatesTo = &event.RelatesTo{}
	if p.answers != "" {
		content.RelatesTo.SetReplyTo(p.answers)
	}
	if p.thread != "" {
		content.RelatesTo = &event.RelatesTo{Type: event.RelThread, EventID: p.thread}
		last := p.answers
		if last == "" {
			last = p.thread
		}
		content.RelatesTo.InReplyTo = &event.InReplyTo{EventID: last}
		content.RelatesTo.IsFallingBack = true
	}
	return content
}

// permalink is a link to a message that Matrix clients open themselves.
func permalink(room id.RoomID, message id.EventID, via string) string {
	return room.EventURI(message, via).MatrixToURL()
}

// fileContent is what a message says of a file, but for where it is.
func fileContent(f reply.File, size int) *event.MessageEventContent {
	content := &event.MessageEventContent{
		MsgType: event.MsgFile, Body: f.Name, FileName: f.Name, Mentions: &event.Mentions{},
		Info: &event.FileInfo{MimeType: f.MediaType, Size: size},
	}
	if f.Label != "" {
		content.Body = fmt.Sprintf("%s (%s)", f.Label, f.Name)
	}
	return content
}
