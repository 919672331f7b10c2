package chat

import (
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// said is a sentence of the catalogues.
func (t *turn) said(key string, args ...any) reply.Said {
	return reply.Said(t.printer.Sentence(key, t.wholeArgs(args)...))
}

// counted is a sentence of the catalogues in the form for the count.
func (t *turn) counted(key string, count int) reply.Said {
	return reply.Said(t.printer.Plural(key, count))
}

// paragraph is a sentence of the catalogues as a block of its own.
func (t *turn) paragraph(key string, args ...any) reply.Paragraph {
	return reply.Paragraph{t.said(key, args...)}
}

// word is the word of a value of a closed list: t.word("status", "paused").
func (t *turn) word(list, value string) string {
	return t.printer.Word(problem.Word(list + "." + value))
}

// rate is "9 of 10 (90%)", to stand within a sentence.
func (t *turn) rate(numerator, denominator int) i18n.Said {
	return i18n.Said(t.printer.Rate(numerator, denominator))
}

// button says for the person what the person could have typed. Label is a key.
func (t *turn) button(label, say string, args ...any) reply.Button {
	return reply.Button{Label: t.printer.Sentence(label, t.wholeArgs(args)...), Say: say}
}

// say is a sentence of the catalogues that the bot understands: say("who", "code", "29c").
func (t *turn) say(what string, args ...string) string {
	plain := make([]any, len(args))
	for i, arg := range args {
		plain[i] = arg
		if i%2 == 1 {
			plain[i] = i18n.Said(arg) // as one types it, not set apart
		}
	}
	return t.printer.Sentence("chat.say_"+what, plain...)
}

// reply is the answer made of blocks, for the person alone until a verb's line says otherwise.
func (t *turn) reply(title reply.Line, blocks ...reply.Block) reply.Reply {
	return reply.Reply{Title: title, Blocks: blocks, Language: t.printer.Language(), Direction: t.printer.Direction()}
}
