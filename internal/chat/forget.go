package chat

import "context"

// Forget drops what is remembered of what the sender of a message said in its room, because the message was taken back:
// a question that it raised, what it was about. What was recorded stays, and so does the language that was chosen.
func (b *Bot) Forget(ctx context.Context, m Message) error {
	m.Cause = ""
	k, err := b.recall(ctx, m.who(), m)
	if err != nil {
		return err
	}
	kept := Conversation{Language: k.now.Language, Heard: k.now.Heard, Tries: k.now.Tries}
	if same(k.now, kept) {
		return nil
	}
	k.now, k.before = kept, Conversation{}
	return b.remember(ctx, k)
}
