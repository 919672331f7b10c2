package matrix_test

import (
	"context"
	"log/slog"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/chat/chattest/fakematrix"
	"github.com/accord-tracker/accord/internal/chat/matrix"
	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"
)

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		program()
		return
	}
	os.Exit(storetest.Main(m))
}

// clock goes with the real one, and can be put forward.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// furnished is what takes long to make, and nobody changes.
var furnished = sync.OnceValues(i18n.Load)

// stage is a homeserver, a store with a plan and an organisation, and the bot between them.
type stage struct {
	t        testing.TB
	database storetest.Database
	store    *store.Store
	server   *fakematrix.Server
	clock    *clock
	login    fakematrix.Login
	service  *commitments.Service
	words    *i18n.Catalogue
	talker   matrix.Bot
	plan     *plans.Plan
	cipher   matrix.Cipher
	options  matrix.Options

	unreadable func()

	inbox queue.Store // the store, or one that fails
	queue *queue.Queue
	stop  func() error
}

func newStage(t testing.TB, d storetest.Database) *stage {
	t.Helper()
	s := &stage{t: t, database: d, store: d.Open(t), clock: &clock{}, cipher: matrix.Plain{}}
	s.inbox = s.store
	s.server = fakematrix.New(t, fakematrix.Options{Now: s.clock.now})
	s.login = s.server.Account("accord")
	s.options = matrix.Options{
		User: s.login.User, Holder: "one", Now: s.clock.now, Lease: 3 * time.Second,
		Pace: matrix.Pace{Every: time.Millisecond, Burst: 1000}, Language: "en",
	}
	s.service = commitments.NewService(s.store, s.clock.now)
	var err error
	s.words, err = furnished()
	s.must(err)
	documents, err := plans.BuiltIn()
	s.must(err)
	s.do(operator, commitments.ImportPlan{Document: documents[0]})
	s.plan, err = s.store.PlanBySlug(t.Context(), documents[0].Slug)
	s.must(err)
	s.do(operator, commitments.ListOrganisations{Plan: s.plan.Slug, Organisations: []people.Organisation{{Handle: "ndi", Name: "National Democratic Institute", Acronym: "NDI", Kind: "ngo"}}})
	s.do(operator, commitments.Endorse{Plan: s.plan.Slug, Organisation: "ndi"})
	s.talker = newTalker(t, s.store, s.clock.now)
	return s
}

func newTalker(t testing.TB, kept *store.Store, now func() time.Time) matrix.Bot {
	t.Helper()
	talker, err := talkerOf(t.Context(), kept, now)
	if err != nil {
		t.Fatal(err)
	}
	return talker
}

// talkerOf is the bot of what a store holds.
func talkerOf(ctx context.Context, kept *store.Store, now func() time.Time) (matrix.Bot, error) {
	documents, err := kept.Plans(ctx)
	if err != nil {
		return nil, err
	}
	reader, err := understand.New(plans.NewResolver(documents))
	if err != nil {
		return nil, err
	}
	words, err := furnished()
	if err != nil {
		return nil, err
	}
	return chat.New(chat.Parts{Store: kept, Service: commitments.NewService(kept, now), Reader: reader, Catalogue: words}, chat.Options{Now: now}), nil
}

// connects gives Parts.Connect: it is signed in already.
func connects(server string, login fakematrix.Login, cipher matrix.Cipher) func(context.Context) (*mautrix.Client, matrix.Cipher, error) {
	return func(context.Context) (*mautrix.Client, matrix.Cipher, error) {
		client, err := mautrix.NewClient(server, id.UserID(login.User), login.Token)
		if err != nil {
			return nil, nil, err
		}
		client.DeviceID = id.DeviceID(login.Device)
		return client, cipher, nil
	}
}

var operator = commitments.Origin{Actor: access.Actor{Operator: true}, Via: commitments.ViaConsole}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) do(by commitments.Origin, command commitments.Command) commitments.Outcome {
	s.t.Helper()
	outcome, err := s.service.Do(s.t.Context(), by, command)
	if err != nil {
		s.t.Fatalf("%s: %v", command.Verb(), err)
	}
	return outcome
}

func identity(user string) people.Identity {
	return people.Identity{Platform: people.Matrix, Realm: fakematrix.Name, Subject: user}
}

