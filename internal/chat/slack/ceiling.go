package slack

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/queue"
)

// How many messages that nobody asked for a person, or a room, gets in a day at the very most. Whoever makes such
// messages bundles them into one, but for what a room follows at once (U-22); this is what a mistake there can cost.
const (
	personCeiling = 3
	roomCeiling   = 12
)

// errCeiling says that a conversation has had enough for a day.
var errCeiling = errors.New("the conversation has had as many unasked messages today as it gets")

// overCeiling counts a message that nobody asked for, and gives it up above the ceiling. One that comes again after an
// attempt was counted then.
func (o *Output) overCeiling(ctx context.Context, p post) (queue.Result, bool) {
	if p.asked || p.letter.Edits != "" || p.letter.Under != "" || p.sending.Attempts > 1 || isPart(p.sending.Key) {
		return queue.Result{}, false
	}
	name := "slack/unasked/" + p.sending.Realm + "/" + p.room
	kept, err := o.Queue.Keepsake(ctx, name)
	if err != nil {
		return queue.Failed(fmt.Errorf("count unasked messages: %w", err)), true
	}
	today := o.Now().UTC().Format(time.DateOnly)
	day, text, _ := strings.Cut(kept, " ")
	n, _ := strconv.Atoi(text)
	if day != today {
		n = 0
	}
	most := roomCeiling
	if isPrivate(p.room) {
		most = personCeiling
	}
	if n >= most {
		o.Log.ErrorContext(ctx, "too many unasked messages", "realm", p.sending.Realm, "room", p.room, "sending", p.sending.ID)
		return queue.Refused(errCeiling), true
	}
	if err := o.Queue.Keep(ctx, queue.Keepsake{Name: name, Text: today + " " + strconv.Itoa(n+1)}); err != nil {
		return queue.Failed(fmt.Errorf("count unasked messages: %w", err)), true
	}
	return queue.Result{}, false
}

// isPart says whether a sending is a part of an answer that was cut, or a file of it.
func isPart(key string) bool {
	i := strings.LastIndex(key, "/")
	return i >= 0 && (strings.HasPrefix(key[i:], "/part ") || strings.HasPrefix(key[i:], "/file "))
}
