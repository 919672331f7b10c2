package dendrite

import "encoding/base64"

// What a person does, by an order to their client.

// Room is how a room is to be.
type Room struct {
	Name      string
	Encrypted bool
	Direct    bool
	Invite    []string
}

// Create makes a room, and returns its id.
func (p *Person) Create(room Room) string {
	p.t.Helper()
	var made struct{ Room string }
	p.order("create", &made, "name", room.Name, "encrypted", room.Encrypted, "direct", room.Direct, "invite", append([]string{}, room.Invite...))
	return made.Room
}

// Say says something in a room, and returns the id of the message.
func (p *Person) Say(room, text string) string { p.t.Helper(); return p.said(room, text) }

// SayInThread says something in the thread under a message.
func (p *Person) SayInThread(room, under, text string) string {
	p.t.Helper()
	return p.said(room, text, "thread", under)
}

// Reply answers a message.
func (p *Person) Reply(room, to, text string) string {
	p.t.Helper()
	return p.said(room, text, "reply", to)
}

// Edit puts a text in the place of a message.
func (p *Person) Edit(room, message, text string) string {
	p.t.Helper()
	return p.said(room, text, "replaces", message)
}

// Mention says something to somebody.
func (p *Person) Mention(room, user, text string) string {
	p.t.Helper()
	return p.said(room, text, "mentions", []string{user})
}

// SayPlainly says something without encryption, whatever the room is.
func (p *Person) SayPlainly(room, text string) string {
	p.t.Helper()
	var sent struct{ Event string }
	p.order("plain", &sent, "room", room, "text", text)
	return sent.Event
}

func (p *Person) said(room, text string, pairs ...any) string {
	p.t.Helper()
	var sent struct{ Event string }
	p.order("say", &sent, append([]any{"room", room, "text", text}, pairs...)...)
	return sent.Event
}

// React puts an emoji on a message.
func (p *Person) React(room, message, emoji string) {
	p.t.Helper()
	p.order("react", nil, "room", room, "event", message, "key", emoji)
}

// Redact takes a message back.
func (p *Person) Redact(room, message string) {
	p.t.Helper()
	p.order("redact", nil, "room", room, "event", message)
}

// Sign signs the person's device, as one does who verifies a session late.
func (p *Person) Sign(password string) { p.t.Helper(); p.order("sign", nil, "password", password) }

// Master is the public half of the key that signs somebody's other keys.
func (p *Person) Master(user string) string {
	p.t.Helper()
	var found struct{ Master string }
	p.order("identity", &found, "user", user)
	return found.Master
}

// Devices says of each of somebody's devices whether the owner has signed it.
func (p *Person) Devices(user string) map[string]bool {
	p.t.Helper()
	var found struct {
		Devices []struct {
			Device string
			Signed bool
		}
	}
	p.order("devices", &found, "user", user)
	devices := map[string]bool{}
	for _, d := range found.Devices {
		devices[d.Device] = d.Signed
	}
	return devices
}

// Fetch downloads the file of a message: as the server has it, and decrypted.
func (p *Person) Fetch(content Content) (stored, file []byte) {
	p.t.Helper()
	var came struct{ Stored, Text string }
	p.order("file", &came, "content", content.raw)
	stored, err := base64.StdEncoding.DecodeString(came.Stored)
	if err != nil {
		p.t.Fatal(err)
	}
	if file, err = base64.StdEncoding.DecodeString(came.Text); err != nil {
		p.t.Fatal(err)
	}
	return stored, file
}
