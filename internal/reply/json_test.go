package reply_test

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/reply"
	"github.com/google/go-cmp/cmp"
)

func TestAStoredReplyIsReadBackWhole(t *testing.T) {
	t.Parallel()
	r := sample(printer(t, "ar"))
	r.Blocks = append(r.Blocks, reply.File{Name: "a.csv", Content: []byte("a,b"), Source: "report:1"}, reply.Paragraph{}, reply.Quote(""))
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back reply.Reply
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(back)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(data), string(again)); diff != "" {
		t.Errorf("stored twice (-once +twice):\n%s", diff)
	}
	layout := reply.Layout{Words: printer(t, "ar")}
	if diff := cmp.Diff(reply.AsHTML(r, layout), reply.AsHTML(back, layout)); diff != "" {
		t.Errorf("shown (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(r.Buttons(), back.Buttons()); diff != "" {
		t.Errorf("buttons (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(r.Forms(), back.Forms()); diff != "" {
		t.Errorf("forms (-before +after):\n%s", diff)
	}
}

func TestAStoredReplyOfAnUnknownKindIsRefused(t *testing.T) {
	t.Parallel()
	for _, stored := range []string{`{"blocks":[{"video":{}}]}`, `{"blocks":[{"paragraph":[{"blink":"x"}]}]}`, `{"title":"x"}`, `[]`} {
		if err := json.Unmarshal([]byte(stored), new(reply.Reply)); err == nil {
			t.Errorf("%s: want an error", stored)
		}
	}
}

func TestAFileIsOpenedFromWhereItsBytesAre(t *testing.T) {
	t.Parallel()
	open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("opened")), nil }
	for _, c := range []struct {
		file reply.File
		want string
	}{{reply.File{Content: []byte("held")}, "held"}, {reply.File{Open: open}, "opened"}, {reply.File{}, ""}} {
		r, err := c.file.Reader()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != c.want {
			t.Errorf("got %q, %v, want %q", got, err, c.want)
		}
	}
	if _, err := (reply.File{Source: "report:1"}).Reader(); err == nil {
		t.Error("a file with a source only: want an error")
	}
}

func TestAnEmptyBlockComesBackAsOne(t *testing.T) {
	t.Parallel()
	stored, err := json.Marshal(reply.Reply{Blocks: []reply.Block{
		reply.Heading(nil), reply.Paragraph(nil), reply.Quote(""), reply.List{}, reply.Facts(nil), reply.Table{}, reply.Buttons(nil), reply.Form{}, reply.File{},
	}})
	if err != nil {
		t.Fatal(err)
	}
	var back reply.Reply
	if err := json.Unmarshal(stored, &back); err != nil || len(back.Blocks) != 9 {
		t.Errorf("got %d blocks of %s, %v", len(back.Blocks), stored, err)
	}
}
