package slack

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/queue"
)

// Kinds of what is received.
const (
	kindSaid        = "said"        // a message or a command
	kindInteraction = "interaction" // a press, a form: as Slack sent it
	kindHomeOpened  = "home"
	kindLink        = "link" // a link of ours was posted: the event as Slack sent it
	kindNews        = "news" // of people, rooms and the installation
)

// said is what somebody said to the bot: all that is kept of it until it is answered.
type said struct {
	User    string    `json:"user"`
	Home    string    `json:"home,omitempty"` // workspace of the account, if Slack says
	Name    string    `json:"name,omitempty"` // as Slack shows it; nobody is known by it
	Room    string    `json:"room"`
	TS      string    `json:"ts,omitempty"`     // of the message; empty for a command
	Thread  string    `json:"thread,omitempty"` // ts of the message whose thread it is in
	Text    string    `json:"text"`
	At      time.Time `json:"at"`                // when it was said, by Slack's clock; zero: not known
	Address string    `json:"address,omitempty"` // where a command may be answered
	Trigger string    `json:"trigger,omitempty"`
}

// news is what has changed in the workspace.
type news struct {
	What    string    `json:"what"` // type of the event
	User    string    `json:"user,omitempty"`
	Room    string    `json:"room,omitempty"`
	NewRoom string    `json:"new_room,omitempty"`
	Bots    []string  `json:"bots,omitempty"` // whose tokens were revoked
	At      time.Time `json:"at"`
}

// newMessages are the subtypes of messages that somebody has just written (S-58).
var newMessages = []string{"", "file_share", "thread_broadcast"}

// takenBack is the subtype of a message that says that another one was deleted.
const takenBack = "message_deleted"

// outer is an event as it came.
type outer struct {
	raw
	event raw
	realm string
	bot   string // user id of the bot in the installation that is told of it; empty if Slack does not say
}

func readOuter(body raw) outer {
	o := outer{raw: body, event: body.object("event")}
	o.realm, o.bot = body.text("team_id"), ""
	if team := body.text("context_team_id"); team != "" {
		o.realm = team
	}
	if all := body.objects("authorizations"); len(all) > 0 {
		a := all[0]
		o.realm = realmOf(a.text("enterprise_id"), cmp.Or(a.text("team_id"), o.realm), a.truth("is_enterprise_install"))
		if a.truth("is_bot") {
			o.bot = a.text("user_id")
		}
	}
	return o
}

func (o outer) at() time.Time {
	if seconds := o.number("event_time"); seconds > 0 {
		return time.Unix(seconds, 0).UTC()
	}
	return time.Time{}
}

// received is the row for an event; ok says whether there is anything in it for us.
func (o outer) received() (r queue.Received, ok bool) {
	switch o.event.text("type") {
	case "message", "app_mention":
		if o.event.text("subtype") == takenBack {
			return o.deletion()
		}
		return o.message()
	case "app_home_opened":
		if o.event.text("tab") != "home" || o.event.text("user") == "" {
			return r, false
		}
		return o.row(kindHomeOpened, o.event.text("user"), said{User: o.event.text("user")})
	case "link_shared":
		return o.row(kindLink, o.event.id("channel"), o.raw["event"])
	case "app_uninstalled", "tokens_revoked", "user_change", "channel_id_changed", "channel_shared", "channel_unshared":
		return o.news()
	}
	return r, false
}

// message is the row for a message that is for the bot. One that a person wrote comes as two events if it mentions the
// bot, in either order, and comes again when it is edited into a mention: all of them are one row, that of the message
// (S-03, S-61). Whether it is for the bot was decided before.
func (o outer) message() (r queue.Received, ok bool) {
	e := o.event
	s := said{
		User: e.text("user"), Home: cmp.Or(e.text("user_team"), e.text("source_team"), e.text("team")), Room: e.id("channel"),
		TS: e.text("ts"), Thread: e.text("thread_ts"), At: instantOf(e.text("ts")),
	}
	switch {
	case s.User == "" || s.Room == "" || s.TS == "":
		return r, false
	case !slices.Contains(newMessages, e.text("subtype")):
		return r, false
	case e.text("bot_id") != "" || s.User == o.bot || s.User == "USLACKBOT": // S-57
		return r, false
	}
	text, called := addressed(e.text("text"), o.bot)
	switch {
	case called:
	case isPrivate(s.Room) && e.text("type") == "message":
		text = e.text("text")
	case o.bot == "" && e.text("type") == "app_mention": // Slack does not say who we are; the installation will
		text = e.text("text")
	default:
		return r, false
	}
	s.Text = text
	r, ok = o.row(kindSaid, s.User, s)
	r.External = s.Room + "/" + s.TS
	return r, ok
}

// deletion is the row for a message that somebody has taken back in private: what it had asked is asked no more.
func (o outer) deletion() (r queue.Received, ok bool) {
	e := o.event
	before := e.object("previous_message")
	n := news{What: takenBack, User: before.text("user"), Room: e.id("channel"), At: o.at()}
	if n.User == "" || n.User == o.bot || before.text("bot_id") != "" || !isPrivate(n.Room) {
		return r, false
	}
	return o.row(kindNews, n.User, n)
}

func (o outer) news() (r queue.Received, ok bool) {
	e := o.event
	n := news{What: e.text("type"), User: e.id("user"), At: o.at()}
	switch n.What {
	case "tokens_revoked":
		n.Bots = e.object("tokens").texts("bot")
	case "channel_id_changed":
		n.Room, n.NewRoom = e.text("old_channel_id"), e.text("new_channel_id")
	case "channel_shared", "channel_unshared":
		n.Room = e.id("channel")
	}
	lane := "installation"
	if n.What == "user_change" {
		lane = n.User
	}
	return o.row(kindNews, lane, n)
}

// row is what is kept. Slack repeats the id of an event when it repeats the event, whatever the number of the try (S-02).
func (o outer) row(kind, lane string, payload any) (queue.Received, bool) {
	text, err := json.Marshal(payload)
	id := o.text("event_id")
	if err != nil || id == "" || o.realm == "" {
		return queue.Received{}, false
	}
	return queue.Received{Platform: platform, Realm: o.realm, External: id, Conversation: lane, Kind: kind, Payload: text}, true
}

// instantOf is when a message was written: its ts begins with the second.
func instantOf(ts string) time.Time {
	seconds, fraction, _ := strings.Cut(ts, ".")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || n <= 0 {
		return time.Time{}
	}
	micros, _ := strconv.ParseInt(fraction, 10, 64)
	return time.Unix(n, micros*int64(time.Microsecond)).UTC()
}
