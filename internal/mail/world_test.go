package mail_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/mail"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/google/uuid"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// known are who can be written to.
type known struct {
	members  map[string]people.Member
	receipts map[string]string
}

func (k known) MembersByKey(_ context.Context, keys []string) (map[string]people.Member, error) {
	found := map[string]people.Member{}
	for _, key := range keys {
		if m, ok := k.members[key]; ok {
			found[key] = m
		}
	}
	return found, nil
}

func (k known) ReceiptOf(_ context.Context, _, _, key string) (string, error) {
	return k.receipts[key], nil
}

func ana(address string) known {
	return known{members: map[string]people.Member{"m-ana": {Key: "m-ana", Name: "Ana Núñez", Email: address}}, receipts: map[string]string{}}
}

func sender(t testing.TB, store known, options mail.Options) *mail.Sender {
	t.Helper()
	catalogue, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	catalogue = catalogue.WhenMissing(func(language, key string) { t.Errorf("%s lacks %s", language, key) })
	if options.From == "" {
		options.From = "Accord <accord@example.org>"
	}
	options.PublicURL, options.Plan = "https://accord.example.org", "hres-2018"
	s, err := mail.New(mail.Parts{
		Store: store, Catalogue: catalogue, Now: func() time.Time { return noon },
		Seal: func(_ context.Context, l people.MailLink) (string, error) {
			if l.Plan != "hres-2018" {
				l.Ref = l.Plan + "." + l.Ref
			}
			return fmt.Sprintf("%s.%s.%s%s", l.Act, l.Member, l.Ref, strings.ReplaceAll(l.Subscription, " ", "_")), nil
		},
	}, options)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// reminder is a letter such as a reminder is.
func reminder(t testing.TB, change func(*queue.Letter)) *queue.Sending {
	t.Helper()
	l := queue.Letter{Subject: "m-ana", Reply: reply.Reply{
		Language: "en", Title: reply.Line{reply.Said("1 reminder")},
		Blocks: []reply.Block{
			reply.Paragraph{reply.Strong("C-12"), reply.Said(" "), reply.Text("Joint paper <b>"), reply.Said(" – due in 7 days")},
			reply.Buttons{
				{Label: "No change", Say: "log C-12 no change"},
				{Label: "Done", Say: "log C-12 done"},
				{Label: "Snooze", Say: "snooze C-12"},
				{Label: "Hand over", Say: "hand over C-12"},
			},
			reply.Paragraph{reply.Said("Say for example:"), reply.Code("C-12 60%")},
			reply.Buttons{{Label: "Why", Say: "why"}},
		},
	}}
	if change != nil {
		change(&l)
	}
	payload, err := l.Payload()
	if err != nil {
		t.Fatal(err)
	}
	return &queue.Sending{
		ID: uuid.MustParse("0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a44"), Key: "notice/m-ana/2026-11-25", Platform: mail.Platform, Kind: queue.KindLetter,
		Payload: payload, CreatedAt: noon,
	}
}

// fake is an SMTP server that says what a test wants: for what a real one does only when it is broken.
type fake struct {
	listener net.Listener
	answers  map[string]string // by the first word of what it is told; "." is the end of the message
	silent   string            // the command that it never answers
	cut      string            // the command after which it hangs up

	mutex sync.Mutex
	taken []string // messages
}

func serveFake(t testing.TB, f *fake) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f.listener = listener
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go f.talk(connection)
		}
	}()
	return listener.Addr().String()
}

func (f *fake) talk(connection net.Conn) {
	defer func() { _ = connection.Close() }()
	said := bufio.NewReader(connection)
	say := func(line string) { _, _ = fmt.Fprintf(connection, "%s\r\n", line) }
	if !f.answer("connect", "220 fake ESMTP", say) {
		f.wait(said)
		return
	}
	for {
		line, err := said.ReadString('\n')
		if err != nil {
			return
		}
		command, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(line)), " ")
		usual := "250 OK"
		if command == "DATA" {
			usual = "354 go on"
		}
		if f.cut == command {
			return
		}
		if !f.answer(command, usual, say) {
			f.wait(said)
			return
		}
		if command == "DATA" && f.answers["DATA"] == "" && !f.message(said, say) {
			return
		}
	}
}

// wait hears until the other side gives up.
func (f *fake) wait(said *bufio.Reader) {
	for {
		if _, err := said.ReadString('\n'); err != nil {
			return
		}
	}
}

func (f *fake) answer(command, usual string, say func(string)) bool {
	if f.silent == command {
		return false
	}
	if answer, ok := f.answers[command]; ok {
		usual = answer
	}
	say(usual)
	return true
}

func (f *fake) message(said *bufio.Reader, say func(string)) bool {
	var text strings.Builder
	for {
		line, err := said.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		text.WriteString(strings.TrimPrefix(line, "."))
	}
	f.mutex.Lock()
	f.taken = append(f.taken, text.String())
	f.mutex.Unlock()
	if f.cut == "." {
		return false
	}
	return f.answer(".", "250 taken", say)
}

func (f *fake) messages() []string {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.taken
}
