package fakematrix

import (
	"fmt"
	"net/http"
	"strings"
)

type user struct {
	id       string
	name     string
	password string
	devices  map[string]*device
	data     map[string]stored // account data
	signing  map[string]any    // cross-signing keys
	blocks   bool              // invites
}

type stored struct {
	content map[string]any
	at      int
}

type device struct {
	user    *user
	id      string
	token   string
	refresh string
	soft    bool // the token has expired, the device has not
	dead    bool
	keys    map[string]any
	oneTime map[string]any
	unused  map[string]any // fallback keys
	heard   int            // the position that the last sync came with
}

// Login is how an account signs in.
type Login struct {
	User, Device, Token, Password string
}

// Account makes an account with one device.
func (s *Server) Account(localpart string) Login {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.user(localpart)
	u.password = "secret of " + localpart
	d := s.device(u, "")
	return Login{User: u.id, Device: d.id, Token: d.token, Password: u.password}
}

// user finds or makes the user with a local part, or with a whole id.
func (s *Server) user(name string) *user {
	id := name
	if !strings.HasPrefix(name, "@") {
		id = "@" + name + ":" + Name
	}
	if u := s.users[id]; u != nil {
		return u
	}
	u := &user{id: id, name: name, devices: map[string]*device{}, data: map[string]stored{}, signing: map[string]any{}}
	s.users[id] = u
	return u
}

func (s *Server) device(u *user, id string) *device {
	if id == "" {
		id = fmt.Sprintf("DEVICE%04d", s.number())
	}
	d := u.devices[id]
	if d == nil {
		d = &device{user: u, id: id, oneTime: map[string]any{}, unused: map[string]any{}}
		u.devices[id] = d
	}
	delete(s.tokens, d.token) // a new login of a device ends its older tokens
	d.token = fmt.Sprintf("syt_%s_%06d", strings.Trim(u.id, "@"), s.number())
	d.soft, d.dead = false, false
	s.tokens[d.token] = d
	return d
}

// EndToken makes the account's tokens unknown; soft says that the device is still there (M-03).
func (s *Server) EndToken(userID string, soft Softness) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.users[userID].devices {
		d.soft, d.dead = soft == Soft, soft == Hard
	}
	s.happened()
}

// Softness of the end of a token.
type Softness int

const (
	Soft Softness = iota // sign in again with the same device
	Hard                 // the device is gone
)

func (s *Server) signedIn(c *call) *failure {
	token := strings.TrimPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	if token == "" {
		return fail(http.StatusUnauthorized, "M_MISSING_TOKEN", "no token")
	}
	c.device = s.tokens[token]
	switch {
	case c.device == nil, c.device.dead:
		return fail(http.StatusUnauthorized, "M_UNKNOWN_TOKEN", "unknown token")
	case c.device.soft:
		f := fail(http.StatusUnauthorized, "M_UNKNOWN_TOKEN", "token expired")
		f.More = map[string]any{"soft_logout": true}
		return f
	}
	return nil
}

func (s *Server) login(c *call) (any, *failure) {
	var in struct {
		Identifier struct{ User string } `json:"identifier"`
		Password   string                `json:"password"`
		DeviceID   string                `json:"device_id"`
		Refresh    bool                  `json:"refresh_token"`
	}
	if failed := c.into(&in); failed != nil {
		return nil, failed
	}
	u := s.users[in.Identifier.User]
	if u == nil {
		u = s.users["@"+in.Identifier.User+":"+Name]
	}
	if u == nil || u.password == "" || u.password != in.Password {
		return nil, fail(http.StatusForbidden, "M_FORBIDDEN", "wrong name or password")
	}
	return s.signed(s.device(u, in.DeviceID), in.Refresh), nil
}

func (s *Server) signed(d *device, refresh bool) map[string]any {
	out := map[string]any{"user_id": d.user.id, "device_id": d.id, "access_token": d.token}
	if refresh {
		d.refresh = fmt.Sprintf("syr_%06d", s.number())
		out["refresh_token"], out["expires_in_ms"] = d.refresh, 300_000
	}
	return out
}

func (s *Server) refresh(c *call) (any, *failure) {
	var in struct {
		Token string `json:"refresh_token"`
	}
	if failed := c.into(&in); failed != nil {
		return nil, failed
	}
	for _, u := range s.users {
		for _, d := range u.devices {
			if in.Token != "" && d.refresh == in.Token && !d.dead {
				return s.signed(s.device(u, d.id), true), nil
			}
		}
	}
	return nil, fail(http.StatusUnauthorized, "M_UNKNOWN_TOKEN", "unknown refresh token")
}

func (s *Server) whoami(c *call) (any, *failure) {
	return map[string]any{"user_id": c.device.user.id, "device_id": c.device.id}, nil
}

func (s *Server) logout(c *call) (any, *failure) {
	delete(s.tokens, c.device.token)
	delete(c.device.user.devices, c.device.id)
	return struct{}{}, nil
}

func (s *Server) profile(c *call) (any, *failure) {
	u := s.users[c.path[1]]
	if u == nil {
		return nil, fail(http.StatusNotFound, "M_NOT_FOUND", "no such user")
	}
	return map[string]any{"displayname": u.name}, nil
}

func (s *Server) createFilter(c *call) (any, *failure) {
	var in struct {
		Room struct {
			Timeline struct {
				Limit int `json:"limit"`
			} `json:"timeline"`
		} `json:"room"`
	}
	if failed := c.into(&in); failed != nil {
		return nil, failed
	}
	id := fmt.Sprint("f", s.number())
	s.filters[id] = in.Room.Timeline.Limit
	return map[string]any{"filter_id": id}, nil
}

func (s *Server) accountData(c *call) (any, *failure) {
	kept, ok := c.device.user.data[c.path[3]]
	if !ok {
		return nil, fail(http.StatusNotFound, "M_NOT_FOUND", "no such data")
	}
	return kept.content, nil
}

func (s *Server) setAccountData(c *call) (any, *failure) {
	content, failed := c.content()
	if failed != nil {
		return nil, failed
	}
	c.device.user.data[c.path[3]] = stored{content, s.next()}
	s.happened()
	return struct{}{}, nil
}

// AccountData is what a user has stored under a type; nil if nothing.
func (s *Server) AccountData(userID, kind string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.users[userID].data[kind].content
}

// Devices are the ids of a user's devices.
func (s *Server) Devices(userID string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for id := range s.users[userID].devices {
		ids = append(ids, id)
	}
	return ids
}

func (s *Server) devices(c *call) (any, *failure) {
	var list []map[string]any
	for id := range c.device.user.devices {
		list = append(list, map[string]any{"device_id": id})
	}
	return map[string]any{"devices": list}, nil
}

func (s *Server) oneDevice(c *call) (any, *failure) {
	if c.device.user.devices[c.path[1]] == nil {
		return nil, fail(http.StatusNotFound, "M_NOT_FOUND", "no such device")
	}
	return map[string]any{"device_id": c.path[1]}, nil
}