// member is a person on the server who is a focal point of the organisation.
func (s *stage) member(name string) string {
	s.t.Helper()
	user := s.server.Person(name)
	code := s.do(operator, commitments.Invite{Plan: s.plan.Slug, Organisation: "ndi", Role: people.FocalPoint}).Code
	s.do(commitments.Origin{}, commitments.Join{Code: code, Identity: identity(user), Name: name})
	return user
}

func (s *stage) convener(name string) string {
	s.t.Helper()
	user := s.member(name)
	s.do(operator, commitments.AppointConvener{Plan: s.plan.Slug, Member: s.actor(user).Member.Key})
	return user
}

func (s *stage) actor(user string) access.Actor {
	s.t.Helper()
	actor, err := s.store.ActorByIdentity(s.t.Context(), identity(user), s.plan.ID, civil.DateOf(s.clock.now(), time.UTC))
	s.must(err)
	return actor
}

// adapter is the bot's account, with a queue of its own over the store.
func (s *stage) adapter(holder string) (*matrix.Adapter, *queue.Queue) {
	log := slog.New(slog.NewTextHandler(s.t.Output(), &slog.HandlerOptions{Level: slog.LevelInfo}))
	q := queue.New(queue.Parts{Store: s.inbox, Now: s.clock.now, Chance: func() float64 { return 0 }, Log: log})
	options := s.options
	options.Holder = holder
	return matrix.New(matrix.Parts{
		Connect: connects(s.server.URL(), s.login, s.cipher),
		Bot:     s.talker, Queue: q, Store: s.store, Catalogue: s.words, Log: log, Unreadable: s.unreadable,
		Convener: func(ctx context.Context, who people.Identity) (bool, error) {
			actor, err := s.store.ActorByIdentity(ctx, who, s.plan.ID, civil.DateOf(s.clock.now(), time.UTC))
			return err == nil && actor.ConvenerOf(s.plan.ID), nil
		},
	}, options), q
}

// start lets the bot run until stop or the end of the test, and waits until it has synced.
func (s *stage) start() {
	s.t.Helper()
	before := s.server.Syncs()
	s.run()
	s.wait("the first sync", func() bool { return s.server.Syncs() > before })
}

// run lets the bot run and does not wait for it.
func (s *stage) run() {
	s.t.Helper()
	adapter, q := s.adapter(s.options.Holder)
	ctx, cancel := context.WithCancel(s.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- adapter.Run(ctx) }()
	var once sync.Once
	var ending error
	s.queue = q
	s.stop = func() error {
		once.Do(func() {
			cancel()
			select {
			case ending = <-ended:
			case <-time.After(20 * time.Second):
				s.t.Error("the bot does not stop")
			}
		})
		return ending
	}
	s.t.Cleanup(func() { _ = s.stop() })
}

// ends waits until Run ends by itself, and says why.
func (s *stage) ends() error {
	s.t.Helper()
	adapter, _ := s.adapter(s.options.Holder)
	ctx, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer cancel()
	err := adapter.Run(ctx)
	if ctx.Err() != nil {
		s.t.Fatal("the bot does not stop by itself")
	}
	return err
}

func (s *stage) wait(what string, holds func() bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	if err := s.server.Wait(ctx, what, holds); err != nil {
		s.t.Fatal(err)
	}
}

// private is a private conversation of somebody with the bot, which has come in and said hello.
func (s *stage) private(user string) string {
	s.t.Helper()
	return s.direct(user, fakematrix.NewRoom{Direct: true})
}

// encrypted is a private conversation that is encrypted.
func (s *stage) encrypted(user string) string {
	s.t.Helper()
	return s.direct(user, fakematrix.NewRoom{Direct: true, Encrypted: true})
}

func (s *stage) direct(user string, n fakematrix.NewRoom) string {
	s.t.Helper()
	room := s.server.CreateRoom(user, n)
	s.server.InviteDirect(room, user, s.login.User)
	s.hello(room)
	return room
}

// shared is a room with several people, the first of whom invites the bot, which has said hello.
func (s *stage) shared(users ...string) string {
	s.t.Helper()
	room := s.server.CreateRoom(users[0], fakematrix.NewRoom{Name: "Plans"})
	for _, user := range users[1:] {
		s.server.Join(room, user)
	}
	if len(users) == 1 {
		s.server.Join(room, s.server.Person("bystander"))
	}
	s.server.Invite(room, users[0], s.login.User, 0)
	s.hello(room)
	return room
}

