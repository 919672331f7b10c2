//go:build goolm

package matrix_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/chat/chattest/dendrite"
	"github.com/accord-tracker/accord/internal/chat/matrix"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// device is the bot's device without the bot: it syncs when it is told to, and reads and writes messages.
type device struct {
	t        *testing.T
	store    *store.Store
	database string
	settings matrix.Settings
	recovery string // as it was shown

	client *mautrix.Client
	cipher matrix.Cipher
	since  string
}

const pickleKey = "a key of thirty-two letters or more"

// newDevice registers the account on a server, which is left out with the false of dendrite.New.
func newDevice(t *testing.T, d storetest.Database, server *dendrite.Server, name string) *device {
	t.Helper()
	return &device{t: t, store: d.Open(t), database: d.Address, settings: matrix.Settings{
		Homeserver: server.Address(), User: dendrite.UserID(name), Password: server.Register(t, name), Encryption: matrix.On,
	}}
}

func (d *device) parts() matrix.CipherParts {
	return matrix.CipherParts{
		Client: d.client, Database: d.database, PickleKey: []byte(pickleKey), RecoveryKey: d.settings.RecoveryKey,
		Log: slog.New(slog.NewTextHandler(d.t.Output(), nil)), Now: time.Now,
	}
}

func (d *device) signIn() error {
	client, err := matrix.SignIn(d.t.Context(), matrix.SignInParts{Settings: d.settings, Keep: d.store})
	d.client = client
	return err
}

// prepare does what "bin/bot matrix login" does.
func (d *device) prepare() (matrix.Prepared, error) {
	if err := d.signIn(); err != nil {
		return matrix.Prepared{}, err
	}
	return matrix.PrepareDevice(d.t.Context(), matrix.Preparation{
		CipherParts: d.parts(), Password: d.settings.Password, Show: func(key string) error { d.recovery = key; return nil },
	})
}

// start does what "bin/bot serve" does.
func (d *device) start() error {
	if err := d.signIn(); err != nil {
		return err
	}
	cipher, err := matrix.OpenCipher(d.parts())
	if err != nil {
		return err
	}
	d.cipher = cipher
	return cipher.Start(d.t.Context())
}

func (d *device) stop() {
	d.t.Helper()
	if err := d.cipher.Close(); err != nil {
		d.t.Error(err)
	}
}

// ready is prepared and started.
func (d *device) ready() *device {
	d.t.Helper()
	if _, err := d.prepare(); err != nil {
		d.t.Fatalf("prepare: %v", err)
	}
	if err := d.start(); err != nil {
		d.t.Fatalf("start: %v", err)
	}
	d.t.Cleanup(func() { _ = d.cipher.Close() })
	d.sync()
	return d
}

// sync takes one sync, joins where it is asked to, and returns the messages in it.
func (d *device) sync() []*event.Event {
	d.t.Helper()
	told, err := d.client.SyncRequest(d.t.Context(), 2000, d.since, "", false, "")
	if err != nil {
		d.t.Fatalf("sync: %v", err)
	}
	if err := d.cipher.Take(d.t.Context(), told, d.since); err != nil {
		d.t.Fatalf("take: %v", err)
	}
	d.since = told.NextBatch
	for room := range told.Rooms.Invite {
		if _, err := d.client.JoinRoomByID(d.t.Context(), room); err != nil {
			d.t.Fatalf("join: %v", err)
		}
	}
	var list []*event.Event
	for room, part := range told.Rooms.Join {
		for _, evt := range part.Timeline.Events {
			if evt.StateKey == nil && evt.Sender != d.client.UserID {
				evt.RoomID = room
				evt.Type.Class = event.MessageEventType
				list = append(list, evt)
			}
		}
	}
	return list
}

// read waits for the message with an id, and for its key, and decrypts it.
func (d *device) read(message string) (*event.Event, error) {
	d.t.Helper()
	var there *event.Event
	for deadline := time.Now().Add(dendrite.Patience); time.Now().Before(deadline); {
		for _, evt := range d.sync() {
			if evt.ID == id.EventID(message) {
				there = evt
			}
		}
		if there == nil {
			continue
		}
		if read, err := d.cipher.Decrypt(d.t.Context(), there); !errors.Is(err, matrix.ErrNoKey) {
			return read, err
		}
	}
	d.t.Fatalf("%s does not come, or its key does not", message)
	return nil, nil
}

// say sends an encrypted message.
func (d *device) say(room, text string) {
	d.t.Helper()
	content := &event.MessageEventContent{MsgType: event.MsgNotice, Body: text, Mentions: &event.Mentions{}}
	sealed, err := d.cipher.Encrypt(d.t.Context(), id.RoomID(room), event.EventMessage, content)
	if err != nil {
		d.t.Fatalf("encrypt: %v", err)
	}
	if _, err := d.client.SendMessageEvent(d.t.Context(), id.RoomID(room), event.EventEncrypted, sealed); err != nil {
		d.t.Fatalf("send: %v", err)
	}
}

