package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// verb is a word of the chat language, and what answers it.
type verb struct {
	name   understand.Verb
	answer func(ctx context.Context, t *turn) (reply.Reply, error)
	heard  reply.Visibility // in a shared room: by everybody there, or by the person who asked alone
	// form reads the values of the verb's form, if it has one.
	form func(values map[string]string) (understand.Args, []problem.Problem)
	// blank answers with the verb's form, to be filled in.
	blank func(ctx context.Context, t *turn) (reply.Reply, error)
}

// verbs are all that the bot can do. To add one:
//
//  1. <verb>.go: a function (ctx, *turn) → (reply.Reply, error). t.args are its typed arguments, checked and sure: what
//     has problems or is unsure never gets here. Read with t.store and t.reader, write with t.do, speak with
//     t.said, t.paragraph and t.reply. A problem.Problem that it returns is shown as a refusal; any other error
//     is logged by the edge, and the person sees a reference number. What it showed last (t.show…) and asks (t.ask) goes
//     into t.conversation.
//  2. One line here.
//  3. Its sentences in internal/i18n/catalogue/chat.*.toml and its help (help.<verb>, help.<verb>.example) in
//     help.*.toml, in all languages.
//  4. testdata/<verb>.talk: how it goes, in four languages, played on both databases.
func verbs() []verb {
	return []verb{
		{name: understand.Who, answer: who, heard: reply.Room},
		{name: understand.Step, answer: step, heard: reply.Room},
		{name: understand.Steps, answer: steps, heard: reply.Room},
		{name: understand.Plan, answer: plan, heard: reply.Room},
		{name: understand.Status, answer: status, heard: reply.Room},
		{name: understand.Mine, answer: mine},
		{name: understand.Due, answer: due},
		{name: understand.Overdue, answer: overdue},
		{name: understand.Stale, answer: stale},
		{name: understand.Gaps, answer: gaps, heard: reply.Room},
		{name: understand.Allies, answer: allies},
		{name: understand.Search, answer: search, heard: reply.Room},
		{name: understand.Commit, answer: writes(commit), heard: reply.Room, form: commitValues, blank: writes(blankCommit)},
		{name: understand.Log, answer: onCommitment(log), heard: reply.Room, form: logValues, blank: writes(blankLog)},
		{name: understand.Pause, answer: onCommitment(pause), heard: reply.Room},
		{name: understand.Withdraw, answer: onCommitment(withdraw), heard: reply.Room},
		{name: understand.Reopen, answer: onCommitment(reopen), heard: reply.Room},
		{name: understand.Edit, answer: onCommitment(edit), heard: reply.Room, form: editValues, blank: onCommitment(blankEdit)},
		{name: understand.HandOver, answer: onCommitment(handOver), heard: reply.Room},
		{name: understand.Milestone, answer: onCommitment(milestone), heard: reply.Room},
		{name: understand.Correct, answer: onCommitment(correct), heard: reply.Room},
		{name: understand.Redact, answer: onCommitment(redact), heard: reply.Room},
		{name: understand.Report, answer: report, heard: reply.Room},
		{name: understand.Completeness, answer: completeness},
		{name: understand.Undo, answer: writes(undo), heard: reply.Room},
		{name: understand.Join, answer: join},
		{name: understand.Link, answer: link},
		{name: understand.Unlink, answer: writes(unlink)},
		{name: understand.Invite, answer: writes(invite)},
		{name: understand.Leave, answer: writes(leave)},
		{name: understand.Servers, answer: writes(servers)},
		{name: understand.Endorse, answer: writes(endorse), heard: reply.Room},
		{name: understand.EndEndorsement, answer: writes(endEndorsement), heard: reply.Room},
		{name: understand.Organisation, answer: writes(organisationAdd), heard: reply.Room},
		{name: understand.More, answer: more, heard: reply.Room},
		{name: understand.Yes, answer: yes},
		{name: understand.No, answer: no},
		{name: understand.Whoami, answer: whoami},
		{name: understand.Language, answer: language},
		{name: understand.Help, answer: help},

		{name: understand.Calendar, answer: sharedCalendar, heard: reply.Room},
		{name: understand.Follow, answer: writes(follow), heard: reply.Room},
		{name: understand.Unfollow, answer: writes(unfollow), heard: reply.Room},
		{name: understand.Following, answer: following, heard: reply.Room},
		{name: understand.Email, answer: writes(email)},
		{name: understand.Remind, answer: onCommitment(remind)},
		{name: understand.Snooze, answer: onCommitment(snooze)},
		{name: understand.Reminders, answer: writes(reminders)},
		{name: understand.Away, answer: writes(away)},
		{name: understand.Why, answer: writes(why)},
		{name: understand.Demo, answer: demo},
	}
}
