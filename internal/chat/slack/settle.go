package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

// After a button was used, the message that it stands in says by whom, and the button is gone (U-09). The message is not
// kept with us: the press brings it along, and it goes back as it came but for the buttons.

// settled is a message whose buttons were used.
type settled struct {
	Room     string            `json:"room"`
	TS       string            `json:"ts"`
	Text     string            `json:"text"`
	Blocks   []json.RawMessage `json:"blocks"`
	Message  string            `json:"message"` // key of the sending that it came of
	Label    string            `json:"label"`   // of the button
	By       string            `json:"by"`      // as Slack shows the person
	At       time.Time         `json:"at"`
	Language string            `json:"language"`
	Answers  string            `json:"answers"` // where what one person alone saw can be taken away
}

func (o *Output) settle(p press) ([]queue.Sending, error) {
	s := settled{
		Room: p.what.room(), TS: p.what.Message.TS, Text: p.what.Message.Text, Blocks: p.what.Message.Blocks, Message: p.offer.Message,
		Label: p.what.action().Text.Text, By: p.message.DisplayName, At: o.Now(), Language: p.what.language(),
	}
	if p.what.Container.IsEphemeral {
		s.Answers, s.Blocks, s.Text = p.answers, nil, ""
	} else if s.TS == "" || s.Room == "" {
		return nil, nil // App Home, which is published anew
	}
	payload, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("write what was pressed: %w", err)
	}
	return []queue.Sending{o.sending(p.message, "press/"+p.received.ID.String()+"/settle", kindSettle, payload)}, nil
}

// sendSettled takes the buttons away that were used.
func (o *Output) sendSettled(ctx context.Context, s *queue.Sending) queue.Result {
	var was settled
	if err := json.Unmarshal(s.Payload, &was); err != nil {
		return queue.Refused(fmt.Errorf("read what was pressed: %w", err))
	}
	if was.Answers != "" {
		o.takeAway(ctx, s, was)
		return queue.Sent("")
	}
	client, result, ok := o.client(ctx, s.Realm)
	if !ok {
		return result
	}
	p := post{sending: s, client: client, room: was.Room, asked: true, letter: queue.Letter{Edits: "itself"}}
	now := o.Now()
	if wait := o.wait(now, p); wait > 0 {
		return queue.Later(now.Add(wait))
	}
	used, err := o.Store.UsedOffers(ctx, was.Message)
	if err != nil {
		return queue.Failed(fmt.Errorf("find used offers: %w", err))
	}
	text, blocks, err := o.without(was, used)
	if err != nil {
		return queue.Refused(err)
	}
	options := []slack.MsgOption{slack.MsgOptionText(text, false), slack.MsgOptionBlocks(blocks...)}
	if _, _, _, err := client.UpdateMessageContext(ctx, was.Room, was.TS, options...); err != nil {
		if fateOf(err) == fateOld {
			return queue.Sent("") // somebody has deleted it
		}
		p.letter.Edits = ""
		return o.trouble(ctx, p, callError{"chat.update", err})
	}
	return queue.Sent("")
}

// takeAway takes away what one person alone saw. It is gone by itself when they look again, so nobody misses a failure.
func (o *Output) takeAway(ctx context.Context, s *queue.Sending, was settled) {
	address, ok := o.replyAddress(ctx, was.Answers)
	if !ok {
		return
	}
	if err := o.postTo(ctx, address, body{DeleteOriginal: true}); err != nil {
		o.Log.WarnContext(ctx, "a used question could not be taken away", "sending", s.ID, "error", err)
	}
}

// without is the message without the buttons that were used, and with a line that says who used the last one.
func (o *Output) without(was settled, used []string) (text string, blocks []slack.Block, err error) {
	for _, raw := range was.Blocks {
		kept, err := withoutButtons(raw, used)
		if err != nil {
			return "", nil, err
		}
		if kept != nil {
			blocks = append(blocks, kept)
		}
	}
	words := o.printer(was.Language)
	line := words.Sentence("slack.used", "label", was.Label, "name", was.By)
	when := words.Sentence("slack.used_at", "at", was.At)
	fallback := line + " " + when
	r := reply.Reply{Language: words.Language(), Direction: words.Direction()}
	s := &renderer{Layout: reply.Layout{Words: words}, said: r}
	at := slack.NewRichTextSectionDateElement(was.At.Unix(), "{date_short_pretty} {time}", nil, &when)
	elements := append(s.elements(reply.Line{reply.Said(line)}), literal{" "}.element(nil), at)
	blocks = append(blocks, slack.NewRichTextBlock("", slack.NewRichTextSection(elements...)))
	text = was.Text
	if more := escape(eachLine(fallback, r.RightToLeft())).String(); runesOf(text)+runesOf(more) < maxText {
		text = strings.TrimSpace(text + "\n\n" + more)
	}
	return text, blocks, nil
}

// withoutButtons is a block as it came, without the buttons of these values; nil if nothing is left of it.
func withoutButtons(raw json.RawMessage, used []string) (slack.Block, error) {
	var block map[string]json.RawMessage
	if err := json.Unmarshal(raw, &block); err != nil {
		return nil, fmt.Errorf("read a block: %w", err)
	}
	if string(block["type"]) != `"actions"` {
		return rawBlock{raw}, nil
	}
	var elements []json.RawMessage
	if err := json.Unmarshal(block["elements"], &elements); err != nil {
		return nil, fmt.Errorf("read buttons: %w", err)
	}
	elements = slices.DeleteFunc(elements, func(e json.RawMessage) bool {
		var button struct {
			Value string `json:"value"`
		}
		return json.Unmarshal(e, &button) == nil && slices.Contains(used, button.Value)
	})
	if len(elements) == 0 {
		return nil, nil //nolint:nilnil // nothing is left
	}
	block["elements"] = encoded(elements)
	return rawBlock{encoded(block)}, nil
}

// rawBlock is a block that goes back as it came.
type rawBlock struct{ raw json.RawMessage }

func (b rawBlock) MarshalJSON() ([]byte, error) { return b.raw, nil }

// BlockType is what the block calls itself.
func (b rawBlock) BlockType() slack.MessageBlockType {
	var named struct {
		Type slack.MessageBlockType `json:"type"`
	}
	_ = json.Unmarshal(b.raw, &named)
	return named.Type
}

// ID is that of the block.
func (b rawBlock) ID() string {
	var named struct {
		ID string `json:"block_id"`
	}
	_ = json.Unmarshal(b.raw, &named)
	return named.ID
}