// meet makes an encrypted room with a person, and has both in it.
func (d *device) meet(person *dendrite.Person) (room string) {
	d.t.Helper()
	room = person.Create(dendrite.Room{Name: "Plan", Encrypted: true, Invite: []string{d.settings.User}})
	for range 20 {
		d.sync()
		if d.in(room) {
			break
		}
	}
	person.AwaitMember(room, d.settings.User, "join")
	return room
}

func (d *device) in(room string) bool {
	joined, err := d.client.JoinedRooms(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return slices.Contains(joined.JoinedRooms, id.RoomID(room))
}

func says(room, text string) func(dendrite.Event) bool {
	return func(e dendrite.Event) bool { return e.Room == room && !e.Failed && e.Content.Body == text }
}

// eachWithServer runs a test on each database, in front of one homeserver for all.
func eachWithServer(t *testing.T, test func(t *testing.T, d storetest.Database, server *dendrite.Server)) {
	t.Helper()
	server, ok := dendrite.New(t, dendrite.Options{})
	if !ok {
		return
	}
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) { test(t, d, server) })
}

// M-01 M-13 M-14.
func TestADeviceIsMadeAndSignedOnce(t *testing.T) {
	t.Parallel()
	eachWithServer(t, func(t *testing.T, database storetest.Database, server *dendrite.Server) {
		d := newDevice(t, database, server, "once-"+database.Dialect)
		first, err := d.prepare()
		if err != nil || !first.NewIdentity || d.recovery == "" {
			t.Fatalf("the first time: got %+v, recovery key %t, %v", first, d.recovery != "", err)
		}
		shown := d.recovery
		person := server.Join(t, "once-ana-"+database.Dialect)
		master := person.Master(d.settings.User)
		again, err := d.prepare()
		if err != nil || again.NewIdentity || again.Device != first.Device || d.recovery != shown {
			t.Errorf("the second time: got %+v, %v, want the device %s and no new recovery key", again, err, first.Device)
		}
		d.ready()
		d.meet(person)
		if got := person.Devices(d.settings.User); len(got) != 1 || !got[first.Device] {
			t.Errorf("devices as others see them: got %v, want %s alone, signed", got, first.Device)
		}
		if got := person.Master(d.settings.User); got != master || got == "" {
			t.Errorf("identity: got %s, want %s", got, master)
		}
	})
}

// M-11 M-15 M-16.
func TestTwoKindsOfEncryptionUnderstandEachOther(t *testing.T) {
	t.Parallel()
	eachWithServer(t, func(t *testing.T, database storetest.Database, server *dendrite.Server) {
		d := newDevice(t, database, server, "bot-"+database.Dialect).ready()
		person := server.Join(t, "ana-"+database.Dialect)
		room := d.meet(person)
		for _, text := range []string{"who is working on 25", "¿quién? مَن", strings.Repeat("long ", 2000)} {
			got, err := d.read(person.Say(room, text))
			if err != nil || got.Content.AsMessage().Body != text {
				t.Fatalf("read %.20q: got %v, %v", text, got, err)
			}
			if got.Mautrix.TrustState < id.TrustStateCrossSignedTOFU || !got.Mautrix.WasEncrypted {
				t.Errorf("trust in a signed device: got %s", got.Mautrix.TrustState)
			}
			d.say(room, "re: "+text)
			if got := person.Await("the answer", says(room, "re: "+text)); got.Wire != "m.room.encrypted" {
				t.Errorf("on the wire: got %s", got.Wire)
			}
		}
		// After a restart, the old session goes on.
		d.stop()
		if err := d.start(); err != nil {
			t.Fatalf("start again: %v", err)
		}
		if got, err := d.read(person.Say(room, "again")); err != nil || got.Content.AsMessage().Body != "again" {
			t.Errorf("after a restart: got %v, %v", got, err)
		}
		d.say(room, "still here")
		person.Await("an answer after the restart", says(room, "still here"))
	})
}

