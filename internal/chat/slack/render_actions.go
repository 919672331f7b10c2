package slack

import (
	"fmt"
	"slices"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/reply"
)

// Names of actions. What is pressed says by its name whether it leads to a form, which must be opened within three
// seconds, in which language, and by its value, a token, what it does (S-10).
const (
	pressName = "press"
	formName  = "form"
)

// buttons are rows of buttons, where there may be any. One that says nothing is only in the words.
func (s *renderer) buttons(list reply.Buttons) {
	if s.token == nil {
		return
	}
	s.lines++
	var elements []slack.BlockElement
	for _, b := range list {
		if reply.CleanWord(b.Say) != "" {
			elements = append(elements, s.button(b))
		}
	}
	s.row(elements)
}

func (s *renderer) row(elements []slack.BlockElement) {
	for some := range slices.Chunk(elements, maxActions) {
		s.add(slack.NewActionBlock("", some...))
	}
}

func (s *renderer) button(b reply.Button) *slack.ButtonBlockElement {
	element := s.pressable(pressName, b.Label, action{Say: b.Say})
	element.AccessibilityLabel = literalOf(b.Label+" – "+b.Say, maxAccessibility).text
	switch b.Style {
	case reply.Primary:
		element.Style = slack.StylePrimary
	case reply.Danger:
		element.Style = slack.StyleDanger
	}
	if reply.CleanWord(b.Confirm) != "" {
		element.Confirm = s.confirm(b)
	}
	return element
}

// pressable is a button with an action behind it.
func (s *renderer) pressable(name, label string, a action) *slack.ButtonBlockElement {
	a.Token, a.Line = s.token(), s.lines
	s.actions = append(s.actions, a)
	id := fmt.Sprintf("%s:%d:%s", name, len(s.actions), s.said.Language)
	return slack.NewButtonBlockElement(id, a.Token, wordOf(label, a.Say, maxButton).object())
}

// wordOf is a label that is never empty.
func wordOf(label, instead string, most int) literal {
	for _, text := range []string{label, instead} {
		if l := literalOf(text, most); l.text != "" {
			return l
		}
	}
	return literal{"…"}
}

func (s *renderer) confirm(b reply.Button) *slack.ConfirmationBlockObject {
	return slack.NewConfirmationBlockObject(
		wordOf(b.Label, b.Say, maxConfirmTitle).object(), literalOf(b.Confirm, maxConfirmText).object(),
		wordOf(b.Label, b.Say, maxConfirmButton).object(), literalOf(s.Words.Sentence("slack.button_cancel"), maxConfirmButton).object())
}

// form is a button that opens it, and the sentence that does the same.
func (s *renderer) form(f reply.Form) {
	if s.token == nil {
		return
	}
	s.lines++
	b := s.pressable(formName, f.Title, action{Form: f.Name, Values: prefilled(f)})
	b.Style = slack.StylePrimary
	s.row([]slack.BlockElement{b})
	if reply.CleanWord(f.Say) != "" {
		s.rich(s.section(reply.Line{reply.Said(s.Words.Sentence("slack.or_type")), reply.Said(" "), reply.Code(f.Say)}))
	}
}

// prefilled are the values that somebody typed. What is kept is read again when the form is opened.
func prefilled(f reply.Form) map[string]string {
	values := map[string]string{}
	for _, field := range f.Fields {
		if field.Value != "" && !field.Kept {
			values[field.Name] = field.Value
		}
	}
	return values
}
