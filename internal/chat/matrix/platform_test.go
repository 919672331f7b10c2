package matrix_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/chat/chattest/fakematrix"
	"github.com/accord-tracker/accord/internal/chat/matrix"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"maunium.net/go/mautrix/id"
)

// elsewhere is the server of people who are not of ours.
const elsewhere = "other.example"

// platform is Matrix as the conversations know it: the real adapter with a world's store and clock, against the fake
// homeserver.
type platform struct {
	t      testing.TB
	w      *chattest.World
	server *fakematrix.Server
	bot    string

	mu      sync.Mutex
	locales map[string]string // by account

	likes map[string]chattest.Likeness
	rooms map[string]string // ids by names; private ones by "@" and the person
	names map[string]string // and back
	last  map[string]said   // by person
	seen  map[string]bool   // events that were shown
}

// said is the last thing that somebody said.
type said struct{ room, event string }

// onMatrix is a chattest.Stage.
func onMatrix(t testing.TB, w *chattest.World) chattest.Platform {
	t.Helper()
	p := &platform{
		t: t, w: w, server: fakematrix.New(t, fakematrix.Options{Now: w.Now}), likes: map[string]chattest.Likeness{},
		locales: map[string]string{}, rooms: map[string]string{}, names: map[string]string{}, last: map[string]said{}, seen: map[string]bool{},
	}
	login := p.server.Account("accord")
	p.bot = login.User
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	q := queue.New(queue.Parts{Store: w.Store(), Now: w.Now, Chance: func() float64 { return 0 }, Log: log})
	adapter := matrix.New(matrix.Parts{
		Connect: connects(p.server.URL(), login, matrix.Plain{}),
		Bot:     worlds{w, p}, Queue: q, Store: w.Store(), Catalogue: w.Catalogue(), Log: log,
		Convener: func(context.Context, people.Identity) (bool, error) { return false, nil },
	}, matrix.Options{
		User: login.User, Holder: "stage", Now: w.Now, Allow: []string{fakematrix.Name, elsewhere}, Language: "en",
		Pace: matrix.Pace{Every: time.Nanosecond, Burst: 1 << 30}, Lease: 10 * time.Second,
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- adapter.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the adapter: %v", err)
		}
	})
	p.idle()
	return p
}

// worlds is the bot of a world, which is not there yet when the stage is made.
type worlds struct {
	*chattest.World
	p *platform
}

// Handle is told the language of those who have one on other platforms. Matrix knows none: people say it, and then it is
// the member's own, or is heard from what they write.
func (w worlds) Handle(ctx context.Context, m chat.Message) (chat.Answer, error) {
	w.p.mu.Lock()
	m.Locale = w.p.locales[m.Subject]
	w.p.mu.Unlock()
	return w.Bot().Handle(ctx, m)
}

func (w worlds) Once(say string) bool { return w.Bot().Once(say) }

func (w worlds) Forget(ctx context.Context, m chat.Message) error { return w.Bot().Forget(ctx, m) }

func (*platform) Kind() people.Platform { return people.Matrix }

func (p *platform) user(name string) string {
	if p.likes[name] == chattest.Outsider {
		return p.server.Person("@" + name + ":" + elsewhere)
	}
	return p.server.Person(name)
}

func (p *platform) Account(name string) people.Identity {
	return people.Identity{Platform: people.Matrix, Realm: fakematrix.Name, Subject: p.user(name)}
}

func (p *platform) Person(name string, like chattest.Likeness) { p.likes[name] = like }

func (p *platform) Room(name string, like chattest.Likeness) {
	founder := p.server.Person("somebody")
	room := p.server.CreateRoom(founder, fakematrix.NewRoom{Name: name})
	p.rooms[name], p.names[room] = room, name
	p.server.Join(room, p.server.Person("bystander"))
	if like == chattest.Outsider {
		p.server.Join(room, p.server.Person("@guest:"+elsewhere))
	}
	p.server.Invite(room, founder, p.bot, 0)
	p.enter(room)
}

// enter waits until the bot is in a room.
func (p *platform) enter(room string) {
	p.t.Helper()
	p.idle()
	if !slices.Contains(p.server.Members(room, "join"), p.bot) {
		p.t.Fatalf("the bot does not come into %s", room)
	}
}

// private is somebody's private conversation with the bot, be it that they or the bot began it.
func (p *platform) private(name string) string {
	p.t.Helper()
	if room := p.rooms["@"+name]; room != "" {
		return room
	}
	user := p.user(name)
	room := ""
	for _, asked := range p.server.RoomsOf(user, "invite") {
		if slices.Contains(p.server.Members(asked, "join"), p.bot) {
			room = asked
			p.server.Join(room, user)
		}
	}
	if room == "" {
		room = p.server.CreateRoom(user, fakematrix.NewRoom{Direct: true})
		p.server.InviteDirect(room, user, p.bot)
	}
	p.rooms["@"+name], p.names[room] = room, "@"+name
	p.enter(room)
	return room
}

