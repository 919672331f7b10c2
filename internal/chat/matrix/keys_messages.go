//go:build goolm

package matrix

import (
	"context"
	"errors"
	"fmt"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/crypto/olm"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// Encrypt gives the devices of the room's members the key first, where they lack it.
func (k *keys) Encrypt(ctx context.Context, room id.RoomID, kind event.Type, content any) (*event.EncryptedEventContent, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.machine == nil {
		return nil, errNotStarted
	}
	members, err := k.members(ctx, room)
	if err != nil {
		return nil, err
	}
	sealed, err := k.machine.EncryptMegolmEvent(ctx, room, kind, content)
	if errors.Is(err, crypto.ErrSessionExpired) || errors.Is(err, crypto.ErrSessionNotShared) || errors.Is(err, crypto.ErrNoGroupSession) {
		if err := k.machine.ShareGroupSession(ctx, room, members); err != nil {
			return nil, fmt.Errorf("share the key of the room: %w", err)
		}
		sealed, err = k.machine.EncryptMegolmEvent(ctx, room, kind, content)
	}
	if err != nil {
		return nil, fmt.Errorf("encrypt: %w", err)
	}
	return sealed, nil
}

// members are those who are in the room, or invited. The server is asked where a sync has not told all of them, and
// then for the settings of the encryption too.
func (k *keys) members(ctx context.Context, room id.RoomID) ([]id.UserID, error) {
	fetched, err := k.rooms.HasFetchedMembers(ctx, room)
	if err != nil {
		return nil, fmt.Errorf("see who is in the room: %w", err)
	}
	if !fetched {
		if err := k.fetchRoom(ctx, room); err != nil {
			return nil, err
		}
	}
	list, err := k.rooms.GetRoomJoinedOrInvitedMembers(ctx, room)
	if err != nil {
		return nil, fmt.Errorf("see who is in the room: %w", err)
	}
	return list, nil
}

func (k *keys) fetchRoom(ctx context.Context, room id.RoomID) error {
	var encryption event.EncryptionEventContent
	err := k.parts.Client.StateEvent(ctx, room, event.StateEncryption, "", &encryption)
	if err != nil && !errors.Is(err, mautrix.MNotFound) {
		return fmt.Errorf("ask for the encryption of the room: %w", err)
	}
	if err == nil && encryption.Algorithm == id.AlgorithmMegolmV1 {
		if err := k.rooms.SetEncryptionEvent(ctx, room, &encryption); err != nil {
			return fmt.Errorf("keep the encryption of the room: %w", err)
		}
	}
	members, err := k.parts.Client.Members(ctx, room, mautrix.ReqMembers{NotMembership: event.MembershipLeave})
	if err != nil {
		return fmt.Errorf("ask who is in the room: %w", err)
	}
	for _, evt := range members.Chunk {
		evt.Content.Parsed = nil // the library has parsed it as it came
	}
	parseAll(room, members.Chunk, event.StateEventType)
	if err := k.rooms.ReplaceCachedMembers(ctx, room, members.Chunk); err != nil {
		return fmt.Errorf("keep who is in the room: %w", err)
	}
	return nil
}

// Decrypt also says how far the sender's device can be believed.
func (k *keys) Decrypt(ctx context.Context, evt *event.Event) (*event.Event, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.machine == nil {
		return nil, errNotStarted
	}
	if evt.Content.Parsed == nil {
		if err := evt.Content.ParseRaw(evt.Type); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
		}
	}
	open, err := k.machine.DecryptMegolmEvent(ctx, evt)
	if err != nil {
		return nil, verdict(err)
	}
	if open.Mautrix.TrustState == id.TrustStateUnknownDevice {
		// Nobody is refused because the server did not answer once.
		if err := k.refresh(ctx, []id.UserID{evt.Sender}); err != nil {
			return nil, err
		}
		if open, err = k.machine.DecryptMegolmEvent(ctx, evt); err != nil {
			return nil, verdict(err)
		}
	}
	if open.Mautrix.ForwardedKeys { // whoever forwarded the key may have made it
		open.Mautrix.TrustState = min(open.Mautrix.TrustState, id.TrustStateForwarded)
	}
	return open, nil
}

// verdict says of an error whether waiting can help.
func verdict(err error) error {
	withheld := &event.RoomKeyWithheldEventContent{}
	switch {
	case errors.As(err, &withheld):
		if withheld.Code == event.RoomKeyWithheldNoOlmSession || withheld.Code == event.RoomKeyWithheldUnverified {
			return fmt.Errorf("%w: %w", ErrNoKey, err)
		}
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	case errors.Is(err, crypto.ErrNoSessionFound), errors.Is(err, olm.ErrUnknownMessageIndex):
		return fmt.Errorf("%w: %w", ErrNoKey, err)
	case errors.Is(err, crypto.ErrDuplicateMessageIndex), errors.Is(err, crypto.ErrWrongRoom), errors.Is(err, crypto.ErrUnsupportedAlgorithm),
		errors.Is(err, crypto.ErrCorruptedMegolmPayload), errors.Is(err, crypto.ErrIncorrectEncryptedContentType),
		errors.Is(err, olm.ErrBadMAC), errors.Is(err, olm.ErrBadSignature), errors.Is(err, olm.ErrBadMessageFormat):
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return fmt.Errorf("decrypt: %w", err) // of the database, say: try again
}

// AskForKey asks once for each key, however many messages need it: the request has the name of the key.
func (k *keys) AskForKey(ctx context.Context, evt *event.Event) error {
	content, ok := evt.Content.Parsed.(*event.EncryptedEventContent)
	if !ok {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.machine == nil {
		return errNotStarted
	}
	device := content.DeviceID //nolint:staticcheck // older clients fill it in, and then one device is asked instead of all
	if device == "" {
		device = "*"
	}
	whom := map[id.UserID][]id.DeviceID{evt.Sender: {device}}
	if evt.Sender != k.parts.Client.UserID {
		whom[k.parts.Client.UserID] = []id.DeviceID{"*"}
	}

	if err := k.machine.SendRoomKeyRequest(ctx, evt.RoomID, content.SenderKey, content.SessionID, content.SessionID.String(), whom); err != nil {
		return fmt.Errorf("ask for a key: %w", err)
	}
	return nil
}
