package notices

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/google/uuid"
)

const (
	threadLasts    = 30 * 24 * time.Hour // after which news of a commitment begins a thread anew, where people see it
	immediateLasts = 12 * time.Hour      // news that could not be sent for so long is no news
	mostSaid       = 240                 // characters of a note that are told
)

// told is one entry on its way to one follower.
type told struct {
	entry      *commitments.Entry
	commitment commitments.Commitment // as the follower sees it
	sight      access.Sight
	by         commitments.Subscription // what is followed
	plan       *plans.Plan              // of a digest of a room
	ref        string                   // of the commitment, as one types it
}

// saidThere says whether the entry was made in the room, which has seen it then (U-18).
func saidThere(e *commitments.Entry, room people.Room) bool {
	if room.IsZero() || string(e.Via) != string(room.Platform) || e.Source == "" {
		return false
	}
	source, err := url.PathUnescape(e.Source)
	return err == nil && strings.Contains(source, "/"+room.ID)
}

// tell tells somebody who hears at once, or puts it into their next message if they cannot be written to now.
func (b *batch) tell(ctx context.Context, i *immediate) error {
	if !i.Room.IsZero() {
		language, err := b.RoomLanguage(ctx, i.Room)
		if err != nil {
			return fmt.Errorf("find the language of a room: %w", err)
		}
		if err := b.tellLate(ctx, i); err != nil {
			return err
		}
		to := queue.Letter{Room: i.Room.ID}
		where := Channel{Platform: i.Room.Platform, Realm: i.Room.Realm, Subject: i.Room.ID}
		return b.send(ctx, i, b.soon(b.news(i, access.Room(access.ToPublic))), envelope{to, where, b.Catalogue.Printer(cmp.Or(language, b.plan.Language))})
	}
	known, err := meet(ctx, b.Store, b.Home, []uuid.UUID{i.MemberID})
	if err != nil {
		return fmt.Errorf("look up who follows: %w", err)
	}
	p, ok := known[i.MemberID]
	if !ok || p.Channel.None() || !p.Wanted(Digest) {
		return nil
	}
	actor, err := b.Store.ActorByMember(ctx, i.MemberID, b.plan.ID, civil.DateOf(b.now, civil.Zone(b.plan.TimeZone, time.UTC)))
	if err != nil {
		return fmt.Errorf("find who follows: %w", err)
	}
	list := b.news(i, access.ReaderOf(actor, b.plan.ID))
	if !p.May(b.now) {
		next := p.Next(b.now, p.Today(b.now))
		b.remember(i, list, civil.DateOf(next, p.Zone), next)
		return nil
	}
	for _, t := range b.late(list) {
		b.remember(i, []told{t}, civil.DateOf(t.entry.RecordedAt, p.Zone), b.now) // of its own day, to be found by however long it waited
	}
	to := queue.Letter{Subject: p.Channel.Subject}
	return b.send(ctx, i, b.soon(list), envelope{to, p.Channel, b.Catalogue.Printer(p.Language).In(p.Zone)})
}

// envelope is where a message goes, and in what language.
type envelope struct {
	letter queue.Letter
	to     Channel
	words  *i18n.Printer
}

// send queues one message for each entry. The first about a commitment stands by itself, later ones go under it; what
// takes back or corrects an entry takes the place of its message.
func (b *batch) send(ctx context.Context, i *immediate, list []told, e envelope) error {
	if len(list) == 0 {
		return nil
	}
	follower := followerKey(&i.Follower)
	var numbers []int
	var keys []string
	for _, t := range list {
		numbers = append(numbers, t.commitment.Number)
		keys = append(keys, b.key(follower, t.commitment.Ref, t.entry.Corrects))
	}
	threads, err := b.Store.FollowThreads(ctx, b.plan.ID, distinct(numbers), b.now.Add(-threadLasts))
	if err != nil {
		return fmt.Errorf("find threads: %w", err)
	}
	queued, err := b.Store.QueuedKeys(ctx, string(e.to.Platform), e.to.Realm, keys)
	if err != nil {
		return fmt.Errorf("find messages: %w", err)
	}
	for _, t := range list {
		if err := b.one(ctx, follower, t, e, threads, queued); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) key(follower, ref string, seq int) string {
	return fmt.Sprintf("follow/%s/%s/%s/%d", b.plan.Slug, follower, ref, seq)
}

func (b *batch) one(ctx context.Context, follower string, t told, e envelope, threads map[FollowThread]string, queued map[string]bool) error {
	key, corrected := b.key(follower, t.commitment.Ref, t.entry.Seq), b.key(follower, t.commitment.Ref, t.entry.Corrects)
	if t.commitment.Undone && !queued[corrected] { // registered and taken back before anybody heard of it
		return nil
	}
	thread := FollowThread{follower, t.commitment.Number}
	switch root := cmp.Or(b.made.Threads[thread], threads[thread]); {
	case t.entry.Corrects > 0 && (queued[corrected] || b.sending(corrected)):
		e.letter.Edits = corrected
	case root != "":
		e.letter.Under = root
	default:
		if b.made.Threads == nil {
			b.made.Threads = map[FollowThread]string{}
		}
		b.made.Threads[thread] = key
	}
	var err error
	if e.letter.Reply, err = b.message(ctx, t, e.words); err != nil {
		return err
	}
	payload, err := e.letter.Payload()
	conversation := "person/" + e.to.Subject
	if e.letter.Room != "" {
		conversation = e.letter.Room
	}
	b.made.Sendings = append(b.made.Sendings, queue.Sending{
		Key: key, Platform: string(e.to.Platform), Realm: e.to.Realm, Conversation: conversation, Kind: queue.KindLetter,
		Payload: payload, CreatedAt: b.now, ExpiresAt: b.now.Add(immediateLasts),
	})
	return err
}

// sending says whether a message with the key is queued in this part.
func (b *batch) sending(key string) bool {
	return slices.ContainsFunc(b.made.Sendings, func(s queue.Sending) bool { return s.Key == key })
}

// message is a title and one line, with what to do about it: no more, where people talk (U-19, U-20).
func (b *batch) message(ctx context.Context, t told, words *i18n.Printer) (reply.Reply, error) {
	line, err := b.names.said(ctx, t, words)
	if err != nil {
		return reply.Reply{}, err
	}
	r := reply.Reply{Language: words.Language(), Direction: words.Direction(), Blocks: []reply.Block{reply.Paragraph(line)}}
	if t.by.Room != (people.Room{}) {
		r.Visibility = reply.Room
	}
	r.Title = titleOf(t)
	buttons := reply.Buttons{}
	if !t.commitment.Undone {
		buttons = append(buttons, reply.Button{
			Label: words.Sentence("follow.button_show", "ref", i18n.Said(t.ref)), Say: "status " + t.ref,
		})
	}
	buttons = append(buttons, reply.Button{Label: words.Sentence("follow.button_end"), Say: "unfollow " + FollowSay(&t.by, b.plan.Slug, b.Home.Plan)})
	r.Blocks = append(r.Blocks, buttons)
	return r, nil
}

func titleOf(t told) reply.Line {
	return reply.Line{reply.Strong(t.ref), reply.Said(" "), reply.Text(t.commitment.Title)}
}

// FollowSay names what is followed as one types it: what is of another plan than the usual one with that plan's name.
func FollowSay(s *commitments.Subscription, plan, usual string) string {
	typed := plans.Typed(plan, usual, s.Object)
	switch s.Scope {
	case commitments.OfPlan:
		return plans.Typed(plan, usual, "plan")
	case commitments.OfCommitment:
		return typed
	}
	return string(s.Scope) + " " + typed
}
