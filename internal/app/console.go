package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/chat/console"
	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/config"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/google/uuid"
)

type consoleCommand struct {
	As string `help:"Who speaks. Without it: the name of your account on this machine." placeholder:"NAME"`
}

func (c consoleCommand) Run(ctx context.Context, p Program, cli *botCLI, environment *config.Environment) error {
	debug.SetGCPercent(40) // a bot waits more than it works: memory is dearer than the collector's time
	name, err := c.name()
	if err != nil {
		return err
	}
	h, err := openHouse(ctx, p, cli.Common)
	if err != nil {
		return err
	}
	defer func() { _ = h.close() }()
	t := &talk{house: h, program: p, name: name}
	if err := t.arrive(ctx); err != nil {
		return inWords(h.printer, err)
	}
	debug.FreeOSMemory() // what reading plans, catalogues and lexicons took is not needed while people think
	in, inFile := p.In.(*os.File)
	out, outFile := p.Out.(*os.File)
	if inFile && outFile && console.IsTerminal(in) && console.IsTerminal(out) && console.Edits(variables(environment)) {
		return t.terminal(ctx, in, out, environment)
	}
	return t.script(ctx)
}

func (c consoleCommand) name() (string, error) {
	if name := strings.TrimSpace(c.As); name != "" {
		return name, nil
	}
	u, err := user.Current()
	if err != nil {
		return "", fmt.Errorf("who speaks? say --as NAME: %w", err)
	}
	return u.Username, nil
}

// talk is a conversation at the terminal: the person, and the bot that answers for the plan at hand. It is the
// console.Conversation of both the terminal and a script.
type talk struct {
	*house
	program Program
	name    string
	current string // slug of the plan at hand
	bot     *chat.Bot
}

// realm of identities on the console.
const realm = "local"

func (t *talk) identity() people.Identity {
	return people.Identity{Platform: people.Console, Realm: realm, Subject: t.name}
}

// arrive finds the plan to talk about, and makes the first person that ever speaks here a convener.
func (t *talk) arrive(ctx context.Context) error {
	t.current = t.common.Plan
	if _, err := t.store.PlanBySlug(ctx, demoPlan); err == nil {
		t.current = demoPlan
	} else if !errors.Is(err, commitments.ErrNotFound) {
		return err
	}
	if err := t.firstStart(ctx); err != nil {
		return err
	}
	return t.meet(ctx)
}

// meet makes the bot for the plan at hand.
func (t *talk) meet(ctx context.Context) error {
	known, err := t.store.Plans(ctx)
	if err != nil {
		return fmt.Errorf("list plans: %w", err)
	}
	reader, err := understand.New(plans.NewResolver(inView(known, t.current)))
	if err != nil {
		return err
	}
	t.bot = chat.New(
		chat.Parts{Store: t.store, Service: t.service, Reader: reader, Catalogue: t.catalogue},
		chat.Options{DefaultPlan: t.current, Now: t.now, NoEmail: !t.program.sendsEmail()},
	)
	return nil
}

// inView are the plans that people can mean: the one at hand first, and the demonstration only while it is at hand, in
// the place of the plan that it shows.
func inView(known []*plans.Plan, current string) []*plans.Plan {
	var first, rest []*plans.Plan
	for _, plan := range known {
		switch {
		case plan.Slug == current:
			first = append(first, plan)
		case plan.Slug == demoPlan, current == demoPlan && plan.Slug == plans.DefaultSlug:
		default:
			rest = append(rest, plan)
		}
	}
	return append(first, rest...)
}

// Say answers a sentence. What is about the demonstration is answered here: it is of the terminal alone.
func (t *talk) Say(ctx context.Context, text string) (reply.Reply, console.Outcome, error) {
	switch strings.Join(strings.Fields(strings.ToLower(text)), " ") {
	case "demo":
		return t.loadDemo(ctx)
	case "demo remove":
		return t.removeDemo(ctx)
	}
	answer, err := t.bot.Handle(ctx, chat.Message{
		Platform: people.Console, Realm: realm, Subject: t.name, DisplayName: t.name, Room: "terminal", Private: true,
		Text: text, Locale: t.common.Language, Cause: "console:" + uuid.NewString(),
	})
	if err != nil {
		t.program.logger(t.common).Error("answer", "error", err)
	}
	if answer.Outcome == chat.Answered || answer.Outcome == chat.Silent {
		return answer.Reply, console.Answered, nil
	}
	return answer.Reply, console.Refused, nil
}

func (t *talk) printers(language string) console.Printer {
	if language == "" {
		return t.printer
	}
	return t.catalogue.Printer(language)
}

func (t *talk) script(ctx context.Context) error {
	refused, err := console.Script{
		Conversation: t, Printers: t.printers, In: t.program.In, Out: t.program.Out, Files: ".",
	}.Run(ctx)
	if err == nil && refused > 0 {
		return errSilent
	}
	return err
}

func (t *talk) terminal(ctx context.Context, in, out *os.File, environment *config.Environment) error {
	return console.Terminal{
		Conversation: t, Completer: t, Printers: t.printers, Plan: func() string { return t.current }, Name: t.name,
		In: in, Out: out, Environment: variables(environment), History: historyFile(environment), Files: ".", Secret: hasCode, Failed: t.failed,
	}.Run(ctx)
}

// variables are those of the environment by name; one that is not set is empty.
func variables(environment *config.Environment) func(name string) string {
	return func(name string) string {
		value, _ := environment.Lookup(name)
		return value
	}
}

// historyFile is where the lines said are kept, readable by their writer alone; empty where there is no place for them.
func historyFile(environment *config.Environment) string {
	folder, err := environment.DataFolder()
	if err != nil {
		return ""
	}
	folder = filepath.Join(folder, "accord")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return ""
	}
	return filepath.Join(folder, "history")
}

// failed logs what nobody could foresee, under a reference that the person is given.
func (t *talk) failed(err error) (reference string) {
	reference = strings.ToUpper(uuid.NewString()[:8])
	t.program.logger(t.common).Error("answer", "reference", reference, "error", err)
	return reference
}

// hasCode keeps lines with an invitation code out of the history.
func hasCode(line string) bool {
	return slices.ContainsFunc(strings.Fields(line), people.LooksLikeCode)
}

// Complete says how a line may go on.
func (t *talk) Complete(ctx context.Context, line string) []string {
	var demo []string
	for _, sentence := range []string{"demo", "demo remove"} {
		if strings.HasPrefix(sentence, line) {
			demo = append(demo, sentence)
		}
	}
	return append(t.bot.Complete(ctx, t.identity(), line), demo...)
}