// M-07 M-11.
func TestTheSameSyncMayComeTwiceAndNoKeyIsLost(t *testing.T) {
	t.Parallel()
	eachWithServer(t, func(t *testing.T, database storetest.Database, server *dendrite.Server) {
		d := newDevice(t, database, server, "bot-"+database.Dialect).ready()
		person := server.Join(t, "ana-"+database.Dialect)
		room := d.meet(person)
		message := id.EventID(person.Say(room, "said once"))
		from := d.since
		var there *event.Event
		for range 50 { // until the message and its key are in what comes since the same place
			told, err := d.client.SyncRequest(t.Context(), 200, from, "", false, "")
			if err != nil {
				t.Fatal(err)
			}
			for _, evt := range told.Rooms.Join[id.RoomID(room)].Timeline.Events {
				if evt.ID == message && len(told.ToDevice.Events) > 0 {
					evt.RoomID, evt.Type.Class, there = id.RoomID(room), event.MessageEventType, evt
				}
			}
			if there == nil {
				continue
			}
			gone, cancel := context.WithCancel(t.Context())
			cancel()
			if err := d.cipher.Take(gone, told, from); err == nil {
				t.Error("a sync was taken although nothing can be kept")
			}
			break
		}
		if there == nil {
			t.Fatal("the message does not come with its key")
		}
		for range 2 {
			// The program died before the token was kept, and asks for the same again.
			d.stop()
			if err := d.start(); err != nil {
				t.Fatal(err)
			}
			told, err := d.client.SyncRequest(t.Context(), 200, from, "", false, "")
			if err != nil {
				t.Fatal(err)
			}
			if err := d.cipher.Take(t.Context(), told, from); err != nil {
				t.Fatalf("take: %v", err)
			}
			said, err := d.cipher.Decrypt(t.Context(), there)
			if err != nil || said.Content.AsMessage().Body != "said once" {
				t.Errorf("decrypt: got %v, %v", said, err)
			}
		}
	})
}

// M-16 M-44.
func TestADeviceThatItsOwnerHasNotSignedIsNotBelievedAndGetsNoKeys(t *testing.T) {
	t.Parallel()
	server, ok := dendrite.New(t, dendrite.Options{})
	if !ok {
		return
	}
	d := newDevice(t, storetest.SQLite(t), server, "bot").ready()
	password := server.Register(t, "ben")
	ben := server.SignIn(t, "ben", password, dendrite.Client{Unsigned: true, Lax: true})
	room := d.meet(ben)
	got, err := d.read(ben.Say(room, "withdraw C-1"))
	if err != nil || got.Mautrix.TrustState >= id.TrustStateCrossSignedTOFU {
		t.Fatalf("a message of an unsigned device: got %+v, %v, want it read and not trusted", got, err)
	}
	d.say(room, "secret")
	unreadable := ben.Await("a message without its key", func(e dendrite.Event) bool { return e.Room == room && e.Failed })
	if unreadable.Sender != d.settings.User {
		t.Errorf("sender: got %s", unreadable.Sender)
	}
	// Once its owner signs it, it is believed, and has the next key.
	ben.Sign(password)
	for range 5 {
		if got, err = d.read(ben.Say(room, "withdraw C-1")); err == nil && got.Mautrix.TrustState >= id.TrustStateCrossSignedTOFU {
			break
		}
	}
	if err != nil || got.Mautrix.TrustState < id.TrustStateCrossSignedTOFU {
		t.Fatalf("after it was signed: got %+v, %v", got, err)
	}
	d.say(room, "welcome")
	ben.Await("the next message", says(room, "welcome"))
}

// M-03 M-15.
func TestALostStoreIsRestoredWithTheRecoveryKey(t *testing.T) {
	t.Parallel()
	eachWithServer(t, func(t *testing.T, database storetest.Database, server *dendrite.Server) {
		d := newDevice(t, database, server, "bot-"+database.Dialect).ready()
		person := server.Join(t, "ana-"+database.Dialect)
		room := d.meet(person)
		d.say(room, "before")
		person.Await("a message before", says(room, "before"))
		master := person.Master(d.settings.User)
		d.stop()

		lost := newLost(t, d)
		// Without the recovery key nothing is made, and nothing replaced.
		if err := lost.start(); !errors.Is(err, problem.Problem{Key: "matrixkeys.unsigned"}) {
			t.Errorf("start without keys and recovery key: got %v", err)
		}
		lost.stop()
		if _, err := lost.prepare(); !errors.Is(err, problem.Problem{Key: "matrixkeys.recovery_needed"}) {
			t.Errorf("prepare without keys and recovery key: got %v", err)
		}
		lost.settings.RecoveryKey = "EsTz Sh2v UaG3 Nnmr Ev1J ZRS1 bVpz dHtH 3oqS 9nmT bqXL"
		if err := lost.start(); !errors.Is(err, problem.Problem{Key: "matrixkeys.recovery_wrong"}) {
			t.Errorf("start with another recovery key: got %v", err)
		}
		lost.stop()
		lost.settings.RecoveryKey = d.recovery
		if err := lost.start(); err != nil {
			t.Fatalf("start with the recovery key: %v", err)
		}
		defer lost.stop()
		lost.sync()
		if got, err := lost.read(person.Say(room, "after")); err != nil || got.Content.AsMessage().Body != "after" {
			t.Errorf("a new message: got %v, %v", got, err)
		}
		lost.say(room, "I am back")
		person.Await("an answer of the new device", says(room, "I am back"))
		if got := person.Master(d.settings.User); got != master {
			t.Errorf("identity: got %s, want %s as before", got, master)
		}
		if !person.Devices(d.settings.User)[lost.client.DeviceID.String()] {
			t.Error("the new device is not signed")
		}
	})
}