func (p *platform) place(name, room string) string {
	p.t.Helper()
	if room == "" {
		return p.private(name)
	}
	if p.rooms[room] == "" {
		p.Room(room, chattest.Usual)
	}
	if !slices.Contains(p.server.Members(p.rooms[room], "join"), p.user(name)) {
		p.server.Join(p.rooms[room], p.user(name))
	}
	return p.rooms[room]
}

func (p *platform) Say(s chattest.Saying) {
	p.t.Helper()
	user, before := p.user(s.By), p.last[s.By]
	p.mu.Lock()
	p.locales[user] = s.Locale
	p.mu.Unlock()
	switch s.How {
	case chattest.Again:
		p.server.Repeat(before.room, before.event)
		return
	case chattest.TakenBack:
		p.server.Redact(before.room, user, before.event)
		return
	}
	room := p.place(s.By, s.Room)
	s.Text = accounts.ReplaceAllStringFunc(s.Text, p.named)
	content := p.content(s, room)
	if s.How == chattest.Changed {
		edit := fakematrix.Edit(before.event, "")
		edit["body"], edit["m.new_content"] = "* "+s.Text, content
		content = edit
	}
	at := fakematrix.Dated{Content: content}
	if s.Age > 0 {
		at.At = p.w.Now().Add(-s.Age)
	}
	event := p.server.SendAt(room, user, "m.room.message", at)
	if s.How != chattest.Changed {
		p.last[s.By] = said{room, event}
	}
	for range s.Times - 1 {
		p.server.Repeat(room, event)
	}
}

// accounts are named after some words as the terminal writes them: there an account is called as its person.
var accounts = regexp.MustCompile(`^(unlink|délier|desvincular|افصل) [a-z][a-z0-9]*$`)

func (p *platform) named(text string) string {
	word, name, _ := strings.Cut(text, " ")
	return word + " " + p.user(name)
}

// content is what somebody's client makes of what they say.
func (p *platform) content(s chattest.Saying, room string) map[string]any {
	mention := fakematrix.Mentioning(p.bot)
	content := fakematrix.Text(s.Text)
	if s.Room != "" {
		switch s.How {
		case chattest.ToNobody, chattest.InReply:
		case chattest.AtTheEnd:
			content = fakematrix.Text(s.Text+" accord", mention)
		case chattest.ByCommand:
			content = fakematrix.Text("!accord " + s.Text)
		default:
			content = fakematrix.Text("accord: "+s.Text, mention)
		}
	}
	if p.likes[s.By] == chattest.Robot {
		content["msgtype"] = "m.notice"
	}
	switch {
	case s.How == chattest.InReply && s.In != nil:
		maps.Copy(content, fakematrix.ReplyTo(p.ref(*s.In).event))
	case s.How == chattest.InThread || s.In != nil:
		maps.Copy(content, fakematrix.InThread(p.root(s, room)))
	}
	return content
}

// root is the message at the top of the thread in which something is said.
func (p *platform) root(s chattest.Saying, room string) string {
	if s.In == nil {
		return p.server.Send(room, p.user(s.By), "m.room.message", fakematrix.Text("let us talk"))
	}
	if at := p.ref(*s.In); at.thread != "" {
		return at.thread
	} else if at.event != "" {
		return at.event
	}
	return p.last[s.By].event
}

// shownRef is the platform's own of something that was shown.
type shownRef struct{ room, event, thread string }

func (*platform) ref(s chattest.Shown) shownRef {
	r, _ := s.Ref.(shownRef)
	return r
}

func (p *platform) Press(name string, what chattest.Shown, n int) {
	p.t.Helper()
	at := p.ref(what)
	relation := map[string]any{"m.in_reply_to": map[string]any{"event_id": at.event}}
	if at.thread != "" {
		relation["rel_type"], relation["event_id"], relation["is_falling_back"] = "m.thread", at.thread, false
	}
	user := p.user(name)
	if !slices.Contains(p.server.Members(at.room, "join"), user) {
		if !slices.Contains(p.server.Members(at.room, "invite"), user) {
			return // whoever is not in the room cannot say anything there
		}
		p.server.Join(at.room, user)
		p.idle()
	}
	event := p.server.Send(at.room, user, "m.room.message", fakematrix.Text(fmt.Sprint(n), map[string]any{"m.relates_to": relation}))
	p.last[name] = said{at.room, event}
}

func (*platform) Submit(string, chattest.Form) bool { return false }

