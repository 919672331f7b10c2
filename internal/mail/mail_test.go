package mail_test

import (
	"errors"
	"fmt"
	"net"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/mail"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// came says what came of an attempt, as the queue will see it.
func came(r queue.Result) string {
	v := reflect.ValueOf(r)
	return fmt.Sprint(v.FieldByName("outcome"))
}

func TestWhatBecomesOfAMessageThatTheServerDoesNotTake(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fake *fake
		want queue.Outcome
	}{
		"taken":                                   {&fake{}, queue.OutcomeDone},
		"the mailbox is not there":                {&fake{answers: map[string]string{"RCPT": "550 5.1.1 no such user"}}, queue.OutcomeGivenUp},
		"the mailbox is full for now":             {&fake{answers: map[string]string{"RCPT": "452 4.2.2 full"}}, queue.OutcomeFailed},
		"greylisted":                              {&fake{answers: map[string]string{"RCPT": "451 4.7.1 later"}}, queue.OutcomeFailed},
		"the message is refused":                  {&fake{answers: map[string]string{".": "554 5.7.1 spam"}}, queue.OutcomeGivenUp},
		"the message is refused for now":          {&fake{answers: map[string]string{".": "451 4.3.0 later"}}, queue.OutcomeFailed},
		"we are refused, not the message":         {&fake{answers: map[string]string{"MAIL": "550 5.7.1 who are you"}}, queue.OutcomeFailed},
		"no service":                              {&fake{answers: map[string]string{"connect": "421 closing"}}, queue.OutcomeFailed},
		"it never greets":                         {&fake{silent: "connect"}, queue.OutcomeFailed},
		"it never answers":                        {&fake{silent: "RCPT"}, queue.OutcomeFailed},
		"it hangs up before the message":          {&fake{cut: "DATA"}, queue.OutcomeFailed},
		"it hangs up when it has the message":     {&fake{cut: "."}, queue.OutcomeUnknown},
		"it falls silent once it has it":          {&fake{silent: "."}, queue.OutcomeUnknown},
		"it is taken and the farewell goes wrong": {&fake{cut: "RSET"}, queue.OutcomeDone},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := sender(t, ana("ana@example.org"), mail.Options{Address: serveFake(t, c.fake), Timeout: 300 * time.Millisecond})
			began := time.Now()
			if got := came(s.Send(t.Context(), reminder(t, nil))); got != string(c.want) {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

func TestADeadServerIsTriedAgain(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	s := sender(t, ana("ana@example.org"), mail.Options{Address: address, Timeout: time.Second})
	if got := came(s.Send(t.Context(), reminder(t, nil))); got != string(queue.OutcomeFailed) {
		t.Errorf("got %s", got)
	}
}

func TestOverANetworkNothingIsSaidWithoutTLS(t *testing.T) {
	t.Parallel()
	_, err := mail.New(mail.Parts{}, mail.Options{
		Address: "mail.example.org:25", From: "a@example.org", PublicURL: "https://example.org", User: "u", Password: "p", Plain: true,
	})
	if !errors.Is(err, mail.ErrPassword) {
		t.Errorf("a password in the clear: got %v", err)
	}
}

func TestSettingsThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	good := mail.Options{Address: "localhost:25", From: "a@example.org", PublicURL: "https://example.org"}
	for want, change := range map[error]func(*mail.Options){
		mail.ErrAddress:   func(o *mail.Options) { o.Address = "localhost" },
		mail.ErrFrom:      func(o *mail.Options) { o.From = "nobody" },
		mail.ErrPublicURL: func(o *mail.Options) { o.PublicURL = "example.org" },
	} {
		o := good
		change(&o)
		if _, err := mail.New(mail.Parts{}, o); !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
	if _, err := mail.New(mail.Parts{}, good); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestWhoHasNoAddressIsNotWrittenTo(t *testing.T) {
	t.Parallel()
	f := &fake{}
	address := serveFake(t, f)
	for _, to := range []string{"", "ana@example.org\r\nBcc: all@example.org", "ana@", "a b@example.org", "ana@example.org, bo@example.org"} {
		s := sender(t, ana(to), mail.Options{Address: address})
		if got := came(s.Send(t.Context(), reminder(t, nil))); got != string(queue.OutcomeGivenUp) {
			t.Errorf("%q: got %s", to, got)
		}
	}
	if got := f.messages(); len(got) != 0 {
		t.Errorf("sent %d", len(got))
	}
}

func TestTheSameMessageHasTheSameID(t *testing.T) {
	t.Parallel()
	f := &fake{cut: "."}
	s := sender(t, ana("ana@example.org"), mail.Options{Address: serveFake(t, f), Timeout: time.Second})
	for range 2 {
		s.Send(t.Context(), reminder(t, nil))
	}
	var ids []string
	for _, text := range f.messages() {
		for line := range strings.Lines(text) {
			if id, ok := strings.CutPrefix(line, "Message-ID: "); ok {
				ids = append(ids, strings.TrimSpace(id))
			}
		}
	}
	want := "<0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a44@example.org>"
	if diff := cmp.Diff([]string{want, want}, ids); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNothingThatPeopleWroteBecomesAHeader(t *testing.T) {
	t.Parallel()
	f := &fake{}
	store := ana("ana@example.org")
	m := store.members["m-ana"]
	m.Name = "Ana\r\nBcc: all@example.org"
	store.members["m-ana"] = m
	s := sender(t, store, mail.Options{Address: serveFake(t, f)})
	s.Send(t.Context(), reminder(t, func(l *queue.Letter) {
		l.Reply.Title = reply.Line{reply.Text("x\r\nBcc: all@example.org\r\n\r\nbody")}
	}))
	if len(f.messages()) != 1 {
		t.Fatalf("sent %d", len(f.messages()))
	}
	head, _, _ := strings.Cut(f.messages()[0], "\r\n\r\n")
	for line := range strings.Lines(head) {
		if strings.HasPrefix(strings.ToLower(line), "bcc") {
			t.Errorf("a header of theirs: %q", line)
		}
	}
}

func TestACodeGoesToItsAddressAloneAndToNobodyElse(t *testing.T) {
	t.Parallel()
	f := &fake{}
	s := sender(t, ana("old@example.org"), mail.Options{Address: serveFake(t, f)})
	d := &queue.Sending{
		ID: uuid.New(), Platform: mail.Platform, Kind: queue.KindCode, CreatedAt: noon,
		Payload: []byte(`{"member":"m-ana","name":"Ana","address":"new@example.org","code":"K7Q2M9XY","language":"fr","until":"2026-11-25T13:00:00Z"}`),
	}
	if got := came(s.Send(t.Context(), d)); got != string(queue.OutcomeDone) {
		t.Fatalf("got %s", got)
	}
	text := f.messages()[0]
	if !strings.Contains(text, "<new@example.org>") || strings.Contains(text, "old@example.org") || !strings.Contains(text, "K7Q2M9XY") {
		t.Errorf("got:\n%s", text)
	}
	if strings.Contains(text, "Ana") || strings.Contains(text, "List-Unsubscribe") {
		t.Errorf("to a stranger it says more than it must:\n%s", text)
	}
}

func TestAnotherKindIsGivenUp(t *testing.T) {
	t.Parallel()
	s := sender(t, ana("ana@example.org"), mail.Options{Address: "localhost:1"})
	if got := came(s.Send(t.Context(), &queue.Sending{Kind: "view"})); got != string(queue.OutcomeGivenUp) {
		t.Errorf("got %s", got)
	}
}

func TestALinkActsInThePlanThatItsReminderNames(t *testing.T) {
	t.Parallel()
	server := &fake{}
	from := sender(t, ana("ana@example.org"), mail.Options{Address: serveFake(t, server)})
	from.Send(t.Context(), reminder(t, func(l *queue.Letter) {
		l.Reply.Blocks = append(l.Reply.Blocks, reply.Buttons{
			{Label: "No change", Say: "log digital-2025:C-12 no change"},
			{Label: "Done", Say: "log digital-2025:C-12 done"},
			{Label: "Snooze", Say: "snooze digital-2025:C-12"},
		})
	}))
	_, parts := read(t, server.messages()[0])
	for _, link := range []string{
		"/mail/no_change.m-ana.C-12", "/mail/no_change.m-ana.digital-2025.C-12", "/mail/done.m-ana.digital-2025.C-12",
		"/mail/snooze.m-ana.digital-2025.C-12",
	} {
		if !strings.Contains(parts["text/plain"], link) {
			t.Errorf("no link %s in %s", link, parts["text/plain"])
		}
	}
}