// newLost is the same account after its databases were lost.
func newLost(t *testing.T, d *device) *device {
	t.Helper()
	database := storetest.SQLite(t)
	return &device{t: t, store: database.Open(t), database: database.Address, settings: d.settings}
}

// M-03 M-20.
func TestWhatDoesNotBelongTogetherIsRefusedInWords(t *testing.T) {
	t.Parallel()
	server, ok := dendrite.New(t, dendrite.Options{})
	if !ok {
		return
	}
	file := storetest.SQLite(t)
	d := newDevice(t, file, server, "bot").ready()
	d.stop()
	password, token, own := d.settings.Password, d.client.AccessToken, d.client.DeviceID
	keysFile := strings.TrimSuffix(strings.TrimPrefix(file.Address, "sqlite:"), ".db") + ".matrix.db"

	// opened is what OpenCipher and Start say after a change to what they work with.
	opened := func(change func(*matrix.CipherParts)) error {
		parts := d.parts()
		change(&parts)
		cipher, err := matrix.OpenCipher(parts)
		if err != nil {
			return err
		}
		defer func() { _ = cipher.Close() }()
		return cipher.Start(t.Context())
	}
	want := func(what, key string, err error) {
		t.Helper()
		if !errors.Is(err, problem.Problem{Key: key}) {
			t.Errorf("%s: got %v, want %s", what, err, key)
		}
	}
	want("a short pickle key", "matrixkeys.pickle_short", opened(func(p *matrix.CipherParts) { p.PickleKey = []byte("short") }))
	want("another pickle key", "matrixkeys.pickle_wrong", opened(func(p *matrix.CipherParts) { p.PickleKey = []byte(strings.Repeat("x", 40)) }))
	want("keys that are lost", "matrixkeys.keys_lost", opened(func(p *matrix.CipherParts) { p.Database = storetest.SQLite(t).Address }))
	want("keys of another device", "matrixkeys.keys_of_other_device", opened(func(p *matrix.CipherParts) { p.Client.DeviceID = "OTHER" }))
	d.client.DeviceID = own

	d.settings.Password = "not the password"
	d.settings.Token = "syt_not_a_token"
	want("a token that is not valid", "matrixkeys.signed_out", d.signIn())
	d.settings.Token = token
	d.settings.User = dendrite.UserID("somebody")
	want("a token of somebody else", "matrixkeys.other_account", d.signIn())
	d.settings.User, d.settings.Token = dendrite.UserID("bot"), ""
	if err := d.signIn(); err != nil || d.client.DeviceID != own {
		t.Errorf("the token that was kept: got %v, device %s, want %s", err, d.client.DeviceID, own)
	}
	other := d.login(password)
	d.settings.Token = other.AccessToken
	want("a token of another device", "matrixkeys.other_device", d.signIn())
	d.settings.Token = ""
	if err := d.signIn(); err != nil {
		t.Fatal(err)
	}
	if _, err := d.client.Logout(t.Context()); err != nil {
		t.Fatal(err)
	}
	want("a device that was signed out", "matrixkeys.signed_out", d.signIn())
	// The same device again, whose keys the server has dropped: its peers would never know.
	d.settings.Token = d.loginAs(password, own).AccessToken
	if err := d.signIn(); err != nil {
		t.Fatal(err)
	}
	want("keys that the server has dropped", "matrixkeys.keys_gone", opened(func(*matrix.CipherParts) {}))
	if info, err := os.Stat(keysFile); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file of the keys: got %v, %v, want only its owner to read it", info, err)
	}
}

func (d *device) login(password string) *mautrix.RespLogin { return d.loginAs(password, "") }

func (d *device) loginAs(password string, as id.DeviceID) *mautrix.RespLogin {
	d.t.Helper()
	client, err := mautrix.NewClient(d.settings.Homeserver, "", "")
	if err != nil {
		d.t.Fatal(err)
	}
	answer, err := client.Login(d.t.Context(), &mautrix.ReqLogin{
		Type: mautrix.AuthTypePassword, Identifier: mautrix.UserIdentifier{Type: mautrix.IdentifierTypeUser, User: d.settings.User},
		Password: password, DeviceID: as,
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return answer
}
