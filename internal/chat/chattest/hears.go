package chattest

import (
	"time"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

// hearing lets what is due by now be said, and keeps what everybody was told until they are asked.
func (w *World) hearing() {
	w.t.Helper()
	w.tick()
	if w.on != nil {
		w.watched("", "@reminders")
		return
	}
	for {
		now := w.Now()
		list, err := w.store.ClaimSendings(w.t.Context(), string(people.Console), now, now.Add(time.Minute), 100)
		w.must(err)
		if len(list) == 0 {
			return
		}
		for i := range list {
			letter, err := queue.LetterOf(list[i])
			w.must(err)
			w.heard[letter.Subject] = letter.Reply
			w.must(w.store.NoteSent(w.t.Context(), &list[i], now, "shown"))
		}
	}
}

// tick queues what is due by now.
func (w *World) tick() {
	w.t.Helper()
	if w.ticker == nil {
		w.heard = map[string]reply.Reply{}
		w.ticker = notices.New(
			notices.Parts{Store: w.store, Catalogue: w.catalogue},
			w.noticeOptions(),
		)
	}
	_, err := w.ticker.Tick(w.t.Context())
	w.must(err)
}

func (w *World) noticeOptions() notices.Options {
	return notices.Options{Home: notices.Home{Zone: time.UTC, Platforms: w.platforms(), Plan: w.plan.Slug}, Now: w.Now}
}

// platforms are where the people of these conversations can be written to.
func (w *World) platforms() []people.Platform {
	if w.on != nil {
		return []people.Platform{w.on.Kind()}
	}
	return []people.Platform{people.Console}
}

// hears is what somebody was told unasked by now: "(hears)" in a conversation.
func (w *World) hears(name string) string {
	w.t.Helper()
	w.hearing()
	told, ok := w.heard[name]
	if !ok {
		return "(nothing)"
	}
	delete(w.heard, name)
	w.buttons[name] = told.Buttons()
	return w.Text(chat.Answer{Reply: told, Outcome: chat.Answered, Language: told.Language})
}
