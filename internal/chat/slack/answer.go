package slack

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

// Asked is what somebody said or pressed, as far as it matters for where the answer goes.
type Asked struct {
	Cause   string       // key of the answer: of what was received
	Message chat.Message // that was answered
	Answers string       // see AnswersMessage and Output.KeepAddress; what is never asked for is no answer
}

const messageMark = "at:"

// AnswersMessage is the Answers of a letter that answers a message, which stands where the bot can post.
func AnswersMessage(ts, subject string) string { return messageMark + ts + ":" + subject }

// messageIn is the ts of the message that is answered; empty if it is none.
func messageIn(answers string) string {
	rest, _ := strings.CutPrefix(answers, messageMark)
	ts, _, ok := strings.Cut(rest, ":")
	if !ok || rest == answers {
		return ""
	}
	return ts
}

// Answer makes of an answer the sendings that bring it to where it belongs: what is private goes to the person alone,
// and what is for the room to the room, in the thread in which it was asked (S-38). Files go to the person, and from
// there to the room if the person says so (S-52).
func (o *Output) Answer(asked Asked, answer chat.Answer) ([]queue.Sending, error) {
	if answer.Reply.IsEmpty() {
		return nil, nil
	}
	m := asked.Message
	letter := queue.Letter{Room: m.Room, Thread: m.Thread, Answers: asked.Answers, Reply: answer.Reply}
	if m.Private || answer.Reply.Visibility == reply.Private {
		letter.Subject = m.Subject
	}
	if m.Private && !isPrivate(m.Room) {
		letter.Room = ""
	}
	files := answer.Reply.Files()
	if m.Private {
		files = nil // sendLetter sends them where the letter goes
	} else {
		letter.Reply = o.forRoom(letter.Reply, asked, len(files))
	}
	payload, err := letter.Payload()
	if err != nil {
		return nil, err
	}
	sendings := []queue.Sending{o.sending(m, asked.Cause, queue.KindLetter, payload)}
	for i, f := range files {
		parcel := fileParcel{Share: &share{Room: m.Room, Thread: m.Thread, Say: m.Text}}
		parcel.Letter = queue.Letter{Subject: m.Subject, Answers: asked.Answers, Reply: alone(letter.Reply, f)}
		if payload, err = json.Marshal(parcel); err != nil {
			return nil, fmt.Errorf("write file: %w", err)
		}
		sendings = append(sendings, o.sending(m, fmt.Sprintf("%s/file %d", asked.Cause, i+1), kindFile, payload))
	}
	return sendings, nil
}

// forRoom is the reply as it goes to a shared room: with who asked, where nobody has seen them ask (U-07), and with where
// the files are (U-10).
func (o *Output) forRoom(r reply.Reply, asked Asked, files int) reply.Reply {
	words := o.printer(r.Language)
	r = withoutFiles(r)
	add := func(key string, args ...any) {
		r.Blocks = append(r.Blocks, reply.Paragraph{reply.Said(words.Sentence(key, args...))})
	}
	if files > 0 {
		add("slack.file_elsewhere")
	}
	_, unseen := addressIn(asked.Answers)
	if name := asked.Message.DisplayName; unseen && r.Visibility == reply.Room && name != "" {
		add("slack.asked_by", "name", name)
	}
	return r
}

// alone is one block in a reply like another one.
func alone(like reply.Reply, b reply.Block) reply.Reply {
	return reply.Reply{Blocks: []reply.Block{b}, Language: like.Language, Direction: like.Direction, Visibility: like.Visibility}
}

func (o *Output) sending(m chat.Message, key, kind string, payload []byte) queue.Sending {
	return queue.Sending{
		Key: key, Platform: platform, Realm: m.Realm, Conversation: conversationOf(m), Kind: kind, Payload: payload, CreatedAt: o.Now(),
	}
}

// conversationOf is what keeps sendings in order: the room.
func conversationOf(m chat.Message) string {
	if m.Room == "" {
		return m.Subject
	}
	return m.Room
}

// askerOf is who said what is answered, if the reference says so.
func askerOf(answers string) string {
	for _, mark := range []string{addressMark, messageMark} {
		if rest, ok := strings.CutPrefix(answers, mark); ok {
			_, subject, _ := strings.Cut(rest, ":")
			return subject
		}
	}
	return ""
}
