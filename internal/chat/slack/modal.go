package slack

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/reply"
)

// formCallback marks our modals.
const formCallback = "accord_form"

// valueAction is the name of every input: its block has the name of the field.
const valueAction = "value"

// kept is what a modal carries along: where it was opened, and what its fields must hold. It has no text that anybody
// wrote.
type kept struct {
	Form     string      `json:"f"`
	Realm    string      `json:"w"`
	Room     string      `json:"r,omitempty"`
	Thread   string      `json:"t,omitempty"`
	Source   string      `json:"s,omitempty"`
	Language string      `json:"l"`
	Fields   []keptField `json:"i"`
}

type keptField struct {
	Name     string          `json:"n"`
	Kind     reply.FieldKind `json:"k,omitempty"`
	Required bool            `json:"r,omitempty"`
	Most     int             `json:"m,omitempty"`
}

// modal is the form as a view. What stands beside it in the answer stands above it.
func modal(answer reply.Reply, form reply.Form, where kept, words reply.Words) slack.ModalViewRequest {
	s := &renderer{Layout: reply.Layout{Words: words}, said: answer, surface: inView}
	s.whole(beginning(answer, words))
	where.Form, where.Language = form.Name, answer.Language
	for _, f := range form.Fields {
		s.add(input(f, words))
		where.Fields = append(where.Fields, keptField{Name: f.Name, Kind: f.Kind, Required: f.Required, Most: f.MaxRunes})
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: formCallback, PrivateMetadata: string(encoded(where)),
		Title:  literalOf(form.Title, maxViewTitle).object(),
		Submit: literalOf(form.Submit, maxViewTitle).object(),
		Close:  literalOf(words.Sentence("slack.button_cancel"), maxViewTitle).object(),
		Blocks: slack.Blocks{BlockSet: s.blocks},
	}
}

// loading is the view that is shown until the form is ready (S-19).
func loading(words reply.Words) slack.ModalViewRequest {
	return notice(words, reply.Reply{Blocks: []reply.Block{reply.Paragraph{reply.Said(words.Sentence("slack.loading"))}}})
}

// notice is a view that says something, and can only be closed.
func notice(words reply.Words, said reply.Reply) slack.ModalViewRequest {
	blocks, _ := blocksOf(beginning(said, words), reply.Layout{Words: words}, inView, nil)
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: literalOf(words.Sentence("slack.name"), maxViewTitle).object(),
		Close:  literalOf(words.Sentence("slack.button_close"), maxViewTitle).object(),
		Blocks: slack.Blocks{BlockSet: blocks[:min(len(blocks), maxViewBlocks)]},
	}
}

// beginning is as much of what stands above a form as one message would hold.
func beginning(r reply.Reply, words reply.Words) reply.Reply {
	parts := splitTo(r, words, 1)
	if len(parts) == 0 {
		return reply.Reply{}
	}
	return parts[0]
}

func input(f reply.Field, words reply.Words) *slack.InputBlock {
	block := slack.NewInputBlock(f.Name, literalOf(f.Label, maxLabel).object(), literalOf(f.Hint, maxHint).objectOrNil(), element(f, words))
	block.Optional = !f.Required
	return block
}

func element(f reply.Field, words reply.Words) slack.BlockElement {
	switch f.Kind {
	case reply.DateField:
		picker := slack.NewDatePickerBlockElement(valueAction)
		if day, err := civil.ParseDate(f.Value); err == nil {
			picker.InitialDate = string(day)
		}
		return picker
	case reply.Number:
		number := slack.NewNumberInputBlockElement(nil, valueAction, false)
		number.InitialValue = f.Value
		return number
	case reply.Choice:
		if canChoose(f) {
			return choice(f, words)
		}
	case reply.Choices:
		if canChoose(f) {
			return choices(f)
		}
	}
	return written(f)
}

// canChoose says whether Slack can offer the options; else the value is typed.
func canChoose(f reply.Field) bool {
	return len(f.Options) > 0 && len(f.Options) <= maxOptions && !slices.ContainsFunc(f.Options, func(o reply.Option) bool {
		return o.Value == "" || runesOf(o.Value) > maxOptionValue
	})
}

func written(f reply.Field) slack.BlockElement {
	most := maxInput
	if f.MaxRunes > 0 {
		most = min(f.MaxRunes, maxInput)
	}
	text := slack.NewPlainTextInputBlockElement(nil, valueAction)
	text.Multiline = f.Kind == reply.LongText
	text.MaxLength = most
	text.InitialValue = shorten(typed(f.Value), most)
	return text
}

// typed is a text as it may stand in an input: with its line breaks, and without what cannot be seen.
func typed(text string) string { return strings.Join(reply.Quote(text).CleanLines(), "\n") }

func choice(f reply.Field, words reply.Words) slack.BlockElement {
	placeholder := literalOf(words.Sentence("slack.choose"), maxPlaceholder).object()
	chosen := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, placeholder, valueAction, options(f)...)
	for _, o := range chosen.Options {
		if o.Value == f.Value {
			chosen.InitialOption = o
		}
	}
	return chosen
}

func choices(f reply.Field) slack.BlockElement {
	chosen := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, nil, valueAction, options(f)...)
	values := reply.Quote(f.Value).CleanLines()
	for _, o := range chosen.Options {
		if slices.Contains(values, o.Value) {
			chosen.InitialOptions = append(chosen.InitialOptions, o)
		}
	}
	return chosen
}

func options(f reply.Field) []*slack.OptionBlockObject {
	all := make([]*slack.OptionBlockObject, len(f.Options))
	for i, o := range f.Options {
		label := o.Label
		if label == "" {
			label = o.Value
		}
		all[i] = slack.NewOptionBlockObject(o.Value, literalOf(label, maxOptionText).object(), nil)
	}
	return all
}
