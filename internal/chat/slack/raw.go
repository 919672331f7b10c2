package slack

import "encoding/json"

// raw is an object of Slack's as it came. Fields are read one by one, so that one of an unexpected shape costs that field
// and not the event (S-59).
type raw map[string]json.RawMessage

func readRaw(text []byte) (raw, bool) {
	var r raw
	return r, json.Unmarshal(text, &r) == nil && r != nil
}

// text is a field that is a text; empty if it is none.
func (r raw) text(name string) string {
	var s string
	if json.Unmarshal(r[name], &s) != nil {
		return ""
	}
	return s
}

// truth is a field that is true.
func (r raw) truth(name string) bool {
	var b bool
	return json.Unmarshal(r[name], &b) == nil && b
}

// number is a field that is a whole number; 0 if it is none.
func (r raw) number(name string) int64 {
	var n int64
	if json.Unmarshal(r[name], &n) != nil {
		return 0
	}
	return n
}

// object is a field that is an object; nil if it is none, which reads as an empty one.
func (r raw) object(name string) raw {
	inner, _ := readRaw(r[name])
	return inner
}

// objects are a field that is a list of objects.
func (r raw) objects(name string) []raw {
	var list []raw
	_ = json.Unmarshal(r[name], &list)
	return list
}

// texts are a field that is a list of texts.
func (r raw) texts(name string) []string {
	var list []string
	_ = json.Unmarshal(r[name], &list)
	return list
}

// id is a field that is an id, or an object with one.
func (r raw) id(name string) string {
	if s := r.text(name); s != "" {
		return s
	}
	return r.object(name).text("id")
}
