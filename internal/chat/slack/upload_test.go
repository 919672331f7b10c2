package slack

import (
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

func withFile(content string) reply.Reply {
	r := sentence("the report")
	r.Blocks = append(r.Blocks, reply.File{Name: "report.csv", MediaType: "text/csv", Label: "Report", Content: []byte(content)})
	return r
}

func (d *desk) sendAll(list []queue.Sending) {
	d.t.Helper()
	for i := range list {
		list[i].Attempts = 1
		if result := d.send(&list[i]); result.Outcome() != queue.OutcomeDone {
			d.t.Errorf("%s: %s %v", list[i].Key, result.Outcome(), result.Err())
		}
		d.now = d.now.Add(2 * time.Second)
	}
}

func TestAFileThatWasAskedForInPrivateComesThere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	m := chat.Message{Realm: workspace, Room: "Dana", Subject: "ana", Private: true, Text: "report csv"}
	list, err := d.out.Answer(Asked{Cause: "1", Message: m, Answers: AnswersMessage("1.1", "ana")}, chat.Answer{Reply: withFile("a,b\n")})
	if err != nil {
		t.Fatal(err)
	}
	d.sendAll(list)
	d.sendAll(d.waiting())
	if done := d.end.to("files.completeUploadExternal"); len(done) != 1 || done[0].form.Get("channel_id") != "Dana" {
		t.Errorf("completed: %v", done)
	}
	if up := d.end.to("/upload"); len(up) != 1 || !strings.Contains(up[0].body, "a,b\n") {
		t.Errorf("uploaded: %v", up)
	}
}

// TestAFileGoesToARoomOnlyAfterThePersonHasSeenWhoIsThere covers S-52.
func TestAFileGoesToARoomOnlyAfterThePersonHasSeenWhoIsThere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.world.Say("lea", "report publish 2026-Q3")
	d.world.Say("lea", "yes")
	m := chat.Message{Realm: workspace, Room: "C1", Subject: "ana", Text: "report 2026-Q3 csv"}
	r := withFile("a,b\n")
	r.Visibility = reply.Room
	list, err := d.out.Answer(Asked{Cause: "1", Message: m, Answers: AnswersMessage("1.1", "ana")}, chat.Answer{Reply: r})
	if err != nil || kinds(list) != "letter file" {
		t.Fatalf("%s: %v", kinds(list), err)
	}
	d.sendAll(list)
	done := d.end.to("files.completeUploadExternal")
	if len(done) != 1 || done[0].form.Get("channel_id") != "Dana" {
		t.Fatalf("the file went to %v", done)
	}
	inPrivate := map[string]any{"channel": map[string]any{"id": "Dana"}, "container": map[string]any{"type": "message", "channel_id": "Dana", "message_ts": "1.1"}}

	d.end.says("conversations.info", ok(map[string]any{"channel": map[string]any{"id": "C1", "is_member": true, "is_ext_shared": true, "num_members": 12}}))
	d.end.says("conversations.members", ok(map[string]any{"members": []any{"u1", "u2", "u3"}}))
	d.end.says("users.info", ok(map[string]any{"user": map[string]any{"id": "u1", "team_id": "T9"}}), ok(map[string]any{"user": map[string]any{"id": "u2", "team_id": workspace}}))
	d.handle(d.press("ana", "token-1", inPrivate))
	posts := d.end.to("chat.postMessage")
	if text := posts[len(posts)-1].form.Get("text"); !strings.Contains(text, "12 people") || !strings.Contains(text, "one of them outside") {
		t.Fatalf("asked: %s", text)
	}
	d.handle(d.press("ana", "token-2", inPrivate))
	d.now = d.now.Add(time.Minute)
	for _, s := range d.waiting() {
		s.Attempts = 1
		wants(t, d.send(&s), queue.OutcomeDone)
	}
	done = d.end.to("files.completeUploadExternal")
	if len(done) != 2 || done[1].form.Get("channel_id") != "C1" {
		t.Errorf("after a yes: %d files, the last to %v", len(done), done[len(done)-1].form)
	}
}

func TestAFileThatCannotBeBroughtIsToldOf(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{"not_in_channel": "/invite", "missing_scope": "files:write", "file_upload_size_restricted": "could not hand over"} {
		d := newDesk(t)
		d.end.says("files.completeUploadExternal", ok(map[string]any{"ok": false, "error": code, "needed": "files:write"}))
		parcel := queue.Letter{Subject: "ana", Answers: AnswersMessage("1.1", "ana"), Reply: withFile("a")}
		parcel.Reply.Blocks = parcel.Reply.Blocks[1:]
		s := d.letter(parcel)
		s.Kind = kindFile
		wants(t, d.send(s), queue.OutcomeGivenUp)
		if got := d.words(d.waiting()); !strings.Contains(got, want) || !strings.Contains(got, "report.csv") {
			t.Errorf("%s: told %q, want %q in it", code, got, want)
		}
	}
}

// TestSharesMayBeMissing covers S-52: the scan takes its time, and the file is there all the same.
func TestSharesMayBeMissing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.end.says("files.completeUploadExternal", ok(map[string]any{"files": []any{}}))
	s := d.letter(queue.Letter{Subject: "ana", Answers: AnswersMessage("1.1", "ana"), Reply: reply.Reply{Blocks: withFile("a").Blocks[1:]}})
	s.Kind = kindFile
	wants(t, d.send(s), queue.OutcomeDone)
}

func TestAFileForARoomThatNobodyConfirmedIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	s := d.letter(queue.Letter{Room: "C1", Reply: reply.Reply{Blocks: withFile("a").Blocks[1:]}})
	s.Kind = kindFile
	wants(t, d.send(s), queue.OutcomeGivenUp)
	if n := len(d.end.to("files.completeUploadExternal")); n != 0 {
		t.Errorf("uploaded %d times", n)
	}
}
