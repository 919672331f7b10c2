package slack

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/queue"
)

// TestAHomeIsPublishedWhenItIsOpenedAndWhenItChanges covers S-24: and not more often.
func TestAHomeIsPublishedWhenItIsOpenedAndWhenItChanges(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	publish := func(s queue.Sending) int {
		t.Helper()
		s.Attempts = 1
		d.now = d.now.Add(10 * time.Second)
		wants(t, d.send(&s), queue.OutcomeDone)
		return len(d.end.to("views.publish"))
	}
	ana := identity(workspace, "ana")
	if n := publish(d.out.HomeChanged(ana, "1")); n != 0 {
		t.Errorf("never opened: published %d times", n)
	}
	if n := publish(d.out.HomeOpened(ana, "2")); n != 1 {
		t.Errorf("opened: published %d times, want 1", n)
	}
	if n := publish(d.out.HomeChanged(ana, "3")); n != 1 {
		t.Errorf("nothing has changed: published %d times, want 1", n)
	}
	d.world.Say("ana", "log C-1 done: the paper was sent")
	if n := publish(d.out.HomeChanged(ana, "4")); n != 2 {
		t.Errorf("something has changed: published %d times, want 2", n)
	}
	view := mustText(d.view(d.end.to("views.publish")[1]))
	if !strings.Contains(view, "Letters to States") || strings.Contains(view, "Joint paper on the GC25 update, with") {
		t.Errorf("the home: %s", view)
	}
}

func TestAStrangersHomeIsUseful(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	s := d.out.HomeOpened(identity(workspace, "eve"), "1")
	s.Attempts = 1
	wants(t, d.send(&s), queue.OutcomeDone)
	view := mustText(d.view(d.end.to("views.publish")[0]))
	for _, want := range []string{"I do not know you yet", "invitation code", "who is working on", "press:1:en"} {
		if !strings.Contains(view, want) {
			t.Errorf("the home lacks %q: %s", want, view)
		}
	}
}

func TestSeveralChangesArePublishedOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var list []queue.Sending
	for i := range 3 {
		list = append(list, d.out.HomeChanged(identity(workspace, "ana"), fmt.Sprint(i)))
	}
	for _, s := range list {
		if err := d.store.Queue(t.Context(), []queue.Sending{s}); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(d.waiting()); n != 1 {
		t.Errorf("%d wait, want 1", n)
	}
}

// TestOnlyLinksOfOursShowWhatIsBehindThem covers S-53.
func TestOnlyLinksOfOursShowWhatIsBehindThem(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://accord.example/steps/25": "step 25", "https://accord.example/hres-2018/steps/29c": "step 29c",
		"https://accord.example/commitments/C-1": "status C-1", "https://ACCORD.example/commitments/C-1/": "status C-1",
		"https://accord.example.evil.example/steps/25": "", "https://evil.example/accord.example/steps/25": "", "https://x@accord.example/steps/25": "",
		"https://accord.example/token/secret": "", "javascript:accord.example/steps/25": "", "https://accord.example:8443/steps/25": "",
		"https://accord.example/steps/25%20withdraw%20C-1": "", "https://accord.example/steps/../steps/25": "",
	} {
		if got, ok := sentenceOf("accord.example", address); got != want || ok != (want != "") {
			t.Errorf("%s: got %q, want %q", address, got, want)
		}
	}
	if _, ok := sentenceOf("", "https:///steps/25"); ok {
		t.Error("without a domain of ours nothing is unfolded")
	}
}

func TestALinkShowsWhatEverybodyMaySee(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	event := func(addresses ...string) []byte {
		var links []any
		for _, a := range addresses {
			links = append(links, map[string]any{"url": a, "domain": "accord.example"})
		}
		return []byte(mustText(map[string]any{"type": "link_shared", "channel": "C1", "message_ts": "1.1", "links": links}))
	}
	if list, err := d.out.LinkShared(workspace, "1", event("https://other.example/steps/25")); err != nil || len(list) != 0 {
		t.Errorf("somebody else's link: %d sendings, %v", len(list), err)
	}
	list, err := d.out.LinkShared(workspace, "2", event("https://accord.example/steps/25", "https://accord.example/commitments/C-99"))
	if err != nil || len(list) != 1 {
		t.Fatalf("ours: %d sendings, %v", len(list), err)
	}
	list[0].Attempts = 1
	wants(t, d.send(&list[0]), queue.OutcomeDone)
	shown := d.end.to("chat.unfurl")[0].form.Get("unfurls")
	if !strings.Contains(shown, "Joint paper") || strings.Contains(shown, "C-99") || strings.Contains(shown, `"actions"`) {
		t.Errorf("shown: %s", shown)
	}
}
