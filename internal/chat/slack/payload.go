package slack

import (
	"encoding/json"
	"fmt"
	"strings"
)

// interactive is what Slack sends when somebody presses, submits or chooses something: the few fields of it that are
// needed, read by us, so that blocks which nobody knows yet do not lose the press (S-59).
type interactive struct {
	Type        string        `json:"type"`
	CallbackID  string        `json:"callback_id"`
	TriggerID   string        `json:"trigger_id"`
	ResponseURL string        `json:"response_url"`
	Team        idOf          `json:"team"`
	Enterprise  idOf          `json:"enterprise"`
	User        userOf        `json:"user"`
	Channel     idOf          `json:"channel"`
	Container   containerOf   `json:"container"`
	Message     messageOf     `json:"message"`
	Actions     []actionOf    `json:"actions"`
	View        submittedView `json:"view"`
}

type idOf struct {
	ID string `json:"id"`
}

type userOf struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Username string `json:"username"`
	TeamID   string `json:"team_id"`
}

type containerOf struct {
	Type        string `json:"type"`
	MessageTS   string `json:"message_ts"`
	ThreadTS    string `json:"thread_ts"`
	ChannelID   string `json:"channel_id"`
	IsEphemeral bool   `json:"is_ephemeral"`
}

type messageOf struct {
	TS       string            `json:"ts"`
	ThreadTS string            `json:"thread_ts"`
	Text     string            `json:"text"`
	Blocks   []json.RawMessage `json:"blocks"`
}

type actionOf struct {
	ActionID string `json:"action_id"`
	Value    string `json:"value"`
	Text     struct {
		Text string `json:"text"`
	} `json:"text"`
}

type submittedView struct {
	ID              string `json:"id"`
	Hash            string `json:"hash"`
	Type            string `json:"type"`
	CallbackID      string `json:"callback_id"`
	PrivateMetadata string `json:"private_metadata"`
	State           struct {
		Values map[string]map[string]inputState `json:"values"`
	} `json:"state"`
}

type inputState struct {
	Type     string        `json:"type"`
	Value    *string       `json:"value"`
	Date     *string       `json:"selected_date"`
	Option   *optionState  `json:"selected_option"`
	Selected []optionState `json:"selected_options"`
}

type optionState struct {
	Value string `json:"value"`
}

// text is the value as chat reads it: choices are one a line.
func (s inputState) text() string {
	switch {
	case s.Value != nil:
		return *s.Value
	case s.Date != nil:
		return *s.Date
	case s.Option != nil:
		return s.Option.Value
	}
	var values []string
	for _, o := range s.Selected {
		values = append(values, o.Value)
	}
	return strings.Join(values, "\n")
}

func readInteractive(raw []byte) (interactive, error) {
	var i interactive
	if err := json.Unmarshal(raw, &i); err != nil {
		return i, fmt.Errorf("read interaction: %w", err)
	}
	return i, nil
}

// action is what was pressed; the zero one if nothing was.
func (i interactive) action() actionOf {
	if len(i.Actions) == 0 {
		return actionOf{}
	}
	return i.Actions[0]
}

// room is where it was pressed; empty in a view.
func (i interactive) room() string {
	if i.Channel.ID != "" {
		return i.Channel.ID
	}
	return i.Container.ChannelID
}

// thread is that of the message whose button was pressed.
func (i interactive) thread() string {
	if i.Message.ThreadTS != "" {
		return i.Message.ThreadTS
	}
	return i.Container.ThreadTS
}

// name is how Slack shows the person; nobody is known by it.
func (i interactive) name() string {
	if i.User.Name != "" {
		return i.User.Name
	}
	return i.User.Username
}

// shortcutLog is the callback of the message shortcut "Log as progress".
const shortcutLog = "log_progress"

// OpensForm says whether an interaction asks for a form, which must be opened within three seconds of it (S-19): give it
// to OpenForm, and not to the inbox, because nothing of it is to be remembered.
func OpensForm(raw []byte) bool {
	i, err := readInteractive(raw)
	return err == nil && i.opensForm()
}

func (i interactive) opensForm() bool {
	switch i.Type {
	case "block_actions":
		return strings.HasPrefix(i.action().ActionID, formName+":")
	case "message_action":
		return i.CallbackID == shortcutLog
	}
	return false
}

// language is that of the message whose button was pressed, as the name of the button says.
func (i interactive) language() string {
	parts := strings.Split(i.action().ActionID, ":")
	if len(parts) == 3 {
		return parts[2]
	}
	return ""
}
