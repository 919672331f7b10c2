//go:build goolm

package app_test

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/app"
	"github.com/accord-tracker/accord/internal/chat/chattest/dendrite"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/seal"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// matrixWorld is a real homeserver, a database with a plan and an organisation, and the settings of a bot between them.
// The bot itself is bin/bot, in a process of its own.
type matrixWorld struct {
	testing.TB
	server   *dendrite.Server
	store    *store.Store
	service  *commitments.Service
	database string
	address  string // of the homeserver, as the bot is told
	bot      string // its user id
	folder   string // with its secrets
}

const organisation = "ndi"

// newMatrixWorld is left out with the false of dendrite.New.
func newMatrixWorld(t testing.TB, d storetest.Database, options dendrite.Options) (*matrixWorld, bool) {
	t.Helper()
	server, ok := dendrite.New(t, options)
	if !ok {
		return nil, false
	}
	w := &matrixWorld{
		TB: t, server: server, store: d.Open(t), database: d.Address, address: server.Address(), bot: dendrite.UserID("accord"), folder: t.TempDir(),
	}
	w.service = commitments.NewService(w.store, time.Now)
	documents, err := plans.BuiltIn()
	w.must(err)
	for _, document := range documents {
		w.do(byOperator(), commitments.ImportPlan{Document: document})
	}
	w.do(byOperator(), commitments.ListOrganisations{Plan: plans.DefaultSlug, Organisations: []people.Organisation{
		{Handle: organisation, Name: "National Democratic Institute", Acronym: "NDI", Kind: "ngo"},
	}})
	w.do(byOperator(), commitments.Endorse{Plan: plans.DefaultSlug, Organisation: organisation})
	w.secret("password", server.Register(t, "accord"))
	w.secret("pickle", strings.Repeat("pickle key ", 4))
	w.secret("seal", seal.NewKey().Text())
	return w, true
}

func byOperator() commitments.Origin {
	return commitments.Origin{Actor: access.Actor{Operator: true}, Via: commitments.ViaConsole}
}

func (w *matrixWorld) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *matrixWorld) do(by commitments.Origin, command commitments.Command) commitments.Outcome {
	w.Helper()
	outcome, err := w.service.Do(w.Context(), by, command)
	if err != nil {
		w.Fatalf("%s: %v", command.Verb(), err)
	}
	return outcome
}

func (w *matrixWorld) secret(name, text string) {
	w.Helper()
	w.must(os.WriteFile(filepath.Join(w.folder, name), []byte(text+"\n"), 0o600))
}

// secrets are all that were kept.
func (w *matrixWorld) secrets() (all []string) {
	w.Helper()
	for _, name := range []string{"password", "pickle", "seal", "recovery"} {
		text, err := os.ReadFile(filepath.Join(w.folder, name))
		if err != nil && !os.IsNotExist(err) {
			w.Fatal(err)
		}
		all = append(all, string(text))
	}
	return all
}

// environ is that of bin/bot; more settings win.
func (w *matrixWorld) environ(more ...string) []string {
	env := []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + w.folder, "LANG=en_GB.UTF-8",
		"ACCORD_DATABASE=" + w.database, "ACCORD_SECRET_KEY_FILE=" + filepath.Join(w.folder, "seal"),
		"ACCORD_MATRIX_HOMESERVER=" + w.address, "ACCORD_MATRIX_USER=" + w.bot, "ACCORD_MATRIX_ALLOW=" + dendrite.ServerName,
		"ACCORD_MATRIX_PASSWORD_FILE=" + filepath.Join(w.folder, "password"),
		"ACCORD_MATRIX_PICKLE_KEY_FILE=" + filepath.Join(w.folder, "pickle"),
		"ACCORD_MATRIX_RATE=1000000",
	}
	if _, err := os.Stat(filepath.Join(w.folder, "recovery")); err == nil {
		env = append(env, "ACCORD_MATRIX_RECOVERY_KEY_FILE="+filepath.Join(w.folder, "recovery"))
	}
	return append(env, more...)
}

