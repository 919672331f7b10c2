//go:build goolm

package matrix

import (
	"context"
	"fmt"
	"slices"

	"go.mau.fi/util/dbutil"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// Take keeps what a sync says of rooms, devices and keys.
func (k *keys) Take(ctx context.Context, sync *mautrix.RespSync, since string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.machine == nil {
		return errNotStarted
	}
	k.store.failure = nil
	err := k.take(ctx, sync, since)
	if noted := k.store.took(); err == nil {
		err = noted
	}
	if err == nil {
		return nil
	}
	// What is in memory is ahead of the database now.
	if again := k.load(ctx); again != nil {
		return fmt.Errorf("%w; and load the keys again: %w", err, again)
	}
	return err
}

func (k *keys) take(ctx context.Context, sync *mautrix.RespSync, since string) error {
	if err := k.db.DoTxn(ctx, nil, func(ctx context.Context) error { return k.takeRooms(ctx, sync, since) }); err != nil {
		return fmt.Errorf("keep the state of rooms: %w", err)
	}
	if err := k.takeDevices(ctx, sync, since); err != nil {
		return err
	}
	return k.takeKeys(ctx, sync)
}

// takeDevices asks anew for the devices that have changed: those that the sync names, and all whom we know when it
// starts from nothing and so cannot name any.
func (k *keys) takeDevices(ctx context.Context, sync *mautrix.RespSync, since string) error {
	changed := sync.DeviceLists.Changed
	if since == "" {
		all, err := k.everybody(ctx)
		if err != nil {
			return fmt.Errorf("list whose devices are known: %w", err)
		}
		changed = append(changed, all...)
	}
	if len(changed) == 0 {
		return nil
	}
	known, err := k.store.FilterTrackedUsers(ctx, changed)
	if err != nil {
		return fmt.Errorf("see whose devices are known: %w", err)
	}
	for group := range slices.Chunk(known, 100) {
		if err := k.refresh(ctx, group); err != nil {
			return err
		}
	}
	return nil
}

// everybody is all whose devices are known.
func (k *keys) everybody(ctx context.Context) ([]id.UserID, error) {
	rows, err := k.db.Query(ctx, "SELECT user_id FROM crypto_tracked_user")
	return dbutil.NewRowIterWithError(rows, dbutil.ScanSingleColumn[id.UserID], err).AsList()
}

// takeKeys takes what other devices sent to this one. All of it is kept, or nothing: the library counts a message as
// read before it has kept the key in it.
func (k *keys) takeKeys(ctx context.Context, sync *mautrix.RespSync) error {
	var requests []*event.Event
	err := k.db.DoTxn(ctx, nil, func(ctx context.Context) error {
		for _, evt := range sync.ToDevice.Events {
			evt.Type.Class = event.ToDeviceEventType
			if !readable(evt) {
				continue // nothing that we know
			}
			if evt.Type == event.ToDeviceRoomKeyRequest {
				requests = append(requests, evt)
				continue
			}
			k.machine.HandleToDeviceEvent(ctx, evt)
		}
		return k.store.failure
	})
	if err != nil {
		return fmt.Errorf("keep what was sent to this device: %w", err)
	}
	for _, evt := range requests {
		if content, ok := evt.Content.Parsed.(*event.RoomKeyRequestEventContent); ok {
			k.machine.HandleRoomKeyRequest(k.log.WithContext(ctx), evt.Sender, content)
		}
	}
	k.machine.MarkOlmHashSavePoint(ctx)
	return k.replenish(ctx, sync.DeviceOTKCount)
}

// leastOneTimeKeys is how many keys for first messages the server is to have at least.
const leastOneTimeKeys = 50

// replenish makes keys for first messages when the server runs out. It asks the server itself before: a sync may leave
// the number out, and who makes keys too often pushes out those that the server still hands to others, whose messages
// can then never be read (M-19).
func (k *keys) replenish(ctx context.Context, told mautrix.OTKCount) error {
	if told.SignedCurve25519 < leastOneTimeKeys {
		answer, err := k.parts.Client.UploadKeys(ctx, &mautrix.ReqUploadKeys{})
		if err != nil {
			return fmt.Errorf("ask how many keys the server has: %w", err)
		}
		told.SignedCurve25519 = answer.OneTimeKeyCounts.SignedCurve25519
	}
	k.machine.HandleOTKCounts(ctx, &told)
	return nil
}

// takeRooms keeps who is in which room, and which rooms are encrypted; a room that ever was stays so (M-18).
func (k *keys) takeRooms(ctx context.Context, sync *mautrix.RespSync, since string) error {
	for room, joined := range sync.Rooms.Join {
		whole := since == "" || joined.Timeline.Limited
		if whole { // who came and went meanwhile is not told: ask the server before the next message
			if err := k.rooms.ClearCachedMembers(ctx, room); err != nil {
				return err
			}
			if err := k.store.RemoveOutboundGroupSession(ctx, room); err != nil {
				return err
			}
		}
		for _, evt := range stateIn(joined.State.Events, joined.Timeline.Events) {
			evt.RoomID = room
			if err := k.takeState(ctx, evt); err != nil {
				return err
			}
		}
	}
	for room := range sync.Rooms.Leave {
		if err := k.rooms.ClearCachedMembers(ctx, room); err != nil {
			return err
		}
	}
	return nil
}

func (k *keys) takeState(ctx context.Context, evt *event.Event) error {
	evt.Type.Class = event.StateEventType
	if !readable(evt) {
		return nil
	}
	switch content := evt.Content.Parsed.(type) {
	case *event.MemberEventContent:
		if evt.GetStateKey() == "" { // nobody: the library keeps no such member, and would refuse the sync
			return nil
		}
		k.machine.HandleMemberEvent(ctx, evt)
		return k.rooms.SetMember(ctx, evt.RoomID, id.UserID(evt.GetStateKey()), content)
	case *event.EncryptionEventContent:
		if evt.GetStateKey() != "" || content.Algorithm != id.AlgorithmMegolmV1 {
			return nil
		}
		return k.rooms.SetEncryptionEvent(ctx, evt.RoomID, content)
	case *event.HistoryVisibilityEventContent:
		k.machine.HandleHistoryVisibility(ctx, evt)
		return k.rooms.SetHistoryVisibility(ctx, evt.RoomID, content)
	}
	return nil
}

// readable says whether an event has a form that we know.
func readable(evt *event.Event) bool {
	return evt.Content.Parsed != nil || evt.Content.ParseRaw(evt.Type) == nil
}

// refresh asks the server for somebody's devices. When one has become trusted, or is not any more, the next message
// goes out under a new key, which the right devices have.
func (k *keys) refresh(ctx context.Context, users []id.UserID) error {
	before := map[id.UserID]string{}
	for _, user := range users {
		before[user] = k.trusted(ctx, user)
	}
	if _, err := k.machine.FetchKeys(ctx, users, true); err != nil {
		return fmt.Errorf("ask for devices: %w", err)
	}
	for _, user := range users {
		if k.trusted(ctx, user) != before[user] {
			k.machine.OnDevicesChanged(ctx, user)
		}
	}
	return nil
}

// trusted names the devices of somebody that may have our keys.
func (k *keys) trusted(ctx context.Context, user id.UserID) string {
	devices, err := k.store.GetDevices(ctx, user)
	if err != nil {
		return ""
	}
	var list []string
	for _, device := range devices {
		if trust, err := k.machine.ResolveTrustContext(ctx, device); err == nil && trust >= id.TrustStateCrossSignedTOFU {
			list = append(list, device.DeviceID.String())
		}
	}
	slices.Sort(list)
	return fmt.Sprint(list)
}

var _ crypto.Store = (*noting)(nil)