// idle waits until the bot has heard everything, and nothing waits to be handled or sent. If that takes long, something
// waits for its turn, and the clock goes on.
func (p *platform) idle() {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), 60*time.Second)
	defer cancel()
	stuck := time.After(10 * time.Second)
	for calm := 0; calm < 2; { // once more, because what is sent is heard as well
		due, waits := p.waits(ctx)
		if !waits && p.server.CaughtUp(p.bot) {
			calm++
			continue
		}
		calm = 0
		select {
		case <-ctx.Done():
			p.t.Fatal("the bot does not come to rest")
		case <-stuck:
			p.w.Forward(max(0, due.Sub(p.w.Now())))
			stuck = time.After(10 * time.Second)
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// waits says whether something waits to be handled or sent, and until when.
func (p *platform) waits(ctx context.Context) (due time.Time, waits bool) {
	waiting, err := p.w.Store().Waiting(ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, b := range waiting {
		if b.Platform == matrix.Platform && b.Waiting > 0 {
			return b.Due, true
		}
	}
	return p.w.Now(), false
}

func (p *platform) Shown() []chattest.Shown {
	p.t.Helper()
	p.idle()
	var all []fakematrix.Event
	for _, room := range p.server.RoomsOf(p.bot, "join") {
		for _, e := range p.server.Messages(room, p.bot) {
			if !p.seen[e.ID] {
				p.seen[e.ID] = true
				all = append(all, e)
			}
		}
	}
	slices.SortFunc(all, func(a, b fakematrix.Event) int { return strings.Compare(a.ID, b.ID) })
	var shown []chattest.Shown
	for _, e := range all {
		if p.isOwn(e) {
			continue
		}
		if e.Content["msgtype"] == "m.file" && len(shown) > 0 {
			last := &shown[len(shown)-1]
			last.Files = append(last.Files, p.file(e))
			continue
		}
		shown = append(shown, p.show(e))
	}
	return shown
}

// isOwn says whether a message is what the platform alone makes the bot say: its hello, and that an answer is elsewhere.
func (p *platform) isOwn(e fakematrix.Event) bool {
	for _, language := range []string{"en", "fr", "es", "ar"} {
		for _, key := range []string{"matrix.hello", "matrix.hello_private", "matrix.answered_privately"} {
			if plain(e.Text()) == plain(p.w.Catalogue().Printer(language).Sentence(key)) {
				return true
			}
		}
	}
	return false
}

var (
	marks  = strings.NewReplacer("\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "", "\u200e", "", "\u200f", "", "\u2060", "")
	button = regexp.MustCompile(`(?m)^\[\d+\] (.+?)(?: – .*)?$`)
)

func plain(text string) string { return marks.Replace(text) }

func (p *platform) show(e fakematrix.Event) chattest.Shown {
	s := chattest.Shown{Text: plain(e.Text())}
	relation := relation(e)
	at := shownRef{room: e.Room, event: e.ID}
	switch relation["rel_type"] {
	case "m.replace":
		s.Edits = true
		if next, ok := e.Content["m.new_content"].(map[string]any); ok {
			body, _ := next["body"].(string)
			s.Text = plain(body)
		}
		at.event, _ = relation["event_id"].(string)
	case "m.thread":
		s.Thread = true
		at.thread, _ = relation["event_id"].(string)
	}
	for _, found := range button.FindAllStringSubmatch(s.Text, -1) {
		s.Buttons = append(s.Buttons, found[1])
	}
	s.Room, s.To = p.audience(e.Room)
	s.Ref, s.Trouble = at, troubleOf(e)
	return s
}

// audience is who sees what is said in a room.
func (p *platform) audience(room string) (name, to string) {
	name = p.names[room]
	if name == "" { // the bot has opened it
		for _, word := range []string{"invite", "join"} {
			for _, user := range p.server.Members(room, word) {
				if user != p.bot {
					return "", id.UserID(user).Localpart()
				}
			}
		}
	}
	if person, ok := strings.CutPrefix(name, "@"); ok {
		return "", person
	}
	return name, ""
}

func (p *platform) file(e fakematrix.Event) chattest.ShownFile {
	uri, _ := e.Content["url"].(string)
	name, _ := e.Content["filename"].(string)
	media, ok := p.server.Media(uri)
	if !ok {
		p.t.Errorf("file %s was not uploaded", name)
	}
	return chattest.ShownFile{Name: name, Content: media.Content}
}

// troubleOf is what a client would not show, or would bring to life.
func troubleOf(e fakematrix.Event) []string {
	var found []string
	if e.Content["msgtype"] != "m.notice" {
		found = append(found, fmt.Sprintf("msgtype %v", e.Content["msgtype"]))
	}
	if _, ok := e.Content["m.mentions"].(map[string]any); !ok {
		found = append(found, "no m.mentions")
	}
	if text, err := json.Marshal(e.Content); err != nil || len(text) > 40_000 {
		found = append(found, fmt.Sprintf("%d bytes", len(text)))
	}
	html, _ := e.Content["formatted_body"].(string)
	for _, tag := range regexp.MustCompile(`<[^>]*>`).FindAllString(html, -1) {
		if !regexp.MustCompile(`^</?(div|h3|h4|p|blockquote|br|ul|ol( start="\d+")?|li|table|caption|thead|tbody|tr|th|td|strong|code|a( href="(https?://|mailto:)[^"]*")?)>$`).MatchString(tag) {
			found = append(found, tag)
		}
	}
	return found
}