// hello waits until the bot has said something in a room.
func (s *stage) hello(room string) {
	s.t.Helper()
	s.wait("the bot's hello", func() bool { return len(s.said(room)) > 0 })
}

// goes waits until the bot has a membership in a room: "join", or "leave" also of an invite that it declines.
func (s *stage) goes(room, word string) {
	s.t.Helper()
	s.wait("the bot's "+word, func() bool { return slices.Contains(s.server.Members(room, word), s.login.User) })
}

// said are the bot's messages in a room.
func (s *stage) said(room string) []fakematrix.Event { return s.server.Messages(room, s.login.User) }

// say lets somebody say something, and returns the id.
func (s *stage) say(room, user, text string, more ...map[string]any) string {
	return s.server.Send(room, user, "m.room.message", fakematrix.Text(text, more...))
}

// answersTo are the bot's messages that answer a message.
func (s *stage) answersTo(room, message string) []fakematrix.Event {
	return slices.DeleteFunc(s.said(room), func(e fakematrix.Event) bool { return answers(e) != message })
}

func answers(e fakematrix.Event) string {
	to, _ := relation(e)["m.in_reply_to"].(map[string]any)
	message, _ := to["event_id"].(string)
	return message
}

// relation is what a message says that it belongs to.
func relation(e fakematrix.Event) map[string]any {
	relation, _ := e.Content["m.relates_to"].(map[string]any)
	return relation
}

// answer waits for the bot's answer to a message.
func (s *stage) answer(room, message string) fakematrix.Event {
	s.t.Helper()
	s.wait("an answer to "+message, func() bool { return len(s.answersTo(room, message)) > 0 })
	return s.answersTo(room, message)[0]
}

// ask says something and returns the answer.
func (s *stage) ask(room, user, text string, more ...map[string]any) fakematrix.Event {
	s.t.Helper()
	return s.answer(room, s.say(room, user, text, more...))
}

// settled waits until everything that was said so far has been handled: a last message of somebody in a room of their
// own is answered.
func (s *stage) settled(room, user string) {
	s.t.Helper()
	s.ask(room, user, "!accord help")
}

func (s *stage) mention() map[string]any { return fakematrix.Mentioning(s.login.User) }

// progress is how many notes of progress the journal has.
func (s *stage) progress() int {
	s.t.Helper()
	entries, err := s.store.JournalFrom(s.t.Context(), s.plan.ID, 0, 10_000)
	s.must(err)
	n := 0
	for i := range entries {
		if entries[i].Kind == commitments.KindProgress {
			n++
		}
	}
	return n
}

// recorded demands that the journal has so many notes of progress.
func (s *stage) recorded(want int) {
	s.t.Helper()
	if n := s.progress(); n != want {
		s.t.Errorf("recorded: got %d notes of progress, want %d", n, want)
	}
}

// commitment registers one that people can speak of.
func (s *stage) commitment(user string) string {
	s.t.Helper()
	by := commitments.Origin{Actor: s.actor(user), Via: commitments.ViaConsole}
	return s.do(by, commitments.Register{Plan: s.plan.Slug, Title: "Joint paper", Lead: "ndi", Steps: []string{"25"}, DueOn: "2099-03-31"}).Commitment
}

// offered waits until a person may choose from what a message of the bot offers.
func (s *stage) offered(room, user string, message fakematrix.Event) {
	s.t.Helper()
	s.wait("what is offered", func() bool {
		p, err := s.store.MatrixPrompt(s.t.Context(), people.Prompt{Account: s.login.User, Room: room, Person: user})
		return err == nil && p.Event == message.ID
	})
}

// again is another empty database of the same kind.
func again(t *testing.T, d storetest.Database) storetest.Database {
	t.Helper()
	if d.Dialect == "sqlite" {
		return storetest.SQLite(t)
	}
	return storetest.Postgres(t, d.Address)
}

// waitShort waits a moment for something that may not come.
func (s *stage) waitShort(holds func() bool) {
	ctx, cancel := context.WithTimeout(s.t.Context(), 700*time.Millisecond)
	defer cancel()
	_ = s.server.Wait(ctx, "a moment", holds)
}
