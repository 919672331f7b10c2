package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

// fileParcel is a file on its way. A letter alone is one too.
type fileParcel struct {
	queue.Letter
	Share  *share `json:"share,omitempty"`  // the room where it was asked for, to which the person may pass it on
	Shared bool   `json:"shared,omitempty"` // the person has seen who is in the room, and wants it there
}

// MarshalJSON and UnmarshalJSON of a Letter would hide what stands beside it.

type parcelJSON struct {
	Letter queue.Letter `json:"letter"`
	Share  *share       `json:"share,omitempty"`
	Shared bool         `json:"shared,omitempty"`
}

// MarshalJSON writes the parcel as it is stored.
func (p fileParcel) MarshalJSON() ([]byte, error) {
	return json.Marshal(parcelJSON{p.Letter, p.Share, p.Shared})
}

// UnmarshalJSON reads a parcel, or a letter.
func (p *fileParcel) UnmarshalJSON(text []byte) error {
	var parcel parcelJSON
	if err := json.Unmarshal(text, &parcel); err != nil {
		return err
	}
	*p = fileParcel{parcel.Letter, parcel.Share, parcel.Shared}
	if parcel.Letter.Subject == "" && parcel.Letter.Room == "" {
		return json.Unmarshal(text, &p.Letter)
	}
	return nil
}

// sendFile uploads a file in Slack's three steps, to the person's own conversation unless the person has said otherwise
// (S-52). A file that cannot be brought is told of.
func (o *Output) sendFile(ctx context.Context, s *queue.Sending) queue.Result {
	var parcel fileParcel
	if err := json.Unmarshal(s.Payload, &parcel); err != nil {
		return queue.Refused(fmt.Errorf("read file: %w", err))
	}
	files := parcel.Reply.Files()
	if len(files) != 1 {
		return queue.Refused(fmt.Errorf("%d files in one sending", len(files)))
	}
	client, result, ok := o.client(ctx, s.Realm)
	if !ok {
		return result
	}
	p := post{sending: s, letter: parcel.Letter, client: client, room: parcel.Room, asked: true}
	if !isPrivate(p.room) && !parcel.Shared {
		who := o.asker(p)
		if who == "" {
			return queue.Refused(errors.New("a file for a room that nobody has confirmed"))
		}
		p.letter.Subject = who
		if result, ok := o.routeToPerson(ctx, &p); !ok {
			return result
		}
	}
	now := o.Now()
	if wait := o.pace.take(now, conversationBucket(s.Realm, p.room), methodBucket(s.Realm, "files.completeUploadExternal")); wait > 0 {
		return queue.Later(now.Add(wait))
	}
	if s.Unknown && s.Attempts > mostBlind {
		return queue.Refused(errors.New("nobody knows whether the file has arrived"))
	}
	id, err := o.upload(ctx, p, files[0])
	if err != nil {
		return o.fileTrouble(ctx, p, files[0], err)
	}
	if err := o.offerShare(ctx, p, parcel, files[0]); err != nil {
		o.Log.WarnContext(ctx, "a file cannot be passed on", "sending", s.ID, "error", err)
	}
	return queue.Sent(id)
}

// upload takes the three steps. A broken connection is unknown only in the last one: before it nobody sees the file.
func (o *Output) upload(ctx context.Context, p post, f reply.File) (id string, err error) {
	content, err := contentOf(f)
	if err != nil {
		return "", callError{"file", slack.SlackErrorResponse{Err: err.Error()}}
	}
	name, title := fileName(f.Name), literalOf(f.Label, maxHeader).text
	where, err := p.client.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: name, FileSize: len(content)})
	if err != nil {
		return "", again3(callError{"files.getUploadURLExternal", err})
	}
	err = p.client.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: where.UploadURL, Reader: bytes.NewReader(content), Filename: name})
	if err != nil {
		return "", again3(callError{"upload", withoutAddress(err)})
	}
	if title == "" {
		title = name
	}
	done, err := p.client.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
		Files: []slack.FileSummary{{ID: where.FileID, Title: title}}, Channel: p.room, ThreadTimestamp: p.letter.Thread,
	})
	if err != nil {
		return "", callError{"files.completeUploadExternal", err}
	}
	if len(done.Files) > 0 { // where it is shared may be missing from the answer: the scan takes its time
		return done.Files[0].ID, nil
	}
	return where.FileID, nil
}

// beforehand is an error of a step after which nobody has seen anything: the whole may be done again.
type beforehand struct{ callError }

func again3(err callError) error {
	if fateOf(err) == fateUnknown {
		return beforehand{err}
	}
	return err
}

func contentOf(f reply.File) ([]byte, error) {
	reader, err := f.Reader()
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	content, err := io.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("read file %q: %w", f.Name, err)
	}
	if len(content) == 0 {
		return nil, errors.New("an empty file") // Slack takes none: whoever makes a report writes its header always
	}
	return content, nil
}

// fileName is the name as one word that Slack shows in full.
func fileName(name string) string {
	if name = literalOf(name, maxHeader).text; name == "" {
		return "file"
	}
	return name
}

// fileTrouble is what becomes of a file after an error. What will never arrive is told to whoever waits for it.
func (o *Output) fileTrouble(ctx context.Context, p post, f reply.File, err error) queue.Result {
	if early, ok := errors.AsType[beforehand](err); ok {
		return queue.Failed(early.callError)
	}
	switch fateOf(err) {
	case fateParked, fateUnknown, fateAgain, fateOff:
		return o.trouble(ctx, p, err)
	}
	words := o.printer(p.letter.Reply.Language)
	blocks := []reply.Block{reply.Paragraph{reply.Said(words.Sentence("slack.file_failed", "name", f.Name))}}
	call, _ := errors.AsType[callError](err)
	switch {
	case call.scope() != "":
		blocks = append(blocks, reply.Paragraph{reply.Said(words.Sentence("slack.file_scope", "scope", call.scope()))})
	case fateOf(err) == fateAbsent:
		blocks = append(blocks, reply.Paragraph{reply.Said(words.Sentence("slack.invite_me"))})
	}
	told := queue.Letter{
		Subject: o.asker(p), Answers: answersAddress(p.sending.ID.String(), o.asker(p)),
		Reply: reply.Reply{Language: words.Language(), Direction: words.Direction(), Blocks: blocks},
	}
	if told.Subject == "" {
		return queue.Refused(err)
	}
	payload, writeErr := told.Payload()
	if writeErr == nil {
		writeErr = o.Queue.Queue(ctx, []queue.Sending{{
			Key: p.sending.Key + "/failed", Platform: platform, Realm: p.sending.Realm, Conversation: p.sending.Conversation,
			Kind: queue.KindLetter, Payload: payload, CreatedAt: o.Now(),
		}})
	}
	if writeErr != nil {
		return queue.Failed(errors.Join(err, writeErr))
	}
	return queue.Refused(err)
}
