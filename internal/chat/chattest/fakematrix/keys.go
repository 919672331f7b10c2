package fakematrix

import (
	"maps"
	"net/http"
	"strings"
)

// toDevice is a message for a device, which stays until the client comes back with a later token.
type toDevice struct {
	user, device, sender, kind string
	content                    map[string]any
	position                   int
}

func (m toDevice) event() map[string]any {
	return map[string]any{"type": m.kind, "sender": m.sender, "content": m.content}
}

func (s *Server) sendToDevice(c *call) (any, *failure) {
	var in struct {
		Messages map[string]map[string]map[string]any `json:"messages"`
	}
	if failed := c.into(&in); failed != nil {
		return nil, failed
	}
	key, made := s.once(c)
	if made != "" {
		return struct{}{}, nil
	}
	s.sent[key] = "sent"
	for userID, devices := range in.Messages {
		for id, content := range devices {
			s.deliver(toDevice{user: userID, device: id, sender: c.device.user.id, kind: c.path[1], content: content})
		}
	}
	return struct{}{}, nil
}

// deliver puts a message where the device will find it; the device "*" is all of them.
func (s *Server) deliver(m toDevice) {
	u := s.users[m.user]
	if u == nil {
		return
	}
	for id := range u.devices {
		if m.device == "*" || m.device == id {
			one := m
			one.device, one.position = id, s.next()
			s.toDevice = append(s.toDevice, one)
		}
	}
	s.happened()
}

func (s *Server) uploadKeys(c *call) (any, *failure) {
	var in struct {
		Device   map[string]any `json:"device_keys"`
		OneTime  map[string]any `json:"one_time_keys"`
		Fallback map[string]any `json:"fallback_keys"`
	}
	if failed := c.into(&in); failed != nil {
		return nil, failed
	}
	d := c.device
	if in.Device != nil {
		d.keys = in.Device
		s.keysChanged(d.user.id)
	}
	for name, key := range in.OneTime {
		if _, there := d.oneTime[name]; there {
			return nil, fail(http.StatusBadRequest, "M_UNKNOWN", "One time key "+name+" already exists")
		}
		d.oneTime[name] = key
	}
	for name, key := range in.Fallback {
		algorithm, _, _ := strings.Cut(name, ":")
		d.unused = map[string]any{algorithm: map[string]any{name: key}}
	}
	return map[string]any{"one_time_key_counts": map[string]int{"signed_curve25519": len(d.oneTime)}}, nil
}

func (s *Server) keysChanged(userID string) {
	s.changed[userID] = s.next()
	s.happened()
}

func (s *Server) queryKeys(c *call) (any, *failure) {
	var in struct {
		Keys map[string][]string `json:"device_keys"`
	}
	if failed := c.into(&in); failed != nil {
		return nil, failed
	}
	devices, master, self, user := map[string]any{}, map[string]any{}, map[string]any{}, map[string]any{}
	for userID := range in.Keys {
		u := s.users[userID]
		if u == nil {
			continue
		}
		of := map[string]any{}
		for id, d := range u.devices {
			if d.keys != nil {
				of[id] = d.keys
			}
		}
		devices[userID] = of
		for name, into := range map[string]map[string]any{"master_key": master, "self_signing_key": self, "user_signing_key": user} {
			if key, ok := u.signing[name]; ok && (name != "user_signing_key" || u == c.device.user) {
				into[userID] = key
			}
		}
	}
	return map[string]any{"device_keys": devices, "master_keys": master, "self_signing_keys": self, "user_signing_keys": user, "failures": map[string]any{}}, nil
}

func (s *Server) claimKeys(c *call) (any, *failure) {
	var in struct {
		Keys map[string]map[string]string `json:"one_time_keys"`
	}
	if failed := c.into(&in); failed != nil {
		return nil, failed
	}
	out := map[string]map[string]any{}
	for userID, devices := range in.Keys {
		u := s.users[userID]
		if u == nil {
			continue
		}
		out[userID] = map[string]any{}
		for id, algorithm := range devices {
			if d := u.devices[id]; d != nil {
				if key := d.claim(algorithm); key != nil {
					out[userID][id] = key
				}
			}
		}
	}
	return map[string]any{"one_time_keys": out, "failures": map[string]any{}}, nil
}

// claim takes a one-time key, or the fallback key, which is then a used one.
func (d *device) claim(algorithm string) map[string]any {
	for name, key := range d.oneTime {
		if strings.HasPrefix(name, algorithm+":") {
			delete(d.oneTime, name)
			return map[string]any{name: key}
		}
	}
	key, _ := d.unused[algorithm].(map[string]any)
	return key
}

func (s *Server) uploadSigningKeys(c *call) (any, *failure) {
	in, failed := c.content()
	if failed != nil {
		return nil, failed
	}
	for _, name := range []string{"master_key", "self_signing_key", "user_signing_key"} {
		if key, ok := in[name]; ok {
			c.device.user.signing[name] = key
		}
	}
	s.keysChanged(c.device.user.id)
	return struct{}{}, nil
}

// uploadSignatures merges signatures into the keys that they are of.
func (s *Server) uploadSignatures(c *call) (any, *failure) {
	var in map[string]map[string]map[string]any
	if failed := c.into(&in); failed != nil {
		return nil, failed
	}
	for userID, objects := range in {
		u := s.users[userID]
		if u == nil {
			continue
		}
		for id, object := range objects {
			if d := u.devices[id]; d != nil && d.keys != nil {
				mergeSignatures(d.keys, object)
			}
			for _, key := range u.signing {
				if k, ok := key.(map[string]any); ok && hasKey(k, id) {
					mergeSignatures(k, object)
				}
			}
		}
		s.keysChanged(userID)
	}
	return map[string]any{"failures": map[string]any{}}, nil
}

func hasKey(object map[string]any, id string) bool {
	keys, _ := object["keys"].(map[string]any)
	_, there := keys["ed25519:"+id]
	return there
}

func mergeSignatures(into, from map[string]any) {
	have, _ := into["signatures"].(map[string]any)
	if have == nil {
		have = map[string]any{}
		into["signatures"] = have
	}
	more, _ := from["signatures"].(map[string]any)
	for userID, of := range more {
		list, _ := of.(map[string]any)
		kept, _ := have[userID].(map[string]any)
		if kept == nil {
			kept = map[string]any{}
			have[userID] = kept
		}
		maps.Copy(kept, list)
	}
}