// run runs a command of bin/bot in this process, and returns its status and what it said.
func (w *matrixWorld) run(environ []string, args ...string) (status int, said string) {
	w.Helper()
	var out bytes.Buffer
	status = app.Bot(w.Context(), app.Program{Args: args, Environ: environ, In: strings.NewReader(""), Out: &out, Err: &out})
	return status, out.String()
}

// login sets the account up, and keeps the recovery key.
func (w *matrixWorld) login() {
	w.Helper()
	if status, said := w.run(w.environ(), "matrix", "login", "--key-file", filepath.Join(w.folder, "recovery")); status != app.ExitOK {
		w.Fatalf("matrix login: status %d\n%s", status, said)
	}
}

// process is a bin/bot serve that runs.
type process struct {
	command *exec.Cmd
	listen  string
	log     *spoken
	ended   chan struct{}
	once    sync.Once
}

// serve starts bin/bot serve. It ends with the test, and what it logged is shown if the test failed.
func (w *matrixWorld) serve(more ...string) *process {
	w.Helper()
	p := &process{listen: freeAddress(w), log: &spoken{}, ended: make(chan struct{})}
	p.command = exec.Command(os.Args[0], "serve")
	p.command.Env = w.environ(append([]string{asBot + "=1", "ACCORD_BOT_LISTEN=" + p.listen}, more...)...)
	p.command.Stdout, p.command.Stderr = p.log, p.log
	w.must(p.command.Start())
	go func() {
		_ = p.command.Wait()
		close(p.ended)
	}()
	w.Cleanup(func() {
		p.stop()
		discreet(w, p.log.String(), w.secrets()...)
		if w.Failed() {
			w.Logf("bin/bot serve:\n%s", p.log)
		}
	})
	return p
}

// kill ends the process as a power cut does.
func (p *process) kill() { p.end(os.Kill) }

// stop lets the process end as an administrator does.
func (p *process) stop() { p.end(os.Interrupt) }

func (p *process) end(signal os.Signal) {
	p.once.Do(func() {
		_ = p.command.Process.Signal(signal)
		select {
		case <-p.ended:
		case <-time.After(30 * time.Second):
			_ = p.command.Process.Kill()
			<-p.ended
		}
	})
}

// ask is what it answers at a path, or why it does not.
func (p *process) ask(t testing.TB, path string) string {
	t.Helper()
	answer, err := http.Get("http://" + p.listen + path)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// code is an invitation that somebody may use.
func (w *matrixWorld) code() string {
	w.Helper()
	return w.do(byOperator(), commitments.Invite{Plan: plans.DefaultSlug, Organisation: organisation, Role: people.FocalPoint}).Code
}

// link makes somebody a focal point without a conversation.
func (w *matrixWorld) link(user string) people.Member {
	w.Helper()
	who := people.Identity{Platform: people.Matrix, Realm: dendrite.ServerName, Subject: user}
	w.do(commitments.Origin{}, commitments.Join{Code: w.code(), Identity: who, Name: user})
	member, err := w.store.MemberByIdentity(w.Context(), who)
	w.must(err)
	return member
}

// convene makes somebody a convener.
func (w *matrixWorld) convene(user string) {
	w.Helper()
	w.do(byOperator(), commitments.AppointConvener{Plan: plans.DefaultSlug, Member: w.link(user).Key})
}

// entries are the journal of the plan.
func (w *matrixWorld) entries() []commitments.Entry {
	w.Helper()
	plan, err := w.store.PlanBySlug(w.Context(), plans.DefaultSlug)
	w.must(err)
	list, err := w.store.JournalFrom(w.Context(), plan.ID, 0, 100_000)
	w.must(err)
	return list
}

// notes are how often each note of progress is in the journal.
func (w *matrixWorld) notes() map[string]int {
	w.Helper()
	notes := map[string]int{}
	for _, e := range w.entries() {
		if e.Kind == commitments.KindProgress {
			notes[e.Note]++
		}
	}
	return notes
}

// enter makes a room of somebody's with the bot in it.
func (w *matrixWorld) enter(person *dendrite.Person, room dendrite.Room) string {
	w.Helper()
	room.Invite = append(room.Invite, w.bot)
	id := person.Create(room)
	person.AwaitMember(id, w.bot, "join")
	return id
}
