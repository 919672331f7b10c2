package slack

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"

	"github.com/accord-tracker/accord/internal/queue"
)

// command is a slash command: the same fields come as a form over HTTP, and as an object over a socket.
type command func(field string) string

func commandOfForm(form url.Values) command { return form.Get }

func commandOf(body raw) command {
	return func(field string) string {
		if field == "is_enterprise_install" && body.truth(field) {
			return "true"
		}
		return body.text(field)
	}
}

// received is the row for a command. Slack does not repeat commands, but whoever has caught one may: its trigger is another
// one each time.
func (c command) received() (queue.Received, bool) {
	s := said{
		User: c("user_id"), Name: c("user_name"), Room: c("channel_id"), Text: c("text"), Address: c("response_url"), Trigger: c("trigger_id"),
	}
	realm := realmOf(c("enterprise_id"), c("team_id"), c("is_enterprise_install") == "true")
	text, err := json.Marshal(s)
	if err != nil || s.User == "" || s.Room == "" || realm == "" {
		return queue.Received{}, false
	}
	return queue.Received{
		Platform: platform, Realm: realm, External: "command " + keyOf(s.Trigger, text), Conversation: s.User, Kind: kindSaid, Payload: text,
	}, true
}

// interactionReceived is the row for something that was pressed or submitted, as Slack sent it.
func interactionReceived(body raw, text []byte) (queue.Received, bool) {
	realm := realmOfInteraction(body)
	user := body.object("user").text("id")
	external := ViewID(text)
	if body.text("type") != "view_submission" || external == "" {
		external = "press " + keyOf(body.text("trigger_id"), text)
	}
	return queue.Received{
		Platform: platform, Realm: realm, External: external, Conversation: user, Kind: kindInteraction, Payload: text,
	}, realm != "" && user != ""
}

// realmOfInteraction: for an app that the whole enterprise has, the team may be null, or that of the person.
func realmOfInteraction(body raw) string {
	enterprise := cmp.Or(body.object("enterprise").text("id"), body.object("team").text("enterprise_id"))
	return realmOf(enterprise, body.object("team").text("id"), body.truth("is_enterprise_install"))
}

// keyOf is the trigger, or a digest of all that was sent if there is none.
func keyOf(trigger string, text []byte) string {
	if trigger != "" {
		return trigger
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
