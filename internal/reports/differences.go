package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Difference is one figure that two documents say differently. Was or Is is empty where only the other has it.
type Difference struct {
	Path string // "overall.live", "movement[C-8].to", "steps[27a].status.completed", "overall.gaps[2]"
	Was  string // as JSON
	Is   string // as JSON
}

// Differences names every figure that two figures documents say differently, in the order of their paths. Rows are
// told apart by what they are about, so that one row more does not make all others differ.
func Differences(was, is []byte) ([]Difference, error) {
	if bytes.Equal(was, is) {
		return nil, nil
	}
	left, leftNow := apart(was, is)
	before, err := anything(left)
	if err != nil {
		return nil, err
	}
	after, err := anything(leftNow)
	if err != nil {
		return nil, err
	}
	var c comparison
	c.compare("", before, after)
	if c.found == nil {
		c.found = []Difference{{Path: "sha256", Was: written(SHA256(was)), Is: written(SHA256(is))}} // the order of rows
	}
	return c.found, nil
}

func anything(figures []byte) (v any, err error) {
	d := json.NewDecoder(bytes.NewReader(figures))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("read figures: %w", err)
	}
	return v, nil
}

type comparison struct{ found []Difference }

func (c *comparison) compare(path string, was, is any) {
	switch was := was.(type) {
	case map[string]any:
		if is, ok := is.(map[string]any); ok {
			c.members(path, was, is)
			return
		}
	case []any:
		if is, ok := is.([]any); ok {
			c.members(path, byKey(was), byKey(is))
			return
		}
	}
	if a, b := written(was), written(is); a != b {
		c.found = append(c.found, Difference{path, a, b})
	}
}

func (c *comparison) members(path string, was, is map[string]any) {
	names := map[string]bool{}
	for name := range was {
		names[name] = true
	}
	for name := range is {
		names[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		at := name
		if path != "" {
			at = joined(path, name)
		}
		before, had := was[name]
		after, has := is[name]
		switch {
		case had && has:
			c.compare(at, before, after)
		case had:
			c.found = append(c.found, Difference{Path: at, Was: written(before)})
		default:
			c.found = append(c.found, Difference{Path: at, Is: written(after)})
		}
	}
}

func joined(path, name string) string {
	if name[0] == '[' {
		return path + name
	}
	return path + "." + name
}

// byKey gives each item of a list the name of what it is about: "[C-8]", with a seq "[C-8/3]", a plain text itself, any
// other its place.
func byKey(items []any) map[string]any {
	keyed := make(map[string]any, len(items))
	for i, item := range items {
		key := keyOf(item)
		if _, taken := keyed["["+key+"]"]; taken || key == "" {
			key = "#" + strconv.Itoa(i)
		}
		keyed["["+key+"]"] = item
	}
	return keyed
}

func keyOf(item any) string {
	switch item := item.(type) {
	case string:
		return item
	case json.Number:
		return item.String()
	case map[string]any:
		return keyOfRow(item)
	default:
		return ""
	}
}

func keyOfRow(row map[string]any) string {
	for _, name := range [...]string{"ref", "code", "key", "handle"} {
		value, ok := row[name]
		if !ok {
			continue
		}
		key, _ := value.(string)
		if seq, ok := row["seq"].(json.Number); ok {
			key += "/" + seq.String()
		}
		if value == nil {
			key = "unattributed"
		}
		return key
	}
	return ""
}

func written(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}
